"""Exact nearest documents by cosine, for measuring: every pair is compared, nothing is approximated."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import InvalidRequestError
from fashion_search.types import Vectors

__all__ = ["mix", "nearest_rows", "unit_rows"]

_BLOCK_CELLS = 16_000_000


def unit_rows(vectors: Vectors) -> Vectors:
    """The same directions with length 1, shape and order kept, float32; a row of zeros stays one."""
    rows = np.asarray(vectors, dtype=np.float32)
    if rows.ndim != 2 or not np.all(np.isfinite(rows)):  # noqa: PLR2004 -- rows and columns
        raise InvalidRequestError(f"Vectors must be finite, in rows; found shape {rows.shape}.")
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    units: Vectors = rows / lengths
    return units


def mix(first: Vectors, second: Vectors, weight: float) -> Vectors:
    """Unit rows of `weight`·first + (1 - weight)·second, both made unit before, shape (n, dimension)."""
    return unit_rows(np.float32(weight) * unit_rows(first) + np.float32(1.0 - weight) * unit_rows(second))


def nearest_rows(queries: Vectors, documents: Vectors, limit: int) -> NDArray[np.intp]:
    """The rows of `documents` with the highest dot product, for each query.

    Args:
        queries: Shape (q, dimension), float32.
        documents: Shape (n, dimension), float32.
        limit: How many to return per query; fewer when there are fewer documents.

    Returns:
        Row numbers, best first, ties to the lower row, shape (q, min(limit, n)).
    """
    count = min(limit, len(documents))
    found = np.empty((len(queries), count), dtype=np.intp)
    block = max(1, _BLOCK_CELLS // max(1, len(documents)))
    for start in range(0, len(queries), block):
        scores = queries[start : start + block] @ documents.T
        for row, line in enumerate(scores, start=start):
            found[row] = _best(line, count)
    return found


def _best(scores: NDArray[np.float32], count: int) -> NDArray[np.intp]:
    if not count:
        return np.empty(0, dtype=np.intp)
    threshold = np.partition(scores, scores.size - count)[scores.size - count]
    reached = np.flatnonzero(scores >= threshold)
    return reached[np.argsort(-scores[reached], kind="stable")][:count]
