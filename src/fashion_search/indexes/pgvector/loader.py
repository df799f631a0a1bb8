"""One load into PostgreSQL: what is there already, what is sent, what is removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, Table, delete, select, text

from fashion_search.connections.sql.errors import asking
from fashion_search.errors import InvalidRequestError, ModelMismatchError, StoreLockedError
from fashion_search.filters.dialects.sql_elements import text_among
from fashion_search.indexes.pgvector.batches import Batch, check_rows, embedding_cells, field_cells, hashes
from fashion_search.indexes.pgvector.copying import copied, upserted
from fashion_search.indexes.pgvector.facts import written_model
from fashion_search.indexes.pgvector.tables import PgTables, create
from fashion_search.types import SPACES, ModelIdentity, Progress, ProgressCallback

__all__ = ["Loaded", "Loader"]

_LOCK = 7_316_290_552
"""Of PostgreSQL's advisory locks, the one that keeps loaders apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a load did.

    Attributes:
        written: Products that were new or had changed.
        unchanged: Products that were there already, just so.
        removed: Products that were there and are in the store no more.
    """

    written: int
    unchanged: int
    removed: int


@dataclass(slots=True)
class Loader:
    """One load: what is known of the tables, and what has been done so far."""

    engine: Engine
    identity: ModelIdentity
    schema: str | None
    progress: ProgressCallback | None
    total: int
    known: dict[str, bytes] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    written: int = 0

    def run(self, batches: Iterable[Batch], *, replace: bool, only_these: bool) -> Loaded:
        """Load.

        Args:
            batches: What to load.
            replace: Exchange vectors of another model instead of refusing.
            only_these: Remove what is not among the batches.
        """
        tables = create(self.engine, dimension=self.identity.dimension, schema=self.schema)
        with asking(self.engine), _alone(self.engine):
            others = self._look(tables)
            if others and not replace:
                raise ModelMismatchError(
                    f"The table {tables.embeddings.name} holds vectors of {others[0]}; these are of "
                    f"{self.identity}. Pass replace=True to exchange them all."
                )
            if others:
                removed = self._exchange(tables, batches)
            else:
                removed = self._add(tables, batches, only_these=only_these)
            with self.engine.begin() as connection:
                for table in (tables.products, tables.embeddings):
                    connection.exec_driver_sql(f"ANALYZE {_name(connection, table)}")
        return Loaded(written=self.written, unchanged=len(self.seen) - self.written, removed=removed)

    def _look(self, tables: PgTables) -> list[str]:
        """Learn what is there; the names of other models among it."""
        columns = tables.embeddings.c
        model = written_model(self.identity)
        with self.engine.connect() as connection:
            others = select(columns.embedding_model).distinct().where(columns.embedding_model != model)
            found = [str(name) for name in connection.scalars(others)]
            rows = connection.execute(select(columns.product_id, columns.content_hash))
            self.known = {product_id: bytes(content) for product_id, content in rows}
        return found

    def _exchange(self, tables: PgTables, batches: Iterable[Batch]) -> int:
        """Everything anew, in one transaction."""
        before, self.known = self.known, {}
        with self.engine.begin() as connection:
            connection.execute(delete(tables.embeddings))
            connection.execute(delete(tables.products))
            for batch in batches:
                self._write(connection, tables, batch)
        return len(before.keys() - self.seen)

    def _add(self, tables: PgTables, batches: Iterable[Batch], *, only_these: bool) -> int:
        """What differs, a transaction per batch; then, if asked for, remove the rest."""
        for batch in batches:
            with self.engine.begin() as connection:
                self._write(connection, tables, batch)
        gone = sorted(self.known.keys() - self.seen) if only_these else []
        if gone:
            with self.engine.begin() as connection:
                for table in (tables.embeddings, tables.products):
                    connection.execute(delete(table).where(text_among(table.c.product_id, gone)))
        return len(gone)

    def _write(self, connection: Connection, tables: PgTables, batch: Batch) -> None:
        self._check(batch)
        found = hashes(batch, written_model(self.identity))
        rows = [
            row
            for row, product in enumerate(batch.products)
            if self.known.get(product.product_id) != found[row]
        ]
        if rows:
            self._send(connection, tables, batch, found, rows)
        self.written += len(rows)
        if self.progress is not None:
            self.progress(Progress("loading", len(self.seen), self.total))

    def _send(
        self, connection: Connection, tables: PgTables, batch: Batch, found: list[bytes], rows: list[int]
    ) -> None:
        products = [batch.products[row] for row in rows]
        fields = field_cells(products)
        cells = fields | embedding_cells(batch, rows, found, self.identity)
        upserted(connection, tables.products, fields)
        if any(product.product_id in self.known for product in products):
            upserted(connection, tables.embeddings, cells)
        else:
            columns = [connection.dialect.identifier_preparer.quote(name) for name in cells]
            copied(connection, _name(connection, tables.embeddings), columns, list(cells.values()))

    def _check(self, batch: Batch) -> None:
        for product in batch.products:
            if product.product_id in self.seen:
                raise InvalidRequestError(
                    f"Product id {product.product_id!r} comes twice; ids must be unique."
                )
            self.seen.add(product.product_id)
        for space in SPACES:
            check_rows(space, batch, self.identity.dimension)


def _name(connection: Connection, table: Table) -> str:
    return connection.dialect.identifier_preparer.format_table(table)


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Keep other loaders out; the server frees the lock when this process ends, however it ends."""
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        if not connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _LOCK}).scalar():
            raise StoreLockedError(
                "Another process is loading into this database. Try again when it is done."
            )
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
