"""Cheap first passes over the rows: each gives upper bounds of the exact scores.

Both bounds are proved, not estimated, so what is left out by them cannot be in the answer:

- float32: a sum of d products, in whatever order, is off by at most d·2⁻²⁴ / (1 - d·2⁻²⁴) times the norms
  (Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section 3.1);
- 8-bit: |q·x - q̂·x̂| ≤ ‖q‖·‖x - x̂‖ + ‖q - q̂‖·‖x̂‖ (Cauchy and Schwarz), where q and x are what is left of the
  query and the row without the centre of all rows; the product of integers is exact.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fashion_search.indexes.codes import Codes, encode_query, rounded
from fashion_search.indexes.gather import Gather
from fashion_search.indexes.kernels import ByteKernel, float_dots
from fashion_search.indexes.selection import Rows, Scores
from fashion_search.indexes.workspace import Workspace

__all__ = ["ByteScan", "FloatScan", "Scan"]

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]

SLACK = 2e-6
"""More than the roundings of queries and bounds themselves to float32, whose unit is 6e-8."""

BATCH_ROWS = 2048


class Scan(Protocol):
    """A first pass over n rows. Queries are unit vectors in float64."""

    @property
    def row_bytes(self) -> int:
        """Memory of one row."""
        ...

    @property
    def nbytes(self) -> int:
        """Memory of all rows."""
        ...

    def subset(self, rows: Rows) -> Scan:
        """The same pass over a copy of some rows."""
        ...

    def spare(self, limit: int) -> int:
        """How many more than `limit` to score at once; at most `limit + 64`."""
        ...

    def upper_bounds(self, query: Doubles, rows: Rows | None) -> Scores:
        """A bound per row, shape (rows,), `None` meaning all; the array lasts until the next call."""
        ...

    def upper_bounds_many(self, queries: Doubles, rows: Rows | None) -> Floats:
        """The same for several queries, shape (queries, rows)."""
        ...


class FloatScan:
    """Products in float32.

    Args:
        vectors: Shape (n, dimension), float32.
        longest: At least the norm of every row.
        workspace: Scratch arrays.
    """

    def __init__(self, vectors: Floats, longest: float, workspace: Workspace) -> None:
        self.row_bytes = vectors.shape[1] * vectors.itemsize
        self.nbytes = vectors.nbytes
        self._longest = longest
        self._rows = Gather(vectors, workspace, block=256, full_share=0.4)
        lost = vectors.shape[1] * 2.0**-24
        self._slack = np.float32(longest * lost / (1 - lost) + SLACK)

    def subset(self, rows: Rows) -> FloatScan:
        """See `Scan`."""
        return FloatScan(self._rows.matrix.take(rows, axis=0), self._longest, self._rows.workspace)

    def spare(self, limit: int) -> int:  # noqa: ARG002
        """See `Scan`. The bounds are tight: few beyond the answer reach it."""
        return 4

    def upper_bounds(self, query: Doubles, rows: Rows | None) -> Scores:
        """See `Scan`."""
        single = query.astype(np.float32)
        upper = self._rows.products(rows, lambda block, out: float_dots(block, single, out))
        upper += self._slack
        return upper

    def upper_bounds_many(self, queries: Doubles, rows: Rows | None) -> Floats:
        """See `Scan`."""
        singles = queries.astype(np.float32)
        upper = np.empty((len(queries), len(self._rows.matrix) if rows is None else rows.size), np.float32)
        for part, block in self._rows.blocks(rows, BATCH_ROWS):
            upper[:, part] = singles @ block.T
        upper += self._slack
        return upper


class ByteScan:
    """Products of 8-bit integers: a quarter of the bytes to read.

    Args:
        codes: The rows in 8 bits.
        kernel: What multiplies them.
        workspace: Scratch arrays.
    """

    def __init__(self, codes: Codes, kernel: ByteKernel, workspace: Workspace) -> None:
        self.row_bytes = codes.row_bytes
        self.nbytes = codes.row_bytes * len(codes.scales)
        self._codes = codes
        self._kernel = kernel
        self._rows = Gather(codes.integers, workspace, block=1024, full_share=0.4)

    def subset(self, rows: Rows) -> ByteScan:
        """See `Scan`."""
        return ByteScan(self._codes.take(rows), self._kernel, self._rows.workspace)

    def spare(self, limit: int) -> int:
        """See `Scan`. On vectors of real products 35 to 50 rows in the median reach the 20 best."""
        return limit + 20

    def upper_bounds(self, query: Doubles, rows: Rows | None) -> Scores:
        """See `Scan`."""
        codes, coded = self._codes, encode_query(query, self._codes)
        upper = self._rows.products(rows, lambda block, out: self._kernel.dots(block, coded.integers, out))
        upper *= _of(codes.scales, rows)
        upper *= np.float32(coded.scale)
        upper += _of(codes.offsets, rows)
        upper += _of(codes.errors, rows) * np.float32(coded.length)
        upper += np.float32(coded.along + coded.error * codes.longest + SLACK)
        return upper

    def upper_bounds_many(self, queries: Doubles, rows: Rows | None) -> Floats:
        """See `Scan`."""
        codes, rest = self._codes, queries - self._codes.centre
        coded, lengths = rounded(rest), np.linalg.norm(rest, axis=1).astype(np.float32)
        slack = (queries @ codes.centre + coded.errors * codes.longest + SLACK).astype(np.float32)
        scales, errors, offsets = (_of(part, rows) for part in (codes.scales, codes.errors, codes.offsets))
        upper = np.empty((len(queries), scales.size), np.float32)
        for part, block in self._rows.blocks(rows, BATCH_ROWS):
            bounds = self._kernel.products(block, coded.integers).astype(np.float32)
            bounds *= coded.scales
            bounds *= scales[part, np.newaxis]
            bounds += offsets[part, np.newaxis]
            bounds += errors[part, np.newaxis] * lengths
            bounds += slack
            upper[:, part] = bounds.T
        return upper


def _of(values: Scores, rows: Rows | None) -> Scores:
    return values if rows is None else values.take(rows)
