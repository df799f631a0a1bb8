"""Understanding shoppers' words."""

from fashion_search.language.exclusion import exclusion

__all__ = ["exclusion"]
