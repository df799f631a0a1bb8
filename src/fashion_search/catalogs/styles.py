"""Tastes in Unity Catalog, read through a SQL warehouse: what the batch job `users` wrote."""

from __future__ import annotations

import time

from sqlalchemy import column, select
from sqlalchemy import table as named_table

from fashion_search.connections.databricks.warehouse import Warehouse, WarehouseAsk
from fashion_search.errors import NotFoundError
from fashion_search.people import UserStyle
from fashion_search.people.stored_styles import read_style
from fashion_search.steps import Steps

__all__ = ["WarehouseStyles"]

_COMMON = (
    *("user_id", "user_embedding", "segment", "num_interactions", "category_prefs", "color_prefs"),
    *("avg_price", "min_price", "max_price"),
)
_OURS = (*_COMMON, "gender_prefs", "usage_prefs", "last_seen")
"""With the columns that only our own job writes."""

_AGAIN_S = 600.0
"""Seconds after which a table that was missing is looked for again."""


class WarehouseStyles:
    """Tastes in a table of Unity Catalog. Threads may share it.

    A warehouse takes some hundred milliseconds to answer; a table synced to Lakebase takes a few
    (`SqlStyles`).

    Args:
        warehouse: Runs the statements.
        table: Full name of the table. Of one that is missing nobody is known.
    """

    def __init__(self, warehouse: Warehouse, *, table: str) -> None:
        *schema, name = table.split(".")
        self._warehouse = warehouse
        self._name = name
        self._schema = ".".join(schema) or None
        self._columns: tuple[tuple[str, ...], ...] = (_OURS, _COMMON)
        self._missing_until = 0.0

    def get(self, user_id: str) -> UserStyle | None:
        """One person's taste; `None` when nothing is kept of them.

        Raises:
            ServiceError: the warehouse cannot answer.
        """
        if time.monotonic() < self._missing_until:
            return None
        for columns in self._columns:
            try:
                found = self._warehouse.run(self._row(columns, user_id))
            except NotFoundError:  # the table, or one of these columns
                continue
            self._columns = (columns,)
            return found
        self._missing_until = time.monotonic() + _AGAIN_S
        return None

    def _row(self, columns: tuple[str, ...], user_id: str) -> Steps[WarehouseAsk, UserStyle | None]:
        table = named_table(self._name, *map(column, columns), schema=self._schema)
        rows = yield select(*table.c).where(table.c.user_id == user_id).limit(1)
        return read_style(dict(zip(columns, rows[0], strict=True))) if rows else None
