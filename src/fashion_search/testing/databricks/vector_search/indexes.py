"""An index: a table, the column searched, and how it came to be."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from fashion_search.testing.databricks.messages import ApiError, invalid
from fashion_search.testing.databricks.vector_search.conditions import Condition, matching
from fashion_search.testing.databricks.vector_search.frames import (
    Frame,
    Mask,
    Rows,
    VectorColumn,
    column_of_values,
)
from fashion_search.testing.databricks.vector_search.nearest import (
    BruteForce,
    KeptMasks,
    Nearest,
    Query,
    Scores,
)

__all__ = ["DirectIndex", "EndpointType", "IndexSpec", "SyncedIndex", "VectorIndex"]

EndpointType: TypeAlias = Literal["STANDARD", "STORAGE_OPTIMIZED"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexSpec:
    """What an index was made to be.

    Attributes:
        name: With catalog and schema.
        endpoint: Where it is served.
        primary_key: The column that names a row.
        vector_column: The column searched.
        dimension: Length of its vectors.
        source_table: The table it follows; `None` for one that is written directly.
        schema: Columns and types of one that is written directly.
        columns: The columns it holds, beside key and vector; `None` for all of the table.
    """

    name: str
    endpoint: str
    primary_key: str
    vector_column: str
    dimension: int
    source_table: str | None = None
    schema: Mapping[str, str] | None = None
    columns: Sequence[str] | None = None

    def describe(self) -> dict[str, Any]:
        """The index as the API tells it, without its status."""
        vector = {"name": self.vector_column, "embedding_dimension": self.dimension}
        told: dict[str, Any] = {
            "name": self.name,
            "endpoint_name": self.endpoint,
            "primary_key": self.primary_key,
            "index_type": "DIRECT_ACCESS" if self.source_table is None else "DELTA_SYNC",
            "creator": "someone@example.com",
        }
        if self.source_table is None:
            told["direct_access_index_spec"] = {
                "embedding_vector_columns": [vector],
                "schema_json": json.dumps(self.schema),
            }
        else:
            told["delta_sync_index_spec"] = {
                "source_table": self.source_table,
                "pipeline_type": "TRIGGERED",
                "embedding_vector_columns": [vector],
            }
            if self.columns is not None:
                told["delta_sync_index_spec"]["columns_to_sync"] = list(self.columns)
        return told


class VectorIndex:
    """What can be asked of any index. Safe to share between threads.

    Attributes:
        spec: What it was made to be.
    """

    def __init__(self, spec: IndexSpec) -> None:
        self.spec = spec
        self._masks = KeptMasks()

    @property
    def frame(self) -> Frame:
        """Its rows, in order of primary key."""
        raise NotImplementedError

    @property
    def nearest(self) -> Nearest:
        """What finds the nearest of them."""
        raise NotImplementedError

    @property
    def row_count(self) -> int:
        """How many rows have a vector, and so are in the index."""
        return len(self.nearest.present())

    def prepare(self) -> None:
        """Read now what the first query would read."""
        _ = self.row_count

    def find(self, query: Query, condition: Condition | None, limit: int) -> tuple[Rows, Scores]:
        """The nearest rows that pass, and their scores, best first."""
        if query.shape != (self.spec.dimension,):
            raise invalid(
                f"The query vector has {query.size} dimensions; {self.spec.name} has {self.spec.dimension}."
            )
        return self.nearest.best(query, self._mask(condition), limit)

    def after(self, key: object, limit: int) -> Rows:
        """The next rows in order of primary key, after one of them or from the first."""
        rows = self.nearest.present()
        if key is not None:
            keys = self.frame.column(self.spec.primary_key).values(rows)
            rows = rows[np.array([_follows(one, key) for one in keys], dtype=np.bool_)]
        return rows[:limit]

    def _mask(self, condition: Condition | None) -> Mask | None:
        if condition is None:
            return None
        frame = self.frame
        known = self._masks.find((id(frame), condition))
        if known is None:
            known = matching(condition, frame)
            self._masks.keep((id(frame), condition), known)
        return known


class SyncedIndex(VectorIndex):
    """An index that follows a table.

    Args:
        spec: What it is.
        frame: The table's rows.
        nearest: Its vectors.
    """

    def __init__(self, spec: IndexSpec, frame: Frame, nearest: Nearest) -> None:
        super().__init__(spec)
        self._frame = frame
        self._nearest = nearest

    @property
    def frame(self) -> Frame:
        """Its rows."""
        return self._frame

    @property
    def nearest(self) -> Nearest:
        """Its vectors."""
        return self._nearest


class DirectIndex(VectorIndex):
    """An index that is written to by its users.

    Args:
        spec: What it is; its schema names every column.
    """

    def __init__(self, spec: IndexSpec) -> None:
        super().__init__(spec)
        self._schema = dict(spec.schema or {})
        self._rows: dict[Any, Mapping[str, Any]] = {}
        self._lock = threading.Lock()
        self._frame, self._nearest = self._built()

    @property
    def frame(self) -> Frame:
        """Its rows."""
        return self._frame

    @property
    def nearest(self) -> Nearest:
        """Its vectors."""
        return self._nearest

    def upsert(self, rows: Sequence[Mapping[str, Any]]) -> int:
        """Add rows, or put them in place of those with the same key."""
        for row in rows:
            self._check(row)
        with self._lock:
            self._rows |= {row[self.spec.primary_key]: dict(row) for row in rows}
            self._frame, self._nearest = self._built()
        return len(rows)

    def delete(self, keys: Sequence[Any]) -> int:
        """Remove rows; how many were there. Keys in an address are text, whatever the column holds."""
        wanted = {str(key) for key in keys}
        with self._lock:
            found = [key for key in self._rows if str(key) in wanted]
            for key in found:
                del self._rows[key]
            self._frame, self._nearest = self._built()
        return len(found)

    def _built(self) -> tuple[Frame, BruteForce]:
        rows = [self._rows[key] for key in sorted(self._rows, key=_sort_key)]
        columns = {
            name: column_of_values(kind, (row.get(name) for row in rows))
            for name, kind in self._schema.items()
        }
        vectors = columns[self.spec.vector_column]
        if not rows or not isinstance(vectors, VectorColumn):
            vectors = VectorColumn(np.zeros((len(rows), self.spec.dimension), dtype=np.float32))
        return Frame(columns | {self.spec.vector_column: vectors}, len(rows)), BruteForce(vectors.vectors)

    def _check(self, row: Mapping[str, Any]) -> None:
        unknown = sorted(set(row) - set(self._schema))
        if unknown:
            raise invalid(f"Columns {unknown} are not in the index's schema.")
        if row.get(self.spec.primary_key) is None:
            raise invalid(f"A row lacks its primary key {self.spec.primary_key!r}.")
        vector = row.get(self.spec.vector_column)
        if not isinstance(vector, list) or len(vector) != self.spec.dimension:
            raise ApiError(
                400,
                "INVALID_PARAMETER_VALUE",
                f"{self.spec.vector_column!r} must be a list of {self.spec.dimension} numbers.",
            )


def _sort_key(key: object) -> tuple[bool, Any]:
    return isinstance(key, str), key


def _follows(key: object, after: object) -> bool:
    """Keys come back as text or as number, whatever was sent; compare like with like."""
    if isinstance(key, str):
        return key > str(after)
    return isinstance(key, (int, float)) and key > float(str(after))
