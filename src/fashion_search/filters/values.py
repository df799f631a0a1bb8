"""Values: what may stand in a filter, what may stand in a row, and how both are shown."""

from __future__ import annotations

import math
import numbers
import reprlib
from collections.abc import Iterable
from decimal import Decimal
from itertools import islice
from typing import TypeAlias

import numpy as np

from fashion_search.errors import FilterError
from fashion_search.filters.limits import MAX_TEXT, MAX_VALUES

__all__ = [
    "Value",
    "as_float",
    "checked_flag",
    "checked_number",
    "checked_text",
    "checked_values",
    "literal",
    "shown",
]

Value: TypeAlias = "str | int | float"
"""What a filter compares with: text, a whole number or a floating-point number, never null."""

_EXACT_INTEGERS = 2**53
"""Whole numbers below are exact in float64, so every engine agrees on them."""

_PLAIN_INTEGERS = 1e15
"""Larger floats are shown with an exponent."""

_NULL_REMEDY = "Null is not a value: ask with F.{field}.is_null() or {{'{field}': {{'$isnull': True}}}}."


def checked_text(field: str, value: object) -> str:
    """The text to compare `field` with, as a plain `str`.

    Raises:
        FilterError: not text, too long, or with what no database stores: NUL, lone surrogates.
    """
    if not isinstance(value, str):
        raise FilterError(
            f"{field} takes text, not {shown(value)} ({_type(value)}). {_text_remedy(field, value)}"
        )
    text = str.__str__(value)
    if len(text) > MAX_TEXT:
        raise FilterError(
            f"{field} is compared with {len(text):,} characters; at most {MAX_TEXT:,} are allowed."
        )
    if not _is_storable(text):
        raise FilterError(f"{field} is compared with {shown(text)}; remove its NUL or surrogate characters.")
    return text


def checked_number(field: str, value: object, *, whole: bool) -> int | float:
    """The number to compare `field` with: `int` when `whole`, else `float`.

    Accepts anything that is a real number, numpy scalars and `Decimal` included, except truth values.

    Raises:
        FilterError: not a number, not finite, or, when `whole`, with a fraction or too large to be exact.
    """
    number = as_float(value)
    if number is None:
        remedy = _number_remedy(field, value)
        raise FilterError(f"{field} takes a number, not {shown(value)} ({_type(value)}). {remedy}")
    if not math.isfinite(number):
        raise FilterError(f"{field} takes a finite number that fits float64, not {shown(value)}.")
    if not whole:
        return number
    if not number.is_integer() or abs(number) >= _EXACT_INTEGERS:
        raise FilterError(f"{field} takes a whole number below 2**53, not {shown(value)}. Round it first.")
    return int(number)


def as_float(value: object) -> float | None:
    """Any real number as float64, infinite when too large; `None` for anything else, truth values too."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real | Decimal):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan


def checked_flag(name: str, value: object) -> bool:
    """A truth value.

    Raises:
        FilterError: anything but `True` or `False`.
    """
    if not isinstance(value, bool):
        raise FilterError(f"{name} takes True or False, not {shown(value)} ({_type(value)}).")
    return value


def checked_values(field: str, values: object) -> tuple[object, ...]:
    """The members of a list of values, not yet checked one by one.

    Raises:
        FilterError: text, a mapping or no collection at all, or more than `MAX_VALUES` members.
    """
    if isinstance(values, str | bytes | dict) or not isinstance(values, Iterable):
        raise FilterError(
            f"{field} takes a list of values, not {shown(values)} ({_type(values)}). Put it in brackets."
        )
    members = tuple(islice(values, MAX_VALUES + 1))
    if len(members) > MAX_VALUES:
        raise FilterError(f"{field} is compared with more than {MAX_VALUES:,} values; narrow the list.")
    return members


def literal(value: Value) -> str:
    """A value as it stands in a readable filter: `'Women'`, `20`, `19.99`."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, float) and value.is_integer() and abs(value) < _PLAIN_INTEGERS:
        return str(int(value))
    return repr(value)


def shown(value: object) -> str:
    """Any value, shortened for an error message."""
    try:
        return _SHORT.repr(value)
    except Exception:  # a value that cannot be printed must not replace the error about it
        return f"<{_type(value)}>"


_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 80


def _is_storable(text: str) -> bool:
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def _type(value: object) -> str:
    return type(value).__name__


def _text_remedy(field: str, value: object) -> str:
    if value is None:
        return _NULL_REMEDY.format(field=field)
    if isinstance(value, numbers.Number):
        return f"Write '{shown(value)}'."
    return "Give one text, or a list of texts where several may match."


def _number_remedy(field: str, value: object) -> str:
    if value is None:
        return _NULL_REMEDY.format(field=field)
    if isinstance(value, str):
        try:
            return f"Write {literal(float(value[:40]))}."
        except ValueError:
            pass
    return "Give a number such as 50."
