"""Columns of a table, said once: DDL for Spark, a schema for Arrow, and what a pandas frame must hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import pandas as pd
import pyarrow as pa

from fashion_search.errors import ConfigurationError

__all__ = ["Column", "Kind", "Schema"]

Kind: TypeAlias = Literal["text", "integer", "number", "flag", "time", "bytes", "texts", "vector", "shares"]
"""`vector` is an array of 32-bit floats, `shares` a number by name, `time` an instant in UTC."""

_SPARK: dict[str, str] = {
    "text": "STRING",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "flag": "BOOLEAN",
    "time": "TIMESTAMP",
    "bytes": "BINARY",
    "texts": "ARRAY<STRING>",
    "vector": "ARRAY<FLOAT>",
    "shares": "MAP<STRING, DOUBLE>",
}

_ARROW: dict[str, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "flag": pa.bool_(),
    "time": pa.timestamp("us", tz="UTC"),
    "bytes": pa.binary(),
    "texts": pa.list_(pa.string()),
    "vector": pa.list_(pa.float32()),
    "shares": pa.map_(pa.string(), pa.float64()),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: Its name.
        kind: What it holds.
        comment: What it means, for the table's description.
        required: Whether every row has a value.
    """

    name: str
    kind: Kind
    comment: str = ""
    required: bool = False

    @property
    def spark_type(self) -> str:
        """Its type in Spark SQL."""
        return _SPARK[self.kind]


@dataclass(frozen=True, slots=True)
class Schema:
    """The columns of a table, in order.

    Attributes:
        columns: The columns; the first is the key unless said otherwise by whoever uses it.
    """

    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(column.name for column in self.columns)

    def with_columns(self, *more: Column) -> Schema:
        """This schema with columns at its end."""
        return Schema((*self.columns, *more))

    def without(self, *names: str) -> Schema:
        """This schema less some columns."""
        return Schema(tuple(column for column in self.columns if column.name not in names))

    def ddl(self) -> str:
        """Names and types as Spark reads them, the form `mapInPandas` takes."""
        return ", ".join(f"{quoted(column.name)} {_SPARK[column.kind]}" for column in self.columns)

    def create_ddl(self) -> str:
        """Names, types, constraints and comments, the form `CREATE TABLE` takes."""
        return ",\n  ".join(_declared(column) for column in self.columns)

    def arrow(self) -> pa.Schema:
        """As Arrow sees it; instants in UTC, in microseconds."""
        return pa.schema(
            [
                pa.field(column.name, _ARROW[column.kind], nullable=not column.required)
                for column in self.columns
            ]
        )

    def empty(self) -> pd.DataFrame:
        """A frame with these columns and no row."""
        return pd.DataFrame(self.arrow().empty_table().to_pandas())

    def table(self, frame: pd.DataFrame) -> pa.Table:
        """A frame as an Arrow table of exactly these columns.

        Raises:
            ConfigurationError: a column is missing, or holds what does not fit its kind.
        """
        missing = [name for name in self.names if name not in frame.columns]
        if missing:
            raise ConfigurationError(
                f"The columns {', '.join(missing)} are missing; "
                f"the rows have {', '.join(map(str, frame.columns))}."
            )
        arrays = [_array(frame[column.name], column) for column in self.columns]
        return pa.Table.from_arrays(arrays, schema=self.arrow())

    def rows(self, rows: Iterable[dict[str, object]]) -> pd.DataFrame:
        """Rows as a frame of these columns; what a row does not name is null."""
        known = list(rows)
        return pd.DataFrame(
            {column.name: _series([row.get(column.name) for row in known], column) for column in self.columns}
        )


def quoted(name: str) -> str:
    """An identifier as Spark SQL takes it literally; dots part catalogue, schema and table."""
    return ".".join(f"`{part.strip('`').replace('`', '``')}`" for part in name.split("."))


def _series(values: list[object], column: Column) -> pd.Series:
    if column.kind == "time":
        return pd.Series(pd.to_datetime(pd.Series(values, dtype=object), utc=True))
    return pd.Series(values, dtype=object)


def _declared(column: Column) -> str:
    required = " NOT NULL" if column.required else ""
    comment = column.comment.replace("\\", "\\\\").replace("'", "\\'")
    return f"{quoted(column.name)} {_SPARK[column.kind]}{required}" + (
        f" COMMENT '{comment}'" if comment else ""
    )


def _array(values: pd.Series, column: Column) -> pa.Array:
    kind = _ARROW[column.kind]
    if column.kind == "shares":
        values = values.map(lambda one: list(one.items()) if isinstance(one, dict) else one)
    try:
        found = pa.Array.from_pandas(values, type=kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError, TypeError, ValueError) as exc:
        raise ConfigurationError(
            f"Column {column.name!r} does not hold {column.kind} throughout: {exc}"
        ) from exc
    if column.required and found.null_count:
        raise ConfigurationError(
            f"Column {column.name!r} must have a value in every row; {found.null_count} have none."
        )
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
