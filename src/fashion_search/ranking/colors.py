"""The colour wheel: how alike two colour names are to the eye."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["FAMILIES", "WHEEL", "color_similarity", "family_of"]

WHEEL: Mapping[str, str] = {
    "Black": "1c1c1e",
    "White": "fafafa",
    "Blue": "2b5fb8",
    "Brown": "6f4528",
    "Grey": "8c8e92",
    "Red": "c8202c",
    "Green": "2c8a46",
    "Pink": "ee82a6",
    "Navy Blue": "1c2650",
    "Purple": "703496",
    "Silver": "c0c3c8",
    "Yellow": "f5cf2c",
    "Beige": "dccbab",
    "Gold": "cda447",
    "Maroon": "701629",
    "Orange": "f07a1e",
    "Olive": "686a30",
    "Cream": "f6ecd0",
    "Steel": "969da5",
    "Charcoal": "434549",
    "Peach": "fac09c",
    "Off White": "f0ede2",
    "Skin": "e8bfa0",
    "Lavender": "b8a2dc",
    "Grey Melange": "a8aaae",
    "Khaki": "b09c6c",
    "Magenta": "ce1c7c",
    "Teal": "107a7e",
    "Tan": "c08a52",
    "Mustard": "d49e1c",
    "Bronze": "966838",
    "Copper": "b86c42",
    "Turquoise Blue": "34bcc8",
    "Rust": "b04a20",
    "Burgundy": "7a1636",
    "Metallic": "a0a4aa",
    "Coffee Brown": "4c3022",
    "Mauve": "b784a7",
    "Rose": "e0567f",
    "Nude": "e3c4a8",
    "Sea Green": "2e8f70",
    "Mushroom Brown": "8e7763",
    "Taupe": "80705f",
    "Lime Green": "9acd32",
    "Fluorescent Green": "5af52a",
}
"""Colour names of the Kaggle catalogue and a typical sRGB value of each, chosen by eye. `Multi` has none."""

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "black": ("Black", "Charcoal"),
    "white": ("White", "Off White", "Cream"),
    "grey": ("Grey", "Grey Melange", "Charcoal", "Silver", "Steel", "Metallic"),
    "blue": ("Blue", "Navy Blue", "Turquoise Blue", "Teal"),
    "green": ("Green", "Olive", "Sea Green", "Lime Green", "Fluorescent Green", "Teal"),
    "red": ("Red", "Maroon", "Burgundy", "Rust", "Rose"),
    "pink": ("Pink", "Rose", "Magenta", "Peach", "Mauve"),
    "purple": ("Purple", "Lavender", "Mauve", "Magenta"),
    "yellow": ("Yellow", "Mustard", "Gold"),
    "orange": ("Orange", "Rust", "Peach", "Copper"),
    "brown": ("Brown", "Coffee Brown", "Tan", "Bronze", "Mushroom Brown", "Taupe", "Copper", "Rust", "Khaki"),
    "beige": ("Beige", "Cream", "Nude", "Skin", "Tan", "Khaki", "Mushroom Brown", "Taupe"),
    "metallic": ("Gold", "Silver", "Steel", "Bronze", "Copper", "Metallic"),
}
"""Colour families; a name may belong to several."""

_MULTI = "Multi"
_MULTI_SIMILARITY = 0.3
_SAME_FAMILY = 0.5
_LIGHTNESS_COUNTS = 0.5
_REACH = 0.1
"""Oklab distance at which two colours are half alike."""


def family_of(color: str) -> frozenset[str]:
    """The families of a colour name; none for a name that is not on the wheel."""
    return frozenset(family for family, names in FAMILIES.items() if color in names)


@cache
def color_similarity(one: str, other: str) -> float | None:
    """How alike two colours are.

    Hue and chroma count in full and lightness half, as shoppers forgive a darker red sooner than a pink one;
    two names of one family are at least half alike.

    Returns:
        In [0, 1], 1 for the same name; `Multi` is somewhat like every colour; `None` when a name is unknown.

    Source:
        Distance in Oklab: B. Ottosson, "A perceptual color space for image processing", 2020.
    """
    if one == other:
        return 1.0
    if _MULTI in (one, other):
        return _MULTI_SIMILARITY
    if one not in WHEEL or other not in WHEEL:
        return None
    apart = (_oklab(WHEEL[one]) - _oklab(WHEEL[other])) * (_LIGHTNESS_COUNTS, 1.0, 1.0)
    alike = float(2.0 ** -((float(np.linalg.norm(apart)) / _REACH) ** 2))
    return max(alike, _SAME_FAMILY) if family_of(one) & family_of(other) else alike


@cache
def _oklab(code: str) -> NDArray[np.float64]:
    """Oklab coordinates of an sRGB hex code."""
    srgb = np.array([int(code[i : i + 2], 16) for i in (0, 2, 4)]) / 255.0
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004
    cone: NDArray[np.float64] = np.cbrt(_TO_CONE @ linear)
    lab: NDArray[np.float64] = _TO_LAB @ cone
    return lab


_TO_CONE = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
