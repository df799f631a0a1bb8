"""Products and vectors into PostgreSQL: in slices, only what changed, at the speed of COPY."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, Engine, delete, func, select, text

from fashion_search.connections.sql_errors import asking
from fashion_search.errors import InvalidRequestError, ModelMismatchError, StoreLockedError
from fashion_search.filters import FIELDS
from fashion_search.filters.dialects.sql_elements import text_among
from fashion_search.indexes.pgvector.copying import Cells, copied, float8, int4, texts, timestamptz, upserted
from fashion_search.indexes.pgvector.elements import written
from fashion_search.indexes.pgvector.queries import written_model
from fashion_search.indexes.pgvector.settings import HnswSettings
from fashion_search.indexes.pgvector.tables import PgTables, create, embedding_column
from fashion_search.indexes.presence import norms, uneven
from fashion_search.types import SPACES, ModelIdentity, Product, Progress, ProgressCallback, Space, Vectors

if TYPE_CHECKING:
    from fashion_search.store import Store

__all__ = ["Batch", "Loaded", "create_hnsw", "load", "load_batches"]

_LOCK = 7_316_290_552
_ROWS_AT_ONCE = 2_000


class Batch(NamedTuple):
    """Some products and their vectors.

    Attributes:
        products: No id twice, here or in another batch.
        vectors: By space, shape (n, dimension), float32, rows as `products`, of unit length; a row of zeros
            where a product has none.
    """

    products: Sequence[Product]
    vectors: Mapping[Space, Vectors]


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


def load(
    store: Store,
    engine: Engine,
    *,
    schema: str | None = None,
    replace: bool = False,
    progress: ProgressCallback | None = None,
) -> Loaded:
    """Make the tables hold what a store holds: the same products, and no others.

    Slices of products are committed one by one, and only those that differ are sent; a load that was cut
    short goes on where it ended when it is called again. Load before `create_hnsw`: keeping the graph up to
    date costs more than making it.

    Args:
        store: What to load.
        engine: The database, with psycopg; tables are made where they are missing.
        schema: Where the tables are; `None` means on the connection's search path.
        replace: Exchange vectors of another model, all in one transaction: readers see the old ones until it
            ends.
        progress: Told after each slice.

    Raises:
        ModelMismatchError: the tables hold vectors of another model, and `replace` was not asked for.
        StoreLockedError: another process is loading into the same database.
        ConfigurationError: the server has no pgvector.
        ServiceError: the server cannot be reached, or refuses.
    """
    loader = _Loader(engine, store.manifest.model, schema, progress, total=len(store))
    return loader.run(_batches(store), replace=replace, only_these=True)


def load_batches(
    batches: Iterable[Batch],
    engine: Engine,
    identity: ModelIdentity,
    *,
    schema: str | None = None,
    progress: ProgressCallback | None = None,
) -> Loaded:
    """Add products to the tables, or bring those that are there up to date; others stay.

    Args:
        batches: What to load; one transaction each.
        engine: The database, with psycopg; tables are made where they are missing.
        identity: The model that made the vectors.
        schema: Where the tables are; `None` means on the connection's search path.
        progress: Told after each batch.

    Raises:
        InvalidRequestError: a vector is neither of unit length nor zero, or an id comes twice.
        ModelMismatchError: the tables hold vectors of another model.
        StoreLockedError: another process is loading into the same database.
        ConfigurationError: the server has no pgvector.
        ServiceError: the server cannot be reached, or refuses.
    """
    return _Loader(engine, identity, schema, progress, total=0).run(batches, replace=False, only_these=False)


def create_hnsw(
    engine: Engine,
    *,
    settings: HnswSettings | None = None,
    spaces: Sequence[Space] = SPACES,
    schema: str | None = None,
    memory: str = "256MB",
    progress: ProgressCallback | None = None,
) -> None:
    """Make the graphs that mode `"hnsw"` walks, where they are missing.

    Writing waits meanwhile; reading does not.

    Args:
        engine: The database.
        settings: How the graphs are built.
        spaces: Which vectors get one.
        schema: Where the tables are.
        memory: `maintenance_work_mem`; a graph that fits into it is built several times as fast.
        progress: Told after each graph.

    Raises:
        ServiceError: the server cannot be reached, or refuses.
    """
    settings = settings or HnswSettings()
    table = PgTables.of(schema=schema).embeddings
    quoted = engine.dialect.identifier_preparer
    for done, space in enumerate(spaces, 1):
        statement = (
            f"CREATE INDEX IF NOT EXISTS ix_{table.name}_{space}_hnsw ON {quoted.format_table(table)} "
            f"USING hnsw ({embedding_column(space)} vector_ip_ops) "
            f"WITH (m = {settings.m}, ef_construction = {settings.ef_construction})"
        )
        with asking(engine), engine.begin() as connection:
            connection.execute(select(func.set_config("maintenance_work_mem", memory, True)))  # noqa: FBT003
            connection.exec_driver_sql(statement)
        if progress is not None:
            progress(Progress("graph", done, len(spaces)))


@dataclass(slots=True)
class _Loader:
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
        hashes = _hashes(batch, written_model(self.identity))
        rows = [
            row
            for row, product in enumerate(batch.products)
            if self.known.get(product.product_id) != hashes[row]
        ]
        if rows:
            self._send(connection, tables, batch, hashes, rows)
        self.written += len(rows)
        if self.progress is not None:
            self.progress(Progress("loading", len(self.seen), self.total))

    def _send(
        self, connection: Connection, tables: PgTables, batch: Batch, hashes: list[bytes], rows: list[int]
    ) -> None:
        products = [batch.products[row] for row in rows]
        fields = _fields(products)
        cells: dict[str, Cells] = dict(fields)
        for space in SPACES:
            cells[embedding_column(space)] = written(batch.vectors[space][rows])
        count = len(rows)
        cells["embedding_model"] = [written_model(self.identity).encode()] * count
        cells["embedding_dimension"] = int4([self.identity.dimension] * count)
        cells["updated_at"] = [timestamptz(datetime.now(tz=timezone.utc))] * count
        cells["content_hash"] = [hashes[row] for row in rows]
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
            _check_rows(space, batch, self.identity.dimension)


def _check_rows(space: Space, batch: Batch, dimension: int) -> None:
    rows = batch.vectors[space]
    if rows.shape != (len(batch.products), dimension):
        raise InvalidRequestError(
            f"The {space} vectors have shape {rows.shape}; these products and this model need "
            f"({len(batch.products)}, {dimension})."
        )
    lengths = norms(rows)
    for row in uneven(lengths)[:1]:
        raise InvalidRequestError(
            f"The {space} vector of {batch.products[row].product_id!r} has length {lengths[row]:.4g}; "
            "divide each vector by its length first, or give zeros for a product without one."
        )


def _batches(store: Store) -> Iterator[Batch]:
    products = store.products()
    for start in range(0, len(products), _ROWS_AT_ONCE):
        part = slice(start, start + _ROWS_AT_ONCE)
        yield Batch(products[part], {space: store.vectors(space)[part] for space in SPACES})


def _fields(products: Sequence[Product]) -> dict[str, Cells]:
    write: dict[str, Callable[[Any], Cells]] = {"text": texts, "number": float8, "integer": int4}
    return {
        name: write[kind]([getattr(product, name) for product in products]) for name, kind in FIELDS.items()
    }


def _hashes(batch: Batch, model: str) -> list[bytes]:
    """Of each product, everything that is stored of it."""
    names = Product.field_names()
    parts = [batch.vectors[space].astype("<f4") for space in SPACES]
    hashes = []
    for row, product in enumerate(batch.products):
        values = repr([model, *(getattr(product, name) for name in names)]).encode()
        digest = hashlib.blake2b(values, digest_size=16)
        for part in parts:
            digest.update(part[row].tobytes())
        hashes.append(digest.digest())
    return hashes


def _name(connection: Connection, table: object) -> str:
    return str(connection.dialect.identifier_preparer.format_table(table))  # type: ignore[arg-type]


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
