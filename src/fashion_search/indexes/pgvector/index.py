"""The index in PostgreSQL, blocking and awaited: the same steps, run on another engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Engine, Table

from fashion_search.connections.sql.database import AsyncDatabase, Database
from fashion_search.errors import ConfigurationError
from fashion_search.filters import Filter
from fashion_search.indexes.pgvector.facts import Facts
from fashion_search.indexes.pgvector.queries import Mode, VectorQueries
from fashion_search.indexes.pgvector.settings import HnswSettings
from fashion_search.indexes.pgvector.tables import PgTables
from fashion_search.types import Candidates, ModelIdentity, Space, Vector, Vectors

if TYPE_CHECKING:  # it needs greenlet, which blocking use does not
    from sqlalchemy.ext.asyncio import AsyncEngine

__all__ = ["AsyncPgVectorIndex", "PgVectorIndex"]


class PgVectorIndex:
    """Products with their vectors in a PostgreSQL table, searched there. Safe to use from many threads.

    In mode `"exact"` the answers are those of `LocalIndex` over the same vectors: candidates are fetched with
    their vectors and scored in float64, more of them until nothing left out can belong to the answer. In mode
    `"hnsw"` the graph made by `create_hnsw` finds the candidates, some of which it may miss; where a filter
    lets few products through, or the graph's answer would be short, the search is exact.

    Every method raises `ServiceError` when the server cannot answer, and keeps within the time left of the
    call around it.

    Args:
        engine: The database; whoever made it closes it.
        mode: How the nearest are found.
        hnsw: How thoroughly the graph is walked.
        identity: The model, which an empty table cannot tell; other vectors than its are refused.
        schema: Where the tables are; `None` means on the connection's search path.
        table: Another table with the same columns.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        mode: Mode = "exact",
        hnsw: HnswSettings | None = None,
        identity: ModelIdentity | None = None,
        schema: str | None = None,
        table: Table | None = None,
    ) -> None:
        self._database = Database(engine)
        self._queries = _queries(mode, hnsw, schema, table)
        self._expected = identity
        self._facts: Facts | None = None

    @property
    def identity(self) -> ModelIdentity:
        """The model whose vectors are stored; read once.

        Raises:
            NotFoundError: the table is missing, or empty and no identity was given.
            ModelMismatchError: it holds vectors of another model than was given.
        """
        return self._known().identity

    def __len__(self) -> int:
        """How many products are stored, counted now."""
        return self._database.run(self._queries.count())

    def prepare(self) -> None:
        """Do now what the first query would do: connect, and read which model is stored."""
        self._known()

    def query(
        self, vector: Vector, *, limit: int, where: Filter | None = None, space: Space = "hybrid"
    ) -> Candidates:
        """The `limit` nearest products that pass the filter, with their fields; fewer only when fewer pass.

        Args:
            vector: Shape (dimension,), any floating dtype; brought to unit length.
            limit: At least 1.
            where: Which products may be found.
            space: Which vectors are searched; products without one there are never found.

        Raises:
            InvalidRequestError: the vector has another shape or dtype, is not finite or all zeros; `limit` is
                below 1; the space is unknown.
            FilterError: the filter is not valid for the catalogue's fields.
        """
        facts = self._known()
        steps = self._queries.query(facts, vector, limit, where, space)
        return self._database.run(steps, settings=self._queries.session(facts, limit))

    def query_many(
        self, vectors: Vectors, *, limit: int, where: Filter | None = None, space: Space = "hybrid"
    ) -> list[Candidates]:
        """`query` for each row of `vectors`, shape (n, dimension), on one connection."""
        facts = self._known()
        steps = self._queries.query_many(facts, vectors, limit, where, space)
        return self._database.run(steps, settings=self._queries.session(facts, limit))

    def vectors_of(self, product_ids: Sequence[str], *, space: Space = "hybrid") -> Vectors:
        """The stored vectors, one row per id, in order; a row of zeros where the product has none.

        Raises:
            NotFoundError: an id is not in the index.
        """
        return self._database.run(self._queries.vectors_of(self._known(), product_ids, space))

    def _known(self) -> Facts:
        if self._facts is None:
            self._facts = self._database.run(self._queries.facts(self._expected))
        return self._facts


class AsyncPgVectorIndex:
    """`PgVectorIndex` with its calls awaited; arguments and answers are the same.

    Its model and size are properties, which cannot be awaited: `await prepare()` reads them first. Calls do
    so themselves.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        mode: Mode = "exact",
        hnsw: HnswSettings | None = None,
        identity: ModelIdentity | None = None,
        schema: str | None = None,
        table: Table | None = None,
    ) -> None:
        self._database = AsyncDatabase(engine)
        self._queries = _queries(mode, hnsw, schema, table)
        self._expected = identity
        self._facts: Facts | None = None
        self._count: int | None = None

    async def prepare(self) -> None:
        """Connect, and read which model is stored and how many products there are."""
        await self._known()
        self._count = await self._database.run(self._queries.count())

    @property
    def identity(self) -> ModelIdentity:
        """The model whose vectors are stored, as given or as the first call read it.

        Raises:
            ConfigurationError: neither is the case.
        """
        known = self._facts.identity if self._facts is not None else self._expected
        if known is None:
            raise _unprepared("model")
        return known

    def __len__(self) -> int:
        """How many products were stored when `prepare` was last awaited.

        Raises:
            ConfigurationError: it was not.
        """
        if self._count is None:
            raise _unprepared("size")
        return self._count

    async def query(
        self, vector: Vector, *, limit: int, where: Filter | None = None, space: Space = "hybrid"
    ) -> Candidates:
        """The `limit` nearest products that pass the filter; as `PgVectorIndex.query`."""
        facts = await self._known()
        steps = self._queries.query(facts, vector, limit, where, space)
        return await self._database.run(steps, settings=self._queries.session(facts, limit))

    async def query_many(
        self, vectors: Vectors, *, limit: int, where: Filter | None = None, space: Space = "hybrid"
    ) -> list[Candidates]:
        """`query` for each row of `vectors`, on one connection."""
        facts = await self._known()
        steps = self._queries.query_many(facts, vectors, limit, where, space)
        return await self._database.run(steps, settings=self._queries.session(facts, limit))

    async def vectors_of(self, product_ids: Sequence[str], *, space: Space = "hybrid") -> Vectors:
        """The stored vectors, one row per id; as `PgVectorIndex.vectors_of`."""
        return await self._database.run(self._queries.vectors_of(await self._known(), product_ids, space))

    async def _known(self) -> Facts:
        if self._facts is None:
            self._facts = await self._database.run(self._queries.facts(self._expected))
        return self._facts


def _queries(mode: Mode, hnsw: HnswSettings | None, schema: str | None, table: Table | None) -> VectorQueries:
    if mode not in ("exact", "hnsw"):
        raise ConfigurationError(f"mode is {mode!r}; known: 'exact', 'hnsw'.")
    if table is None:
        table = PgTables.of(schema=schema).embeddings
    return VectorQueries(table, mode, hnsw or HnswSettings())


def _unprepared(what: str) -> ConfigurationError:
    return ConfigurationError(f"The {what} of the index has not been read yet: await index.prepare() first.")
