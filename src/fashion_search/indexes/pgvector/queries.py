"""What the index asks of PostgreSQL, as steps: written once for blocking and awaited use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    Table,
    Text,
    cast,
    func,
    literal,
    select,
    true,
)
from sqlalchemy import column as named
from sqlalchemy import table as table_named
from sqlalchemy.dialects.postgresql import REGCLASS

from fashion_search.connections.database import SqlAsk
from fashion_search.errors import (
    FilterError,
    InvalidRequestError,
    ModelMismatchError,
    NotFoundError,
    nearest,
)
from fashion_search.filters import Filter
from fashion_search.filters.dialects.sql import codepoint_order, to_clause
from fashion_search.filters.dialects.sql_elements import text_among
from fashion_search.indexes.pgvector.elements import as_bytes, negative_product, read_vectors
from fashion_search.indexes.pgvector.scoring import Found, spare
from fashion_search.indexes.pgvector.settings import HnswSettings
from fashion_search.indexes.pgvector.tables import embedding_column
from fashion_search.indexes.requests import checked_limit, unit_vector, unit_vectors
from fashion_search.steps import Steps
from fashion_search.types import SPACES, Candidates, ModelIdentity, Product, Space, Vectors

__all__ = ["Facts", "Mode", "VectorQueries", "written_model"]

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

_MANY = 20_000
_BY_MANY = {
    # A table whose vectors lie apart looks too small to be read by several workers.
    "min_parallel_table_scan_size": "0",
    "parallel_setup_cost": "100",
}

_FURTHER = 4
"""By how much more is fetched when what was fetched does not prove the answer."""

Unit: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a query has to know of the database.

    Attributes:
        identity: The model whose vectors are stored.
        version: pgvector's, such as `(0, 8)`.
        count: About how many products there are, as far as the planner knows.
    """

    identity: ModelIdentity
    version: tuple[int, ...]
    count: int = 0


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
        """Which model is stored, and which pgvector stores it.

        Args:
            expected: What the caller says the model is; needed only while the table is empty.

        Raises:
            ModelMismatchError: the table holds vectors of another model.
            NotFoundError: the table is empty, and no model is expected.
        """
        extension = table_named("pg_extension", named("extname", Text), named("extversion", Text))
        version = select(extension.c.extversion).where(extension.c.extname == "vector")
        classes = table_named("pg_class", named("oid", Integer), named("reltuples", Float))
        oid = cast(cast(literal(_quoted(self._table)), REGCLASS), Integer)
        estimate = select(classes.c.reltuples).where(classes.c.oid == oid)
        columns = self._table.c
        model = select(columns.embedding_model, columns.embedding_dimension).limit(1)
        models, versions, estimates = yield [model, version, estimate]
        identity = _identity(*models[0]) if models else expected
        if identity is None:
            raise NotFoundError(
                f"The table {self._table.name} is empty, so its model is not known. Load products first."
            )
        if expected is not None and identity != expected:
            raise ModelMismatchError(
                f"The table {self._table.name} holds vectors of {identity}, not of {expected}."
            )
        return Facts(identity, _version(versions[0][0] if versions else "0"), int(estimates[0][0]))

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

    def _ask(self, facts: Facts, where: Filter | None, space: Space) -> _Ask:
        column = self._column(space)
        if where is not None and not isinstance(where, Filter):
            raise FilterError(f"where is {where!r}; it must be a Filter, such as F.price < 50.")
        passing = true() if where is None else to_clause(where, self._table)
        return _Ask(facts, self._table, column, passing, is_filtered=where is not None)

    def _column(self, space: Space) -> ColumnElement[Any]:
        if space not in SPACES:
            raise InvalidRequestError(f"No space {space!r}. {nearest(str(space), SPACES)}")
        return self._table.c[embedding_column(space)]

    def _nearest(self, unit: Unit, limit: int, ask: _Ask) -> Steps[SqlAsk, Candidates]:
        wanted = limit + spare(limit)
        if self._mode == "hnsw" and (yield from self._suits_the_graph(ask, wanted)):
            rows = yield ask.by_graph(unit, wanted)
            if len(rows) >= wanted:
                return ask.found(rows, unit).best(limit)
        return (yield from _exactly(unit, limit, ask))

    def _suits_the_graph(self, ask: _Ask, wanted: int) -> Steps[SqlAsk, bool]:
        """Whether so many products pass the filter that walking the graph meets enough of them soon."""
        if wanted > self._hnsw.longest:
            return False
        if not ask.is_filtered:
            return True
        rows = yield ask.count_up_to(self._hnsw.exact_below)
        return int(rows[0][0]) >= self._hnsw.exact_below


