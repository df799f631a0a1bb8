"""What a filter means. Every translation is tested against this file.

The logic is SQL's, of three values: a condition on a null is neither true nor false but unknown, the negation
of unknown is unknown, and a product matches only when the whole filter is true. Only `is_null` always knows.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from fashion_search.errors import FilterError
from fashion_search.filters.conditions import Between, Comparison, Condition, Contains, In, IsNull, Like
from fashion_search.filters.expr import And, Filter, Not, Or
from fashion_search.filters.fields import kind_of
from fashion_search.filters.patterns import matcher
from fashion_search.filters.rows import number_in, text_in
from fashion_search.filters.values import shown

__all__ = ["evaluate"]

_Truth: TypeAlias = "bool | None"
"""True, false, or unknown."""

_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def evaluate(filter: Filter, row: Mapping[str, object]) -> bool:  # noqa: A002 - the word everyone uses for it
    """Whether a row matches.

    Text compares by code point, so it is case-sensitive and `"Z" < "a"`; numbers compare as float64.

    Args:
        filter: The condition.
        row: Values by field name; a field that is `None`, NaN or missing is null.

    Returns:
        True when the filter is true of the row; false when it is false or unknown.

    Raises:
        FilterError: the row holds text where a number belongs, or the other way round.
    """
    return _truth(filter, row) is True


def _truth(node: Filter, row: Mapping[str, object]) -> _Truth:
    match node:
        case And(parts):
            return _combined([_truth(part, row) for part in parts], winner=False)
        case Or(parts):
            return _combined([_truth(part, row) for part in parts], winner=True)
        case Not(part):
            truth = _truth(part, row)
            return None if truth is None else not truth
        case IsNull(field):
            return _stored(row, field) is None
        case Condition(field):
            value = _stored(row, field)
            return None if value is None else _holds(node, value)
        case _:
            raise FilterError(f"{shown(node)} is not a kind of filter.")


def _combined(truths: Sequence[_Truth], *, winner: bool) -> _Truth:
    """One `winner` decides, whatever the rest; without one, one unknown leaves it unknown."""
    if winner in truths:
        return winner
    return None if None in truths else not winner


def _stored(row: Mapping[str, object], field: str) -> str | float | None:
    return text_in(row, field) if kind_of(field) == "text" else number_in(row, field)


def _holds(condition: Condition, value: Any) -> bool:  # noqa: ANN401 - text or a number, as the field holds
    match condition:
        case Comparison(_, op, operand):
            return _COMPARE[op](value, operand)
        case Between(_, low, high):
            return bool(low <= value <= high)
        case In(_, values):
            return value in values
        case Like(_, pattern):
            return matcher(pattern)(value)
        case Contains(_, text):
            return text in value
        case _:
            raise FilterError(f"{condition!r} is not a kind of condition.")
