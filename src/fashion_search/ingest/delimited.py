"""CSV and its relatives: the separator is told from the header, and ragged rows are told apart."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import TextIO

from fashion_search.ingest.rows import RawRow

__all__ = ["read_delimited"]

_SEPARATORS = (",", ";", "\t", "|")


def read_delimited(file: TextIO) -> tuple[list[str], Iterator[RawRow]]:
    """Read a file with a header and separated values.

    Args:
        file: Opened with `newline=""`; must stay open until the rows have been read.

    Returns:
        The header, and the rows in order; blank lines are no rows.
    """
    first = file.readline()
    file.seek(0)
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(file, delimiter=separator)
    header = [name.strip() for name in next(reader, [])]
    return header, _rows(reader, header, separator)


def _rows(reader: Iterator[list[str]], header: list[str], separator: str) -> Iterator[RawRow]:
    number = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            number += 1
            yield RawRow(number, problem=f"The row cannot be read ({exc}); a quote may not be closed.")
            continue
        if cells:
            number += 1
            yield _row(number, cells, header, separator)


def _row(number: int, cells: list[str], header: list[str], separator: str) -> RawRow:
    values = dict(zip(header, cells, strict=False))
    if len(cells) == len(header):
        return RawRow(number, values)
    problem = (
        f"The row has {len(cells)} cells where the header has {len(header)}; "
        f"a value that holds {separator!r} must be quoted."
    )
    return RawRow(number, values, problem, "ragged row")
