"""The catalogue in a SQL database: SQLite in the embedded store, PostgreSQL with the same statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Engine, Table

from fashion_search.catalogs.statements import CatalogStatements
from fashion_search.connections.database import AsyncDatabase, Database
from fashion_search.filters import Columns, Filter
from fashion_search.store.tables import products
from fashion_search.types import Facet, Page, Product

if TYPE_CHECKING:  # it needs greenlet, which blocking use does not
    from sqlalchemy.ext.asyncio import AsyncEngine

__all__ = ["AsyncSqlCatalog", "SqlCatalog"]


class SqlCatalog:
    """Products in a table. Safe to use from many threads.

    Every method raises `StoreError` when a database on disk cannot be read, and `ServiceError` when a server
    cannot answer.

    Args:
        engine: The database; whoever made it closes it.
        table: The table; its columns are named like the fields of a product.
    """

    def __init__(self, engine: Engine, *, table: Table = products) -> None:
        self._database = Database(engine)
        self._statements = CatalogStatements(table)

    def get(self, product_id: str) -> Product:
        """One product.

        Raises:
            NotFoundError: there is none with this id.
        """
        return self._database.run(self._statements.get(product_id))

    def get_many(self, product_ids: Sequence[str]) -> Mapping[str, Product]:
        """The products that exist among these ids, in the order asked for, each once."""
        return self._database.run(self._statements.get_many(product_ids))

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
        steps = self._statements.list(where=where, order_by=order_by, limit=limit, cursor=cursor)
        return self._database.run(steps)

    def count(self, *, where: Filter | None = None) -> int:
        """How many products pass the filter."""
        return self._database.run(self._statements.count(where=where))

    def facets(
        self, fields: Sequence[str], *, where: Filter | None = None, limit: int = 20
    ) -> dict[str, tuple[Facet, ...]]:
        """For each field its most frequent values among the products that pass, ties in order of value.

        Products without a value are counted under `None`, after values that are as frequent.

        Raises:
            FilterError: unknown field.
            InvalidRequestError: `limit` is below 1, or `fields` is one text instead of several.
        """
        return self._database.run(self._statements.facets(fields, where=where, limit=limit))

    def columns(self) -> tuple[tuple[str, ...], Columns]:
        """Every product's id and fields, in order of product id by code point, in one read."""
        return self._database.run(self._statements.columns())


class AsyncSqlCatalog:
    """`SqlCatalog` with its calls awaited.

    Args:
        engine: The database, PostgreSQL with psycopg; whoever made it closes it.
        table: The table; its columns are named like the fields of a product.
    """

    def __init__(self, engine: AsyncEngine, *, table: Table = products) -> None:
        self._database = AsyncDatabase(engine)
        self._statements = CatalogStatements(table)

    async def get(self, product_id: str) -> Product:
        """One product; as `SqlCatalog.get`."""
        return await self._database.run(self._statements.get(product_id))

    async def get_many(self, product_ids: Sequence[str]) -> Mapping[str, Product]:
        """The products that exist among these ids; as `SqlCatalog.get_many`."""
        return await self._database.run(self._statements.get_many(product_ids))

    async def list(
        self,
        *,
        where: Filter | None = None,
        order_by: str = "product_id",
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page:
        """One page of products in order of a field; as `SqlCatalog.list`."""
        steps = self._statements.list(where=where, order_by=order_by, limit=limit, cursor=cursor)
        return await self._database.run(steps)

    async def count(self, *, where: Filter | None = None) -> int:
        """How many products pass the filter."""
        return await self._database.run(self._statements.count(where=where))

    async def facets(
        self, fields: Sequence[str], *, where: Filter | None = None, limit: int = 20
    ) -> dict[str, tuple[Facet, ...]]:
        """For each field its most frequent values; as `SqlCatalog.facets`."""
        return await self._database.run(self._statements.facets(fields, where=where, limit=limit))

    async def columns(self) -> tuple[tuple[str, ...], Columns]:
        """Every product's id and fields; as `SqlCatalog.columns`."""
        return await self._database.run(self._statements.columns())
