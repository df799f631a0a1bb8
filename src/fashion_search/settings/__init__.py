"""Every name, address and number that a client can be given, and where they come from."""

from fashion_search.settings.settings import Settings

__all__ = ["Settings"]
