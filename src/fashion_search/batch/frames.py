"""Row functions, and iterators of pandas frames cut to size."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Protocol, TypeAlias, TypeVar, runtime_checkable

import pandas as pd

from fashion_search.batch.schema import Schema

__all__ = ["Frames", "RowFunction", "loaded_once", "rebatched"]

Frames: TypeAlias = Iterator[pd.DataFrame]

_T = TypeVar("_T")


@runtime_checkable
class RowFunction(Protocol):
    """Rows in, rows out, and nothing else touched. It must pickle: engines send it to other processes.

    It says which columns it reads and which it gives. How rows are cut into frames must not change what comes
    of them. What is costly to make, such as a model, is made on first use by `loaded_once`.
    """

    @property
    def inputs(self) -> Schema:
        """The columns it reads."""
        ...

    @property
    def outputs(self) -> Schema:
        """The columns it gives."""
        ...

    def __call__(self, frames: Frames) -> Frames:
        """Work through the rows."""
        ...


_loaded: dict[Hashable, object] = {}


def loaded_once(key: Hashable, make: Callable[[], _T]) -> _T:
    """What was made for this key in this process, made now if it was not.

    Spark keeps its Python workers from task to task, so a model is loaded once per worker, not once per task.

    Args:
        key: Says what is made, settings included. Only the latest is kept: models are large.
        make: Makes it.
    """
    if key not in _loaded:
        _loaded.clear()
        _loaded[key] = make()
    return _loaded[key]  # type: ignore[return-value]  # `make` gave it


def rebatched(frames: Frames, rows: int) -> Frames:
    """The same rows in frames of at most so many.

    Args:
        frames: Frames of any length; empty ones are left out.
        rows: The most rows of a frame.
    """
    for frame in frames:
        for start in range(0, len(frame), rows):
            yield frame.iloc[start : start + rows]
