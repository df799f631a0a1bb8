"""What the index asks of PostgreSQL, as steps: written once for blocking and awaited use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from sqlalchemy import ColumnElement, Table, func, select, true

from fashion_search.connections.sql.database import SqlAsk
from fashion_search.errors import FilterError, InvalidRequestError, NotFoundError, nearest
from fashion_search.filters import Filter
from fashion_search.filters.dialects.sql import to_clause
from fashion_search.filters.dialects.sql_elements import text_among
from fashion_search.indexes.pgvector.asks import Ask, Unit, exactly
from fashion_search.indexes.pgvector.elements import as_bytes, read_vectors
from fashion_search.indexes.pgvector.facts import Facts, facts_of
from fashion_search.indexes.pgvector.scoring import spare
from fashion_search.indexes.pgvector.settings import HnswSettings
from fashion_search.indexes.pgvector.tables import embedding_column
from fashion_search.indexes.requests import checked_limit, unit_vector, unit_vectors
from fashion_search.steps import Steps
from fashion_search.types import SPACES, Candidates, ModelIdentity, Space, Vectors

__all__ = ["Mode", "VectorQueries"]

Mode: TypeAlias = Literal["exact", "hnsw"]

_SESSION = {
    # What a filter lets through decides between indexes, so each query is planned for its own values.
    "plan_cache_mode": "force_custom_plan",
    "jit": "off",
}

_BY_GRAPH = {
    # Reading a vector and multiplying it costs far more than the planner thinks of an operator.
    "cpu_operator_cost": "0.02",
}

_MOST = 2**31
"""No table is larger, and no server is asked for more."""

_MANY = 100_000
_BY_MANY = {
    # A table whose vectors lie apart looks too small to be read by several workers.
    "min_parallel_table_scan_size": "0",
    "parallel_setup_cost": "100",
}


class VectorQueries:
    """The questions of `fashion_search.protocols.Index` as steps.

    Args:
        table: Products with their vectors.
        mode: How the nearest are found.
        hnsw: How thoroughly, in mode `"hnsw"`.
    """

    def __init__(self, table: Table, mode: Mode, hnsw: HnswSettings) -> None:
        self._table = table
        self._mode = mode
        self._hnsw = hnsw

    def facts(self, expected: ModelIdentity | None) -> Steps[SqlAsk, Facts]:
        """Which model is stored, and which pgvector stores it; as `facts_of`."""
        return facts_of(self._table, expected)

    def count(self) -> Steps[SqlAsk, int]:
        """How many products are stored."""
        rows = yield select(func.count()).select_from(self._table)
        return int(rows[0][0])

    def session(self, facts: Facts, limit: int) -> dict[str, str]:
        """Settings for the session that asks for so many."""
        settings = dict(_SESSION)
        if self._mode == "hnsw":
            limit = checked_limit(limit)
            settings |= _BY_GRAPH | self._hnsw.session(facts.version, limit + spare(limit))
        elif facts.count >= _MANY:
            settings |= _BY_MANY
        return settings

    def query(
        self, facts: Facts, vector: ArrayLike, limit: int, where: Filter | None, space: Space
    ) -> Steps[SqlAsk, Candidates]:
        """The nearest products that pass the filter.

        Raises:
            InvalidRequestError: as the index says.
            FilterError: `where` is no filter.
        """
        unit = unit_vector(vector, facts.identity.dimension)
        return (yield from self._nearest(unit, checked_limit(limit), self._ask(facts, where, space)))

    def query_many(
        self, facts: Facts, vectors: ArrayLike, limit: int, where: Filter | None, space: Space
    ) -> Steps[SqlAsk, list[Candidates]]:
        """`query` for each row of `vectors`, one after the other on one connection."""
        units = unit_vectors(vectors, facts.identity.dimension)
        limit, ask = checked_limit(limit), self._ask(facts, where, space)
        found: list[Candidates] = []
        for unit in units:
            found += [(yield from self._nearest(unit, limit, ask))]
        return found

    def vectors_of(self, facts: Facts, product_ids: Sequence[str], space: Space) -> Steps[SqlAsk, Vectors]:
        """The stored vectors, one row per id, in order; zeros where a product has none.

        Raises:
            NotFoundError: an id is not in the index.
        """
        column, dimension = self._column(space), facts.identity.dimension
        vectors = np.zeros((len(product_ids), dimension), dtype=np.float32)
        if not product_ids:
            return vectors
        among = text_among(self._table.c.product_id, list(dict.fromkeys(product_ids)))
        rows = yield select(self._table.c.product_id, as_bytes(column)).where(among)
        stored = {product_id: content for product_id, content in rows}  # noqa: C416  # rows are no pairs
        for product_id in product_ids:
            if product_id not in stored:
                raise NotFoundError(f"No product {product_id!r} in the table {self._table.name}.")
        present = [row for row, one in enumerate(product_ids) if stored[one] is not None]
        vectors[present] = read_vectors([bytes(stored[product_ids[row]]) for row in present], dimension)
        return vectors

    def _ask(self, facts: Facts, where: Filter | None, space: Space) -> Ask:
        column = self._column(space)
        if where is not None and not isinstance(where, Filter):
            raise FilterError(f"where is {where!r}; it must be a Filter, such as F.price < 50.")
        passing = true() if where is None else to_clause(where, self._table)
        return Ask(facts, self._table, column, passing, is_filtered=where is not None)

    def _column(self, space: Space) -> ColumnElement[Any]:
        if space not in SPACES:
            raise InvalidRequestError(f"No space {space!r}. {nearest(str(space), SPACES)}")
        return self._table.c[embedding_column(space)]

    def _nearest(self, unit: Unit, limit: int, ask: Ask) -> Steps[SqlAsk, Candidates]:
        limit = min(limit, _MOST)
        wanted = limit + spare(limit)
        if self._mode == "hnsw" and (yield from self._suits_the_graph(ask, wanted)):
            rows = yield ask.by_graph(unit, wanted)
            if len(rows) >= wanted:
                return ask.found(rows, unit).best(limit)
        return (yield from exactly(unit, limit, ask))

    def _suits_the_graph(self, ask: Ask, wanted: int) -> Steps[SqlAsk, bool]:
        """Whether so many products pass the filter that walking the graph meets enough of them soon."""
        if wanted > self._hnsw.longest:
            return False
        if not ask.is_filtered:
            return True
        rows = yield ask.count_up_to(self._hnsw.exact_below)
        return int(rows[0][0]) >= self._hnsw.exact_below
