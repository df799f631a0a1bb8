"""The statements that find the nearest products, and what is made of their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, Table, func, literal, select

from fashion_search.connections.sql.database import SqlAsk
from fashion_search.errors import ModelMismatchError
from fashion_search.filters.dialects.sql import codepoint_order
from fashion_search.indexes.pgvector.elements import as_bytes, negative_product
from fashion_search.indexes.pgvector.facts import Facts, written_model
from fashion_search.indexes.pgvector.scoring import Found, spare
from fashion_search.steps import Steps
from fashion_search.types import Candidates, Product

__all__ = ["Ask", "Unit", "exactly"]

Unit: TypeAlias = NDArray[np.float64]
"""A query of unit length, shape (dimension,), float64."""

_FURTHER = 4
"""By how much more is fetched when what was fetched does not prove the answer."""


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
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


def exactly(unit: Unit, limit: int, ask: Ask) -> Steps[SqlAsk, Candidates]:
    """Fetch until the answer is proven, or everything that passes has been fetched."""
    wanted = limit + spare(limit)
    while True:
        rows = yield ask.exactly(unit, wanted)
        found = ask.found(rows, unit)
        if len(rows) < wanted or found.proves(limit):
            return found.best(limit)
        wanted *= _FURTHER
