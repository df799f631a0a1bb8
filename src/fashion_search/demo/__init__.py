"""A catalogue drawn by the package itself, so that everything can be tried without any data."""

from __future__ import annotations

from fashion_search.demo.catalog import DrawnCatalog, draw_catalog

__all__ = ["DrawnCatalog", "draw_catalog"]
