"""What happens to a filter that an engine understands only in part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from fashion_search.filters.expr import Filter

__all__ = ["Pushdown"]

_Native = TypeVar("_Native")


@dataclass(frozen=True)
class Pushdown(Generic[_Native]):
    """A filter split between an engine and us.

    The engine's part never refuses a row the filter accepts. Rows that pass both parts are those the filter
    accepts.

    Attributes:
        native: What the engine is told; empty when it can be told nothing.
        residual: What is left to check with `evaluate` on each row the engine answers, `None` when nothing
            is. Ask the engine for the columns of `residual.fields()`.
    """

    native: _Native
    residual: Filter | None
