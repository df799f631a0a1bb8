"""A piece of cloth being made, and the two ways to mark it: a stroke, and a stamp."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageDraw

from fashion_search.demo.dice import Dice
from fashion_search.demo.outline import SHEET, Point, oval, trace
from fashion_search.demo.palette import Color

__all__ = ["DISC", "Swatch"]

DISC = oval(0, 0, 1, 1)
"""The stamp of a round dot."""


@dataclass(frozen=True, slots=True)
class Swatch:
    """Cloth as large as the canvas, so that every part can be cut from it where it lies.

    Attributes:
        image: The cloth, RGB.
        brush: What draws on it.
        ground: Its own colour.
        inks: What is printed or woven in, the main ink first.
        pitch: Distance between repeats, in pixels.
        dice: Decides whatever the pattern leaves open.
    """

    image: Image.Image
    brush: ImageDraw.ImageDraw
    ground: Color
    inks: tuple[Color, ...]
    pitch: float
    dice: Dice

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.image.size

    @property
    def thread(self) -> float:
        """Thickness of a thread: one sheet unit, in pixels."""
        return self.image.size[0] / SHEET[0]

    def ink(self, turn: int) -> Color:
        """The ink of one repeat; two inks mean a main one and a rare one, more take turns."""
        return self.inks[turn % len(self.inks)] if len(self.inks) > 2 else self.inks[0]  # noqa: PLR2004

    def repeats(self, pitch: float) -> list[Point]:
        """Centres of a half-drop repeat over the whole cloth."""
        columns, rows = int(self.size[0] / pitch) + 2, int(self.size[1] / pitch) + 2
        return [((i + 0.5 * (j % 2)) * pitch, j * pitch * 0.87) for j in range(rows) for i in range(columns)]

    def stamp(self, path: str, at: Point, size: float, ink: Color) -> None:
        """Print a path that is drawn around (0, 0) in units of `size` pixels."""
        x, y = at
        if path == DISC:
            reach = size / 2
            self.brush.ellipse((x - reach, y - reach, x + reach, y + reach), fill=ink)
        else:
            self.brush.polygon(
                [(x + px * size, y + py * size) for px, py in trace(path, closed=True)], fill=ink
            )
