"""Arrays that are used again from call to call."""

from __future__ import annotations

import math
import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Workspace"]


class Workspace(threading.local):
    """Scratch arrays, one set per thread: readers never share one, and none is allocated twice.

    What an array holds lasts until the same thread asks for the same name and dtype again.
    """

    def __init__(self) -> None:
        self._arrays: dict[tuple[str, np.dtype[Any]], NDArray[Any]] = {}

    def array(self, name: str, shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
        """An uninitialised array of this shape."""
        size = math.prod(shape)
        kept = self._arrays.get((name, dtype))
        if kept is None or kept.size < size:
            kept = self._arrays[name, dtype] = np.empty(size, dtype)
        return kept[:size].reshape(shape)
