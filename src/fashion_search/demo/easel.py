"""Paints a sketch: cloth cut to shape, light and creases, a shadow on white, like a shop's photograph."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from fashion_search.demo.dice import Dice
from fashion_search.demo.outline import SHEET, Point, mirrored, trace
from fashion_search.demo.palette import Color, Paints, blend
from fashion_search.demo.parts import Dots, Fill, Gloss, Line, Part, Sketch

__all__ = ["CANVAS", "encode", "paint", "place"]

FINE = 2
"""Pixels per sheet unit while painting; halved at the end, which smooths every edge."""
CANVAS = (SHEET[0] * FINE, SHEET[1] * FINE)
_WHITE = (255, 255, 255)
_BLACK = (20, 20, 24)


@dataclass(frozen=True, slots=True)
class Placement:
    """How a product lies before the camera: stretched a little, moved a little, perhaps turned round."""

    stretch_x: float
    stretch_y: float
    shift_x: float
    shift_y: float

    def apply(self, points: Iterable[Point]) -> list[Point]:
        """Sheet units to canvas pixels."""
        sx, sy = self.stretch_x * FINE, self.stretch_y * FINE
        ox = (SHEET[0] / 2 * (1 - self.stretch_x) + self.shift_x) * FINE
        oy = (SHEET[1] / 2 * (1 - self.stretch_y) + self.shift_y) * FINE
        return [(x * sx + ox, y * sy + oy) for x, y in points]


def place(dice: Dice) -> Placement:
    """A placement that differs a little from product to product."""
    size = dice.between(0.93, 1.03)
    return Placement(
        stretch_x=size * dice.between(0.95, 1.05),
        stretch_y=size * dice.between(0.97, 1.03),
        shift_x=dice.between(-4, 4),
        shift_y=dice.between(-4, 4),
    )


def paint(sketch: Sketch, cloth: Image.Image, paints: Paints, placement: Placement, dice: Dice) -> Image.Image:
    """Paint a sketch.

    Args:
        sketch: What to draw.
        cloth: The product's swatch, of size `CANVAS`.
        paints: Colours by name.
        placement: Where it lies.
        dice: Decides how the cloth creases.

    Returns:
        An RGB picture of the sheet's size.
    """
    canvas = Image.new("RGB", CANVAS, _WHITE)
    light = _shadow(sketch, placement)
    shine = Image.new("L", SHEET, 0)
    outline = Image.new("L", CANVAS, 0)
    for part in sketch.parts:
        for points in _instances(part, placement):
            _lay(part, points, canvas, cloth, paints, light, shine, outline)
    if sketch.folds:
        creased = ImageChops.multiply(light, _creases(sketch.folds, dice))
        light.paste(creased, mask=outline.reduce(FINE))
    return _lit(canvas.reduce(FINE), light, shine)


def encode(image: Image.Image) -> bytes:
    """The picture as JPEG."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=88, subsampling=0)
    return buffer.getvalue()


def _instances(part: Part, placement: Placement) -> list[list[Point]]:
    """The part's points on the canvas, once or, with its reflection, twice."""
    if isinstance(part, Dots):
        points = tuple((float(x), float(y)) for x, y in (mark.split(",") for mark in part.path.split()))
    else:
        points = trace(part.path, closed=_is_closed(part))
    if part.mirror == "join":
        return [placement.apply((*points, *reversed(mirrored(points))))]
    if part.mirror == "twin":
        return [placement.apply(points), placement.apply(mirrored(points))]
    return [placement.apply(points)]


def _is_closed(part: Fill | Line | Gloss) -> bool:
    if isinstance(part, Fill):
        return part.mirror != "join"
    return isinstance(part, Line) and part.closed


def _lay(
    part: Part,
    points: list[Point],
    canvas: Image.Image,
    cloth: Image.Image,
    paints: Paints,
    light: Image.Image,
    shine: Image.Image,
    outline: Image.Image,
) -> None:
    brush = ImageDraw.Draw(canvas)
    if isinstance(part, Fill):
        _fill(part, points, canvas, cloth, paints)
        ImageDraw.Draw(outline).polygon(points, fill=255)
        if part.volume:
            _round_off(points, part.volume, light)
    elif isinstance(part, Line):
        ends = [*points, points[0]] if part.closed else points
        brush.line(ends, fill=paints[part.paint], width=max(1, round(part.width * FINE)), joint="curve")
    elif isinstance(part, Dots):
        reach = part.radius * FINE
        for x, y in points:
            brush.ellipse((x - reach, y - reach, x + reach, y + reach), fill=paints[part.paint])
    else:
        _shine(part, points, shine)


