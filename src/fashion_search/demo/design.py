"""A design: everything a picture shows, and the drawing of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fashion_search.demo.dice import Dice
from fashion_search.demo.easel import CANVAS, FINE, encode, paint, place
from fashion_search.demo.palette import paints
from fashion_search.demo.parts import Sketch
from fashion_search.demo.patterns import EMBLEMS, emblem, weave
from fashion_search.demo.shapes_accessories import ACCESSORIES
from fashion_search.demo.shapes_bottoms import BOTTOMS
from fashion_search.demo.shapes_shoes import SHOES
from fashion_search.demo.shapes_tops import TOPS

__all__ = ["SKETCHES", "Design"]

SKETCHES: Mapping[str, Mapping[str, Sketch]] = {**TOPS, **BOTTOMS, **SHOES, **ACCESSORIES}
"""Every sketch, by article type and style."""


@dataclass(frozen=True, slots=True)
class Design:
    """What one product looks like.

    Attributes:
        article_type: Article type of the product.
        style: Which of its sketches.
        base_color: The product's base colour.
        accent: Base colour of its trimmings and of the ink on its cloth.
        pattern: A pattern of `patterns.ALLOVER`, or `"graphic"` for an emblem on the chest.
        key: What makes two products of the same design differ a little.
    """

    article_type: str
    style: str
    base_color: str
    accent: str
    pattern: str
    key: str

    def draw(self) -> bytes:
        """The picture as JPEG, 240 x 320."""
        dice = Dice("picture", self.key)
        sketch = SKETCHES[self.article_type][self.style]
        mixed = paints(self.base_color, self.accent, dice)
        placement = place(dice)
        swatch = weave(self.pattern, CANVAS, mixed, dice, confetti=self.base_color == "Multi")
        if self.pattern == "graphic":
            x, y, size = sketch.chest
            emblem(dice.pick(tuple(EMBLEMS)), swatch, *placement.apply([(x, y)])[0], size * FINE)
        return encode(paint(sketch, swatch.image, mixed, placement, dice))
