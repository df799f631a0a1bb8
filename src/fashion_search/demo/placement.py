"""How a product lies before the camera: sheet units to pixels."""

from __future__ import annotations

from dataclasses import dataclass

from fashion_search.demo.dice import Dice
from fashion_search.demo.outline import SHEET, Point, mirrored, trace
from fashion_search.demo.parts import Dots, Fill, Line, Part

__all__ = ["CANVAS", "FINE", "Placement", "bounds", "place"]

FINE = 3
"""Pixels per sheet unit while painting; reduced to one at the end, which smooths every edge."""
CANVAS = (SHEET[0] * FINE, SHEET[1] * FINE)


@dataclass(frozen=True, slots=True)
class Placement:
    """Stretched and moved a little, around the sheet's centre. Shifts are in sheet units."""

    stretch_x: float
    stretch_y: float
    shift_x: float
    shift_y: float

    def outlines(self, part: Part) -> list[list[Point]]:
        """The part's points on the canvas, in pixels: one list, or two when it has a twin."""
        points = trace(part.path, closed=_closed(part), straight=isinstance(part, Dots))
        if part.mirror == "join":
            return [self.apply((*points, *reversed(mirrored(points))))]
        if part.mirror == "twin":
            return [self.apply(points), self.apply(mirrored(points))]
        return [self.apply(points)]

    def apply(self, points: tuple[Point, ...]) -> list[Point]:
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


def bounds(points: list[Point], size: tuple[int, int], *, margin: int = 1) -> tuple[int, int, int, int]:
    """The box (left, top, right, bottom) that holds the points and a margin, cut to a picture's size."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left = min(max(0, int(min(xs)) - margin), size[0] - 1)
    top = min(max(0, int(min(ys)) - margin), size[1] - 1)
    right = min(size[0], max(int(max(xs)) + margin, left) + 1)
    bottom = min(size[1], max(int(max(ys)) + margin, top) + 1)
    return left, top, right, bottom


def _closed(part: Part) -> bool:
    """Whether the path runs back to its start; a left half is closed by its reflection instead."""
    return (isinstance(part, Fill) and part.mirror != "join") or (isinstance(part, Line) and part.closed)
