"""The catalogue's calls over anything that runs its statements: an engine, or a SQL warehouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from fashion_search.catalogs.statements import CatalogStatements, Selects
from fashion_search.filters import Columns, Filter
from fashion_search.steps import Steps
from fashion_search.types import Facet, Page, Product

__all__ = ["AsyncStatementCatalog", "StatementCatalog"]

Result = TypeVar("Result")


class _Runner(Protocol):
    def run(self, steps: Steps[Selects, Result]) -> Result: ...


class _AsyncRunner(Protocol):
    async def run(self, steps: Steps[Selects, Result]) -> Result: ...


class StatementCatalog:
    """Products in a table. Safe to use from many threads.

    Args:
        runner: Runs the statements.
        statements: What is asked.
    """

    def __init__(self, runner: _Runner, statements: CatalogStatements) -> None:
        self._runner = runner
        self._statements = statements

    def get(self, product_id: str) -> Product:
        """One product.

        Raises:
            NotFoundError: there is none with this id.
        """
        return self._runner.run(self._statements.get(product_id))

    def get_many(self, product_ids: Sequence[str]) -> Mapping[str, Product]:
        """The products that exist among these ids, in the order asked for, each once."""
        return self._runner.run(self._statements.get_many(product_ids))

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
        return self._runner.run(steps)

    def count(self, *, where: Filter | None = None) -> int:
        """How many products pass the filter."""
        return self._runner.run(self._statements.count(where=where))

    def facets(
        self, fields: Sequence[str], *, where: Filter | None = None, limit: int = 20
    ) -> dict[str, tuple[Facet, ...]]:
        """For each field its most frequent values among the products that pass, ties in order of value.

        Products without a value are counted under `None`, after values that are as frequent.

        Raises:
            FilterError: unknown field.
            InvalidRequestError: `limit` is below 1, or `fields` is one text instead of several.
        """
        return self._runner.run(self._statements.facets(fields, where=where, limit=limit))

    def columns(self) -> tuple[tuple[str, ...], Columns]:
        """Every product's id and fields, in order of product id by code point, in one read."""
        return self._runner.run(self._statements.columns())


class AsyncStatementCatalog:
    """`StatementCatalog` with its calls awaited.

    Args:
        runner: Runs the statements.
        statements: What is asked.
    """

    def __init__(self, runner: _AsyncRunner, statements: CatalogStatements) -> None:
        self._runner = runner
        self._statements = statements

    async def get(self, product_id: str) -> Product:
        """One product; as `StatementCatalog.get`."""
        return await self._runner.run(self._statements.get(product_id))

    async def get_many(self, product_ids: Sequence[str]) -> Mapping[str, Product]:
        """The products that exist among these ids; as `StatementCatalog.get_many`."""
        return await self._runner.run(self._statements.get_many(product_ids))

    async def list(
        self,
        *,
        where: Filter | None = None,
        order_by: str = "product_id",
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page:
        """One page of products in order of a field; as `StatementCatalog.list`."""
        steps = self._statements.list(where=where, order_by=order_by, limit=limit, cursor=cursor)
        return await self._runner.run(steps)

    async def count(self, *, where: Filter | None = None) -> int:
        """How many products pass the filter."""
        return await self._runner.run(self._statements.count(where=where))

    async def facets(
        self, fields: Sequence[str], *, where: Filter | None = None, limit: int = 20
    ) -> dict[str, tuple[Facet, ...]]:
        """For each field its most frequent values; as `StatementCatalog.facets`."""
        return await self._runner.run(self._statements.facets(fields, where=where, limit=limit))

    async def columns(self) -> tuple[tuple[str, ...], Columns]:
        """Every product's id and fields; as `StatementCatalog.columns`."""
        return await self._runner.run(self._statements.columns())
