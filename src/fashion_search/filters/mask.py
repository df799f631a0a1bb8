"""A filter answered for all rows at once.

A condition on text is decided once for each different value and then looked up by code. The filter is brought
to negation normal form first, so that "not true" is all that has to be known of a null.
"""

from __future__ import annotations

import operator
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from functools import reduce
from itertools import repeat
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import FilterError
from fashion_search.filters.columns import Columns, TextColumn
from fashion_search.filters.conditions import (
    Between,
    Comparison,
    Condition,
    Contains,
    In,
    IsNull,
    Like,
    Operator,
)
from fashion_search.filters.expr import And, Filter, Not, Or
from fashion_search.filters.fields import kind_of
from fashion_search.filters.normal import normal
from fashion_search.filters.patterns import longest_part, matcher
from fashion_search.filters.values import Value, shown

__all__ = ["mask"]

Mask: TypeAlias = "NDArray[np.bool_]"


def mask(filter: Filter, columns: Columns) -> Mask:  # noqa: A002 - the word everyone uses for it
    """Which rows match; the same answer as `evaluate` on each.

    Masks of whole filters and of their conditions are kept in `columns.bitmaps`.

    Returns:
        Shape (len(columns),), bool, read-only.
    """
    return columns.bitmaps.get(filter, lambda: _mask(normal(filter), columns))


def _mask(node: Filter, columns: Columns) -> Mask:
    match node:
        case And(parts):
            return reduce(np.logical_and, [_mask(part, columns) for part in parts])
        case Or(parts):
            return reduce(np.logical_or, [_mask(part, columns) for part in parts])
        case _:
            return columns.bitmaps.get(node, lambda: _condition(node, columns))


def _condition(node: Filter, columns: Columns) -> Mask:
    """One condition or the negation of one; a row without a value passes neither."""
    match node:
        case IsNull(field):
            return ~_known(field, columns)
        case Not(IsNull(field)):
            return _known(field, columns)
        case Not(Condition(field) as condition):
            return _known(field, columns) & ~_holds(condition, columns)
        case Condition(field):
            return _known(field, columns) & _holds(node, columns)
        case _:
            raise FilterError(f"{shown(node)} is not a kind of filter.")


def _known(field: str, columns: Columns) -> Mask:
    if kind_of(field) == "text":
        return columns.codes(field) >= 0
    return ~np.isnan(columns.numbers(field))


def _holds(condition: Condition, columns: Columns) -> Mask:
    """The answer for rows with a value; whatever comes out for the others."""
    if kind_of(condition.field) == "text":
        return _text_holds(condition, columns.text(condition.field))
    return _number_holds(condition, columns.numbers(condition.field))


def _text_holds(condition: Condition, column: TextColumn) -> Mask:
    codes, vocabulary = column.codes, column.vocabulary
    match condition:
        case Comparison(_, "!=", value):
            return ~_within(codes, _span("==", value, vocabulary))
        case Comparison(_, op, value):
            return _within(codes, _span(op, value, vocabulary))
        case Between(_, low, high):
            return _within(codes, (_span(">=", low, vocabulary)[0], _span("<=", high, vocabulary)[1]))
        case In(_, values):
            table = np.zeros(len(vocabulary) + 1, dtype=np.bool_)  # the spare place is read by code -1, null
            for value in values:
                table[slice(*_span("==", value, vocabulary))] = True
            return table.take(codes)
        case Like(_, pattern):
            part, matches = longest_part(pattern), matcher(pattern)
            return _looked_up((part in value and matches(value) for value in vocabulary), column)
        case Contains(_, text):
            return _looked_up(map(operator.contains, vocabulary, repeat(text)), column)
        case _:
            raise FilterError(f"{condition!r} is not a kind of condition.")


def _within(codes: NDArray[np.int32], span: tuple[int, int]) -> Mask:
    return np.asarray((codes >= span[0]) & (codes < span[1]))


def _looked_up(answers: Iterable[bool], column: TextColumn) -> Mask:
    table = np.zeros(len(column.vocabulary) + 1, dtype=np.bool_)
    table[:-1] = np.fromiter(answers, dtype=np.bool_, count=len(column.vocabulary))
    return table.take(column.codes)


def _span(op: Operator, value: Value, vocabulary: tuple[str, ...]) -> tuple[int, int]:
    """The first code that compares so, and the one after the last."""
    below, upto = bisect_left(vocabulary, value), bisect_right(vocabulary, value)
    match op:
        case "<":
            return 0, below
        case "<=":
            return 0, upto
        case ">":
            return upto, len(vocabulary)
        case ">=":
            return below, len(vocabulary)
        case _:
            return below, upto


def _number_holds(condition: Condition, numbers: NDArray[np.float64]) -> Mask:
    match condition:
        case Comparison(_, op, value):
            return _compared(numbers, op, value)
        case Between(_, low, high):
            return _compared(numbers, ">=", low) & _compared(numbers, "<=", high)
        case In(_, values):
            return np.isin(numbers, np.array(values, dtype=np.float64))
        case _:
            raise FilterError(f"{condition!r} is not a condition on numbers.")


def _compared(numbers: NDArray[np.float64], op: Operator, value: Value) -> Mask:
    return np.asarray(_COMPARE[op](numbers, value))


_COMPARE: Final[dict[Operator, Callable[[Any, Any], Any]]] = {
    "==": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
