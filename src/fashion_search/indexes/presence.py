"""Which products have a vector in a space."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import StoreError
from fashion_search.indexes.selection import Rows
from fashion_search.types import Vectors

__all__ = ["NORM_TOLERANCE", "Presence", "norms", "uneven"]

NORM_TOLERANCE = 1e-3
"""How far from 1 the norm of a stored vector may be; rounding to float16 stays within it."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is there, in the three forms that searching needs.

    Attributes:
        mask: True where a row has a vector, shape (n,).
        rows: The rows that have one.
        absent: The rows that have none.
    """

    mask: NDArray[np.bool_]
    rows: Rows
    absent: Rows

    @classmethod
    def of(cls, space: str, vectors: Vectors) -> Presence:
        """Read every row once.

        Raises:
            StoreError: a row is neither zero nor of unit length, which the search relies on.
        """
        lengths = norms(vectors)
        for row in uneven(lengths)[:1]:
            raise StoreError(
                f"Row {row} of the {space} vectors has length {lengths[row]:.4g}; a stored vector has "
                "length 1, or 0 where a product has none. Divide each by its length before storing it."
            )
        mask = lengths != 0
        return cls(mask, np.flatnonzero(mask), np.flatnonzero(~mask))

    @property
    def nearly_all(self) -> bool:
        """Whether at least three quarters of the rows are there, so that passing over all wastes little."""
        return 4 * self.absent.size <= self.mask.size


def norms(vectors: Vectors) -> NDArray[np.float32]:
    """The length of each row, shape (n,), float32; NaN where a row holds one."""
    lengths: NDArray[np.float32] = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    return lengths


def uneven(lengths: NDArray[np.float32]) -> Rows:
    """The rows whose length is neither 0 nor 1."""
    return np.flatnonzero(~((lengths == 0) | (np.abs(lengths - 1) <= NORM_TOLERANCE)))
