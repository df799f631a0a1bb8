"""Cloth for a product: its ground, its inks and its pattern."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PIL import Image, ImageDraw

from fashion_search.demo.dice import Dice
from fashion_search.demo.palette import BASE_COLORS, CONFETTI, Color, Paints, is_dark
from fashion_search.demo.placement import CANVAS
from fashion_search.demo.prints import PRINTS
from fashion_search.demo.swatch import Swatch
from fashion_search.demo.weaves import WEAVES

__all__ = ["PATTERNS", "weave"]

PATTERNS: Mapping[str, Callable[[Swatch], None]] = {**WEAVES, **PRINTS}
"""All patterns by name; `"solid"` and `"graphic"` leave the cloth plain."""


def weave(pattern: str, paints: Paints, dice: Dice, *, confetti: bool) -> Swatch:
    """Make a swatch of the canvas's size.

    Args:
        pattern: A name of `PATTERNS`; the cloth stays plain for any other.
        paints: The product's paints; the ground is `"main"`, the first ink `"accent"`.
        dice: Decides spacing and which inks are used.
        confetti: Use many bright inks, for products whose base colour is Multi.
    """
    image = Image.new("RGB", CANVAS, paints["main"])
    pitch = CANVAS[0] * dice.between(0.075, 0.115)
    swatch = Swatch(
        image, ImageDraw.Draw(image), paints["main"], _inks(paints, dice, confetti=confetti), pitch, dice
    )
    if pattern in PATTERNS:
        PATTERNS[pattern](swatch)
    return swatch


def _inks(paints: Paints, dice: Dice, *, confetti: bool) -> tuple[Color, ...]:
    if confetti:
        return tuple(BASE_COLORS[name] for name in dice.shuffled(CONFETTI)[:4])
    return (paints["accent"], paints["light"] if is_dark(paints["main"]) else paints["dark"])
