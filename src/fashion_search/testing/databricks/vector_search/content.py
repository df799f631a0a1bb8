"""The rows of an index at one moment, and how they are searched."""

from __future__ import annotations

import numpy as np

from fashion_search.testing.databricks.messages import invalid
from fashion_search.testing.databricks.vector_search.conditions import Condition, matching
from fashion_search.testing.databricks.vector_search.frames import Frame, Mask, Rows
from fashion_search.testing.databricks.vector_search.nearest import KeptMasks, Nearest, Query, Scores

__all__ = ["IndexContent"]


class IndexContent:
    """Never changed once made: an index that changes is given another. Safe to share between threads.

    Args:
        frame: The rows, in order of primary key.
        nearest: Finds among their vectors.
        dimension: Length of the vectors.

    Attributes:
        frame: See above.
    """

    def __init__(self, frame: Frame, nearest: Nearest, dimension: int) -> None:
        self.frame = frame
        self._nearest = nearest
        self._dimension = dimension
        self._masks = KeptMasks()

    @property
    def row_count(self) -> int:
        """How many rows have a vector, and so are in the index."""
        return len(self._nearest.present())

    def find(self, query: Query, condition: Condition | None, limit: int) -> tuple[Rows, Scores]:
        """The nearest rows that pass, and their scores, best first.

        Raises:
            ApiError: the query has another length, or the condition does not fit the columns.
        """
        if query.shape != (self._dimension,):
            raise invalid(f"The query vector has {query.size} dimensions; the index has {self._dimension}.")
        return self._nearest.best(query, self._mask(condition), limit)

    def after(self, primary_key: str, key: object, limit: int) -> Rows:
        """The next rows in order of primary key, after one of them or from the first."""
        rows = self._nearest.present()
        if key is not None:
            keys = self.frame.column(primary_key).values(rows)
            rows = rows[np.array([_follows(one, key) for one in keys], dtype=np.bool_)]
        return rows[:limit]

    def _mask(self, condition: Condition | None) -> Mask | None:
        """The same array for the same condition: the index below knows it again by that."""
        if condition is None:
            return None
        known = self._masks.find(condition)
        if known is None:
            known = matching(condition, self.frame)
            self._masks.keep(condition, known)
        return known


def _follows(key: object, after: object) -> bool:
    """Keys come back as text or as number, whatever was sent; compare like with like."""
    if isinstance(key, str):
        return key > str(after)
    return isinstance(key, (int, float)) and key > float(str(after))
