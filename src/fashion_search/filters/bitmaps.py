"""Masks already computed, the least recently used forgotten first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from fashion_search.filters.expr import Filter

__all__ = ["BitmapCache"]

_BYTES = 32 * 2**20


class BitmapCache:
    """Masks by filter, up to a number of bytes. Safe to share between threads.

    Args:
        capacity: Bytes of masks kept; a larger mask is computed each time.
    """

    def __init__(self, capacity: int = _BYTES) -> None:
        self._capacity = capacity
        self._used = 0
        self._masks: OrderedDict[Filter, NDArray[np.bool_]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Filter, compute: Callable[[], NDArray[np.bool_]]) -> NDArray[np.bool_]:
        """The mask of a filter, computed when not known; read-only.

        Two threads that miss at once both compute, outside the lock; either answer is right.
        """
        with self._lock:
            known = self._masks.get(key)
            if known is not None:
                self._masks.move_to_end(key)
                return known
        mask = compute()
        mask.flags.writeable = False
        self._keep(key, mask)
        return mask

    def _keep(self, key: Filter, mask: NDArray[np.bool_]) -> None:
        if mask.nbytes > self._capacity:
            return
        with self._lock:
            if key in self._masks:
                return
            self._masks[key] = mask
            self._used += mask.nbytes
            while self._used > self._capacity:
                _, oldest = self._masks.popitem(last=False)
                self._used -= oldest.nbytes

    def __len__(self) -> int:
        """How many masks are kept."""
        return len(self._masks)

    def __reduce__(self) -> tuple[object, ...]:
        """Travel to another process empty."""
        return BitmapCache, (self._capacity,)
