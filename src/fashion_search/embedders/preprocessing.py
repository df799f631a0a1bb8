"""What a model wants done to a picture before it sees it, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

__all__ = ["Preprocessing", "ResizeRule"]

ResizeRule: TypeAlias = Literal["none", "exact", "shortest_edge", "cover", "fit"]
"""How a picture comes to its size.

`exact` ignores the aspect. The others keep it: `shortest_edge` and `cover` leave no gap, `fit` loses nothing.
`shortest_edge` rounds the longer side down, as torchvision and transformers do; `cover` and `fit` round
to the nearest pixel, as open_clip does.
"""

_Size: TypeAlias = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Preprocessing:
    """Resize, crop or pad to the centre, scale, normalise; channels first.

    Attributes:
        height: Of the result, in pixels.
        width: Of the result, in pixels.
        resize: How the picture is resized.
        edge: Height and width that `resize` aims at.
        resample: Pillow's number of the filter: 0 nearest, 1 Lanczos, 2 bilinear, 3 bicubic, 4 box,
            5 Hamming.
        centre: How an odd margin is split: `floor` as transformers does, `round` as torchvision does.
        fill: Grey value of padding, 0 to 255.
        scale: What a channel value is multiplied by, commonly 1/255.
        mean: Subtracted from each scaled channel.
        std: What each channel is then divided by.
    """

    height: int
    width: int
    resize: ResizeRule
    edge: _Size
    resample: int
    centre: Literal["floor", "round"]
    fill: int
    scale: float
    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    @property
    def min_side(self) -> int:
        """Pixels of a picture's shorter side that can matter: twice the target, so averages stay true."""
        return 2 * max(*self.edge, self.height, self.width)

    def into(self, image: Image.Image, out: NDArray[np.float32]) -> None:
        """Prepare one RGB picture.

        Args:
            image: Mode RGB, any size; not changed.
            out: Filled with the result, shape (3, height, width).
        """
        pixels = self._centred(np.asarray(self._resized(image)))
        for channel in range(3):
            np.take(self._table[channel], pixels[:, :, channel], out=out[channel], mode="clip")

    @cached_property
    def _table(self) -> NDArray[np.float32]:
        """What each of the 256 values of each channel becomes."""
        values = np.arange(256)[None, :] * self.scale
        table = (values - np.array(self.mean)[:, None]) / np.array(self.std)[:, None]
        return np.asarray(table, dtype=np.float32)

    def _resized(self, image: Image.Image) -> Image.Image:
        size = self._target(image.size)
        return image if size == image.size else image.resize(size, Image.Resampling(self.resample))

    def _target(self, size: _Size) -> _Size:
        """Width and height after resizing."""
        width, height = size
        if self.resize == "none":
            return size
        if self.resize == "exact":
            return self.edge[1], self.edge[0]
        if self.resize == "shortest_edge":
            short, edge = min(size), self.edge[0]
            return (edge, edge * height // short) if width <= height else (edge * width // short, edge)
        ratios = height / self.edge[0], width / self.edge[1]
        ratio = max(ratios) if self.resize == "fit" else min(ratios)
        return max(1, round(width / ratio)), max(1, round(height / ratio))

    def _centred(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Cut or pad to the result's size, around the centre."""
        if pixels.shape[:2] == (self.height, self.width):
            return pixels
        canvas = np.full((self.height, self.width, 3), self.fill, dtype=np.uint8)
        rows_from, rows_to = self._overlap(pixels.shape[0], self.height)
        columns_from, columns_to = self._overlap(pixels.shape[1], self.width)
        canvas[rows_to, columns_to] = pixels[rows_from, columns_from]
        return canvas

    def _overlap(self, have: int, want: int) -> tuple[slice, slice]:
        if self.centre == "floor":
            offset = (have - want) // 2
        else:
            offset = round((have - want) / 2) if have >= want else -((want - have) // 2)
        begin, length = max(0, -offset), min(have, want)
        start = max(0, offset)
        return slice(start, start + length), slice(begin, begin + length)
