"""Reading a field of a row: null, text or float64, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping

from fashion_search.errors import FilterError
from fashion_search.filters.values import as_float, shown

__all__ = ["number_in", "text_in"]


def text_in(row: Mapping[str, object], field: str) -> str | None:
    """The text of a field; `None` when it is null or the row lacks it.

    Raises:
        FilterError: the row holds something else there.
    """
    value = row.get(field)
    if value is None or isinstance(value, str):
        return value
    raise FilterError(f"A row's {field} is {shown(value)} ({type(value).__name__}); it must be text or None.")


def number_in(row: Mapping[str, object], field: str) -> float | None:
    """The number of a field as float64; `None` when it is null, NaN, or the row lacks it.

    Raises:
        FilterError: the row holds something else there.
    """
    value = row.get(field)
    if value is None:
        return None
    number = as_float(value)
    if number is None:
        kind = type(value).__name__
        raise FilterError(f"A row's {field} is {shown(value)} ({kind}); it must be a number or None.")
    return None if math.isnan(number) else number
