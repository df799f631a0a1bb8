"""The catalogue in Unity Catalog, read through a SQL warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import MetaData, Select, Table, select

from fashion_search import names
from fashion_search.catalogs.asking import AsyncStatementCatalog, StatementCatalog
from fashion_search.catalogs.listing import condition, product_columns
from fashion_search.catalogs.statements import CatalogStatements, Selects
from fashion_search.connections.databricks.warehouse import AsyncWarehouse, Warehouse
from fashion_search.errors import ConfigurationError
from fashion_search.filters import Columns, Filter
from fashion_search.steps import Steps
from fashion_search.store.tables import products
from fashion_search.types import Product

__all__ = ["PRODUCTS_TABLE", "AsyncWarehouseCatalog", "WarehouseCatalog"]

PRODUCTS_TABLE = names.full_name(names.PRODUCTS)
"""The products of the demo schema."""

_IDS_AT_ONCE = 5000
_ROWS_AT_ONCE = 50_000
"""An answer may have 25 MB; a product takes some 250 bytes."""


class WarehouseCatalog(StatementCatalog):
    """Products in a table of Unity Catalog. Safe to use from many threads.

    Every method raises `ServiceError` when the warehouse cannot answer, and `NotFoundError` when the table or
    one of its columns is not there. A warehouse takes some hundred milliseconds to answer; a table synced to
    Lakebase takes a few.

    Args:
        warehouse: Runs the statements.
        table: Full name of the table; its columns are named like the fields of a product, and its texts have
            no collation of their own.

    Raises:
        ConfigurationError: the name has an empty part.
    """

    def __init__(self, warehouse: Warehouse, *, table: str = PRODUCTS_TABLE) -> None:
        self._asked = _WarehouseStatements(_table(table))
        super().__init__(warehouse, self._asked)

    def product_ids(self, where: Filter | None = None) -> tuple[str, ...]:
        """The ids of all products that pass, in any order: the `matching` of a `VectorSearchIndex`."""
        return self._runner.run(self._asked.product_ids(where))


class AsyncWarehouseCatalog(AsyncStatementCatalog):
    """`WarehouseCatalog` with its calls awaited.

    Args:
        warehouse: Runs the statements.
        table: As for `WarehouseCatalog`.
    """

    def __init__(self, warehouse: AsyncWarehouse, *, table: str = PRODUCTS_TABLE) -> None:
        self._asked = _WarehouseStatements(_table(table))
        super().__init__(warehouse, self._asked)

    async def product_ids(self, where: Filter | None = None) -> tuple[str, ...]:
        """The ids of all products that pass; as `WarehouseCatalog.product_ids`."""
        return await self._runner.run(self._asked.product_ids(where))


class _WarehouseStatements(CatalogStatements):
    """Long reads by pages, since an answer has a largest size."""

    def __init__(self, table: Table) -> None:
        super().__init__(table, ids_at_once=_IDS_AT_ONCE)

    def columns(self) -> Steps[Selects, tuple[tuple[str, ...], Columns]]:
        """Every product's id and fields, in order of product id by code point."""
        rows = yield from self._in_pages(select(*product_columns(self._table)), None)
        names = Product.field_names()
        found = [Product(**dict(zip(names, row, strict=True))) for row in rows]
        found.sort(key=lambda product: product.product_id)
        return tuple(product.product_id for product in found), Columns.from_products(found)

    def product_ids(self, where: Filter | None) -> Steps[Selects, tuple[str, ...]]:
        """The ids of all products that pass."""
        rows = yield from self._in_pages(select(self._table.c.product_id), where)
        return tuple(row[0] for row in rows)

    def _in_pages(self, statement: Select[Any], where: Filter | None) -> Steps[Selects, list[Sequence[Any]]]:
        """All rows, in order of product id, which comes first in each row."""
        product_id = self._table.c.product_id
        statement = statement.where(condition(self._table, where)).order_by(product_id).limit(_ROWS_AT_ONCE)
        rows: list[Sequence[Any]] = list((yield statement))
        page = len(rows)
        while page == _ROWS_AT_ONCE:
            further = yield statement.where(product_id > rows[-1][0])
            page = len(further)
            rows += further
        return rows


def _table(name: str) -> Table:
    """The table by its full name; `catalog.schema.table`, or less where a default catalogue is meant."""
    parts = name.split(".")
    if not all(parts):
        raise ConfigurationError(f"The table is called {name!r}; write it as catalog.schema.table.")
    table = products.to_metadata(MetaData(), name=parts[-1])
    table.schema = ".".join(parts[:-1]) or None
    return cast("Table", table.alias("products"))  # it has a table's columns, and a short name for them
