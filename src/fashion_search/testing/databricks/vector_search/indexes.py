"""Indexes: those that follow a table, and those that are written to."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np

from fashion_search.testing.databricks.messages import invalid
from fashion_search.testing.databricks.vector_search.content import IndexContent
from fashion_search.testing.databricks.vector_search.frames import Frame, VectorColumn, column_of_values
from fashion_search.testing.databricks.vector_search.nearest import BruteForce
from fashion_search.testing.databricks.vector_search.spec import IndexSpec

__all__ = ["DirectIndex", "EndpointType", "VectorIndex"]

EndpointType: TypeAlias = Literal["STANDARD", "STORAGE_OPTIMIZED"]
"""Decides, among other things, which filters an endpoint reads."""

_Row: TypeAlias = Mapping[str, Any]


class VectorIndex:
    """An index that follows a table.

    Attributes:
        spec: What it was made to be.
        content: What it holds; replaced whole.
    """

    def __init__(self, spec: IndexSpec, content: IndexContent) -> None:
        self.spec = spec
        self.content = content


class DirectIndex(VectorIndex):
    """An index that is written to by its users.

    Args:
        spec: What it is; its schema names every column.
    """

    def __init__(self, spec: IndexSpec) -> None:
        self._rows: dict[Any, _Row] = {}
        self._lock = threading.Lock()
        super().__init__(spec, _content(spec, []))

    def upsert(self, rows: Sequence[_Row]) -> int:
        """Add rows, or put them in place of those with the same key; all of them or none.

        Raises:
            ApiError: a row does not fit the schema.
        """
        for row in rows:
            _check(row, self.spec)
        with self._lock:
            self._replace(self._rows | {row[self.spec.primary_key]: dict(row) for row in rows})
        return len(rows)

    def delete(self, keys: Sequence[Any]) -> int:
        """Remove rows; how many were there. Keys in an address are text, whatever the column holds."""
        wanted = {str(key) for key in keys}
        with self._lock:
            kept = {key: row for key, row in self._rows.items() if str(key) not in wanted}
            removed = len(self._rows) - len(kept)
            self._replace(kept)
        return removed

    def _replace(self, rows: dict[Any, _Row]) -> None:
        self.content = _content(self.spec, [rows[key] for key in sorted(rows, key=_sort_key)])
        self._rows = rows


def _content(spec: IndexSpec, rows: Sequence[_Row]) -> IndexContent:
    columns = {
        name: column_of_values(kind, (row.get(name) for row in rows))
        for name, kind in (spec.schema or {}).items()
    }
    vectors = columns.get(spec.vector_column)
    if not rows or not isinstance(vectors, VectorColumn):
        vectors = VectorColumn(np.zeros((len(rows), spec.dimension), dtype=np.float32))
    frame = Frame(columns | {spec.vector_column: vectors}, len(rows))
    return IndexContent(frame, BruteForce(vectors.vectors), spec.dimension)


def _check(row: _Row, spec: IndexSpec) -> None:
    unknown = sorted(set(row) - set(spec.schema or {}))
    if unknown:
        raise invalid(f"Columns {unknown} are not in the index's schema.")
    if row.get(spec.primary_key) is None:
        raise invalid(f"A row lacks its primary key {spec.primary_key!r}.")
    vector = row.get(spec.vector_column)
    if not isinstance(vector, list) or len(vector) != spec.dimension:
        raise invalid(f"{spec.vector_column!r} must be a list of {spec.dimension} numbers.")


def _sort_key(key: object) -> tuple[bool, Any]:
    return isinstance(key, str), key
