"""The catalogue in a SQL database: SQLite in the embedded store, PostgreSQL with the same statements."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, Select, Table, bindparam, func, select
from sqlalchemy.exc import SQLAlchemyError

from fashion_search.catalogs.cursors import Cursor, listing_key
from fashion_search.catalogs.listing import (
    Order,
    condition,
    product_columns,
    sortable,
    with_value,
    without_value,
)
from fashion_search.errors import FilterError, InvalidRequestError, NotFoundError, StoreError, nearest
from fashion_search.filters import FIELDS, Filter
from fashion_search.store.tables import products
from fashion_search.types import Facet, Page, Product

__all__ = ["SqlCatalog"]

_NAMES = Product.field_names()
_IDS_AT_ONCE = 1000

_Rows: TypeAlias = list[Product]  # Inside the class, `list` is a method.


class SqlCatalog:
    """Products in a table. Safe to use from many threads.

    Args:
        engine: The database; whoever made it closes it.
        table: The table; its columns are named like the fields of a product.
    """

    def __init__(self, engine: Engine, *, table: Table = products) -> None:
        self._engine = engine
        self._table = table
        self._some = select(*product_columns(table)).where(
            table.c.product_id.in_(bindparam("product_ids", expanding=True))
        )

    def get(self, product_id: str) -> Product:
        """One product.

        Raises:
            NotFoundError: there is none with this id.
        """
        found = self.get_many([product_id])
        if product_id not in found:
            raise NotFoundError(f"There is no product {product_id!r} in the catalogue.")
        return found[product_id]

    def get_many(self, product_ids: Sequence[str]) -> Mapping[str, Product]:
        """The products that exist among these ids, in the order asked for, each once."""
        wanted = dict.fromkeys(product_ids)
        found: dict[str, Product] = {}
        with self._reading() as connection:
            for some in _pieces(wanted):
                for row in connection.execute(self._some, {"product_ids": some}):
                    found[row[0]] = _product(row)
        return {product_id: found[product_id] for product_id in wanted if product_id in found}

    def list(
        self,
        *,
        where: Filter | None = None,
        order_by: str = "product_id",
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page:
        """One page of products in order of a field; a leading `-` reverses it.

        Ties are in order of product id, products without a value come last, and a cursor stays valid while
        rows are added or removed.

        Raises:
            FilterError: unknown field.
            InvalidRequestError: `limit` is below 1, or the cursor belongs to another listing.
        """
        _check_limit(limit)
        order, listing = Order(order_by), listing_key(order_by, where)
        start = Cursor.decode(cursor, listing=listing, field=order.field) if cursor is not None else None
        found = self._some_after(order, where, start, limit + 1)
        page = tuple(found[:limit])
        if len(found) <= limit:
            return Page(page, None)
        last = page[-1]
        following = Cursor(listing=listing, value=getattr(last, order.field), product_id=last.product_id)
        return Page(page, following.encode())

    def _some_after(self, order: Order, where: Filter | None, start: Cursor | None, limit: int) -> _Rows:
        """Up to `limit` products after a cursor: first those with a value, then those without."""
        found: _Rows = []
        with self._reading() as connection:
            if start is None or start.value is not None:
                found += _products(connection, with_value(self._table, order, where, start).limit(limit))
            if len(found) < limit and order.field != "product_id":
                rest = without_value(self._table, order, where, start).limit(limit - len(found))
                found += _products(connection, rest)
        return found

    def count(self, *, where: Filter | None = None) -> int:
        """How many products pass the filter."""
        statement = select(func.count()).select_from(self._table).where(condition(self._table, where))
        with self._reading() as connection:
            return int(connection.execute(statement).scalar_one())

    def facets(
        self, fields: Sequence[str], *, where: Filter | None = None, limit: int = 20
    ) -> dict[str, tuple[Facet, ...]]:
        """For each field its most frequent values among the products that pass, ties in order of value.

        Products without a value are counted under `None`, after values that are as frequent.

        Raises:
            FilterError: unknown field.
            InvalidRequestError: `limit` is below 1, or `fields` is one text instead of several.
        """
        _check_limit(limit)
        if isinstance(fields, str):
            raise InvalidRequestError(f"fields is the text {fields!r}; pass a list of fields.")
        statements = {field: self._facet(field, where).limit(limit) for field in fields}
        with self._reading() as connection:
            return {
                field: tuple(Facet(value, count) for value, count in connection.execute(statement))
                for field, statement in statements.items()
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

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as exc:
            where = self._engine.url.render_as_string(hide_password=True)
            raise StoreError(
                f"The catalogue at {where} could not answer ({type(exc).__name__}: {exc}). "
                "If it is a store on disk, check it with `fashion-search info` or Store.verify()."
            ) from exc


def _product(row: Sequence[Any]) -> Product:
    return Product(**dict(zip(_NAMES, row, strict=True)))


def _products(connection: Connection, statement: Select[Any]) -> _Rows:
    return [_product(row) for row in connection.execute(statement)]


def _pieces(ids: Mapping[str, None]) -> Iterator[list[str]]:
    rest = iter(ids)
    while piece := list(itertools.islice(rest, _IDS_AT_ONCE)):
        yield piece


def _check_limit(limit: object) -> None:
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        raise InvalidRequestError(f"limit is {limit!r}; it must be a whole number of 1 or more.")