@dataclass(frozen=True, slots=True, eq=False)
class _Ask:
    """Where to look, and among what."""

    facts: Facts
    table: Table
    column: ColumnElement[Any]
    passing: ColumnElement[bool]
    is_filtered: bool

    def exactly(self, unit: Unit, wanted: int) -> Select[Any]:
        """The nearest of all that pass; the sum keeps the planner from using an approximate index."""
        distance = negative_product(self.column, unit) + literal(0.0)
        return self._with_fields(distance, [distance, codepoint_order(self.table.c.product_id)], wanted)

    def by_graph(self, unit: Unit, wanted: int) -> Select[Any]:
        """The nearest that the HNSW index finds."""
        distance = negative_product(self.column, unit)
        return self._with_fields(distance, [distance], wanted)

    def count_up_to(self, most: int) -> Select[Any]:
        """How many pass, not counting beyond `most`."""
        some = select(literal(1)).select_from(self.table).where(self.passing, self.column.is_not(None))
        return select(func.count()).select_from(some.limit(most).subquery())

    def _with_fields(
        self, distance: ColumnElement[float], order: list[ColumnElement[Any]], wanted: int
    ) -> Select[Any]:
        """Vectors and fields are read of the nearest only, so that sorting moves ids alone."""
        near = (
            select(self.table.c.product_id, distance.label("distance"))
            .where(self.column.is_not(None), self.passing)
            .order_by(*order)
            .limit(wanted)
            .subquery("near")
        )
        rows = self.table.join(near, self.table.c.product_id == near.c.product_id)
        fields = [self.table.c[name] for name in Product.field_names()]
        columns = (near.c.distance, as_bytes(self.column), self.table.c.embedding_model, *fields)
        return select(*columns).select_from(rows)

    def found(self, rows: Sequence[Sequence[Any]], unit: Unit) -> Found:
        """Rows scored anew; refused when the table has been filled with another model's since."""
        known = written_model(self.facts.identity)
        other = next((str(row[2]) for row in rows if row[2] != known), None)
        if other is not None:
            raise ModelMismatchError(
                f"The table {self.table.name} now holds vectors of {other}, not of {known} as when it was "
                "opened. Open the index again, with the embedder of that model."
            )
        return Found.of(rows, unit)


def _exactly(unit: Unit, limit: int, ask: _Ask) -> Steps[SqlAsk, Candidates]:
    """Fetch until the answer is proven, or everything that passes has been fetched."""
    wanted = limit + spare(limit)
    while True:
        rows = yield ask.exactly(unit, wanted)
        found = ask.found(rows, unit)
        if len(rows) < wanted or found.proves(limit):
            return found.best(limit)
        wanted *= _FURTHER


def written_model(identity: ModelIdentity) -> str:
    """A model as the column `embedding_model` names it."""
    return f"{identity.name}@{identity.fingerprint}" if identity.fingerprint else identity.name


def _identity(model: str, dimension: int) -> ModelIdentity:
    name, _, fingerprint = model.partition("@")
    return ModelIdentity(name=name, dimension=int(dimension), fingerprint=fingerprint)


def _quoted(table: Table) -> str:
    """The table's name as PostgreSQL reads it in a text."""
    parts = (table.schema, table.name) if table.schema else (table.name,)
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())
