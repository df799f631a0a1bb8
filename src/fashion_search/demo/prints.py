"""Patterns that are printed: dots, flowers, small motifs all over, and one emblem on the chest."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fashion_search.demo.outline import Point, oval
from fashion_search.demo.palette import BASE_COLORS, BLACK, blend
from fashion_search.demo.swatch import DISC, Swatch

__all__ = ["EMBLEMS", "PRINTS", "print_emblem"]

_PETALS = ((0.0, -0.5), (0.475, -0.155), (0.294, 0.405), (-0.294, 0.405), (-0.475, -0.155))
_LEAF = "0,0 ~0.5,-0.35 1.1,-0.2 ~0.6,0.15"
_OTHER_LEAF = "0,0 ~-0.6,0.1 -1,0.5 ~-0.4,0.45"
_STAR = "0,-0.6 0.15,-0.2 0.57,-0.19 0.24,0.08 0.35,0.49 0,0.25 -0.35,0.49 -0.24,0.08 -0.57,-0.19 -0.15,-0.2"
_DIAMOND = "0,-0.6 0.4,0 0,0.6 -0.4,0"
_PAISLEY = "~-0.45,0.1 ~-0.1,-0.35 ~0.35,-0.6 ~0.5,-0.2 ~0.4,0.3 ~0,0.55 ~-0.38,0.4"


def _dotted(swatch: Swatch) -> None:
    for turn, centre in enumerate(swatch.repeats(swatch.pitch * 0.85)):
        swatch.stamp(DISC, centre, swatch.pitch * 0.44, swatch.ink(turn))


def _strewn(swatch: Swatch, pitch: float, stray: float) -> list[Point]:
    """A half-drop repeat whose places are a little off."""
    reach = pitch * stray
    return [
        (x + swatch.dice.between(-reach, reach), y + swatch.dice.between(-reach, reach))
        for x, y in swatch.repeats(pitch)
    ]


def _floral(swatch: Swatch) -> None:
    pitch = swatch.pitch * 1.55
    leaf = blend(BASE_COLORS["Green"], swatch.ground, 0.25)
    for centre in _strewn(swatch, pitch, 0.2):
        size = pitch * swatch.dice.between(0.34, 0.5)
        swatch.stamp(_LEAF, centre, size, leaf)
        swatch.stamp(_OTHER_LEAF, centre, size, leaf)
        ink = swatch.dice.pick(swatch.inks)
        for px, py in _PETALS:
            swatch.stamp(DISC, (centre[0] + px * size, centre[1] + py * size), size * 0.62, ink)
        swatch.stamp(DISC, centre, size * 0.42, BASE_COLORS["Yellow"])


def _printed(swatch: Swatch) -> None:
    """A small motif, one of three, with a dot between."""
    motif = swatch.dice.pick((_DIAMOND, _PAISLEY, _LEAF))
    pitch = swatch.pitch * 1.15
    for turn, (x, y) in enumerate(swatch.repeats(pitch)):
        swatch.stamp(motif, (x, y), pitch * 0.62, swatch.inks[turn % len(swatch.inks)])
        swatch.stamp(DISC, (x + pitch / 2, y), pitch * 0.16, swatch.inks[0])


def _animal(swatch: Swatch) -> None:
    """Rosettes: dark patches with a brown heart."""
    pitch = swatch.pitch * 0.8
    heart = blend(swatch.ground, BASE_COLORS["Brown"], 0.5)
    for centre in _strewn(swatch, pitch, 0.25):
        swatch.stamp(_PAISLEY, centre, pitch * 0.7, BLACK)
        swatch.stamp(DISC, centre, pitch * 0.3, heart)


PRINTS: Mapping[str, Callable[[Swatch], None]] = {
    "polka dot": _dotted,
    "floral": _floral,
    "printed": _printed,
    "animal print": _animal,
}
"""What prints each pattern."""

EMBLEMS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "star": (
        (oval(0, 0, 1.5, 1.5), 0),
        (_STAR, 1),
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
        (DISC, 1),
    ),
}
"""Shapes around (0, 0), each with the number of its ink."""


def print_emblem(name: str, swatch: Swatch, centre: Point, width: float) -> None:
    """Print one emblem.

    Args:
        name: A key of `EMBLEMS`.
        swatch: The cloth.
        centre: Its place, in pixels.
        width: In pixels.
    """
    inks = (swatch.inks[0], swatch.inks[-1])
    for path, ink in EMBLEMS[name]:
        swatch.stamp(path, centre, width / 2, inks[ink])
