"""What the rows do not say: empty cells, words for nothing, columns that are not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from fashion_search.ingest.quality.findings import Sources, counted, finding, in_words
from fashion_search.ingest.quality.report import Finding
from fashion_search.ingest.quality.table import is_null_word
from fashion_search.types import Product

_PLURALS = {"empty cell": "empty cells", "word for nothing": "words for nothing"}

__all__ = ["check_absent_fields", "check_literal_nulls", "check_missing_values"]


def check_missing_values(sources: Sources) -> Iterator[Finding | None]:
    """Cells that hold nothing, or white space only, in columns that hold something elsewhere."""
    table = sources.table
    empty = {
        field: [row for row, text in enumerate(table.raw(field)) if not text.strip()]
        for field in table.fields
    }
    empty = {field: rows for field, rows in empty.items() if rows}
    yield _by_field(sources, "missing_values", empty, "empty cell")


def check_literal_nulls(sources: Sources) -> Iterator[Finding | None]:
    """Cells that say `NA`, `null`, `-` and the like where they mean nothing."""
    table = sources.table
    words = {
        field: [row for row, text in enumerate(table.raw(field)) if is_null_word(text)]
        for field in table.fields
    }
    words = {field: rows for field, rows in words.items() if rows}
    yield _by_field(sources, "literal_nulls", words, "word for nothing")


def check_absent_fields(sources: Sources) -> Iterator[Finding | None]:
    """Fields of a product for which the file has no column, or an empty one."""
    absent = [
        name
        for name in Product.field_names()
        if name not in sources.table and name not in ("product_id", "image_path")
    ]
    sentence = f"No row has a value for {in_words(absent)}."
    yield finding(sources, "absent_fields", sentence, rows=(), count=len(absent), unit="fields")


def _by_field(sources: Sources, code: str, found: dict[str, list[int]], what: str) -> Finding | None:
    cells = sum(map(len, found.values()))
    affected = sorted({row for rows in found.values() for row in rows})
    parts = [f"{field} {len(rows):,}" for field, rows in found.items()]
    detail = [
        (field, len(rows), f"{len(rows) / len(sources.table):.2%}", _spelled(sources, field, rows))
        for field, rows in found.items()
    ]
    first = [row for rows in found.values() for row in rows[:3]]
    of_row = {row: field for field, rows in reversed(found.items()) for row in rows}
    return finding(
        sources,
        code,
        f"{counted(cells, what, _PLURALS[what])} in {counted(len(affected), 'product')}: {in_words(parts)}.",
        rows=affected,
        count=cells,
        unit="cells",
        numbers={field: len(rows) for field, rows in found.items()},
        detail=(("field", "cells", "share", "as written"), detail),
        examples=sources.each(first, lambda row: f"{of_row[row]}: {_written(sources, of_row[row], row)}"),
    )


def _written(sources: Sources, field: str, row: int) -> str:
    return sources.table.raw(field)[row].strip() or "(empty)"


def _spelled(sources: Sources, field: str, rows: list[int]) -> str:
    column = sources.table.raw(field)
    return ", ".join(
        text.strip() or "(empty)" for text, _ in Counter(column[row] for row in rows).most_common(4)
    )
