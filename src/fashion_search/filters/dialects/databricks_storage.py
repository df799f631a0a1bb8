"""The text of storage-optimised endpoints: SQL comparisons joined by AND and OR, with parentheses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from fashion_search.filters.conditions import Between, Comparison, Contains, In, Like
from fashion_search.filters.expr import And, Filter, Not, Or
from fashion_search.filters.normal import impossible
from fashion_search.filters.patterns import ANY, escaped, tokens
from fashion_search.filters.values import Value

__all__ = ["StorageText", "storage_text"]

_MAX_EXCLUSIONS: Final = 100
"""A NOT IN becomes one != for each value; the rest is left to be checked on the rows."""

_MAX_DIGITS: Final = 1e15
"""Larger numbers would be written with an exponent, which is not documented."""


class StorageText(NamedTuple):
    """What the server is told, empty for nothing.

    Attributes:
        text: The condition.
        exact: Whether it says all that the filter says.
        is_chain: Whether it is an AND of several, which needs parentheses inside an OR.
    """

    text: str
    exact: bool
    is_chain: bool = False


_NOTHING = StorageText("", exact=False)


def storage_text(node: Filter) -> StorageText:  # noqa: PLR0911 - one return for each kind
    """A filter in negation normal form as text; every row it accepts passes that text."""
    match node:
        case And(parts):
            return _all([storage_text(part) for part in parts])
        case Or(parts):
            return _any([storage_text(part) for part in parts])
        case Not(part):
            return _negated(part)
        case Comparison(field, op, value):
            return _compared(field, op, value)
        case Between(field, low, high):
            return _all([_compared(field, ">=", low), _compared(field, "<=", high)])
        case In(field, ()):
            return storage_text(impossible(field))
        case In(field, values):
            return _among(field, values)
        case Like(field, pattern):
            return _like(field, pattern)
        case Contains(field, text):
            return _like(field, f"%{escaped(text)}%")
        case _:
            return _NOTHING


def _negated(part: Filter) -> StorageText:
    match part:
        case Between(field, low, high):
            return _any([_compared(field, "<", low), _compared(field, ">", high)])
        case In(field, values):
            return _all([_compared(field, "!=", value) for value in values[:_MAX_EXCLUSIONS]], exact=False)
        case _:
            return _NOTHING


def _all(found: Sequence[StorageText], *, exact: bool = True) -> StorageText:
    texts = [each.text for each in found if each.text]
    exact = exact and all(each.exact for each in found)
    return StorageText(" AND ".join(texts), exact, is_chain=len(texts) > 1)


def _any(found: Sequence[StorageText]) -> StorageText:
    if not all(each.text for each in found):
        return _NOTHING
    texts = [f"({each.text})" if each.is_chain else each.text for each in found]
    return StorageText(f"({' OR '.join(texts)})", all(each.exact for each in found))


def _compared(field: str, op: str, value: Value) -> StorageText:
    written = _literal(value)
    if isinstance(value, str) and op == "==" and written is None:
        return _like(field, escaped(value))
    if written is None or (isinstance(value, str) and op not in ("==", "!=")):
        return _NOTHING
    return StorageText(f"{field} {'=' if op == '==' else op} {written}", exact=op != "!=")


def _among(field: str, values: tuple[Value, ...]) -> StorageText:
    written = {value: _literal(value) for value in values}
    listed = ", ".join(literal for literal in written.values() if literal is not None)
    within = [StorageText(f"{field} IN ({listed})", exact=True)] if listed else []
    others = [_compared(field, "==", value) for value, literal in written.items() if literal is None]
    return _any([*within, *others]) if others else within[0]


def _like(field: str, pattern: str) -> StorageText:
    """LIKE with a wildcard in place of every character whose escape is not documented."""
    written = "".join(_one(wildcard, character) for wildcard, character in tokens(pattern))
    return StorageText(f"{field} LIKE '{written}'", exact=False)


def _one(wildcard: str | None, character: str) -> str:
    if wildcard == ANY:
        return "%"
    if wildcard or character in "%_\\" or not character.isprintable():
        return "_"
    return "''" if character == "'" else character


def _literal(value: Value) -> str | None:
    """A value as SQL, or `None` when it cannot be written without relying on what is not documented."""
    if isinstance(value, str):
        plain = value.isprintable() and "\\" not in value
        return "'" + value.replace("'", "''") + "'" if plain else None
    if float(value).is_integer() and abs(value) < _MAX_DIGITS:
        return str(int(value))
    return None if "e" in repr(value) else repr(value)
