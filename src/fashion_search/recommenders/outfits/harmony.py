"""Which colours go together."""

from __future__ import annotations

import colorsys
from functools import cache

from fashion_search.ranking.colors import WHEEL, family_of

__all__ = ["harmony"]

_NEUTRAL_FAMILIES = frozenset({"black", "white", "grey", "beige", "brown", "metallic"})
_NEUTRAL_NAMES = frozenset({"Navy Blue"})
_MULTI = "Multi"

_BOTH_NEUTRAL = 0.9
_ONE_NEUTRAL = 0.85
_SAME = 0.7
_TONAL = 0.75
_ANALOGOUS = 0.65
_COMPLEMENTARY = 0.6
_UNKNOWN = 0.5
_BUSY = 0.4
_CLASH = 0.3

_NEAR_DEGREES = 40.0
_OPPOSITE_DEGREES = 150.0


@cache
def harmony(one: str | None, other: str | None) -> float:
    """How well two colour names go together, in [0, 1].

    Neutrals go with everything; shades of one colour look deliberate, but a loud colour twice is less than
    the same colour with a neutral; neighbours and opposites on the wheel are the classical schemes; the rest
    clash. A name off the wheel is read by the last word that is on it, so that "Light Pink" is pink;
    without one it is worth 0.5.

    Source:
        Analogous and complementary schemes: J. Itten, "The Art of Color", 1961; the hue is that of HSV.
    """
    first, second = _on_wheel(one), _on_wheel(other)
    if first is None or second is None:
        return _UNKNOWN
    neutral = _is_neutral(first) + _is_neutral(second)
    if neutral:
        return _BOTH_NEUTRAL if neutral == 2 else _ONE_NEUTRAL  # noqa: PLR2004  # both of the two
    if first == second and first != _MULTI:
        return _SAME
    if _MULTI in (first, second):
        return _BUSY
    return _TONAL if family_of(first) & family_of(second) else _by_hue(first, second)


def _by_hue(one: str, other: str) -> float:
    apart = abs(_hue(one) - _hue(other)) % 360.0
    apart = min(apart, 360.0 - apart)
    if apart <= _NEAR_DEGREES:
        return _ANALOGOUS
    return _COMPLEMENTARY if apart >= _OPPOSITE_DEGREES else _CLASH


def _hue(color: str) -> float:
    code = WHEEL[color]
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return 360.0 * colorsys.rgb_to_hsv(red, green, blue)[0]


def _is_neutral(color: str) -> bool:
    return color in _NEUTRAL_NAMES or bool(family_of(color) & _NEUTRAL_FAMILIES)


@cache
def _on_wheel(color: str | None) -> str | None:
    """The name as the wheel knows it."""
    if color is None or color in WHEEL or color == _MULTI:
        return color
    words = (word.capitalize() for word in reversed(color.replace("/", " ").split()))
    return next((word for word in words if word in WHEEL), None)
