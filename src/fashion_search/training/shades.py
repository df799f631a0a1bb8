"""Light and dark within one colour name, read off the photos, because no label says it."""

import numpy as np
from numpy.typing import NDArray

SHADED = ("Blue", "Green", "Grey", "Brown", "Pink", "Purple", "Orange", "Red", "Yellow", "Beige")
"""Colour labels wide enough to be split."""

SHARE = 0.3
"""The lightest and the darkest share of a colour's products are called light and dark."""

BACKGROUND = 235
"""A pixel whose every channel is at least this bright is background."""


def shades(colors: list[str], photos: NDArray[np.uint8]) -> list[str]:
    """Per product its colour label, with ` light` or ` dark` behind it where the label is split.

    Args:
        colors: One colour label a product, empty where there is none.
        photos: uint8 [products, height, width, 3], on white.

    Returns:
        As many strings; colours outside `SHADED` are unchanged.
    """
    named = np.array(colors, dtype=object)
    out = named.copy()
    for color in SHADED:
        rows = np.flatnonzero(named == color)
        if not len(rows):
            continue
        light = np.array([lightness(photos[row]) for row in rows])
        low, high = np.quantile(light, (SHARE, 1.0 - SHARE))
        out[rows[light <= low]] = f"{color} dark"
        out[rows[light >= high]] = f"{color} light"
    return out.tolist()


def lightness(photo: NDArray[np.uint8]) -> float:
    """Mean brightness, 0 to 255, of what is not background in the middle of a photo."""
    height, width = photo.shape[:2]
    middle = photo[height // 6 : -height // 6, width // 5 : -width // 5].reshape(-1, 3)
    garment = middle[middle.min(1) < BACKGROUND]
    return float((garment if len(garment) else middle).mean())
