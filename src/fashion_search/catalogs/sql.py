"""The catalogue in a SQL database: SQLite in the embedded store, PostgreSQL with the same statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Engine, Table

from fashion_search.catalogs.asking import AsyncStatementCatalog, StatementCatalog
from fashion_search.catalogs.statements import CatalogStatements
from fashion_search.connections.sql.database import AsyncDatabase, Database
from fashion_search.store.tables import products

if TYPE_CHECKING:  # it needs greenlet, which blocking use does not
    from sqlalchemy.ext.asyncio import AsyncEngine

__all__ = ["AsyncSqlCatalog", "SqlCatalog"]


class SqlCatalog(StatementCatalog):
    """Products in a table. Safe to use from many threads.

    Every method raises `StoreError` when a database on disk cannot be read, and `ServiceError` when a server
    cannot answer.

    Args:
        engine: The database; whoever made it closes it.
        table: The table; its columns are named like the fields of a product.
    """

    def __init__(self, engine: Engine, *, table: Table = products) -> None:
        super().__init__(Database(engine), CatalogStatements(table))


class AsyncSqlCatalog(AsyncStatementCatalog):
    """`SqlCatalog` with its calls awaited.

    Args:
        engine: The database, PostgreSQL with psycopg; whoever made it closes it.
        table: The table; its columns are named like the fields of a product.
    """

    def __init__(self, engine: AsyncEngine, *, table: Table = products) -> None:
        super().__init__(AsyncDatabase(engine), CatalogStatements(table))
