"""Vectors in 8-bit integers, and how far each is from what it stands for.

What all rows have in common is left out first. Encoders put everything into a narrow cone, and the direction
that all rows share would use up most of the 256 steps. With c the mean of the rows, q·x = q·c + c·(x - c) +
(q - c)·(x - c): the first part is one number per query, the second one per row, and only the last is rounded.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["LARGEST", "CodedQuery", "Codes", "Rounded", "encode", "encode_query", "rounded"]

Floats: TypeAlias = NDArray[np.float32]
Doubles: TypeAlias = NDArray[np.float64]

LARGEST = 127
SMALLEST_PEAK = 1e-30
ROWS_AT_ONCE = 1024


@dataclass(frozen=True, slots=True)
class Rounded:
    """Rows as `scale * integers`, each with its own scale.

    Attributes:
        integers: Shape (n, dimension), int8, between -127 and 127.
        scales: Shape (n,), float32.
        errors: At least the distance of each row from `scale * integers`, shape (n,), float32.
        longest: At least the greatest norm of `scale * integers` in any row.
    """

    integers: NDArray[np.int8]
    scales: Floats
    errors: Floats
    longest: float


@dataclass(frozen=True, slots=True)
class Codes:
    """Rows as `centre + scale * integers`.

    Attributes:
        integers: Shape (n, dimension), int8.
        scales: Shape (n,), float32.
        errors: At least the distance of each row from its code, shape (n,), float32.
        offsets: At least `centre · (row - centre)`, shape (n,), float32.
        centre: Shape (dimension,), float64.
        longest: At least the greatest norm of `scale * integers` in any row.
    """

    integers: NDArray[np.int8]
    scales: Floats
    errors: Floats
    offsets: Floats
    centre: Doubles
    longest: float

    @property
    def row_bytes(self) -> int:
        """Memory of one row."""
        return int(self.integers.shape[1]) + 3 * self.scales.itemsize

    def take(self, rows: NDArray[np.intp]) -> Codes:
        """A copy of some rows."""
        scales, errors, offsets = (part.take(rows) for part in (self.scales, self.errors, self.offsets))
        return Codes(self.integers.take(rows, axis=0), scales, errors, offsets, self.centre, self.longest)


@dataclass(frozen=True, slots=True)
class CodedQuery:
    """A query less the centre as `scale * integers`.

    Attributes:
        integers: Shape (1, dimension), int8.
        scale: Positive.
        length: The norm of the query less the centre.
        error: At least its distance from `scale * integers`.
        along: The query times the centre.
    """

    integers: NDArray[np.int8]
    scale: float
    length: float
    error: float
    along: float


def encode(vectors: Floats) -> Codes:
    """Round rows to 8 bits.

    Args:
        vectors: Shape (n, dimension), n at least 1, float32, of length 1 or zeros.

    Returns:
        The codes; memory beyond them stays below a few thousand rows.
    """
    count, dimension = vectors.shape
    centre = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    lost = (
        4 * dimension * 2.0**-24
    )  # by float32 sums of rows of length up to 2 times a centre of length up to 1
    integers = np.empty((count, dimension), np.int8)
    scales, errors, offsets = (np.empty(count, np.float32) for _ in range(3))
    longest = 0.0
    for start in range(0, count, ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        rest = vectors[part] - centre
        block = rounded(rest)
        integers[part], scales[part], errors[part] = block.integers, block.scales, block.errors
        offsets[part] = np.einsum("ij,j->i", rest, centre) + lost
        longest = max(longest, block.longest)
    return Codes(integers, scales, errors, offsets, centre.astype(np.float64), longest)


def rounded(rows: Floats | Doubles) -> Rounded:
    """Round rows to 8 bits, the largest component of each becoming 127; zeros stay zeros.

    Args:
        rows: Shape (n, dimension), finite.
    """
    peaks = np.maximum(rows.max(axis=1), -rows.min(axis=1))
    scales = np.where(peaks > SMALLEST_PEAK, peaks / LARGEST, 1).astype(np.float32)
    coded = np.rint(rows / scales[:, np.newaxis])
    integers = coded.astype(np.int8)
    coded *= scales[:, np.newaxis]
    longest = float(_norms_at_most(coded).max(initial=0))
    np.subtract(rows, coded, out=coded)
    return Rounded(integers, scales, _norms_at_most(coded).astype(np.float32), longest)


def encode_query(query: Doubles, codes: Codes) -> CodedQuery:
    """A unit query, float64, shape (dimension,), for these codes: `rounded` in fewer steps for one vector."""
    rest = query - codes.centre
    peak = float(np.maximum.reduce(np.abs(rest)))
    scale = peak / LARGEST if peak > SMALLEST_PEAK else 1.0
    coded = np.rint(rest * (1 / scale))
    squared = float(np.dot(rest, rest))
    missed = squared - 2 * scale * float(np.dot(rest, coded)) + scale**2 * float(np.dot(coded, coded))
    error = math.sqrt(max(missed, 0.0) + 1e-14)
    along = float(np.dot(query, codes.centre))
    return CodedQuery(coded.astype(np.int8)[np.newaxis], scale, math.sqrt(squared), error, along)


def _norms_at_most(rows: Floats | Doubles) -> Doubles:
    """Norms, raised by what adding up so many float32 squares can have lost."""
    lost: float = rows.shape[1] * float(np.finfo(np.float32).eps)
    norms: Doubles = np.sqrt(np.einsum("ij,ij->i", rows, rows)) * (1 + lost)
    return norms