def _fill(part: Fill, points: list[Point], canvas: Image.Image, cloth: Image.Image, paints: Paints) -> None:
    brush = ImageDraw.Draw(canvas)
    color = paints[part.paint]
    if part.paint == "main" and not part.plain:
        left, top, right, bottom = _bounds(points, CANVAS)
        mask = Image.new("L", (right - left, bottom - top), 0)
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in points], fill=255)
        canvas.paste(cloth.crop((left, top, right, bottom)), (left, top), mask)
    else:
        brush.polygon(points, fill=color)
    if part.edge:
        brush.line([*points, points[0]], fill=_edge(color), width=FINE)


def _edge(color: Color) -> Color:
    return blend(color, _BLACK, 0.28)


def _bounds(points: list[Point], size: tuple[int, int], margin: int = 1) -> tuple[int, int, int, int]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, top = max(0, int(min(xs)) - margin), max(0, int(min(ys)) - margin)
    right, bottom = min(size[0], int(max(xs)) + margin + 1), min(size[1], int(max(ys)) + margin + 1)
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _round_off(points: list[Point], volume: float, light: Image.Image) -> None:
    """Darken a shape toward its lower right rim, so that it looks round under a light from the upper left."""
    small = [(x / FINE, y / FINE) for x, y in points]
    left, top, right, bottom = _bounds(small, SHEET, margin=8)
    shape = Image.new("L", (right - left, bottom - top), 0)
    ImageDraw.Draw(shape).polygon([(x - left, y - top) for x, y in small], fill=255)
    soft = ImageChops.offset(shape.filter(ImageFilter.BoxBlur(7)), -2, -3)
    floor = 255 * (1 - 0.62 * volume)
    shaded = soft.point([round(floor + (255 - floor) * value / 255) for value in range(256)])
    light.paste(shaded, (left, top), shape)


def _shine(part: Gloss, points: list[Point], shine: Image.Image) -> None:
    small = [(x / FINE, y / FINE) for x, y in points]
    margin = int(part.width * 1.5) + 2
    left, top, right, bottom = _bounds(small, SHEET, margin)
    glow = Image.new("L", (right - left, bottom - top), 0)
    inside = [(x - left, y - top) for x, y in small]
    ImageDraw.Draw(glow).line(inside, fill=round(255 * part.strength), width=max(1, round(part.width)), joint="curve")
    glow = glow.filter(ImageFilter.BoxBlur(part.width * 0.45))
    shine.paste(ImageChops.lighter(shine.crop((left, top, right, bottom)), glow), (left, top))


def _creases(strength: float, dice: Dice) -> Image.Image:
    """Long soft folds, made small and blown up."""
    small = Image.new("L", (60, 80), 255)
    brush = ImageDraw.Draw(small)
    for _ in range(9):
        x, y, drop = dice.between(8, 52), dice.between(8, 60), dice.between(10, 30)
        tone = round(255 * (1 - strength * dice.between(0.2, 0.5)))
        brush.line((x, y, x + dice.between(-7, 7), y + drop), fill=tone, width=2)
    return small.filter(ImageFilter.BoxBlur(2)).resize(SHEET, Image.Resampling.BICUBIC)


def _shadow(sketch: Sketch, placement: Placement) -> Image.Image:
    """The background's light: white, with the product's own shadow on it."""
    small = Image.new("L", (60, 80), 0)
    brush = ImageDraw.Draw(small)
    for part in sketch.parts:
        if isinstance(part, Fill):
            for points in _instances(part, placement):
                brush.polygon([(x / 8, y / 8) for x, y in points], fill=255)
    if sketch.stance == "standing":
        small = _flattened(small)
        dx, dy, depth = 0, 0, 0.34
    else:
        dx, dy, depth = 1, 1, (0.22 if sketch.stance == "lying" else 0.14)
    cast = ImageChops.offset(small.filter(ImageFilter.BoxBlur(2)), dx, dy)
    return cast.point([round(255 - depth * value) for value in range(256)]).resize(SHEET, Image.Resampling.BICUBIC)


def _flattened(shape: Image.Image) -> Image.Image:
    """Press a silhouette down to a pool of shadow under its feet."""
    bounds = shape.getbbox()
    pool = Image.new("L", shape.size, 0)
    if bounds:
        left, _, right, bottom = bounds
        ImageDraw.Draw(pool).ellipse((left, bottom - 4, right, bottom + 2), fill=255)
    return pool


def _lit(image: Image.Image, light: Image.Image, shine: Image.Image) -> Image.Image:
    shaded = ImageChops.multiply(image, Image.merge("RGB", (light,) * 3))
    return ImageChops.screen(shaded, Image.merge("RGB", (shine,) * 3))
