"""Vectors in 8-bit integers, and how far each is from what it stands for."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["LARGEST", "CodedQuery", "Codes", "encode", "encode_query"]

LARGEST = 127
ROWS_AT_ONCE = 1024


@dataclass(frozen=True, slots=True)
class Codes:
    """Rows as `scale * integers`, each with its own scale.

    Attributes:
        integers: Shape (n, dimension), int8, between -127 and 127.
        scales: Shape (n,), float32.
        errors: At least the Euclidean distance of each row from `scale * integers`, shape (n,), float32.
        longest: At least the greatest norm of `scale * integers` in any row.
    """

    integers: NDArray[np.int8]
    scales: NDArray[np.float32]
    errors: NDArray[np.float32]
    longest: float

    @property
    def row_bytes(self) -> int:
        """Memory of one row."""
        return int(self.integers.shape[1]) + self.scales.itemsize + self.errors.itemsize

    def take(self, rows: NDArray[np.intp]) -> Codes:
        """A copy of some rows."""
        return Codes(
            self.integers.take(rows, axis=0), self.scales.take(rows), self.errors.take(rows), self.longest
        )


@dataclass(frozen=True, slots=True)
class CodedQuery:
    """One query as `scale * integers`.

    Attributes:
        integers: Shape (1, dimension), int8.
        scale: Positive.
        error: At least the distance of the query from `scale * integers`.
    """

    integers: NDArray[np.int8]
    scale: float
    error: float


def encode_query(query: NDArray[np.float64]) -> CodedQuery:
    """What `encode` does to rows, for one unit vector, float64, shape (dimension,)."""
    scale = float(np.maximum.reduce(np.abs(query))) / LARGEST
    rounded = np.rint(query * (1 / scale))
    squared = 1 - 2 * scale * float(np.dot(query, rounded)) + scale**2 * float(np.dot(rounded, rounded))
    error = math.sqrt(max(0.0, squared) + 1e-12)
    return CodedQuery(rounded.astype(np.int8)[np.newaxis], scale, error)


def encode(vectors: NDArray[np.float32] | NDArray[np.float64]) -> Codes:
    """Round each row to 8 bits, its largest component becoming 127.

    Args:
        vectors: Shape (n, dimension), finite. A row of zeros becomes zeros with scale 1.

    Returns:
        The codes; memory beyond them stays below 1,024 rows of float64.
    """
    count, dimension = vectors.shape
    integers = np.empty((count, dimension), np.int8)
    scales = np.empty(count, np.float32)
    errors = np.empty(count, np.float32)
    longest = 0.0
    for start in range(0, count, ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        longest = max(longest, _encode_part(vectors[part], integers[part], scales[part], errors[part]))
    return Codes(integers, scales, errors, longest)


def _encode_part(
    vectors: NDArray[np.float32] | NDArray[np.float64],
    integers: NDArray[np.int8],
    scales: NDArray[np.float32],
    errors: NDArray[np.float32],
) -> float:
    peaks = np.maximum(vectors.max(axis=1), -vectors.min(axis=1))
    scales[:] = np.where(peaks > 0, peaks / LARGEST, 1)
    column = scales[:, np.newaxis]
    rounded = np.rint(vectors / column)
    integers[:] = rounded
    rounded *= column
    longest = float(_norms_at_most(rounded).max(initial=0))
    np.subtract(vectors, rounded, out=rounded)
    errors[:] = _norms_at_most(rounded)
    return longest


def _norms_at_most(rows: NDArray[np.float32] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Norms, raised by what adding up so many float32 squares can have lost."""
    lost: float = rows.shape[1] * float(np.finfo(np.float32).eps)
    norms: NDArray[np.float64] = np.sqrt(np.einsum("ij,ij->i", rows, rows)) * (1 + lost)
    return norms
