"""PostgreSQL's binary COPY: rows in, without text to write and to parse on the way."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import Connection, Table

__all__ = ["Cells", "copied", "float8", "int4", "texts", "timestamptz", "upserted"]

Cells = Sequence["bytes | None"]
"""One column: the cells in PostgreSQL's binary form, `None` for null."""

_START = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"
_NULL = b"\xff\xff\xff\xff"
_BLOCK = 1 << 18
_EPOCH = datetime(2000, 1, 1, tzinfo=timezone.utc)
_INT4, _FLOAT8, _INT8 = struct.Struct(">i"), struct.Struct(">d"), struct.Struct(">q")


def texts(values: Iterable[str | None]) -> list[bytes | None]:
    """A column of text."""
    return [None if value is None else value.encode() for value in values]


def float8(values: Iterable[float | None]) -> list[bytes | None]:
    """A column of double precision; NaN becomes null, which is what it means here."""
    return [None if value is None or value != value else _FLOAT8.pack(value) for value in values]  # noqa: PLR0124


def int4(values: Iterable[int | None]) -> list[bytes | None]:
    """A column of integer."""
    return [None if value is None else _INT4.pack(value) for value in values]


def timestamptz(value: datetime) -> bytes:
    """A point in time, in microseconds since 2000."""
    passed = value - _EPOCH
    return _INT8.pack((passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds)


def copied(connection: Connection, table: str, columns: Sequence[str], cells: Sequence[Cells]) -> None:
    """Append rows to a table.

    Args:
        connection: In a transaction; with psycopg.
        table: Quoted.
        columns: Quoted.
        cells: One per column, all of the same length.
    """
    driver: Any = connection.connection.driver_connection
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)"
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for block in _blocks(cells):
            copy.write(block)


def upserted(connection: Connection, table: Table, cells: dict[str, Cells]) -> None:
    """Insert rows into a table, or replace those with the same primary key.

    Args:
        connection: In a transaction; with psycopg.
        table: The table.
        cells: By column, every column of the table, all of the same length; no key twice.
    """
    quoted = connection.dialect.identifier_preparer
    name, incoming = quoted.format_table(table), f"incoming_{table.name}"
    columns = [quoted.quote(column) for column in cells]
    keys = [quoted.quote(column.name) for column in table.primary_key]
    listed = ", ".join(columns)
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in keys)
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {incoming} (LIKE {name}) ON COMMIT DROP")
    copied(connection, incoming, columns, list(cells.values()))
    connection.exec_driver_sql(
        f"INSERT INTO {name} ({listed}) SELECT {listed} FROM {incoming} "  # noqa: S608  # quoted above
        f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {changes}"
    )
    connection.exec_driver_sql(f"DROP TABLE {incoming}")


def _blocks(cells: Sequence[Cells]) -> Iterator[bytes]:
    count = struct.pack(">h", len(cells))
    block = bytearray(_START)
    for row in zip(*cells, strict=True):
        block += count
        for cell in row:
            block += _NULL if cell is None else _INT4.pack(len(cell)) + cell
        if len(block) >= _BLOCK:
            yield bytes(block)
            block.clear()
    yield bytes(block) + _END
