"""Contract suites for parts of your own: subclass one, say how to make the part, and pytest runs the rest.

`pytest.register_assert_rewrite("fashion_search.testing")` in a conftest makes pytest explain their failures.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fashion_search.testing.catalog import CatalogContract
    from fashion_search.testing.embedder import EmbedderContract
    from fashion_search.testing.index import IndexContract

__all__ = ["CatalogContract", "EmbedderContract", "IndexContract"]

_MODULES = {"CatalogContract": "catalog", "EmbedderContract": "embedder", "IndexContract": "index"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a class
    """A suite needs pytest, the emulator beside them does not: each is imported when it is asked for."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
