"""Functions of Databricks SQL that SQLite lacks or reads otherwise."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from fashion_search.filters.patterns import matcher

__all__ = ["add_functions"]


def add_functions(connection: sqlite3.Connection) -> None:
    """Define them on a connection. A null among the arguments gives null, but for `concat`'s kin below."""
    strict: dict[str, tuple[int, Callable[..., Any]]] = {
        "lower": (1, str.lower),
        "upper": (1, str.upper),
        "char_length": (1, len),
        "contains": (2, lambda text, part: part in text),
        "startswith": (2, str.startswith),
        "endswith": (2, str.endswith),
        "concat": (-1, lambda *parts: "".join(map(str, parts))),
        "from_json": (2, _from_json),
        "array_contains": (2, _array_contains),
        # SQLite's own LIKE does not mind the case; Databricks' does, and takes a backslash for an escape.
        "like": (2, lambda pattern, text: matcher(pattern)(str(text))),
    }
    for name, (count, function) in strict.items():
        connection.create_function(name, count, _null_in_null_out(function), deterministic=True)
    connection.create_function("nvl", 2, lambda value, other: other if value is None else value)
    connection.create_function("if", 3, lambda condition, yes, no: yes if condition else no)
    connection.create_function("current_user", 0, lambda: "someone@example.com")


def _null_in_null_out(function: Callable[..., Any]) -> Callable[..., Any]:
    def called(*arguments: Any) -> Any:  # noqa: ANN401 - whatever SQLite hands over
        return None if None in arguments else function(*arguments)

    return called


def _from_json(text: str, kind: str) -> str:
    """Only arrays of plain values are known; they stay JSON."""
    if kind.replace(" ", "").lower() not in ("array<string>", "array<double>", "array<bigint>", "array<int>"):
        raise ValueError(kind)
    return text


def _array_contains(array: str, value: object) -> bool:
    return value in _members(array)


@lru_cache(maxsize=64)
def _members(array: str) -> frozenset[Any]:
    return frozenset(json.loads(array))
