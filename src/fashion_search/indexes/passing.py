"""What passes a filter, remembered from one query to the next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from fashion_search.indexes.scans import Scan
from fashion_search.indexes.selection import Rows

__all__ = ["KEPT_BYTES", "KeptFilters", "Passing"]

KEPT_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True, eq=False)
class Passing:
    """The rows of one space that pass one filter.

    Attributes:
        mask: The filter's answer for all rows, shape (n,). Held so that no other array gets its `id`.
        rows: Ascending row numbers.
        scan: A first pass over a copy of just these rows, or `None`.
    """

    mask: NDArray[np.bool_]
    rows: Rows
    scan: Scan | None = None

    @property
    def nbytes(self) -> int:
        """Memory held."""
        return self.mask.nbytes + self.rows.nbytes + (self.scan.nbytes if self.scan else 0)


class KeptFilters:
    """What passed earlier filters, the least recently used forgotten first. Safe to share between threads.

    A filter is known by its mask being the same array, which `Columns` sees to as long as it remembers the
    filter. The first time row numbers are kept; the second time also a copy of the rows to scan, unless it
    would take more than a quarter of the room.

    Args:
        scan: The first pass over all rows that suits this many of them.
        capacity: Bytes kept at most.
    """

    def __init__(self, scan: Callable[[int], Scan], capacity: int) -> None:
        self._scan = scan
        self._capacity = capacity
        self._used = 0
        self._kept: OrderedDict[int, Passing] = OrderedDict()
        self._lock = Lock()

    def passing(self, mask: NDArray[np.bool_], present: NDArray[np.bool_] | None) -> Passing:
        """The rows for which the mask and, if given, `present` hold; both of shape (n,)."""
        known = self._find(mask)
        if known is None:
            rows = (mask if present is None else mask & present).nonzero()[0]
            found = Passing(mask, rows)
            if not mask.flags.writeable:
                self._keep(found)
            return found
        if known.scan is None:
            scan = self._scan(known.rows.size)
            if 0 < scan.row_bytes * known.rows.size <= self._capacity // 4:
                known = Passing(mask, known.rows, scan.subset(known.rows))
                self._keep(known)
        return known

    def __len__(self) -> int:
        """How many filters are known."""
        return len(self._kept)

    def _find(self, mask: NDArray[np.bool_]) -> Passing | None:
        with self._lock:
            known = self._kept.get(id(mask))
            if known is not None:
                self._kept.move_to_end(id(mask))
            return known

    def _keep(self, found: Passing) -> None:
        with self._lock:
            replaced = self._kept.pop(id(found.mask), None)
            self._used += found.nbytes - (replaced.nbytes if replaced else 0)
            self._kept[id(found.mask)] = found
            while self._used > self._capacity:
                _, oldest = self._kept.popitem(last=False)
                self._used -= oldest.nbytes
