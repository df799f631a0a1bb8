"""The catalogue in an embedded store: listings by SQL, single products from the columns filters use."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from fashion_search.catalogs.sql import SqlCatalog
from fashion_search.filters import FIELDS, Columns
from fashion_search.store import Store
from fashion_search.types import Product

__all__ = ["StoreCatalog"]


class StoreCatalog(SqlCatalog):
    """Products of one generation of a store. Safe to use from many threads.

    A generation never changes, so `get_many` reads the columns in memory, a tenth of the time that SQL takes.

    Args:
        store: Whoever opened it closes it.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(store.engine())
        self._store = store

    def get_many(self, product_ids: Sequence[str]) -> Mapping[str, Product]:
        """The products that exist among these ids, in the order asked for, each once."""
        known = self._store.product_ids
        rows = {one: bisect_left(known, one) for one in product_ids}
        rows = {one: row for one, row in rows.items() if row < len(known) and known[row] == one}
        found = np.fromiter(rows.values(), dtype=np.intp, count=len(rows))
        return dict(zip(rows, _products(self._store.columns(), found), strict=True))


def _products(columns: Columns, rows: NDArray[np.intp]) -> list[Product]:
    values = [_values(columns, name, rows) for name in FIELDS]
    return [Product(**dict(zip(FIELDS, row, strict=True))) for row in zip(*values, strict=True)]


def _values(columns: Columns, name: str, rows: NDArray[np.intp]) -> list[str | float | int | None]:
    if FIELDS[name] == "text":
        column = columns.text(name)
        return [column.vocabulary[code] if code >= 0 else None for code in column.codes[rows].tolist()]
    numbers = columns.numbers(name)[rows].tolist()
    whole = FIELDS[name] == "integer"
    return [None if value != value else int(value) if whole else value for value in numbers]  # noqa: PLR0124
