"""What every check gets, and how it says what it found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from fashion_search.display import Cell
from fashion_search.ingest.quality.codes import CODES
from fashion_search.ingest.quality.facts import PictureFacts
from fashion_search.ingest.quality.report import DetailTable, Example, ExampleProduct, Finding
from fashion_search.ingest.quality.table import RawColumns

__all__ = ["Check", "FileFacts", "Sources", "counted", "finding", "grouped", "in_words", "shown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What happened to the file before its rows came here.

    Attributes:
        rejected: How many rows were refused, by reason.
        duplicate_ids: Ids that stood in more than one row.
        ragged_rows: Ids of rows that had more cells than the file has columns.
        orphan_pictures: Names of pictures that belong to no row.
    """

    rejected: Mapping[str, int] = field(default_factory=dict)
    duplicate_ids: Sequence[str] = ()
    ragged_rows: Sequence[str] = ()
    orphan_pictures: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What the checks look at.

    Attributes:
        table: The rows.
        pictures: The facts by row number; `None` when pictures were not looked at.
        readable: Those of them whose picture could be decoded.
        file: What reading the file has shown.
        examples: At most so many examples per finding.
        last_year: The latest year that is believable.
    """

    table: RawColumns
    pictures: Mapping[int, PictureFacts] | None
    readable: Mapping[int, PictureFacts]
    file: FileFacts
    examples: int
    last_year: int

    def example(self, rows: Iterable[int], note: str) -> Example:
        """One case: the products in these rows."""
        ids, titles = self.table.product_ids, self.table.titles
        return Example(
            note=note, products=tuple(ExampleProduct(product_id=ids[row], title=titles[row]) for row in rows)
        )

    def each(self, rows: Sequence[int], note: Callable[[int], str]) -> tuple[Example, ...]:
        """The first rows as cases of their own."""
        return tuple(self.example([row], note(row)) for row in rows[: self.examples])


Check: TypeAlias = Callable[[Sources], Iterable[Finding | None]]
"""Looks for one kind of trouble. `None` stands for "looked, found nothing"."""


def finding(
    sources: Sources,
    code: str,
    sentence: str,
    *,
    rows: Collection[int],
    count: int | None = None,
    unit: str = "products",
    numbers: Mapping[str, int] | None = None,
    detail: tuple[Sequence[str], Iterable[Sequence[Cell]]] | None = None,
    examples: Iterable[Example] = (),
) -> Finding | None:
    """A finding, or `None` when there is nothing to report.

    Args:
        sources: What was looked at.
        code: One of `CODES`; gives heading, severity and remedy.
        sentence: What was found, with the numbers.
        rows: The affected rows.
        count: How many; the number of rows when left out.
        unit: What `count` counts.
        numbers: Further counts.
        detail: Columns and rows of a small table.
        examples: Cases.
    """
    total = len(rows) if count is None else count
    if not total:
        return None
    kind = CODES[code]
    return Finding(
        code=code,
        severity=kind.severity,
        heading=kind.heading,
        sentence=sentence,
        remedy=kind.remedy,
        count=total,
        unit=unit,
        rows=len(rows),
        share=len(rows) / max(1, len(sources.table)),
        numbers=dict(numbers or {}),
        detail=DetailTable(columns=tuple(detail[0]), rows=tuple(map(tuple, detail[1]))) if detail else None,
        examples=tuple(examples),
    )


def grouped(keys: Iterable[tuple[int, object]]) -> list[list[int]]:
    """Rows that share a key, groups of two and more only, the largest first, then in order of the file."""
    groups: dict[object, list[int]] = {}
    for row, key in keys:
        groups.setdefault(key, []).append(row)
    return sorted((rows for rows in groups.values() if len(rows) > 1), key=lambda rows: (-len(rows), rows[0]))


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: "1 title", "1,698 titles"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def in_words(items: Sequence[str]) -> str:
    """A list in a sentence: "a", "a and b", "a, b and c"."""
    return " and ".join(part for part in (", ".join(items[:-1]), *items[-1:]) if part)


def shown(items: Sequence[str], limit: int = 8) -> str:
    """The first items in a sentence, and how many more there are."""
    more = len(items) - limit
    return in_words([*items[:limit], f"{more:,} more"] if more > 0 else list(items))
