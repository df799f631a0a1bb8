"""Light on a drawing: roundness, creases, gloss, and the shadow on the white ground."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from fashion_search.demo.dice import Dice
from fashion_search.demo.outline import SHEET, Point
from fashion_search.demo.parts import Fill, Gloss, Sketch
from fashion_search.demo.placement import FINE, Placement, bounds

__all__ = ["Lighting"]

_SMALL = 4
"""Sheet units per pixel where only soft things are painted."""
_RIM = 7
"""How far a shape's edge bends away from the light, in sheet units."""
_SHADOW_DEPTH = {"hanging": 0.14, "lying": 0.22, "standing": 0.34}


class Lighting:
    """Two layers of the sheet's size that grow with the drawing.

    Args:
        sketch: What is drawn; it casts the shadow.
        placement: Where it lies.
    """

    def __init__(self, sketch: Sketch, placement: Placement) -> None:
        self._light = _shadow(sketch, placement)
        self._shine: Image.Image | None = None

    def round_off(self, points: list[Point], volume: float) -> None:
        """Darken a shape toward its lower right rim, as under a lamp at the upper left.

        Args:
            points: Its outline in canvas pixels.
            volume: How round it is, 0 to 1.
        """
        left, top, right, bottom = bounds(_reduced(points, FINE), SHEET, margin=_RIM + 1)
        fine = Image.new("L", ((right - left) * FINE, (bottom - top) * FINE), 0)
        ImageDraw.Draw(fine).polygon([(x - left * FINE, y - top * FINE) for x, y in points], fill=255)
        shape = fine.reduce(FINE)
        soft = ImageChops.offset(shape.filter(ImageFilter.BoxBlur(_RIM)), -2, -3)
        floor = 255 * (1 - 0.62 * volume)
        shaded = soft.point([round(floor + (255 - floor) * value / 255) for value in range(256)])
        self._light.paste(shaded, (left, top), shape)

    def crease(self, shapes: list[list[Point]], strength: float, dice: Dice) -> None:
        """Lay long soft folds over the shapes.

        Args:
            shapes: Outlines in canvas pixels.
            strength: How deep the folds are, 0 to 1.
            dice: Decides where they fall.
        """
        cover = Image.new("L", SHEET, 0)
        brush = ImageDraw.Draw(cover)
        for points in shapes:
            brush.polygon(_reduced(points, FINE), fill=255)
        self._light.paste(ImageChops.multiply(self._light, _folds(strength, dice)), mask=cover)

    def gloss(self, part: Gloss, points: list[Point]) -> None:
        """Let a soft bright stroke fall on the drawing."""
        shine = self._shine = self._shine or Image.new("L", SHEET, 0)
        stroke = _reduced(points, FINE)
        left, top, right, bottom = bounds(stroke, SHEET, margin=int(part.width * 1.5) + 2)
        glow = Image.new("L", (right - left, bottom - top), 0)
        path = [(x - left, y - top) for x, y in stroke]
        tone = round(255 * part.strength)
        ImageDraw.Draw(glow).line(path, fill=tone, width=max(1, round(part.width)), joint="curve")
        glow = glow.filter(ImageFilter.BoxBlur(part.width * 0.45))
        shine.paste(ImageChops.lighter(shine.crop((left, top, right, bottom)), glow), (left, top))

    def on(self, image: Image.Image) -> Image.Image:
        """The drawing under this light."""
        lit = ImageChops.multiply(image, Image.merge("RGB", (self._light,) * 3))
        if self._shine is None:
            return lit
        return ImageChops.screen(lit, Image.merge("RGB", (self._shine,) * 3))


def _reduced(points: list[Point], factor: float) -> list[Point]:
    return [(x / factor, y / factor) for x, y in points]


def _folds(strength: float, dice: Dice) -> Image.Image:
    """Soft streaks, painted small and blown up."""
    small = Image.new("L", (SHEET[0] // _SMALL, SHEET[1] // _SMALL), 255)
    brush = ImageDraw.Draw(small)
    for _ in range(9):
        x, y, drop = dice.between(8, 52), dice.between(8, 60), dice.between(10, 30)
        tone = round(255 * (1 - strength * dice.between(0.2, 0.5)))
        brush.line((x, y, x + dice.between(-7, 7), y + drop), fill=tone, width=2)
    return small.filter(ImageFilter.BoxBlur(2)).resize(SHEET, Image.Resampling.BILINEAR)


def _shadow(sketch: Sketch, placement: Placement) -> Image.Image:
    """The light on the ground: white, less what the product keeps off it."""
    small = Image.new("L", (SHEET[0] // _SMALL, SHEET[1] // _SMALL), 0)
    brush = ImageDraw.Draw(small)
    for part in sketch.parts:
        if isinstance(part, Fill):
            for points in placement.outlines(part):
                brush.polygon(_reduced(points, FINE * _SMALL), fill=255)
    depth = _SHADOW_DEPTH[sketch.stance]
    cast = _pool(small) if sketch.stance == "standing" else ImageChops.offset(small, 1, 1)
    tones = [round(255 - depth * value) for value in range(256)]
    return cast.filter(ImageFilter.BoxBlur(2)).point(tones).resize(SHEET, Image.Resampling.BILINEAR)


def _pool(shape: Image.Image) -> Image.Image:
    """Press a silhouette down to a flat shadow under its feet."""
    pool = Image.new("L", shape.size, 0)
    box = shape.getbbox()
    if box:
        left, _, right, bottom = box
        ImageDraw.Draw(pool).ellipse((left, bottom - 4, right, bottom + 2), fill=255)
    return pool
