"""How many values columns hold: what a synced index is counted against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd
from sqlalchemy import MetaData, Table, func, select
from sqlalchemy.schema import Column
from sqlalchemy.types import NullType

from fashion_search.batch.schema import quoted
from fashion_search.connections.databricks.warehouse import Warehouse, WarehouseAsk
from fashion_search.steps import Steps

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["count_here", "count_in_warehouse", "count_on_spark"]


def count_here(rows: pd.DataFrame) -> dict[str, int]:
    """Values of each column that are not null."""
    return {str(name): int(count) for name, count in rows.notna().sum().items()}


def count_on_spark(frame: DataFrame, names: Sequence[str]) -> dict[str, int]:
    """The same of a frame of Spark; only the numbers come here."""
    row = frame.selectExpr(*(f"count({quoted(name)}) AS {quoted(name)}" for name in names)).collect()[0]
    return {name: int(row[name]) for name in names}


def count_in_warehouse(warehouse: Warehouse, table: str, names: Sequence[str]) -> Mapping[str, int]:
    """The same, asked of a SQL warehouse: for a machine that has no Spark.

    Raises:
        NotFoundError: there is no such table, or it has no such column.
        ServiceError: the warehouse cannot answer.
    """

    def counted() -> Steps[WarehouseAsk, dict[str, int]]:
        schema, _, name = table.rpartition(".")
        columns = [Column(one, NullType()) for one in names]
        source = Table(name, MetaData(), *columns, schema=schema or None)
        rows = yield select(*(func.count(source.c[one]) for one in names))
        return {one: int(value) for one, value in zip(names, rows[0], strict=True)}

    return warehouse.run(counted())
