"""What a catalogue asks of its database, written once for every way of asking.

Each method is a generator of steps: it yields a SELECT and is sent its rows, or yields a tuple of SELECTs
that need not wait for each other and is sent a list of rows for each. Every value is a bound parameter.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, cast

import numpy as np
from sqlalchemy import BindParameter, Select, Table, bindparam, func, select

from fashion_search.catalogs.cursors import Cursor, listing_key
from fashion_search.catalogs.listing import (
    Order,
    condition,
    product_columns,
    sortable,
    with_value,
    without_value,
)
from fashion_search.errors import FilterError, InvalidRequestError, NotFoundError, nearest
from fashion_search.filters import FIELDS, Columns, Filter, TextColumn
from fashion_search.steps import Steps
from fashion_search.store.tables import products
from fashion_search.types import Facet, Page, Product

__all__ = ["CatalogStatements", "CatalogSteps", "Selects"]

Selects: TypeAlias = "Select[Any] | tuple[Select[Any], ...]"
"""What is asked: one SELECT, or several that need not wait for each other."""

CatalogSteps: TypeAlias = Steps[Selects, Any]
"""Sent the rows of a SELECT as tuples, or a list of such rows for each of several."""

_NAMES = Product.field_names()
_Products: TypeAlias = "list[Product]"


class CatalogStatements:
    """The questions of `fashion_search.protocols.Catalog` as steps.

    Args:
        table: The table; its columns are named like the fields of a product.
        ids_at_once: How many product ids one statement asks for.
    """

    def __init__(self, table: Table = products, *, ids_at_once: int = 1000) -> None:
        self._table = table
        self._ids_at_once = ids_at_once
        self._some = select(*product_columns(table))

    def get(self, product_id: str) -> Steps[Selects, Product]:
        """One product.

        Raises:
            NotFoundError: there is none with this id.
        """
        found = yield from self.get_many([product_id])
        if product_id not in found:
            raise NotFoundError(f"There is no product {product_id!r} in the catalogue.")
        return found[product_id]

    def get_many(self, product_ids: Sequence[str]) -> Steps[Selects, Mapping[str, Product]]:
        """The products that exist among these ids, in the order asked for, each once."""
        wanted = dict.fromkeys(product_ids)
        asks = tuple(self._with_ids(some) for some in _pieces(wanted, self._ids_at_once))
        found: dict[str, Product] = {}
        for rows in (yield from _together(asks)):
            found.update((row[0], _product(row)) for row in rows)
        return {product_id: found[product_id] for product_id in wanted if product_id in found}

    def _with_ids(self, product_ids: Sequence[str]) -> Select[Any]:
        ids: BindParameter[Any] = bindparam("product_ids", list(product_ids), expanding=True)
        return self._some.where(self._table.c.product_id.in_(ids))

    def list(
        self, *, where: Filter | None, order_by: str, limit: int, cursor: str | None
    ) -> Steps[Selects, Page]:
        """One page of products in order of a field; a leading `-` reverses it.

        Ties are in order of product id, products without a value come last.

        Raises:
            FilterError: unknown field.
            InvalidRequestError: `limit` is below 1, or the cursor belongs to another listing.
        """
        _check_limit(limit)
        order, listing = Order(order_by), listing_key(order_by, where)
        start = Cursor.decode(cursor, listing=listing, field=order.field) if cursor is not None else None
        found = yield from self._some_after(order, where, start, limit + 1)
        page = tuple(found[:limit])
        if len(found) <= limit:
            return Page(page, None)
        last = page[-1]
        following = Cursor(listing=listing, value=getattr(last, order.field), product_id=last.product_id)
        return Page(page, following.encode())

    def _some_after(
        self, order: Order, where: Filter | None, start: Cursor | None, limit: int
    ) -> Steps[Selects, _Products]:
        """Up to `limit` products after a cursor: first those with a value, then those without."""
        found: _Products = []
        if start is None or start.value is not None:
            rows = yield with_value(self._table, order, where, start).limit(limit)
            found += map(_product, rows)
        if len(found) < limit and order.field != "product_id":
            rows = yield without_value(self._table, order, where, start).limit(limit - len(found))
            found += map(_product, rows)
        return found

    def count(self, *, where: Filter | None) -> Steps[Selects, int]:
        """How many products pass the filter."""
        rows = yield select(func.count()).select_from(self._table).where(condition(self._table, where))
        return int(rows[0][0])

    def facets(
        self, fields: Sequence[str], *, where: Filter | None, limit: int
    ) -> Steps[Selects, dict[str, tuple[Facet, ...]]]:
        """For each field its most frequent values among the products that pass, ties in order of value.

        Products without a value are counted under `None`, after values that are as frequent.

        Raises:
            FilterError: unknown field.
            InvalidRequestError: `limit` is below 1, or `fields` is one text instead of several.
        """
        _check_limit(limit)
        if isinstance(fields, str):
            raise InvalidRequestError(f"fields is the text {fields!r}; pass a list of fields.")
        names = tuple(dict.fromkeys(fields))
        answers = yield from _together(tuple(self._facet(name, where).limit(limit) for name in names))
        return {
            name: tuple(Facet(value, int(count)) for value, count in rows)
            for name, rows in zip(names, answers, strict=True)
        }

    def _facet(self, field: str, where: Filter | None) -> Select[Any]:
        if field not in FIELDS:
            raise FilterError(f"Unknown field {field!r} in facets. {nearest(field, FIELDS)}")
        column, count = self._table.c[field], func.count()
        return (
            select(column, count)
            .where(condition(self._table, where))
            .group_by(column)
            .order_by(count.desc(), column.is_(None), sortable(self._table, field))
        )

    def columns(self) -> Steps[Selects, tuple[tuple[str, ...], Columns]]:
        """Every product's id and fields, in order of product id by code point, in one read."""
        rows = yield self._some
        in_order = sorted(rows, key=lambda row: str(row[0]))  # A collation of the server may order otherwise.
        values = dict(zip(_NAMES, zip(*in_order, strict=True), strict=True)) if in_order else {}
        return cast("tuple[str, ...]", values.get("product_id", ())), _columns(values, len(in_order))


def _product(row: Sequence[Any]) -> Product:
    return Product(**dict(zip(_NAMES, row, strict=True)))


def _columns(values: Mapping[str, Sequence[Any]], count: int) -> Columns:
    texts = {name: TextColumn.encode(column) for name, column in values.items() if FIELDS[name] == "text"}
    numbers = {
        name: np.array(column, dtype=np.float64)  # A missing number becomes NaN.
        for name, column in values.items()
        if FIELDS[name] != "text"
    }
    return Columns(texts=texts, numbers=numbers, count=count)


def _together(asks: tuple[Select[Any], ...]) -> Steps[Selects, list[list[Sequence[Any]]]]:
    """Ask all of them at once, and nothing when there are none."""
    if not asks:
        return []
    answers = yield asks
    return list(answers)


def _pieces(ids: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(ids)
    while piece := list(itertools.islice(rest, size)):
        yield piece


def _check_limit(limit: object) -> None:
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        raise InvalidRequestError(f"limit is {limit!r}; it must be a whole number of 1 or more.")
