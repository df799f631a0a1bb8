"""One of the three spaces: its vectors, which products are absent from it, and the exact search."""

from __future__ import annotations

import threading
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import ConfigurationError
from fashion_search.indexes.codes import encode
from fashion_search.indexes.kernels import byte_kernel, exact_dots
from fashion_search.indexes.passing import KeptFilters, Passing
from fashion_search.indexes.presence import NORM_TOLERANCE, Presence
from fashion_search.indexes.scans import ByteScan, FloatScan, Scan
from fashion_search.indexes.selection import Rows, Scores, best, in_order
from fashion_search.indexes.workspace import Workspace
from fashion_search.types import Vectors

__all__ = ["ScanKind", "SpaceVectors"]

ScanKind: TypeAlias = Literal["auto", "float32", "int8"]

FEW = 64
"""Up to so many rows, and twice the limit, a first pass costs more than it saves."""

SMALL = 1024
"""Up to so many rows the first pass is in float32: what 8 bits save in reading, scoring more rows costs."""

EXACT_ROWS = 256
ONE = np.float32(1)
QUERIES_AT_ONCE = 64
BOUNDS_AT_ONCE = 16_000_000


class SpaceVectors:
    """The vectors of one space, and exact search among them.

    Attributes:
        name: The space.
        vectors: Shape (n, dimension), float32; a row of zeros where the product has no vector.
    """

    def __init__(
        self, name: str, vectors: Vectors, kind: ScanKind, workspace: Workspace, kept_bytes: int
    ) -> None:
        self.name = name
        self.vectors = np.asarray(vectors).view(np.ndarray)  # slices of a memmap cost microseconds each
        self._kind = kind
        self._workspace = workspace
        self._kept = KeptFilters(self.scan, kept_bytes)
        self._lock = threading.Lock()
        self._presence: Presence | None = None
        self._floats = FloatScan(self.vectors, 1 + 2 * NORM_TOLERANCE, workspace)
        self._scan: Scan | None = None

    @property
    def presence(self) -> Presence:
        """Who has a vector here; all vectors are read once to know.

        Raises:
            StoreError: a row is neither zero nor of unit length.
        """
        if self._presence is None:
            with self._lock:
                return self._known_presence()
        return self._presence

    def _known_presence(self) -> Presence:
        if self._presence is None:
            self._presence = Presence.of(self.name, self.vectors)
        return self._presence

    def scan(self, count: int) -> Scan:
        """The first pass that suits so many rows. The 8-bit codes are made when many are first asked for."""
        if count <= SMALL:
            return self._floats
        if self._scan is None:
            with self._lock:
                return self._known_scan()
        return self._scan

    def _known_scan(self) -> Scan:
        if self._scan is None:
            self._scan = self._new_scan()
        return self._scan

    def _new_scan(self) -> Scan:
        if self._kind != "float32":
            try:
                kernel = byte_kernel()
                return ByteScan(encode(self.vectors), kernel, self._workspace)
            except ConfigurationError:
                if self._kind == "int8":
                    raise
        return self._floats

    def passing(self, mask: NDArray[np.bool_] | None) -> Passing | None:
        """The rows that have a vector here and pass the mask; `None` when all rows but a few do."""
        presence = self.presence
        if mask is not None:
            return self._kept.passing(mask, presence.mask if presence.absent.size else None)
        return None if presence.nearly_all else Passing(presence.mask, presence.rows)

    def nearest(self, query: NDArray[np.float64], passing: Passing | None, limit: int) -> tuple[Rows, Scores]:
        """The `limit` nearest rows of those that pass, or all of them when there are fewer.

        Args:
            query: Unit vector, float64, shape (dimension,).
            passing: From `passing`.
            limit: At least 1.

        Returns:
            Rows and their cosines rounded to float32, best first, equal cosines in order of row.
        """
        if self._too_few(passing, limit):
            return self._score_all(query, passing, limit)
        scan, rows = self._way(passing)
        return self._choose(query, scan.upper_bounds(query, rows), passing, limit, scan.spare(limit))

    def nearest_many(
        self, queries: NDArray[np.float64], passing: Passing | None, limit: int
    ) -> list[tuple[Rows, Scores]]:
        """`nearest` for each row of `queries`, from products of matrices."""
        if self._too_few(passing, limit):
            return [self._score_all(query, passing, limit) for query in queries]
        scan, rows = self._way(passing)
        count = len(self.vectors) if passing is None else passing.rows.size
        step = max(1, min(QUERIES_AT_ONCE, BOUNDS_AT_ONCE // count))
        answers = []
        for start in range(0, len(queries), step):
            part = queries[start : start + step]
            bounds = scan.upper_bounds_many(part, rows)
            answers += [
                self._choose(query, upper, passing, limit, scan.spare(limit))
                for query, upper in zip(part, bounds, strict=True)
            ]
        return answers

    def _way(self, passing: Passing | None) -> tuple[Scan, Rows | None]:
        """What to scan, and which of its rows."""
        if passing is None:
            return self.scan(len(self.vectors)), None
        if passing.scan is None:
            return self.scan(passing.rows.size), passing.rows
        return passing.scan, None

    def _too_few(self, passing: Passing | None, limit: int) -> bool:
        rows = self.presence.rows if passing is None else passing.rows
        return rows.size <= FEW + 2 * limit

    def _choose(
        self, query: NDArray[np.float64], upper: Scores, passing: Passing | None, limit: int, spare: int
    ) -> tuple[Rows, Scores]:
        if passing is None:
            upper[self.presence.absent] = -np.inf
            return best(upper, limit, spare, lambda chosen: self._score(query, chosen))
        rows = passing.rows
        places, scores = best(upper, limit, spare, lambda chosen: self._score(query, rows[chosen]))
        return rows[places], scores

    def _score_all(
        self, query: NDArray[np.float64], passing: Passing | None, limit: int
    ) -> tuple[Rows, Scores]:
        rows = self.presence.rows if passing is None else passing.rows
        return in_order(rows, self._score(query, rows), limit)

    def _score(self, query: NDArray[np.float64], rows: Rows) -> Scores:
        """Cosines, summed in float64 and rounded once: the same whichever way a row was found."""
        scores = np.empty(rows.size, np.float32)
        for start in range(0, rows.size, EXACT_ROWS):
            part = slice(start, start + EXACT_ROWS)
            scores[part] = exact_dots(self.vectors.take(rows[part], axis=0).astype(np.float64), query)
        return np.minimum(scores, ONE, out=scores)
