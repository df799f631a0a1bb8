"""The one place that knows which parts there are and how they fit together. Imports them only when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fashion_search.wiring.embedded import bundled_embedder, demo_store, open_store
from fashion_search.wiring.parts import AsyncParts, Parts
from fashion_search.wiring.people import Shoppers

if TYPE_CHECKING:
    from fashion_search.settings import Settings

__all__ = [
    "AsyncParts",
    "Parts",
    "Shoppers",
    "bundled_embedder",
    "demo_store",
    "new_settings",
    "open_store",
    "parts_of",
    "parts_of_awaited",
]


def new_settings(**values: Any) -> Settings:  # noqa: ANN401  # checked by Settings
    """Settings from keywords and environment; the class takes longer to load than the rest of the package."""
    from fashion_search.settings import Settings

    return Settings(**values)


def parts_of(settings: Settings) -> Parts:
    """The parts of the backend that the settings choose."""
    match settings.chosen_backend:
        case "databricks":
            from fashion_search.wiring.databricks import databricks_parts

            return databricks_parts(settings)
        case "postgres":
            from fashion_search.wiring.postgres import postgres_parts

            return postgres_parts(settings)
        case _:
            from fashion_search.wiring.shared import defaults_of

            parts = open_store(settings.store or "")
            return Parts(**{**parts, "blend": settings.blend, "defaults": defaults_of(settings)})


def parts_of_awaited(settings: Settings) -> AsyncParts | None:
    """The same, awaited; `None` where all parts block, because they touch no network."""
    match settings.chosen_backend:
        case "databricks":
            from fashion_search.wiring.databricks import databricks_parts_async

            return databricks_parts_async(settings)
        case "postgres":
            from fashion_search.wiring.postgres import postgres_parts_async

            return postgres_parts_async(settings)
        case _:
            return None
