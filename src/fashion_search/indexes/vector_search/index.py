"""Databricks Vector Search as an index, blocking and awaited."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Generic, TypeAlias, TypeVar

import numpy as np

from fashion_search import names
from fashion_search.connections.runner import AsyncRunner, Runner
from fashion_search.errors import ConfigurationError
from fashion_search.filters import Filter
from fashion_search.indexes.vector_search.description import Dialect
from fashion_search.indexes.vector_search.learning import Known
from fashion_search.indexes.vector_search.querying import Outcome, Queries
from fashion_search.indexes.vector_search.reading import MOST_RESULTS, BeyondReachError
from fashion_search.types import Candidates, ModelIdentity, Space, Vector, Vectors

__all__ = ["INDEXES", "AsyncVectorSearchIndex", "VectorSearchIndex"]

INDEXES: Mapping[Space, str] = MappingProxyType(
    {
        "image": names.full_name(names.IMAGE_INDEX),
        "text": names.full_name(names.TEXT_INDEX),
        "hybrid": names.full_name(names.HYBRID_INDEX),
    }
)
"""The indexes of the demo schema."""

Matching: TypeAlias = "Callable[[Filter | None], Sequence[str]]"
AsyncMatching: TypeAlias = "Callable[[Filter | None], Awaitable[Sequence[str]]]"

_LOOKED_AT = 2000
"""Further away, asking the catalogue for ids takes less time than reading on, a thousand rows at a time."""

_Connection = TypeVar("_Connection")
_Match = TypeVar("_Match")


class _VectorSearch(Generic[_Connection, _Match]):
    """What both indexes share: everything but waiting.

    Args:
        connection: To the workspace; whoever made it closes it.
        indexes: By space, the full name of its index.
        dialect: `"standard"` or `"storage_optimized"`, the kind of the endpoint; asked when not given.
        identity: The model that made the vectors; read from a row when not given.
        matching: Gives the ids of all products that pass a filter, in any order. With it, what the endpoint
            cannot judge is looked for among the 2,000 nearest products; if too few of those pass, all that
            match are looked up by id. Without it, it is looked for among the 10,000 nearest, which are all
            that the service gives, and if too few of those pass the query is refused.
        ids_at_once: How many product ids one filter names.
        requests_at_once: Requests of one call on their way at the same time.
    """

    def __init__(
        self,
        connection: _Connection,
        indexes: Mapping[Space, str] = INDEXES,
        *,
        dialect: Dialect | None = None,
        identity: ModelIdentity | None = None,
        matching: _Match | None = None,
        ids_at_once: int = 250,
        requests_at_once: int = 8,
    ) -> None:
        self._connection = connection
        self._matching = matching
        self._queries = Queries(
            indexes,
            dialect=dialect,
            identity=identity,
            reach=MOST_RESULTS if matching is None else _LOOKED_AT,
            ids_at_once=ids_at_once,
            at_once=requests_at_once,
        )

    def __bool__(self) -> bool:
        """An index is there, whatever it holds; asking costs nothing."""
        return True

    def __repr__(self) -> str:
        """Class and index names."""
        return f"{type(self).__name__}({self._queries.indexes!r})"


class VectorSearchIndex(_VectorSearch[Runner, Matching]):
    """Products in Databricks Vector Search, one index for each space. Threads may share it.

    Conditions the endpoint understands are sent along; the others are checked on the rows that come back,
    and more rows are fetched until there are enough. How near to exact the answers are is the endpoint's
    affair. Every method raises `ServiceError` when the service does not answer, or not as documented.
    """

    @property
    def identity(self) -> ModelIdentity:
        """The model whose vectors are stored; asked for once."""
        return self._known().identity

    def __len__(self) -> int:
        """How many products were stored when the indexes were last described."""
        return self._known().row_count

    def prepare(self) -> None:
        """Describe the indexes, again if they were."""
        self._connection.run(self._queries.learn())

    def query(
        self, vector: Vector, *, limit: int, where: Filter | None = None, space: Space = "hybrid"
    ) -> Candidates:
        """The `limit` nearest products that pass the filter, with their fields; fewer only when fewer pass.

        Args:
            vector: Shape (dimension,), any floating dtype; brought to unit length.
            limit: At least 1.
            where: Which products may be found.
            space: Which index is searched.

        Raises:
            InvalidRequestError: the vector, the limit or the space is none; or more products must be looked
                at than the service shows, and `matching` was not given.
            FilterError: the filter is none, or of fields that the index does not carry.
        """
        return self.query_many(_one_row(vector), limit=limit, where=where, space=space)[0]

    def query_many(
        self, vectors: Vectors, *, limit: int, where: Filter | None = None, space: Space = "hybrid"
    ) -> list[Candidates]:
        """`query` for each row of `vectors`, asked together."""
        found: list[Outcome] = self._connection.run(self._queries.many(vectors, limit, where, space))
        product_ids: Sequence[str] | None = None
        answers = []
        for row, one in enumerate(found):
            if isinstance(one, BeyondReachError):
                if self._matching is None:
                    raise one
                product_ids = self._matching(where) if product_ids is None else product_ids
                steps = self._queries.among(vectors[row : row + 1], limit, product_ids, space)
                one = self._connection.run(steps)  # noqa: PLW2901
            answers.append(one)
        return answers

    def vectors_of(self, product_ids: Sequence[str], *, space: Space = "hybrid") -> Vectors:
        """The stored vectors, one row per id, in order; a row of zeros where only other spaces have one.

        Raises:
            NotFoundError: an id is in none of the indexes.
        """
        vectors: Vectors = self._connection.run(self._queries.vectors_of(product_ids, space))
        return vectors

    def _known(self) -> Known:
        known: Known = self._connection.run(self._queries.knowledge())
        return known


class AsyncVectorSearchIndex(_VectorSearch[AsyncRunner, AsyncMatching]):
    """`VectorSearchIndex` whose calls are awaited."""

    @property
    def identity(self) -> ModelIdentity:
        """The model whose vectors are stored.

        Raises:
            ConfigurationError: the indexes were not described yet.
        """
        return self._known().identity

    def __len__(self) -> int:
        """How many products were stored when the indexes were last described.

        Raises:
            ConfigurationError: they were not yet.
        """
        return self._known().row_count

    async def prepare(self) -> None:
        """Describe the indexes, again if they were."""
        await self._connection.run(self._queries.learn())

    async def query(
        self, vector: Vector, *, limit: int, where: Filter | None = None, space: Space = "hybrid"
    ) -> Candidates:
        """As `VectorSearchIndex.query`."""
        return (await self.query_many(_one_row(vector), limit=limit, where=where, space=space))[0]

    async def query_many(
        self, vectors: Vectors, *, limit: int, where: Filter | None = None, space: Space = "hybrid"
    ) -> list[Candidates]:
        """As `VectorSearchIndex.query_many`."""
        found: list[Outcome] = await self._connection.run(self._queries.many(vectors, limit, where, space))
        product_ids: Sequence[str] | None = None
        answers = []
        for row, one in enumerate(found):
            if isinstance(one, BeyondReachError):
                if self._matching is None:
                    raise one
                product_ids = await self._matching(where) if product_ids is None else product_ids
                steps = self._queries.among(vectors[row : row + 1], limit, product_ids, space)
                one = await self._connection.run(steps)  # noqa: PLW2901
            answers.append(one)
        return answers

    async def vectors_of(self, product_ids: Sequence[str], *, space: Space = "hybrid") -> Vectors:
        """As `VectorSearchIndex.vectors_of`."""
        vectors: Vectors = await self._connection.run(self._queries.vectors_of(product_ids, space))
        return vectors

    def _known(self) -> Known:
        if self._queries.known is None:
            raise ConfigurationError("The indexes were not described yet: await prepare() first.")
        return self._queries.known


def _one_row(vector: Vector) -> Vectors:
    return np.asarray(vector)[np.newaxis]
