"""JSON lines: one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TextIO

from fashion_search.ingest.rows import RawRow

__all__ = ["read_json_lines"]


def read_json_lines(file: TextIO) -> tuple[list[str], Iterator[RawRow]]:
    """Read one JSON object a line; blank lines are no rows.

    Args:
        file: Opened as text.

    Returns:
        Every key that occurs, in order of appearance, and the rows.
    """
    lines = (line for line in file if line.strip())
    rows = [_row(number, line) for number, line in enumerate(lines, 1)]
    header = dict.fromkeys(key for row in rows for key in row.values)
    return list(header), iter(rows)


def _row(number: int, line: str) -> RawRow:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as exc:
        return RawRow(number, problem=f"The line is not JSON ({exc}).")
    if not isinstance(value, dict):
        return RawRow(number, problem=f"The line holds {type(value).__name__}, not an object.")
    return RawRow(number, value)
