"""What is drawn, as data: one module for each kind of thing, one sketch for each cut."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.demo.parts import Sketch
from fashion_search.demo.shapes import (
    bags,
    drapes,
    dresses,
    formal_shoes,
    headwear,
    heels,
    jewellery,
    layers,
    leather_goods,
    legwear,
    sandals,
    skirts,
    sneakers,
    tops,
    watches,
)

__all__ = ["SKETCHES"]

_MODULES = (
    bags,
    drapes,
    dresses,
    formal_shoes,
    headwear,
    heels,
    jewellery,
    layers,
    leather_goods,
    legwear,
    sandals,
    skirts,
    sneakers,
    tops,
    watches,
)

SKETCHES: Mapping[str, Mapping[str, Sketch]] = {
    article_type: styles for module in _MODULES for article_type, styles in module.SKETCHES.items()
}
"""Every sketch, by article type and style."""
