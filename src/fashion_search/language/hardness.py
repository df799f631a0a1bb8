"""Which parts products must comply with, and which only move the ranking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from fashion_search.filters import Filter, all_of
from fashion_search.language.parts import UnderstoodPart

__all__ = ["settle"]

_HARD_FIELDS = frozenset({"gender"})


def settle(
    parts: Sequence[UnderstoodPart], count: Callable[[Filter], int] | None, enough: int
) -> tuple[UnderstoodPart, ...]:
    """The parts, those hard that may be, as long as they leave enough products together.

    Args:
        parts: What was understood, in order; of two that do not go together the first stays hard.
        count: How many products pass a filter; without it all that may be are hard.
        enough: Products that must be left.
    """
    asked = [replace(part, hard=_may_be_hard(part)) for part in parts]
    if count is None or _leaves_enough([part for part in asked if part.hard], count, enough):
        return tuple(asked)
    kept: list[UnderstoodPart] = []
    for part in asked:
        if part.hard and _leaves_enough([*kept, part], count, enough):
            kept.append(part)
    return tuple(part if part in kept else replace(part, hard=False) for part in asked)


def _may_be_hard(part: UnderstoodPart) -> bool:
    if part.kind in ("price", "year"):
        return part.hard
    return part.condition() is not None and (
        part.excluded or part.kind == "brand" or part.field in _HARD_FIELDS
    )


def _leaves_enough(parts: Sequence[UnderstoodPart], count: Callable[[Filter], int], enough: int) -> bool:
    condition = all_of(part.condition() for part in parts)
    return condition is None or count(condition) >= enough
