"""The tables of an index in PostgreSQL, and how they come to be and change with versions of this package."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    func,
    insert,
    select,
    text,
)

from fashion_search.connections.sql.errors import asking
from fashion_search.errors import ConfigurationError
from fashion_search.indexes.pgvector.elements import EmbeddingType
from fashion_search.store.tables import products
from fashion_search.types import DIMENSION, SPACES, Product

__all__ = ["EMBEDDINGS", "PgTables", "create", "embedding_column"]

EMBEDDINGS = "product_embeddings_multimodal"
"""The table of products with their vectors."""

_MIGRATIONS = "fashion_search_migrations"
_LOCK = 7_316_290_551
"""Of PostgreSQL's advisory locks, the one that keeps two of us from changing tables at the same time."""

_COUNTED = (
    *("master_category", "sub_category", "article_type", "base_color", "price"),
    *("gender", "season", "year", "usage"),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PgTables:
    """The tables, as SQLAlchemy sees them.

    Attributes:
        dimension: Length of the vectors.
        products: Products alone, for a catalogue.
        embeddings: Products with their vectors.
        migrations: Which changes have been made.
    """

    dimension: int
    products: Table
    embeddings: Table
    migrations: Table

    @classmethod
    def of(cls, dimension: int = DIMENSION, *, schema: str | None = None) -> PgTables:
        """The tables of one schema.

        Args:
            dimension: Length of the vectors.
            schema: PostgreSQL's; `None` means what the connection's search path says.
        """
        metadata = MetaData(schema=schema)
        return cls(
            dimension=dimension,
            products=_with_indexes(Table(products.name, metadata, *_fields())),
            embeddings=_embeddings(metadata, dimension),
            migrations=Table(
                _MIGRATIONS,
                metadata,
                Column("version", Integer, primary_key=True, autoincrement=False),
                Column("applied_at", DateTime(timezone=True), server_default=func.now(), nullable=False),
            ),
        )


def embedding_column(space: str) -> str:
    """The column that holds the vectors of a space."""
    return f"{space}_embedding"


def _embeddings(metadata: MetaData, dimension: int) -> Table:
    table = Table(
        EMBEDDINGS,
        metadata,
        *_fields(),
        *(Column(embedding_column(space), EmbeddingType(dimension)) for space in SPACES),
        Column("embedding_model", Text, nullable=False),
        Column("embedding_dimension", Integer, nullable=False),
        Column("updated_at", DateTime(timezone=True), server_default=func.now(), nullable=False),
        Column("content_hash", LargeBinary, nullable=False),
    )
    return _with_indexes(table)


def _fields() -> list[Column[Any]]:
    names = Product.field_names()
    return [Column(name, products.c[name].type, primary_key=name == "product_id") for name in names]


def _with_indexes(table: Table) -> Table:
    """For filters and listings: a field, then what decides ties."""
    for name in _COUNTED:
        Index(f"ix_{table.name}_{name}", table.c[name], table.c.product_id)
    return table


def create(engine: Engine, *, dimension: int = DIMENSION, schema: str | None = None) -> PgTables:
    """Make the tables, or bring those of an older version up to date. Calling it again changes nothing.

    Args:
        engine: The database; its role may create tables, and the extension where it is not there yet.
        dimension: Length of the vectors.
        schema: PostgreSQL's; `None` means what the connection's search path says.

    Raises:
        ConfigurationError: the server has no pgvector, or the tables were made by a newer version.
        ServiceError: the server cannot be reached, or refuses.
    """
    tables = PgTables.of(dimension, schema=schema)
    with asking(engine), engine.begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        _make_extension(connection)
        _migrate(connection, tables)
    return tables


def _make_extension(connection: Connection) -> None:
    installed = text("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
    if connection.execute(installed).scalar() is not None:
        return
    available = text("SELECT default_version FROM pg_available_extensions WHERE name = 'vector'")
    if connection.execute(available).scalar() is None:
        where = connection.engine.url.render_as_string(hide_password=True)
        raise ConfigurationError(
            f"The server of {where} does not offer the extension pgvector (`vector` in "
            "pg_available_extensions). Install it there: https://github.com/pgvector/pgvector#installation"
        )
    connection.execute(text("CREATE EXTENSION IF NOT EXISTS vector"))


def _migrate(connection: Connection, tables: PgTables) -> None:
    tables.migrations.create(connection, checkfirst=True)
    done = set(connection.scalars(select(tables.migrations.c.version)))
    newest = max(_STEPS)
    if max(done, default=0) > newest:
        raise ConfigurationError(
            f"The tables have version {max(done)}, made by a newer fashion_search; this one knows {newest}. "
            "Upgrade the package."
        )
    for version in sorted(set(_STEPS) - done):
        _STEPS[version](connection, tables)
        connection.execute(insert(tables.migrations), {"version": version})


def _first(connection: Connection, tables: PgTables) -> None:
    """Tables and the indexes that filters use."""
    tables.products.create(connection, checkfirst=True)
    tables.embeddings.create(connection, checkfirst=True)


_STEPS: dict[int, Callable[[Connection, PgTables], None]] = {1: _first}
"""What each version changed, in order; a version that was released is never edited."""
