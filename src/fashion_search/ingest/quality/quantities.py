"""Prices and years."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from fashion_search.ingest.quality.findings import Sources, counted, finding
from fashion_search.ingest.quality.report import Finding

__all__ = ["check_numbers", "check_prices"]

_ENOUGH = 20
_FAR = 5.0
_LEAST_SPREAD = 0.1
_FIRST_YEAR = 1980


def check_numbers(sources: Sources) -> Iterator[Finding | None]:
    """Prices that are no positive number, and years that are no year a product can be from."""
    wrong: dict[int, str] = {}
    for row, text in enumerate(sources.table.clean("price")):
        if text and not _number(text) > 0:
            wrong[row] = f"price: {text}"
    for row, text in enumerate(sources.table.clean("year")):
        if text and not _is_year(text, sources.last_year):
            wrong[row] = f"year: {text}"
    yield finding(
        sources,
        "invalid_numbers",
        f"{counted(len(wrong), 'product')} with a price that is no positive number, or a year not between "
        f"{_FIRST_YEAR} and {sources.last_year}.",
        rows=wrong,
        examples=sources.each(sorted(wrong), lambda row: wrong[row]),
    )


def check_prices(sources: Sources) -> Iterator[Finding | None]:
    """Prices far from those of the same article type.

    The logarithm of the price is more than five robust standard deviations (1.4826 times the median absolute
    deviation, at least 0.1) from the type's median, in types with at least 20 prices.
    """
    prices = [_number(text) for text in sources.table.clean("price")]
    by_type: dict[str, list[int]] = defaultdict(list)
    for row, kind in enumerate(sources.table.clean("article_type")):
        if prices[row] > 0:
            by_type[kind].append(row)
    far = {row: usual for rows in by_type.values() for row, usual in _far(rows, prices)}
    yield finding(
        sources,
        "price_outliers",
        f"{counted(len(far), 'price')} far from those of the article type.",
        rows=far,
        unit="prices",
        examples=sources.each(sorted(far), lambda row: f"{prices[row]:,.2f}; usually about {far[row]:,.2f}"),
    )


def _far(rows: list[int], prices: list[float]) -> Iterator[tuple[int, float]]:
    """The rows whose price is out of line, each with the median price."""
    if len(rows) < _ENOUGH:
        return
    logs = np.log([prices[row] for row in rows])
    middle = float(np.median(logs))
    spread = max(_LEAST_SPREAD, 1.4826 * float(np.median(np.abs(logs - middle))))
    for row, value in zip(rows, logs.tolist(), strict=True):
        if abs(value - middle) > _FAR * spread:
            yield row, math.exp(middle)


def _number(text: str) -> float:
    """The number a cell holds, NaN when it holds none."""
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def _is_year(text: str, last: int) -> bool:
    value = _number(text)
    return _FIRST_YEAR <= value <= last and value.is_integer()
