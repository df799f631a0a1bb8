"""Product files to raw rows: CSV, JSON lines and Parquet, told by their names."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from fashion_search.errors import InvalidRequestError, MissingDependencyError, NotFoundError
from fashion_search.ingest.delimited import read_delimited
from fashion_search.ingest.jsonl import read_json_lines
from fashion_search.ingest.names import match_columns
from fashion_search.ingest.rows import RawRow

__all__ = ["RawTable", "read_table"]

_PARQUET_BATCH = 4096


@dataclass(frozen=True, slots=True)
class RawTable:
    """An input that has been read.

    Attributes:
        columns: Which column each field came from.
        ignored: Columns that are no field.
        rows: Every row, broken ones too.
    """

    columns: Mapping[str, str]
    ignored: tuple[str, ...]
    rows: tuple[RawRow, ...]


def read_table(path: Path, mapping: Mapping[str, str]) -> RawTable:
    """Read a product file.

    Args:
        path: A `.csv`, `.tsv`, `.jsonl`, `.ndjson` (each also with `.gz`) or `.parquet` file.
        mapping: Ours to theirs, for columns that are called something else.

    Raises:
        NotFoundError: there is no such file.
        InvalidRequestError: the kind of file is unknown, it cannot be read at all, or has no product id.
        MissingDependencyError: Parquet without pyarrow.
    """
    if not path.is_file():
        raise NotFoundError(f"There is no product file at {path}.")
    kind = _kind(path)
    try:
        if kind == ".parquet":
            return _named(*_read_parquet(path), mapping)
        with _text(path) as file:
            read = read_delimited if kind in (".csv", ".tsv") else read_json_lines
            return _named(*read(file), mapping)
    except (OSError, EOFError) as exc:
        raise InvalidRequestError(f"{path} cannot be read ({exc}).") from exc


def _kind(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    kind = suffixes[-1] if suffixes else ""
    if kind not in (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet"):
        raise InvalidRequestError(
            f"{path.name} is of no known kind; products come as .csv, .tsv, .jsonl, .ndjson "
            "(also .gz) or .parquet."
        )
    return kind


def _named(header: list[str], rows: Iterator[RawRow], mapping: Mapping[str, str]) -> RawTable:
    columns = match_columns(header, mapping)
    named = tuple(
        RawRow(
            row.number,
            {field: row.values[column] for field, column in columns.items() if column in row.values},
            row.problem,
            row.cause,
        )
        for row in rows
    )
    ignored = tuple(column for column in header if column not in columns.values())
    return RawTable(columns, ignored, named)


def _text(path: Path) -> io.TextIOWrapper:
    """The file as text, without byte-order mark; bytes that are not UTF-8 become lone surrogates."""
    with _bytes(path) as file:
        wide = file.read(2) in (b"\xff\xfe", b"\xfe\xff")
    encoding, errors = ("utf-16", "replace") if wide else ("utf-8-sig", "surrogateescape")
    return io.TextIOWrapper(_bytes(path), encoding=encoding, errors=errors, newline="")


def _bytes(path: Path) -> BinaryIO:
    zipped = path.suffix.lower() == ".gz"
    return cast("BinaryIO", gzip.open(path) if zipped else path.open("rb"))


def _read_parquet(path: Path) -> tuple[list[str], Iterator[RawRow]]:
    try:
        import pyarrow  # noqa: PLC0415
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as exc:
        raise MissingDependencyError("Reading Parquet", "batch") from exc
    try:
        file = parquet.ParquetFile(path)
    except pyarrow.ArrowException as exc:
        raise InvalidRequestError(f"{path} is not a readable Parquet file ({exc}).") from exc
    return list(file.schema_arrow.names), _parquet_rows(file)


def _parquet_rows(file: object) -> Iterator[RawRow]:
    number = 0
    for batch in file.iter_batches(batch_size=_PARQUET_BATCH):  # type: ignore[attr-defined]  # pyarrow is untyped
        for values in batch.to_pylist():
            number += 1
            yield RawRow(number, values)
