"""Which season it is, and how near two seasons are."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeAlias

__all__ = ["Hemisphere", "season_on", "season_similarity"]

Hemisphere: TypeAlias = Literal["north", "south"]

_YEAR = ("Winter", "Spring", "Summer", "Fall")


def season_on(day: date, hemisphere: Hemisphere = "north") -> str:
    """The meteorological season of a day; December is winter in the north and summer in the south."""
    number = day.month % 12 // 3
    return _YEAR[number if hemisphere == "north" else (number + 2) % 4]


def season_similarity(one: str, other: str) -> float:
    """1 for the same season, 0.5 for neighbours, 0 for opposites and for names that are no season."""
    if one == other:
        return 1.0
    if one not in _YEAR or other not in _YEAR:
        return 0.0
    steps = abs(_YEAR.index(one) - _YEAR.index(other)) % 4
    return 0.0 if steps == 2 else 0.5  # noqa: PLR2004  # half a year apart
