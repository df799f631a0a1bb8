"""SQL elements that compile to different words on SQLite, PostgreSQL and Databricks, and mean the same."""

from __future__ import annotations

import json
from typing import Any, Final

from sqlalchemy import ARRAY, Boolean, ColumnElement, Text, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from fashion_search.filters.patterns import ANY, ONE, escaped, tokens

__all__ = ["codepoint_order", "text_among", "text_like"]


def codepoint_order(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A text column that compares and sorts by code point, whatever collation it was made with.

    Use it in `order_by` too, where rows must come in the order Python gives them.
    """
    return _CodepointOrder(column)


def text_like(column: ColumnElement[Any], pattern: str) -> ColumnElement[bool]:
    """Case-sensitive LIKE. SQLite's own is not case-sensitive, so there it is GLOB."""
    return _TextLike(column, literal(_like(pattern), Text()), literal(_glob(pattern), Text()))


def text_among(column: ColumnElement[Any], texts: list[str]) -> ColumnElement[bool]:
    """IN with a list of any length, bound as one value."""
    return _TextAmong(
        column, literal(texts, ARRAY(Text())), literal(json.dumps(texts, ensure_ascii=False), Text())
    )


class _CodepointOrder(FunctionElement[str]):
    """One clause: the column."""

    name = "codepoint_order"
    type = Text()
    inherit_cache = True


class _TextLike(FunctionElement[bool]):
    """Three clauses: the column, the pattern for LIKE, the pattern for GLOB."""

    name = "text_like"
    type = Boolean()
    inherit_cache = True


class _TextAmong(FunctionElement[bool]):
    """Three clauses: the column, the texts as an array, the texts as JSON."""

    name = "text_among"
    type = Boolean()
    inherit_cache = True


@compiles(_CodepointOrder)
def _plain(element: _CodepointOrder, compiler: SQLCompiler, **options: object) -> str:
    (column,) = element.clauses
    return compiler.process(column, **options)


@compiles(_CodepointOrder, "postgresql")
def _collated(element: _CodepointOrder, compiler: SQLCompiler, **options: object) -> str:
    (column,) = element.clauses
    return f'({compiler.process(column, **options)} COLLATE "C")'


@compiles(_TextLike)
def _like_clause(element: _TextLike, compiler: SQLCompiler, **options: object) -> str:
    column, like, _ = element.clauses
    return f"({compiler.process(column, **options)} LIKE {compiler.process(like, **options)})"


@compiles(_TextLike, "sqlite")
def _glob_clause(element: _TextLike, compiler: SQLCompiler, **options: object) -> str:
    column, _, glob = element.clauses
    return f"({compiler.process(column, **options)} GLOB {compiler.process(glob, **options)})"


@compiles(_TextAmong)
def _any_clause(element: _TextAmong, compiler: SQLCompiler, **options: object) -> str:
    column, array, _ = element.clauses
    return f"({compiler.process(column, **options)} = ANY({compiler.process(array, **options)}))"


@compiles(_TextAmong, "sqlite")
def _json_clause(element: _TextAmong, compiler: SQLCompiler, **options: object) -> str:
    column, _, texts = element.clauses
    rows = f"SELECT value FROM json_each({compiler.process(texts, **options)})"  # noqa: S608 - bound
    return f"({compiler.process(column, **options)} IN ({rows}))"


@compiles(_TextAmong, "databricks")
def _array_clause(element: _TextAmong, compiler: SQLCompiler, **options: object) -> str:
    column, _, texts = element.clauses
    among = f"from_json({compiler.process(texts, **options)}, 'ARRAY<STRING>')"
    return f"array_contains({among}, {compiler.process(column, **options)})"


_LIKE: Final = {ANY: "%", ONE: "_"}
_GLOB: Final = {ANY: "*", ONE: "?"}


def _like(pattern: str) -> str:
    """The pattern with a backslash only where it is needed: engines agree on no other use of it."""
    return "".join(_LIKE[wildcard] if wildcard else escaped(one) for wildcard, one in tokens(pattern))


def _glob(pattern: str) -> str:
    return "".join(_GLOB[wildcard] if wildcard else _literal(one) for wildcard, one in tokens(pattern))


def _literal(character: str) -> str:
    return f"[{character}]" if character in "*?[" else character
