"""Patterns that are woven, knitted or quilted: stripes, checks, flecks and ribs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fashion_search.demo.palette import BLACK, WHITE, blend
from fashion_search.demo.swatch import Swatch

__all__ = ["WEAVES"]


def _striped(swatch: Swatch) -> None:
    width, height = swatch.size
    thick = swatch.pitch * swatch.dice.between(0.3, 0.5)
    for turn in range(int(height / swatch.pitch) + 1):
        y = turn * swatch.pitch
        swatch.brush.rectangle((0, y, width, y + thick), fill=swatch.ink(turn))


def _pinstriped(swatch: Swatch) -> None:
    width, height = swatch.size
    pitch = swatch.pitch * 0.7
    for turn in range(int(width / pitch) + 1):
        x = turn * pitch
        swatch.brush.rectangle((x, 0, x + pitch * 0.18, height), fill=swatch.ink(turn))


def _diagonal(swatch: Swatch) -> None:
    width, height = swatch.size
    step = swatch.pitch * 0.9
    for turn in range(int((width + height) / step) + 1):
        x = turn * step
        swatch.brush.line((x, 0, x - height, height), fill=swatch.inks[0], width=round(step * 0.3))


def _checked(swatch: Swatch) -> None:
    """Two sets of bands; where they cross the ink is full, elsewhere half."""
    width, height = swatch.size
    pitch = swatch.pitch * 1.5
    thick = pitch * 0.45
    half = blend(swatch.ground, swatch.inks[0], 0.5)
    starts = [turn * pitch for turn in range(int(height / pitch) + 1)]
    for start in starts:
        swatch.brush.rectangle((0, start, width, start + thick), fill=half)
        swatch.brush.rectangle((start, 0, start + thick, height), fill=half)
    for x in starts:
        for y in starts:
            swatch.brush.rectangle((x, y, x + thick, y + thick), fill=swatch.inks[0])
    _overcheck(swatch, [start + (pitch + thick) / 2 for start in starts])


def _overcheck(swatch: Swatch, places: list[float]) -> None:
    """Single threads of another colour, both ways."""
    width, height = swatch.size
    ink = blend(swatch.ground, swatch.inks[-1], 0.6)
    for place in places:
        swatch.brush.line((0, place, width, place), fill=ink, width=round(swatch.thread))
        swatch.brush.line((place, 0, place, height), fill=ink, width=round(swatch.thread))


def _blocks(swatch: Swatch) -> None:
    width, height = swatch.size
    cut = height * swatch.dice.between(0.42, 0.55)
    swatch.brush.rectangle((0, cut, width, height), fill=swatch.inks[0])
    swatch.brush.rectangle((0, cut - height / 40, width, cut), fill=WHITE)


def _flecked(swatch: Swatch, depth: float, length: float) -> None:
    """Short upright flecks, some lighter than the ground and some darker."""
    width, height = swatch.size
    inks = (blend(swatch.ground, WHITE, depth), blend(swatch.ground, BLACK, depth))
    for fleck in range(1100):
        x, y = swatch.dice.roll() * width, swatch.dice.roll() * height
        swatch.brush.line(
            (x, y, x, y + length * swatch.thread), fill=inks[fleck % 2], width=round(swatch.thread)
        )


def _melange(swatch: Swatch) -> None:
    _flecked(swatch, 0.22, 2)


def _denim(swatch: Swatch) -> None:
    _flecked(swatch, 0.13, 8)


def _knit(swatch: Swatch) -> None:
    """Ribs: thin upright furrows."""
    width, height = swatch.size
    step = 4.5 * swatch.thread
    furrow = blend(swatch.ground, BLACK, 0.16)
    for turn in range(int(width / step)):
        swatch.brush.line((turn * step, 0, turn * step, height), fill=furrow, width=round(swatch.thread))


def _cabled(swatch: Swatch) -> None:
    """Ribs with plaits laid over them."""
    _knit(swatch)
    t, height = swatch.thread, swatch.size[1]
    for x in range(20, 240, 40):
        swatch.brush.rectangle(((x - 7) * t, 0, (x + 7) * t, height), fill=swatch.ground)
        for y in range(0, 320, 13):
            _plait(swatch, x, y)


def _plait(swatch: Swatch, x: float, y: float) -> None:
    """One turn of a cable, at a place in sheet units."""
    t = swatch.thread
    furrow = blend(swatch.ground, BLACK, 0.28)
    for start, end, drop in ((-6, 6, 13), (6, 2, 5)):
        line = ((x + start) * t, y * t, (x + end) * t, (y + drop) * t)
        swatch.brush.line(line, fill=furrow, width=round(1.6 * t))


def _quilted(swatch: Swatch) -> None:
    """Padded rows: a seam, and light on the swell below it."""
    t, width = swatch.thread, swatch.size[0]
    seam, gleam = blend(swatch.ground, BLACK, 0.35), blend(swatch.ground, WHITE, 0.2)
    for y in range(0, 320, 22):
        swatch.brush.line((0, y * t, width, y * t), fill=seam, width=round(2 * t))
        swatch.brush.rectangle((0, (y + 3) * t, width, (y + 6) * t), fill=gleam)


WEAVES: Mapping[str, Callable[[Swatch], None]] = {
    "striped": _striped,
    "pinstriped": _pinstriped,
    "diagonal": _diagonal,
    "checked": _checked,
    "colour block": _blocks,
    "melange": _melange,
    "denim": _denim,
    "knit": _knit,
    "cable knit": _cabled,
    "quilted": _quilted,
}
"""What weaves each pattern."""
