"""Products over rows of a matrix: all of them in place, or some of them gathered block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from fashion_search.indexes.selection import Rows, Scores
from fashion_search.indexes.workspace import Workspace

__all__ = ["Gather"]

Number = TypeVar("Number", np.float32, np.int8)
FLOAT = np.dtype(np.float32)


@dataclass(frozen=True, slots=True)
class Gather(Generic[Number]):
    """How to read some rows of a matrix.

    Attributes:
        matrix: Shape (n, dimension).
        workspace: Where gathered rows and their products go.
        block: Rows gathered at once. Half a megabyte of them stays in a core's cache until it is used.
        full_share: From this share of the rows on, passing over all in place beats gathering some.
    """

    matrix: NDArray[Number]
    workspace: Workspace
    block: int
    full_share: float

    def products(self, rows: Rows | None, product: Callable[[NDArray[Number], Scores], None]) -> Scores:
        """One number per row; the array lasts until the thread's next call.

        Args:
            rows: Which rows; `None` means all.
            product: Writes one number per row of a block into an array.
        """
        count = len(self.matrix)
        if rows is None or rows.size > self.full_share * count:
            out = self.workspace.array("products", (count,), FLOAT)
            product(self.matrix, out)
            return out if rows is None else out.take(rows)
        out = self.workspace.array("products", (rows.size,), FLOAT)
        for part, block in self.blocks(rows, self.block):
            product(block, out[part])
        return out

    def blocks(self, rows: Rows | None, size: int) -> Iterator[tuple[slice, NDArray[Number]]]:
        """Some or all rows, `size` at a time, and where they stand among those asked for."""
        count = len(self.matrix) if rows is None else rows.size
        for start in range(0, count, size):
            part = slice(start, start + size)
            yield part, self.matrix[part] if rows is None else self._copied(rows[part])

    def _copied(self, rows: Rows) -> NDArray[Number]:
        shape = (rows.size, self.matrix.shape[1])
        block: NDArray[Number] = self.workspace.array("block", shape, self.matrix.dtype)
        return self.matrix.take(rows, axis=0, out=block, mode="clip")  # "raise" would buffer the output
