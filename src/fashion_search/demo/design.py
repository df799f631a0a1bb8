"""A design: everything a picture shows, and the drawing of it."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from fashion_search.demo.dice import Dice
from fashion_search.demo.easel import encode, paint
from fashion_search.demo.palette import Paints, paints
from fashion_search.demo.parts import Sketch
from fashion_search.demo.patterns import weave
from fashion_search.demo.placement import FINE, Placement, place
from fashion_search.demo.prints import EMBLEMS, print_emblem
from fashion_search.demo.shapes import SKETCHES

__all__ = ["Design"]


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
        return self.of(SKETCHES[self.article_type][self.style], Dice("picture", self.key))

    def of(self, sketch: Sketch, dice: Dice) -> bytes:
        """The picture of another sketch in this design's colours and pattern."""
        mixed = paints(self.base_color, self.accent, dice)
        placement = place(dice)
        return encode(paint(sketch, self._cloth(sketch, mixed, placement, dice), mixed, placement, dice))

    def _cloth(self, sketch: Sketch, mixed: Paints, placement: Placement, dice: Dice) -> Image.Image | None:
        if self.pattern == "solid":
            return None
        swatch = weave(self.pattern, mixed, dice, confetti=self.base_color == "Multi")
        if self.pattern == "graphic":
            x, y, size = sketch.chest
            centre = placement.apply(((x, y),))[0]
            print_emblem(dice.pick(tuple(EMBLEMS)), swatch, centre, size * FINE)
        return swatch.image
