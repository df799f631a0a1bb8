"""Small tables, as HTML and as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from fashion_search.display.markup import escape, heading
from fashion_search.display.style import FRAGMENT
from fashion_search.errors import InvalidRequestError

__all__ = ["Cell", "table_html", "table_text"]

Cell: TypeAlias = str | int | float | None
"""What a table holds: text to the left, numbers to the right, `None` as a dash."""

_SMALL = 10.0
_GAP = "  "
_LEAST = 8
_ABSENT = "\N{EN DASH}"


def table_html(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str | None = None) -> str:
    """A table as a fragment with its own style sheet.

    Args:
        columns: Headings.
        rows: One cell per column; a column of numbers is set to the right.
        title: A heading above the table.

    Returns:
        HTML, every text escaped. Without rows the headings stand alone.

    Raises:
        InvalidRequestError: a row has more or fewer cells than there are columns.
    """
    listed = _checked(columns, rows)
    classes = [' class="fs-number"' if _numeric(listed, at) else "" for at in range(len(columns))]
    head = "".join(f"<th{kind}>{escape(name)}</th>" for kind, name in zip(classes, columns, strict=True))
    body = "".join(_row(classes, row) for row in listed)
    return (
        f'{FRAGMENT}<div class="fs-table">{heading(title)}<div class="fs-scroll"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></div>"
    )


def table_text(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, width: int = 100) -> str:
    """A table in plain characters.

    Args:
        columns: Headings.
        rows: One cell per column; a column of numbers is set to the right.
        width: Characters a line should stay within: the widest column of texts is cut with an ellipsis.

    Returns:
        Lines without trailing blanks, joined by newlines.

    Raises:
        InvalidRequestError: a row has more or fewer cells than there are columns.
    """
    listed = _checked(columns, rows)
    numeric = [_numeric(listed, at) for at in range(len(columns))]
    lines = [list(columns), *([_words(cell) for cell in row] for row in listed)]
    widths = _widths(lines, numeric, width)
    return "\n".join(_line(line, widths, numeric).rstrip() for line in lines)


def _widths(lines: Sequence[Sequence[str]], numeric: Sequence[bool], width: int) -> list[int]:
    """What each column gets: its longest cell, but the widest column of texts gives way to fit."""
    widths = [max(len(line[at]) for line in lines) for at in range(len(numeric))]
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - width
    texts = [at for at, right in enumerate(numeric) if not right]
    if excess > 0 and texts:
        widest = max(texts, key=lambda at: widths[at])
        widths[widest] = max(_LEAST, widths[widest] - excess)
    return widths


def _checked(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> list[list[Cell]]:
    listed = [list(row) for row in rows]
    for row in listed:
        if len(row) != len(columns):
            raise InvalidRequestError(f"A row has {len(row)} cells; the table has {len(columns)} columns.")
    return listed


def _row(classes: Sequence[str], row: Sequence[Cell]) -> str:
    cells = (
        f'<td{kind} dir="auto">{escape(_words(cell))}</td>' for kind, cell in zip(classes, row, strict=True)
    )
    return f"<tr>{''.join(cells)}</tr>"


def _line(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    fitted = (_cut(cell, size) for cell, size in zip(cells, widths, strict=True))
    laid = (
        cell.rjust(size) if right else cell.ljust(size)
        for cell, size, right in zip(fitted, widths, numeric, strict=True)
    )
    return _GAP.join(laid)


def _cut(cell: str, size: int) -> str:
    return cell if len(cell) <= size else cell[: size - 1] + "…"


def _numeric(rows: Sequence[Sequence[Cell]], at: int) -> bool:
    return bool(rows) and all(not isinstance(row[at], str) for row in rows)


def _words(cell: Cell) -> str:
    if cell is None:
        return _ABSENT
    if isinstance(cell, float):
        return f"{cell:.3f}" if abs(cell) < _SMALL else f"{cell:,.2f}"
    return f"{cell:,}" if isinstance(cell, int) else " ".join(cell.split())
