"""A small SVG of points with their intervals, joined by a line: nDCG@20 against diversity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fashion_search.evaluation import Interval

__all__ = ["Point", "draw"]

WIDTH, HEIGHT = 720, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 24, 24, 56
STYLE = """<style>
text { font: 13px system-ui, sans-serif; fill: #333 }
.axis, .bar { stroke: #777; fill: none } .grid { stroke: #ddd } .bar { stroke-opacity: .45 }
.curve { stroke: #2457a6; stroke-width: 2; fill: none } .point { fill: #2457a6 }
.ground { fill: #fff }
@media (prefers-color-scheme: dark) {
  text { fill: #ddd } .grid { stroke: #3a3a3a } .ground { fill: #1b1b1b }
  .curve { stroke: #8ab4f8 } .point { fill: #8ab4f8 }
}
</style>"""


@dataclass(frozen=True)
class Point:
    """One setting: its name, and its two means with their intervals."""

    name: str
    across: Interval
    up: Interval


@dataclass(frozen=True)
class Scale:
    """From values to places in the picture; starts at 0."""

    most: float

    def x(self, value: float) -> float:
        """Across, from the left."""
        return LEFT + value / self.most * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """Up, from the bottom; nDCG ends at 1."""
        return HEIGHT - BOTTOM - value * (HEIGHT - TOP - BOTTOM)


def draw(points: Sequence[Point]) -> str:
    """The whole picture."""
    tenths = int(max(point.across.high for point in points) * 10) + 1
    scale = Scale(tenths / 10)
    line = " ".join(f"{scale.x(p.across.mean):.1f},{scale.y(p.up.mean):.1f}" for p in points)
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        "<title>nDCG@20 against diversity of the first 20 hits</title>",
        STYLE,
        f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}"/>',
        *_grid(scale, tenths),
        *(_bars(scale, point) for point in points),
        f'<polyline class="curve" points="{line}"/>',
        *(_marker(scale, point, below=bool(at % 2)) for at, point in enumerate(points)),
        "</svg>",
    ]
    return "\n".join(body) + "\n"


def _grid(scale: Scale, tenths: int) -> list[str]:
    """Lines and numbers; the axes with their names."""
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    made = []
    for step in range(6):
        y = scale.y(step / 5)
        made.append(f'<line class="grid" x1="{LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        made.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{step / 5:.1f}</text>')
    for step in range(tenths + 1):
        x = scale.x(step / 10)
        made.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{step / 10:.1f}</text>')
    middle = (TOP + bottom) / 2
    return [
        *made,
        f'<path class="axis" d="M{LEFT} {TOP}V{bottom}H{right}"/>',
        (
            f'<text x="{(LEFT + right) / 2}" y="{HEIGHT - 12}" text-anchor="middle">'
            "diversity: mean of 1 - cosine within a list of 20</text>"
        ),
        f'<text x="18" y="{middle}" text-anchor="middle" transform="rotate(-90 18 {middle})">nDCG@20</text>',
    ]


def _bars(scale: Scale, point: Point) -> str:
    """The 95 % intervals, both ways."""
    x, y = scale.x(point.across.mean), scale.y(point.up.mean)
    left, right = scale.x(point.across.low), scale.x(point.across.high)
    low, high = scale.y(point.up.low), scale.y(point.up.high)
    return f'<path class="bar" d="M{x:.1f} {low:.1f}V{high:.1f}M{left:.1f} {y:.1f}H{right:.1f}"/>'


def _marker(scale: Scale, point: Point, *, below: bool) -> str:
    """The point and its name; every second name stands below, so that neighbours do not overlap."""
    x, y = scale.x(point.across.mean), scale.y(point.up.mean)
    return (
        f'<circle class="point" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
        f'<text x="{x - 14 if below else x + 7:.1f}" y="{y + 18 if below else y - 7:.1f}">{point.name}</text>'
    )
