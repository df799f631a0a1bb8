"""Outlines as short strings: the points of a shape, in a notation made to be read and edited.

A path is a list of points `x,y` on a sheet 240 wide and 320 high, y downward. A plain point is a corner; one
marked `~` is passed through smoothly. So `"60,62 ~40,80 20,132"` bends, and `"60,62 40,80 20,132"` breaks.
"""

from __future__ import annotations

from functools import lru_cache
from math import hypot
from typing import TypeAlias

__all__ = ["MIDDLE", "SHEET", "Point", "box", "mirrored", "oval", "trace"]

Point: TypeAlias = tuple[float, float]

SHEET = (240, 320)
MIDDLE = 120.0
_STEPS = 7
_CIRCLE = (  # (cos, sin) of every eighth of a turn
    (1.0, 0.0),
    (0.70711, 0.70711),
    (0.0, 1.0),
    (-0.70711, 0.70711),
    (-1.0, 0.0),
    (-0.70711, -0.70711),
    (0.0, -1.0),
    (0.70711, -0.70711),
)


def oval(x: float, y: float, width: float, height: float) -> str:
    """The path of an ellipse around (x, y) with these full axes."""
    return " ".join(f"~{x + width / 2 * cos:.2f},{y + height / 2 * sin:.2f}" for cos, sin in _CIRCLE)


def box(left: float, top: float, right: float, bottom: float, *, corner: float = 0.0) -> str:
    """The path of a rectangle, its corners cut by `corner` and rounded."""
    if not corner:
        return f"{left},{top} {right},{top} {right},{bottom} {left},{bottom}"
    c = corner
    return (
        f"{left + c},{top} {right - c},{top} ~{right - c * 0.3},{top + c * 0.3} {right},{top + c} "
        f"{right},{bottom - c} ~{right - c * 0.3},{bottom - c * 0.3} {right - c},{bottom} "
        f"{left + c},{bottom} ~{left + c * 0.3},{bottom - c * 0.3} {left},{bottom - c} "
        f"{left},{top + c} ~{left + c * 0.3},{top + c * 0.3}"
    )


def mirrored(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The points reflected at the sheet's vertical middle."""
    return tuple((2 * MIDDLE - x, y) for x, y in points)


@lru_cache(maxsize=4096)
def trace(path: str, *, closed: bool, straight: bool = False) -> tuple[Point, ...]:
    """Turn a path into the points of a fine polygon or polyline.

    Args:
        path: Points as described above.
        closed: Whether the last point joins the first.
        straight: Give the path's own points and nothing between them.
    """
    marks = path.split()
    knots = tuple(_point(mark) for mark in marks)
    if straight:
        return knots
    smooth = [mark.startswith("~") for mark in marks]
    count = len(knots)
    points: list[Point] = []
    for i in range(count if closed else count - 1):
        j = (i + 1) % count
        if not (smooth[i] or smooth[j]):
            points.append(knots[i])
            continue
        before = knots[i - 1] if smooth[i] else knots[i]
        after = knots[(j + 1) % count] if smooth[j] else knots[j]
        points.extend(_bend(before, knots[i], knots[j], after))
    return tuple(points if closed else [*points, knots[-1]])


def _point(mark: str) -> Point:
    x, y = mark.lstrip("~").split(",")
    return float(x), float(y)


def _bend(before: Point, start: Point, end: Point, after: Point) -> list[Point]:
    """Points from `start` up to `end` on a Hermite curve whose tangents look at the neighbours."""
    length = _distance(start, end)
    leaving = _tangent(before, end, length, _distance(before, start) + length)
    arriving = _tangent(start, after, length, _distance(end, after) + length)
    return [_hermite(start, leaving, end, arriving, step / _STEPS) for step in range(_STEPS)]


def _distance(a: Point, b: Point) -> float:
    return hypot(b[0] - a[0], b[1] - a[1])


def _tangent(a: Point, b: Point, length: float, span: float) -> Point:
    scale = length / span if span else 0.0
    return (b[0] - a[0]) * scale, (b[1] - a[1]) * scale


def _hermite(start: Point, leaving: Point, end: Point, arriving: Point, t: float) -> Point:
    t2, t3 = t * t, t * t * t
    a, b, c, d = 2 * t3 - 3 * t2 + 1, t3 - 2 * t2 + t, 3 * t2 - 2 * t3, t3 - t2
    return (
        a * start[0] + b * leaving[0] + c * end[0] + d * arriving[0],
        a * start[1] + b * leaving[1] + c * end[1] + d * arriving[1],
    )
