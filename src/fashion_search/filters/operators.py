"""The operators of both dictionary forms: `$gte` inside a value, ` >=` at the end of a key."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias, cast

from fashion_search.errors import FilterError, nearest
from fashion_search.filters.conditions import Comparison, Contains, In, IsNull, Like
from fashion_search.filters.expr import Filter, Not
from fashion_search.filters.fields import kind_of
from fashion_search.filters.values import checked_flag, shown

__all__ = ["equals", "inner", "split_key", "suffixed"]

_Maker: TypeAlias = Callable[[str, Any], Filter]  # values come unchecked; the nodes check them


def _null(field: str, wanted: object) -> Filter:
    return IsNull(field) if checked_flag("$isnull", wanted) else Not(IsNull(field))


def _exists(field: str, wanted: object) -> Filter:
    return Not(IsNull(field)) if checked_flag("$exists", wanted) else IsNull(field)


_INNER: Final[Mapping[str, _Maker]] = MappingProxyType(
    {
        "$eq": lambda field, value: Comparison(field, "==", value),
        "$ne": lambda field, value: Comparison(field, "!=", value),
        "$gt": lambda field, value: Comparison(field, ">", value),
        "$gte": lambda field, value: Comparison(field, ">=", value),
        "$lt": lambda field, value: Comparison(field, "<", value),
        "$lte": lambda field, value: Comparison(field, "<=", value),
        "$in": In,
        "$nin": lambda field, values: Not(In(field, values)),
        "$like": Like,
        "$contains": Contains,
        "$exists": _exists,
        "$isnull": _null,
    }
)
"""Operators inside a value. `$not` is not here: it holds others."""


def inner(operator: object) -> _Maker:
    """What makes the condition of an operator inside a value.

    Raises:
        FilterError: there is no such operator; names the nearest ones.
    """
    make = _INNER.get(operator) if isinstance(operator, str) else None
    if make is None:
        hint = nearest(str(operator)[:40], (*_INNER, "$not")) if isinstance(operator, str) else ""
        raise FilterError(f"Unknown operator {shown(operator)}. {hint}")
    return make


_MAX_NAME = 200
_KEY = re.compile(r"\s*(\w+)\s*(<=|>=|!=|<|>|=|\bNOT|\bLIKE)?\s*")


def split_key(key: str, value: object) -> list[tuple[str, str | None, object]]:
    """The alternatives a key names, each as field, operator at its end if any, and its own value.

    `"color OR price <="` with `["Red", 30]` gives `("color", None, "Red")` and `("price", "<=", 30)`.

    Raises:
        FilterError: an alternative cannot be read, or there is not one value for each.
    """
    names = key.split(" OR ")
    if len(names) == 1:
        return [(*_field_and_suffix(key), value)]
    if not isinstance(value, list | tuple) or len(value) != len(names):
        raise FilterError(f"{shown(key)} takes a list of {len(names)} values, one each, not {shown(value)}.")
    return [(*_field_and_suffix(name), one) for name, one in zip(names, value, strict=True)]


def _field_and_suffix(name: str) -> tuple[str, str | None]:
    found = _KEY.fullmatch(name) if len(name) <= _MAX_NAME else None
    if found is None:
        kind_of(name)  # refuses it, naming the nearest fields
        raise AssertionError(name)  # pragma: no cover - every field name is one word
    return found[1], found[2]


def equals(field: str, value: object) -> Filter:
    """What a bare value asks for: to equal it, or one of its members when it is a list or a set."""
    if _is_list(value):
        return _INNER["$in"](field, value)
    return _INNER["$eq"](field, value)


def suffixed(field: str, suffix: str, value: object) -> Filter:
    """What a key with an operator at its end asks for."""
    match suffix:
        case "NOT" | "!=":
            return _INNER["$nin" if _is_list(value) else "$ne"](field, value)
        case "=":
            return equals(field, value)
        case "LIKE":
            return _like(field, value)
        case _:
            return _INNER[_COMPARISONS[suffix]](field, value)


_COMPARISONS = {"<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}


def _like(field: str, value: object) -> Filter:
    """LIKE with wildcards. Without any, a standard endpoint would look for a word: no guessing."""
    like = Like(field, cast("str", value))
    if "%" not in like.pattern and "_" not in like.pattern:
        raise FilterError(
            f"{field} LIKE {shown(value)} has no wildcard. For equality write {{'{field}': {shown(value)}}}; "
            f"for a part of the text write {{'{field}': {{'$contains': {shown(value)}}}}}."
        )
    return like


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple | set | frozenset) or hasattr(value, "tolist")
