"""Multimodal fashion search and recommendation, on a laptop or on Databricks."""

from typing import TYPE_CHECKING

from fashion_search.async_client import AsyncFashionClient
from fashion_search.client import FashionClient
from fashion_search.errors import FashionSearchError
from fashion_search.filters import F, Filter
from fashion_search.looks import Look
from fashion_search.preferences import Preferences
from fashion_search.ranking.fusion import Fusion
from fashion_search.ranking.merchandising import Boost, Bury, Exclude, Merchandising, Pin, When
from fashion_search.results import Explanation, Hit, SearchResult
from fashion_search.types import Product, Query
from fashion_search.version import __version__

__all__ = [
    "AsyncFashionClient",
    "Boost",
    "Bury",
    "Exclude",
    "Explanation",
    "F",
    "FashionClient",
    "FashionSearchError",
    "Filter",
    "Fusion",
    "Hit",
    "Look",
    "Merchandising",
    "Pin",
    "Preferences",
    "Product",
    "Query",
    "SearchResult",
    "Settings",
    "When",
    "__version__",
]

if TYPE_CHECKING:
    from fashion_search.settings import Settings


def __getattr__(name: str) -> object:
    """`Settings`, read from the environment by a library that takes longer to load than all the rest."""
    if name == "Settings":
        from fashion_search.settings import Settings  # noqa: PLC0415

        return Settings
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
