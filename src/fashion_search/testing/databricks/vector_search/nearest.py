"""Exact nearest neighbours, in the distance the service has: the Euclidean one."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from fashion_search.indexes.requests import unit_vector
from fashion_search.indexes.space import SpaceVectors
from fashion_search.testing.databricks.vector_search.frames import Mask, Rows
from fashion_search.types import Vectors

__all__ = ["BruteForce", "KeptMasks", "Nearest", "Query", "Scores", "UnitVectors", "scores_of"]

Query = NDArray[np.float64]
Scores = NDArray[np.float64]

_ROUNDING: Final = 1e-5
"""Squared lengths this near to 1 are 1, rounded to float32."""


def scores_of(vectors: Vectors, query: Query) -> Scores:
    """`1 / (1 + d²)` for the Euclidean distance d of each row to the query, in float64.

    A vector whose length is 1 but for rounding counts as one of length 1, so that scores have the order of
    the cosines to the last digit.

    Args:
        vectors: Shape (n, dimension).
        query: Shape (dimension,).
    """
    rows = vectors.astype(np.float64)
    squares = _length(np.einsum("ij,ij->i", rows, rows)) + _length(np.array([query @ query]))
    distances = np.maximum(squares - 2 * (rows @ query), 0.0)
    scores: Scores = 1 / (1 + distances)
    return scores


def _length(squares: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.abs(squares - 1) < _ROUNDING, 1.0, squares)


class Nearest(Protocol):
    """Finds the rows nearest to a query."""

    def best(self, query: Query, passing: Mask | None, limit: int) -> tuple[Rows, Scores]:
        """Rows and their scores, best first, ties in order of row."""
        ...

    def present(self) -> Rows:
        """The rows that have a vector, ascending."""
        ...


class UnitVectors:
    """Rows of unit length, as a store has them: the kernel of the local index, filter first.

    Args:
        part: The vectors.
    """

    def __init__(self, part: SpaceVectors) -> None:
        self._part = part

    def best(self, query: Query, passing: Mask | None, limit: int) -> tuple[Rows, Scores]:
        """Among unit vectors the nearest is the one of the greatest cosine, whatever the query's length."""
        if not query.any():
            rows = self.present()
            rows = rows[:limit] if passing is None else rows[passing[rows]][:limit]
        else:
            unit = unit_vector(query, self._part.vectors.shape[1])
            rows, _ = self._part.nearest(unit, self._part.passing(passing), limit)
        return rows, scores_of(self._part.vectors[rows], query)

    def present(self) -> Rows:
        """The rows that are not all zeros."""
        return self._part.presence.rows


class BruteForce:
    """Rows of any length: every distance, every time.

    Args:
        vectors: Shape (n, dimension), a row of zeros where there is no vector.
    """

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors
        self._rows: Rows = np.flatnonzero(vectors.any(axis=1))

    def best(self, query: Query, passing: Mask | None, limit: int) -> tuple[Rows, Scores]:
        """Sorted by score, stably."""
        rows = self._rows if passing is None else self._rows[passing[self._rows]]
        scores = scores_of(self._vectors[rows], query)
        order = np.argsort(-scores, kind="stable")[:limit]
        return rows[order], scores[order]

    def present(self) -> Rows:
        """The rows that are not all zeros."""
        return self._rows


class KeptMasks:
    """The masks of the latest filters, so that the index below knows a filter again by its mask.

    Args:
        most: How many are kept.
    """

    def __init__(self, most: int = 64) -> None:
        self._most = most
        self._kept: OrderedDict[object, Mask] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: object) -> Mask | None:
        """A mask that was kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: object, mask: Mask) -> None:
        """Keep one more; the least recently used is forgotten."""
        with self._lock:
            self._kept[key] = mask
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
