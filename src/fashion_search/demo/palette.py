"""The catalogue's base colours as paint, and the paints of one product."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from fashion_search.demo.dice import Dice

__all__ = [
    "BASE_COLORS",
    "BLACK",
    "CONFETTI",
    "METALS",
    "WHITE",
    "Color",
    "Paints",
    "blend",
    "is_dark",
    "paints",
    "tinted",
]

Color: TypeAlias = tuple[int, int, int]
Paints: TypeAlias = Mapping[str, Color]

BASE_COLORS: Mapping[str, Color] = {
    "Black": (32, 32, 36),
    "White": (246, 246, 244),
    "Blue": (42, 98, 190),
    "Brown": (112, 68, 40),
    "Grey": (140, 142, 146),
    "Red": (200, 24, 36),
    "Green": (38, 132, 66),
    "Pink": (238, 120, 164),
    "Navy Blue": (26, 36, 78),
    "Purple": (112, 52, 150),
    "Silver": (194, 197, 203),
    "Yellow": (246, 206, 36),
    "Beige": (222, 204, 172),
    "Gold": (206, 164, 66),
    "Maroon": (112, 20, 38),
    "Orange": (240, 122, 28),
    "Olive": (104, 106, 46),
    "Cream": (246, 236, 208),
    "Steel": (150, 157, 165),
    "Charcoal": (66, 68, 74),
    "Peach": (250, 190, 156),
    "Off White": (240, 237, 226),
    "Lavender": (184, 162, 220),
    "Grey Melange": (168, 170, 174),
    "Khaki": (176, 156, 108),
    "Magenta": (206, 28, 124),
    "Teal": (16, 122, 126),
    "Tan": (192, 138, 82),
    "Mustard": (212, 158, 28),
    "Bronze": (150, 104, 56),
    "Copper": (184, 108, 66),
    "Turquoise Blue": (52, 188, 200),
    "Rust": (176, 74, 32),
    "Burgundy": (122, 22, 54),
    "Coffee Brown": (76, 48, 34),
    "Multi": (226, 92, 60),
}

CONFETTI = ("Red", "Yellow", "Turquoise Blue", "Green", "Magenta", "Orange", "Purple")
"""What a product of base colour Multi is made of."""

METALS = frozenset({"Silver", "Gold", "Steel", "Bronze", "Copper"})
BLACK: Color = (24, 24, 27)
WHITE: Color = (250, 250, 249)
_STEADY: Paints = {
    "white": WHITE,
    "black": BLACK,
    "skin": (216, 196, 178),
    "silver": (198, 201, 207),
    "gold": (208, 168, 74),
    "glass": (70, 74, 84),
    "paper": (246, 245, 240),
    "rubber": (240, 239, 235),
    "gum": (186, 140, 92),
    "leather": (92, 56, 34),
    "wood": (150, 106, 66),
    "screen": (188, 202, 186),
}


def blend(a: Color, b: Color, share: float) -> Color:
    """`a` with a `share` of `b` mixed in."""
    return (
        round(a[0] + (b[0] - a[0]) * share),
        round(a[1] + (b[1] - a[1]) * share),
        round(a[2] + (b[2] - a[2]) * share),
    )


def is_dark(color: Color) -> bool:
    """Whether light marks show better on it than dark ones (Rec. 601 luma below 0.6)."""
    return _luma(color) < 0.6  # noqa: PLR2004


def _luma(color: Color) -> float:
    return (0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2]) / 255


_PALE_OR_BLACK = frozenset({"White", "Off White", "Cream", "Black"})


def tinted(name: str, dice: Dice) -> Color:
    """A dye lot of a base colour: never quite the same twice, never mistaken for another."""
    name = dice.pick(CONFETTI) if name == "Multi" else name
    swing = 4.0 if name in _PALE_OR_BLACK else 9.0
    lift = dice.between(-swing, swing)
    return _clamped(*(channel + lift + dice.between(-swing, swing) * 0.7 for channel in BASE_COLORS[name]))


def _clamped(red: float, green: float, blue: float) -> Color:
    return (
        max(0, min(255, round(red))),
        max(0, min(255, round(green))),
        max(0, min(255, round(blue))),
    )


def _fittings(main: str, color: Color, accent: str, trim: Color) -> Paints:
    """What is made of metal, stone, glass or strap leather on an accessory."""
    metal = color if main in METALS else trim if accent in METALS else _STEADY["gold"]
    return {
        "metal": metal,
        "case": metal if main in METALS or accent in METALS else _STEADY["silver"],
        "gem": color if main not in METALS else trim if accent not in METALS else WHITE,
        "strap": BLACK if main in METALS else blend(color, BLACK, 0.12),
        "lens": blend(_STEADY["glass"], color, 0.4),
    }


def paints(main: str, accent: str, dice: Dice) -> Paints:
    """All paints a sketch may name, mixed for one product.

    Args:
        main: Base colour of the product.
        accent: Base colour of its trimmings.
        dice: Decides the dye lot.
    """
    color, trim = tinted(main, dice), tinted(accent, dice)
    nearly_black = _luma(color) < 0.28  # noqa: PLR2004
    return {
        **_STEADY,
        "main": color,
        "accent": trim,
        "light": blend(color, WHITE, 0.35),
        "pale": blend(color, WHITE, 0.7),
        "dark": blend(color, BLACK, 0.3),
        "deep": blend(color, BLACK, 0.55),
        "seam": blend(color, WHITE, 0.22) if nearly_black else blend(color, BLACK, 0.32),
        "stitch": blend(color, (214, 160, 84), 0.7),
        "button": blend(color, WHITE, 0.75) if is_dark(color) else blend(color, BLACK, 0.45),
        **_fittings(main, color, accent, trim),
        "trimdark": blend(trim, BLACK, 0.35),
        "trimlight": blend(trim, WHITE, 0.4),
    }
