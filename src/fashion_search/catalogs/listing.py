"""The statements behind a page of products, by keyset: no page costs more than the first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, literal, or_, select, true

from fashion_search.catalogs.cursors import Cursor
from fashion_search.errors import FilterError, nearest
from fashion_search.filters import FIELDS, Filter
from fashion_search.filters.dialects.sql import codepoint_order, to_clause
from fashion_search.types import Product

__all__ = ["Order", "condition", "product_columns", "sortable", "with_value", "without_value"]


class Order:
    """The order of a listing.

    Args:
        order_by: A field; a leading `-` reverses it.

    Raises:
        FilterError: there is no such field.
    """

    def __init__(self, order_by: str) -> None:
        self.reverse = order_by.startswith("-")
        self.field = order_by.removeprefix("-")
        if self.field not in FIELDS:
            raise FilterError(
                f"Unknown field {self.field[:100]!r} in order_by. {nearest(self.field[:100], FIELDS)}"
            )

    def after(self, table: Table, cursor: Cursor | None) -> ColumnElement[bool]:
        """Rows that come after a product that has a value."""
        if cursor is None or cursor.value is None:
            return true()
        column, value = sortable(table, self.field), literal(cursor.value, table.c[self.field].type)
        product_id = sortable(table, "product_id")
        beyond = column < value if self.reverse else column > value
        # The first half alone is what an index can seek to.
        reached = column <= value if self.reverse else column >= value
        return and_(reached, or_(beyond, product_id > cursor.product_id))


def sortable(table: Table, field: str) -> ColumnElement[Any]:
    """A column in an order that is the same in every database: text by code point."""
    column = table.c[field]
    return codepoint_order(column) if FIELDS[field] == "text" else column


def product_columns(table: Table) -> list[ColumnElement[Any]]:
    """The columns of a product, in the order of its fields."""
    return [table.c[name] for name in Product.field_names()]


def condition(table: Table, where: Filter | None) -> ColumnElement[bool]:
    """A filter as a clause; every row without one."""
    return true() if where is None else to_clause(where, table)


def with_value(table: Table, order: Order, where: Filter | None, cursor: Cursor | None) -> Select[Any]:
    """The part of a listing whose products have a value of the ordering field."""
    column, product_id = sortable(table, order.field), sortable(table, "product_id")
    directed = column.desc() if order.reverse else column.asc()
    ties = () if order.field == "product_id" else (product_id,)
    return (
        select(*product_columns(table))
        .where(condition(table, where), table.c[order.field].is_not(None), order.after(table, cursor))
        .order_by(directed, *ties)
    )


def without_value(table: Table, order: Order, where: Filter | None, cursor: Cursor | None) -> Select[Any]:
    """The part of a listing whose products have none; it comes last, whichever way the order goes."""
    product_id = sortable(table, "product_id")
    reached = cursor is not None and cursor.value is None
    after = product_id > cursor.product_id if cursor is not None and reached else true()
    return (
        select(*product_columns(table))
        .where(condition(table, where), table.c[order.field].is_(None), after)
        .order_by(product_id)
    )
