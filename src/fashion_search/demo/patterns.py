"""Cloth: what is woven into or printed on a garment, as one large swatch that every part is cut from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PIL import Image, ImageDraw

from fashion_search.demo.dice import Dice
from fashion_search.demo.outline import Point, oval, trace
from fashion_search.demo.palette import BASE_COLORS, BLACK, WHITE, Color, Paints, blend, brightness

__all__ = ["ALLOVER", "EMBLEMS", "Swatch", "emblem", "weave"]

_CONFETTI = ("Red", "Yellow", "Turquoise Blue", "Green", "Magenta", "Orange", "Purple")


@dataclass(frozen=True, slots=True)
class Swatch:
    """A piece of cloth being made: the picture, its brush, and the paints to use."""

    image: Image.Image
    brush: ImageDraw.ImageDraw
    ground: Color
    ink: Color
    inks: tuple[Color, ...]
    pitch: float
    """Distance between repeats, in pixels."""
    dice: Dice


Pattern = Callable[[Swatch], None]


def weave(pattern: str, size: tuple[int, int], paints: Paints, dice: Dice, *, confetti: bool) -> Swatch:
    """Make a swatch.

    Args:
        pattern: A key of `ALLOVER`.
        size: In pixels.
        paints: The product's paints; the ground is `"main"`, the first ink `"accent"`.
        dice: Decides spacing and which inks are used.
        confetti: Use many bright inks, for products whose base colour is Multi.
    """
    image = Image.new("RGB", size, paints["main"])
    pitch = size[0] * dice.between(0.075, 0.115)
    ground = paints["main"]
    inks = _inks(paints, dice, confetti=confetti)
    swatch = Swatch(image, ImageDraw.Draw(image), ground, inks[0], inks, pitch, dice)
    ALLOVER[pattern](swatch)
    return swatch


def _inks(paints: Paints, dice: Dice, *, confetti: bool) -> tuple[Color, ...]:
    if confetti:
        return tuple(BASE_COLORS[name] for name in dice.shuffled(_CONFETTI)[:4])
    return (paints["accent"], paints["light"] if brightness(paints["main"]) < 0.6 else paints["dark"])


def _solid(swatch: Swatch) -> None:
    del swatch


def _bands(swatch: Swatch, *, upright: bool, share: float) -> None:
    width, height = swatch.image.size
    end = width if upright else height
    place, turn = 0.0, 0
    while place < end:
        a, b = round(place), round(place + swatch.pitch * share)
        ink = swatch.inks[turn % (len(swatch.inks) if len(swatch.inks) > 2 else 1)]  # noqa: PLR2004
        swatch.brush.rectangle((a, 0, b, height) if upright else (0, a, width, b), fill=ink)
        place, turn = place + swatch.pitch, turn + 1


def _striped(swatch: Swatch) -> None:
    _bands(swatch, upright=False, share=swatch.dice.between(0.3, 0.5))


def _pinstriped(swatch: Swatch) -> None:
    _bands(swatch, upright=True, share=0.16)


def _checked(swatch: Swatch) -> None:
    """Two sets of bands; where they cross the ink is full, elsewhere half."""
    width, height = swatch.image.size
    pitch = swatch.pitch * 1.5
    half = blend(swatch.ground, swatch.ink, 0.5)
    starts = [round(i * pitch) for i in range(int(height / pitch) + 1)]
    thick = round(pitch * 0.45)
    for start in starts:
        swatch.brush.rectangle((0, start, width, start + thick), fill=half)
    for start in starts:
        swatch.brush.rectangle((start, 0, start + thick, height), fill=half)
    for x in starts:
        for y in starts:
            swatch.brush.rectangle((x, y, x + thick, y + thick), fill=swatch.ink)
    thin = blend(swatch.ground, swatch.inks[-1], 0.6)
    for start in starts:
        middle = start + thick + round((pitch - thick) / 2)
        swatch.brush.line((0, middle, width, middle), fill=thin, width=2)
        swatch.brush.line((middle, 0, middle, height), fill=thin, width=2)


def _repeats(swatch: Swatch, pitch: float) -> list[Point]:
    """Centres of a half-drop repeat over the whole swatch."""
    width, height = swatch.image.size
    columns, rows = int(width / pitch) + 2, int(height / pitch) + 2
    return [((i + 0.5 * (j % 2)) * pitch, j * pitch * 0.87) for j in range(rows) for i in range(columns)]


def _dotted(swatch: Swatch) -> None:
    radius = swatch.pitch * 0.22
    for turn, (x, y) in enumerate(_repeats(swatch, swatch.pitch * 0.85)):
        ink = swatch.inks[turn % len(swatch.inks)] if len(swatch.inks) > 2 else swatch.ink  # noqa: PLR2004
        swatch.brush.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)


def _stamp(swatch: Swatch, path: str, x: float, y: float, size: float, ink: Color) -> None:
    """Fill a path drawn around (0, 0) with unit size."""
    points = [(x + px * size, y + py * size) for px, py in trace(path, closed=True)]
    swatch.brush.polygon(points, fill=ink)


_PETALS = ((0.0, -0.5), (0.475, -0.155), (0.294, 0.405), (-0.294, 0.405), (-0.475, -0.155))
_LEAF = "0,0 ~0.5,-0.35 1.1,-0.2 ~0.6,0.15"
_DISC = oval(0, 0, 1, 1)
_DIAMOND = "0,-0.6 0.4,0 0,0.6 -0.4,0"
_PAISLEY = "~-0.45,0.1 ~-0.1,-0.35 ~0.35,-0.6 ~0.5,-0.2 ~0.4,0.3 ~0,0.55 ~-0.38,0.4"


def _floral(swatch: Swatch) -> None:
    pitch = swatch.pitch * 1.55
    leaf = blend(BASE_COLORS["Green"], swatch.ground, 0.25)
    for x, y in _repeats(swatch, pitch):
        cx, cy = x + swatch.dice.between(-0.2, 0.2) * pitch, y + swatch.dice.between(-0.2, 0.2) * pitch
        size = pitch * swatch.dice.between(0.34, 0.5)
        _stamp(swatch, _LEAF, cx, cy, size, leaf)
        _stamp(swatch, "0,0 ~-0.6,0.1 -1,0.5 ~-0.4,0.45", cx, cy, size, leaf)
        ink = swatch.dice.pick(swatch.inks)
        for px, py in _PETALS:
            _stamp(swatch, _DISC, cx + px * size, cy + py * size, size * 0.62, ink)
        _stamp(swatch, _DISC, cx, cy, size * 0.42, BASE_COLORS["Yellow"])


def _printed(swatch: Swatch) -> None:
    """A small motif, one of three, all over."""
    motif = swatch.dice.pick((_DIAMOND, _PAISLEY, _LEAF))
    pitch = swatch.pitch * 1.15
    for turn, (x, y) in enumerate(_repeats(swatch, pitch)):
        _stamp(swatch, motif, x, y, pitch * 0.62, swatch.inks[turn % len(swatch.inks)])
        _stamp(swatch, _DISC, x + pitch / 2, y, pitch * 0.16, swatch.ink)


def _blocks(swatch: Swatch) -> None:
    width, height = swatch.image.size
    cut = round(height * swatch.dice.between(0.42, 0.55))
    swatch.brush.rectangle((0, cut, width, height), fill=swatch.ink)
    swatch.brush.rectangle((0, cut - height // 40, width, cut), fill=WHITE)


def _speckled(swatch: Swatch, count: int, inks: tuple[Color, ...], length: int) -> None:
    width, height = swatch.image.size
    for _ in range(count):
        x, y = int(swatch.dice.roll() * width), int(swatch.dice.roll() * height)
        swatch.brush.line((x, y, x, y + length), fill=swatch.dice.pick(inks), width=2)


def _melange(swatch: Swatch) -> None:
    inks = (blend(swatch.ground, WHITE, 0.25), blend(swatch.ground, BLACK, 0.2))
    _speckled(swatch, 1400, inks, 6)


def _denim(swatch: Swatch) -> None:
    inks = (blend(swatch.ground, WHITE, 0.14), blend(swatch.ground, BLACK, 0.14))
    _speckled(swatch, 1100, inks, 16)


def _knit(swatch: Swatch) -> None:
    """Ribs: thin upright furrows."""
    width, height = swatch.image.size
    furrow = blend(swatch.ground, BLACK, 0.16)
    for x in range(0, width, 9):
        swatch.brush.line((x, 0, x, height), fill=furrow, width=2)


def _cabled(swatch: Swatch) -> None:
    width, height = swatch.image.size
    _knit(swatch)
    furrow = blend(swatch.ground, BLACK, 0.28)
    for x in range(width // 12, width, width // 6):
        swatch.brush.rectangle((x - 14, 0, x + 14, height), fill=swatch.ground)
        for y in range(0, height, 26):
            swatch.brush.line((x - 12, y, x + 12, y + 26), fill=furrow, width=3)
            swatch.brush.line((x + 12, y, x + 4, y + 9), fill=furrow, width=3)


def _quilted(swatch: Swatch) -> None:
    width, height = swatch.image.size
    seam, gleam = blend(swatch.ground, BLACK, 0.35), blend(swatch.ground, WHITE, 0.2)
    for y in range(0, height, 44):
        swatch.brush.line((0, y, width, y), fill=seam, width=4)
        swatch.brush.rectangle((0, y + 6, width, y + 13), fill=gleam)


def _animal(swatch: Swatch) -> None:
    pitch = swatch.pitch * 0.8
    for x, y in _repeats(swatch, pitch):
        cx, cy = x + swatch.dice.between(-0.25, 0.25) * pitch, y + swatch.dice.between(-0.25, 0.25) * pitch
        _stamp(swatch, _PAISLEY, cx, cy, pitch * 0.7, BLACK)
        _stamp(swatch, _DISC, cx, cy, pitch * 0.3, blend(swatch.ground, BASE_COLORS["Brown"], 0.5))


def _diagonal(swatch: Swatch) -> None:
    width, height = swatch.image.size
    step = swatch.pitch * 0.9
    for i in range(int((width + height) / step) + 1):
        swatch.brush.line(
            (i * step, 0, i * step - height, height), fill=swatch.ink, width=round(step * 0.3)
        )


ALLOVER: Mapping[str, Pattern] = {
    "solid": _solid,
    "graphic": _solid,
    "striped": _striped,
    "pinstriped": _pinstriped,
    "diagonal": _diagonal,
    "checked": _checked,
    "polka dot": _dotted,
    "floral": _floral,
    "printed": _printed,
    "colour block": _blocks,
    "melange": _melange,
    "denim": _denim,
    "knit": _knit,
    "cable knit": _cabled,
    "quilted": _quilted,
    "animal print": _animal,
}

EMBLEMS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "star": (
        (oval(0, 0, 1.5, 1.5), 0),
        ("0,-0.6 0.15,-0.2 0.57,-0.19 0.24,0.08 0.35,0.49 0,0.25 -0.35,0.49 -0.24,0.08 -0.57,-0.19 -0.15,-0.2", 1),
    ),
    "sunset": (
        (oval(0, -0.1, 1.2, 1.2), 1),
        ("-0.9,0.15 0.9,0.15 0.9,0.3 -0.9,0.3", 0),
        ("-0.75,0.4 0.75,0.4 0.75,0.52 -0.75,0.52", 0),
        ("-0.55,0.62 0.55,0.62 0.55,0.72 -0.55,0.72", 0),
    ),
    "mountain": (
        ("-1,0.6 -0.35,-0.5 0.05,0.1 0.35,-0.3 1,0.6", 0),
        ("-0.55,-0.16 -0.35,-0.5 -0.13,-0.16 -0.3,-0.05 -0.4,-0.2", 1),
        (oval(0.5, -0.6, 0.4, 0.4), 1),
    ),
    "bolt": (("0.2,-1 -0.6,0.15 -0.05,0.15 -0.25,1 0.6,-0.2 0.05,-0.2", 0),),
    "heart": (("0,0.8 ~-0.75,0.1 ~-0.7,-0.5 ~-0.3,-0.65 0,-0.3 ~0.3,-0.65 ~0.7,-0.5 ~0.75,0.1", 0),),
    "bars": (
        ("-0.9,-0.6 0.9,-0.6 0.9,-0.3 -0.9,-0.3", 0),
        ("-0.9,-0.15 0.9,-0.15 0.9,0.15 -0.9,0.15", 1),
        ("-0.9,0.3 0.9,0.3 0.9,0.6 -0.9,0.6", 0),
    ),
    "wave": (
        ("-1,0 ~-0.6,-0.5 ~-0.1,0 ~0.4,-0.5 1,0 1,0.3 ~0.4,-0.15 ~-0.1,0.35 ~-0.6,-0.15 -1,0.3", 0),
        ("-1,0.5 ~-0.6,0 ~-0.1,0.5 ~0.4,0 1,0.5 1,0.75 ~0.4,0.3 ~-0.1,0.8 ~-0.6,0.3 -1,0.75", 1),
    ),
    "flower": (
        *((oval(1.1 * x, 1.1 * y, 0.8, 0.8), 0) for x, y in _PETALS),
        (_DISC, 1),
    ),
}


def emblem(name: str, swatch: Swatch, x: float, y: float, size: float) -> None:
    """Print one emblem onto a swatch, centred at (x, y) in pixels and `size` wide."""
    second = swatch.inks[-1]
    for path, ink in EMBLEMS[name]:
        _stamp(swatch, path, x, y, size / 2, second if ink else swatch.ink)
