"""What a parsed filter of either dialect says, and which rows it is true of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final, Literal, NamedTuple, TypeAlias

import numpy as np

from fashion_search.testing.databricks.messages import invalid
from fashion_search.testing.databricks.vector_search.frames import (
    BooleanColumn,
    ConstantColumn,
    Frame,
    FrameColumn,
    Mask,
    NumberColumn,
    TextValues,
)

__all__ = [
    "AllOf",
    "AnyOf",
    "Compared",
    "Condition",
    "HasToken",
    "IsLike",
    "Negated",
    "OneOf",
    "Operator",
    "Scalar",
    "Timestamp",
    "matching",
]

Operator: TypeAlias = Literal["=", "<", "<=", ">", ">="]


class Timestamp(NamedTuple):
    """A point in time, as ISO 8601 text."""

    text: str


Scalar: TypeAlias = "str | float | bool | Timestamp"


@dataclass(frozen=True, slots=True)
class Compared:
    """A column compared with a value."""

    column: str
    operator: Operator
    value: Scalar


@dataclass(frozen=True, slots=True)
class OneOf:
    """A column that equals one of several values."""

    column: str
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class HasToken:
    """A text that holds these words, one after another, between whitespace: LIKE of standard endpoints."""

    column: str
    words: str


@dataclass(frozen=True, slots=True)
class IsLike:
    """A text of a pattern with `%` and `_`: LIKE of storage-optimised endpoints."""

    column: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Negated:
    """The contrary of a condition."""

    part: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part."""

    parts: tuple[Condition, ...]


Condition: TypeAlias = "Compared | OneOf | HasToken | IsLike | Negated | AllOf | AnyOf"


class _Truth(NamedTuple):
    """Where a condition is true and where it is false; in neither place it is unknown."""

    yes: Mask
    no: Mask


def matching(condition: Condition, frame: Frame) -> Mask:
    """The rows that a condition is true of, shape (n,), bool, read-only.

    Raises:
        ApiError: an unknown column, or a value of the wrong type for its column.
    """
    mask = _truth(condition, frame).yes
    mask.flags.writeable = False
    return mask


def _truth(condition: Condition, frame: Frame) -> _Truth:
    match condition:
        case AllOf(parts):
            return reduce(_both, [_truth(part, frame) for part in parts])
        case AnyOf(parts):
            return _swapped(reduce(_both, [_swapped(_truth(part, frame)) for part in parts]))
        case Negated(part):
            return _swapped(_truth(part, frame))
        case _:
            column = frame.column(condition.column)
            return _of_known(column, _holds(condition, column))


def _of_known(column: FrameColumn, holds: Mask) -> _Truth:
    """Assumed, as in SQL: a null is neither equal nor unequal to anything, so NOT does not find it."""
    known = column.known()
    return _Truth(holds & known, ~holds & known)


def _both(one: _Truth, other: _Truth) -> _Truth:
    return _Truth(one.yes & other.yes, one.no | other.no)


def _swapped(truth: _Truth) -> _Truth:
    return _Truth(truth.no, truth.yes)


def _holds(condition: Compared | OneOf | HasToken | IsLike, column: FrameColumn) -> Mask:
    match condition:
        case Compared(name, operator, value):
            return _compared(name, column, operator, value)
        case OneOf(name, values):
            return reduce(np.logical_or, [_compared(name, column, "=", value) for value in values])
        case HasToken(name, words):
            return _of_texts(_texts(name, column, "LIKE"), _token_test(words))
        case IsLike(name, pattern):
            return _of_texts(_texts(name, column, "LIKE"), _like_test(pattern))


def _compared(name: str, column: FrameColumn, operator: Operator, value: Scalar) -> Mask:
    if isinstance(column, ConstantColumn):
        return np.full(column.count, _scalar_compared(name, column, operator, value), dtype=np.bool_)
    if isinstance(column, NumberColumn) and isinstance(value, (int, float)) and not isinstance(value, bool):
        return np.asarray(_COMPARE[operator](column.numbers, value))
    if isinstance(column, BooleanColumn) and isinstance(value, bool) and operator == "=":
        return np.asarray(column.codes == int(value))
    if isinstance(column, TextValues):
        return _text_compared(name, column, operator, value)
    raise _mismatch(name, column, operator, value)


def _scalar_compared(name: str, column: ConstantColumn, operator: Operator, value: Scalar) -> bool:
    text = value.text if isinstance(value, Timestamp) else value
    fits = isinstance(text, str) == isinstance(column.value, str) and not isinstance(value, bool)
    if not fits or (column.kind == "text" and operator != "="):
        raise _mismatch(name, column, operator, value)
    return bool(_COMPARE[operator](column.value, text))


def _text_compared(name: str, column: TextValues, operator: Operator, value: Scalar) -> Mask:
    """Text is compared for equality; order of text is not documented, order of time is."""
    if column.kind == "timestamp" and isinstance(value, (str, Timestamp)):
        text = value.text if isinstance(value, Timestamp) else value
        return _of_texts(column, lambda stored: bool(_COMPARE[operator](stored, text)))
    if column.kind == "text" and isinstance(value, str) and operator == "=":
        return np.asarray(column.column.codes == _code(value, column.column.vocabulary))
    raise _mismatch(name, column, operator, value)


def _code(text: str, vocabulary: tuple[str, ...]) -> int:
    """Where a text is in a sorted vocabulary, or a code no row has."""
    place = bisect_left(vocabulary, text)
    return place if vocabulary[place : place + 1] == (text,) else -2


def _mismatch(name: str, column: FrameColumn, operator: str, value: object) -> Exception:
    shown = value.text if isinstance(value, Timestamp) else value
    return invalid(
        f"Column {name!r} of type {column.type_text} cannot be compared by {operator} with {shown!r}."
    )


def _texts(name: str, column: FrameColumn, operator: str) -> TextValues:
    if isinstance(column, TextValues) and column.kind == "text":
        return column
    raise invalid(f"{operator} needs a column of strings; {name!r} is {column.type_text}.")


def _of_texts(column: TextValues, test: Callable[[str], bool]) -> Mask:
    vocabulary = column.column.vocabulary
    answers = np.zeros(len(vocabulary) + 1, dtype=np.bool_)  # the spare place is read by code -1, null
    answers[:-1] = np.fromiter(map(test, vocabulary), dtype=np.bool_, count=len(vocabulary))
    return answers.take(column.column.codes)


def _token_test(words: str) -> Callable[[str], bool]:
    """Assumed: case counts, and several words must follow each other."""
    wanted = words.split()
    if not wanted:
        raise invalid("LIKE needs at least one word.")
    joined = f" {' '.join(wanted)} "
    return lambda text: joined in f" {' '.join(text.split())} "


def _like_test(pattern: str) -> Callable[[str], bool]:
    """Assumed: case counts, and nothing escapes a wildcard."""
    wild = {"%": ".*", "_": "."}
    compiled = re.compile("".join(wild.get(one, re.escape(one)) for one in pattern), re.DOTALL)
    return lambda text: compiled.fullmatch(text) is not None


_COMPARE: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "=": lambda a, b: a == b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
