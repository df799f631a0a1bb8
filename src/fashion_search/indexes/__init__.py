"""Where vectors are searched: `LocalIndex` keeps them in this process, exact and filtered first."""

from fashion_search.indexes.local import LocalIndex

__all__ = ["LocalIndex"]
