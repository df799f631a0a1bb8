"""Tables by the names a job file gives them: folders here, folders or names of the catalogue on Spark."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from fashion_search.batch.definitions import DEAD_LETTERS
from fashion_search.batch.schema import Schema
from fashion_search.batch.sources import read_rows
from fashion_search.batch.tables.delta import DeltaFolder
from fashion_search.batch.tables.on_spark import DeltaTarget, DriverTarget, collected
from fashion_search.batch.tables.parquet import ParquetTable
from fashion_search.batch.tables.table import Table
from fashion_search.errors import ConfigurationError, NotFoundError
from fashion_search.store import Store

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = [
    "frame_on_spark",
    "is_folder",
    "letters_of",
    "rows_at",
    "rows_on_spark",
    "table_at",
    "target_on_spark",
]

_LETTERS = "_dead_letters"


def is_folder(place: str) -> bool:
    """Whether a place is a path: it has a slash, or there is such a file or folder."""
    return "/" in place or "\\" in place or Path(place).exists()


def letters_of(place: str) -> str:
    """Where the dead letters of a table are."""
    return place.rstrip("/") + _LETTERS


def table_at(place: str, schema: Schema, *, kind: str = "parquet", expected_rows: int = 0) -> Table:
    """A table to write, in a folder.

    Args:
        place: The folder.
        schema: The columns.
        kind: `"parquet"` or `"delta"`, for a new one; what is there stays what it is.
        expected_rows: How many rows there will be.

    Raises:
        ConfigurationError: the place is a name of a catalogue, which only Spark can reach.
    """
    if not is_folder(place) and "." in place:
        raise ConfigurationError(
            f"The table {place!r} is a name of a catalogue, which the engine 'local' cannot reach. "
            "Give a folder with a slash in it, or run with engine = 'spark'."
        )
    if kind == "delta" or (Path(place) / "_delta_log").is_dir():
        return DeltaFolder(place, schema)
    return ParquetTable(place, schema, expected_rows=expected_rows)


def rows_at(place: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Rows to read.

    Raises:
        NotFoundError: there is nothing.
        ConfigurationError: the place is a name of a catalogue, which only Spark can reach.
    """
    if not is_folder(place) and "." in place:
        table_at(place, DEAD_LETTERS)
    return read_rows(place, columns)


def target_on_spark(
    place: str, schema: Schema, *, kind: str, expected_rows: int
) -> DeltaTarget | DriverTarget:
    """A table for Spark to write: a Delta table of the catalogue by name, or a folder the driver writes."""
    if not is_folder(place):
        return DeltaTarget(place, schema)
    return DriverTarget(
        table_at(place, schema, kind=kind, expected_rows=expected_rows),
        table_at(letters_of(place), DEAD_LETTERS, kind=kind),
    )


def rows_on_spark(spark: SparkSession, place: str, schema: Schema) -> DataFrame:
    """Rows for Spark to read; a store's products come from the driver.

    Raises:
        NotFoundError: there is no such folder or table.
    """
    path = Path(place)
    if not (path.exists() if is_folder(place) else spark.catalog.tableExists(place)):
        raise NotFoundError(f"There is no table {place!r} for Spark to read.")
    if not is_folder(place):
        return spark.table(place)
    if (path / "_writer.lock").is_file() and not any(path.glob("*.parquet")):
        return spark.createDataFrame([], schema=schema.ddl())  # a table that was made and has no row yet
    if Store.exists(place):
        rows = read_rows(place)
        values = [tuple(row) for row in rows[list(schema.names)].itertuples(index=False)]
        return spark.createDataFrame(values, schema=schema.ddl())
    if (Path(place) / "_delta_log").is_dir():
        return spark.read.format("delta").load(place)
    return spark.read.parquet(place)


def frame_on_spark(spark: SparkSession, place: str, schema: Schema) -> pd.DataFrame:
    """All rows of a table of Spark, on the driver."""
    there = rows_on_spark(spark, place, schema)
    known = Schema(tuple(column for column in schema.columns if column.name in there.columns))
    return collected(there, known)
