"""Filters as SQLAlchemy clauses that mean the same on SQLite and PostgreSQL.

Values are always bound. Where the two engines differ, an element of `sql_elements` compiles to what each
needs.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Double, Table, Text, and_, bindparam, literal, not_, or_
from sqlalchemy.types import TypeEngine

from fashion_search.errors import FilterError, nearest
from fashion_search.filters.conditions import Between, Comparison, Condition, Contains, In, IsNull, Like
from fashion_search.filters.dialects.sql_elements import codepoint_order, text_among, text_like
from fashion_search.filters.expr import And, Filter, Not, Or
from fashion_search.filters.fields import kind_of
from fashion_search.filters.patterns import escaped
from fashion_search.filters.values import Value, shown

__all__ = ["codepoint_order", "to_clause"]

_MANY = 100
"""Longer lists of texts travel as one value, so that no limit on variables is met."""


def to_clause(filter: Filter, table: Table) -> ColumnElement[bool]:  # noqa: A002 - the word everyone uses for it
    """The filter as a clause on a table whose columns are named like the fields.

    Nulls need no care: SQL's own logic is the filter's. A NaN in a PostgreSQL column is not null; store NULL.

    Raises:
        FilterError: the table lacks a column.
    """
    match filter:
        case And(parts):
            return and_(*(to_clause(part, table) for part in parts))
        case Or(parts):
            return or_(*(to_clause(part, table) for part in parts))
        case Not(part):
            return not_(to_clause(part, table))
        case Condition(field):
            return _condition(filter, _column(field, table))
        case _:
            raise FilterError(f"{shown(filter)} is not a kind of filter.")


def _column(field: str, table: Table) -> ColumnElement[Value]:
    column = table.columns.get(field)
    if column is None:
        raise FilterError(
            f"Table {table.name} has no column {field!r}. {nearest(field, table.columns.keys())}"
        )
    return column


def _condition(condition: Condition, column: ColumnElement[Value]) -> ColumnElement[bool]:
    match condition:
        case Comparison(field, op, value):
            return _compared(_ordered(field, column) if op[0] in "<>" else column, op, _bound(field, value))
        case Between(field, low, high):
            return _ordered(field, column).between(_bound(field, low), _bound(field, high))
        case In(field, values):
            return _among(field, column, values)
        case Like(_, pattern):
            return text_like(column, pattern)
        case Contains(_, text):
            return text_like(column, f"%{escaped(text)}%")
        case IsNull():
            return column.is_(None)
        case _:
            raise FilterError(f"{condition!r} is not a kind of condition.")


def _compared(column: ColumnElement[Value], op: str, value: ColumnElement[Value]) -> ColumnElement[bool]:
    match op:
        case "==":
            return column == value
        case "!=":
            return column != value
        case "<":
            return column < value
        case "<=":
            return column <= value
        case ">":
            return column > value
        case _:
            return column >= value


def _among(field: str, column: ColumnElement[Value], values: tuple[Value, ...]) -> ColumnElement[bool]:
    if not values:
        return column != column  # noqa: PLR0124 - false, but unknown for a null, which IN () is not
    if kind_of(field) == "text" and len(values) > _MANY:
        return text_among(column, [str(value) for value in values])
    return column.in_(bindparam(None, list(values), type_=_type(field), expanding=True, unique=True))


def _ordered(field: str, column: ColumnElement[Value]) -> ColumnElement[Value]:
    return codepoint_order(column) if kind_of(field) == "text" else column


def _bound(field: str, value: Value) -> ColumnElement[Value]:
    return literal(value, _type(field))


def _type(field: str) -> TypeEngine[Any]:
    match kind_of(field):
        case "text":
            return Text()
        case "integer":
            return BigInteger()
        case _:
            return Double()
