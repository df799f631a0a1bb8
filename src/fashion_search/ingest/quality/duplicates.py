"""Rows that say the same: equal titles, and rows equal in everything but their id."""

from __future__ import annotations

from collections.abc import Iterator

from fashion_search.ingest.quality.findings import Sources, counted, finding, grouped
from fashion_search.ingest.quality.report import Example, Finding

__all__ = ["check_rows", "check_titles", "group_examples"]

_SHOWN = 6


def check_titles(sources: Sources) -> Iterator[Finding | None]:
    """Titles that are equal letter by letter; empty ones are left out."""
    titles = sources.table.titles
    groups = grouped((row, title) for row, title in enumerate(titles) if title)
    rows = [row for group in groups for row in group]
    yield finding(
        sources,
        "duplicate_titles",
        f"{len(rows):,} products with the title of another, in {counted(len(groups), 'group')} of up to "
        f"{len(groups[0]) if groups else 0:,}.",
        rows=rows,
        numbers={"rows": len(rows), "groups": len(groups), "largest": len(groups[0]) if groups else 0},
        detail=(("title", "products"), [(titles[group[0]], len(group)) for group in groups[:10]]),
        examples=group_examples(sources, groups, "products with this title"),
    )


def check_rows(sources: Sources) -> Iterator[Finding | None]:
    """Rows equal letter by letter in every column but the id and the place of the picture."""
    table = sources.table
    columns = [table.raw(field) for field in table.fields]
    groups = grouped(enumerate(zip(*columns, strict=True)))
    rows = [row for group in groups for row in group]
    yield finding(
        sources,
        "duplicate_rows",
        f"{len(rows):,} products equal to another in every column but the id, in "
        f"{counted(len(groups), 'group')}: {len(rows) - len(groups):,} more than there are kinds.",
        rows=rows,
        numbers={"rows": len(rows), "groups": len(groups), "surplus": len(rows) - len(groups)},
        examples=group_examples(sources, groups, "equal rows"),
    )


def group_examples(sources: Sources, groups: list[list[int]], what: str) -> list[Example]:
    """The first groups, a few products of each side by side."""
    return [sources.example(group[:_SHOWN], f"{len(group):,} {what}") for group in groups[: sources.examples]]
