"""Paints a sketch: cloth cut to shape, seams and buttons, under a lamp, like a shop's photograph."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from fashion_search.demo.dice import Dice
from fashion_search.demo.lighting import Lighting
from fashion_search.demo.outline import Point
from fashion_search.demo.palette import BLACK, Paints, blend
from fashion_search.demo.parts import Dots, Fill, Gloss, Line, Sketch
from fashion_search.demo.placement import CANVAS, FINE, Placement, bounds

__all__ = ["encode", "paint"]


def paint(
    sketch: Sketch, cloth: Image.Image | None, paints: Paints, placement: Placement, dice: Dice
) -> Image.Image:
    """Paint a sketch.

    Args:
        sketch: What to draw.
        cloth: The product's swatch, of size `CANVAS`; `None` when it is all of one colour.
        paints: Colours by name.
        placement: Where it lies.
        dice: Decides how the cloth creases.

    Returns:
        An RGB picture of the sheet's size.
    """
    easel = _Easel(cloth, paints)
    lighting = Lighting(sketch, placement)
    shapes: list[list[Point]] = []
    for part in sketch.parts:
        for points in placement.outlines(part):
            if isinstance(part, Gloss):
                lighting.gloss(part, points)
                continue
            easel.lay(part, points)
            if isinstance(part, Fill):
                shapes.append(points)
                if part.volume:
                    lighting.round_off(points, part.volume)
    if sketch.folds:
        lighting.crease(shapes, sketch.folds, dice)
    return lighting.on(easel.canvas.reduce(FINE))


def encode(image: Image.Image) -> bytes:
    """The picture as JPEG, colours at full resolution."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=88, subsampling=0)
    return buffer.getvalue()


class _Easel:
    """The canvas and what is needed to cover it."""

    def __init__(self, cloth: Image.Image | None, paints: Paints) -> None:
        self.canvas = Image.new("RGB", CANVAS, (255, 255, 255))
        self._brush = ImageDraw.Draw(self.canvas)
        self._cloth = cloth
        self._paints = paints

    def lay(self, part: Fill | Line | Dots, points: list[Point]) -> None:
        """Put one part on the canvas; points are in canvas pixels."""
        if isinstance(part, Fill):
            self._fill(part, points)
        elif isinstance(part, Line):
            self._stroke([*points, points[0]] if part.closed else points, part.paint, part.width)
        else:
            self._dot(part, points)

    def _fill(self, part: Fill, points: list[Point]) -> None:
        color = self._paints[part.paint]
        if self._cloth and part.paint == "main" and not part.plain:
            self._cut(self._cloth, points)
        else:
            self._brush.polygon(points, fill=color)
        if part.edge:
            self._brush.line([*points, points[0]], fill=blend(color, BLACK, 0.28), width=FINE)

    def _cut(self, cloth: Image.Image, points: list[Point]) -> None:
        """Cut the shape out of the cloth at the very place where it lies."""
        left, top, right, bottom = box = bounds(points, CANVAS)
        mask = Image.new("L", (right - left, bottom - top), 0)
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in points], fill=255)
        self.canvas.paste(cloth.crop(box), (left, top), mask)

    def _stroke(self, points: list[Point], name: str, width: float) -> None:
        pixels = max(1, round(width * FINE))
        self._brush.line(points, fill=self._paints[name], width=pixels, joint="curve")

    def _dot(self, part: Dots, points: list[Point]) -> None:
        reach, color = part.radius * FINE, self._paints[part.paint]
        for x, y in points:
            self._brush.ellipse((x - reach, y - reach, x + reach, y + reach), fill=color)
