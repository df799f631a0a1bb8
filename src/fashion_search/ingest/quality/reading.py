"""What was found while the file was read, before there were rows to look at."""

from __future__ import annotations

from collections.abc import Iterator

from fashion_search.ingest.quality.findings import Sources, counted, finding, shown
from fashion_search.ingest.quality.report import Finding

__all__ = ["check_duplicate_ids", "check_orphans", "check_ragged", "check_rejected"]


def check_rejected(sources: Sources) -> Iterator[Finding | None]:
    """Rows that were refused."""
    rejected = sources.file.rejected
    total = sum(rejected.values())
    commonest = sorted(rejected, key=lambda reason: (-rejected[reason], reason))
    yield finding(
        sources,
        "rejected_rows",
        f"{counted(total, 'row')} refused, kept in rejects.jsonl.",
        rows=(),
        count=total,
        unit="rows",
        detail=(("reason", "rows"), [(reason, rejected[reason]) for reason in commonest]),
    )


def check_duplicate_ids(sources: Sources) -> Iterator[Finding | None]:
    """Ids that stand in more than one row."""
    ids = sources.file.duplicate_ids
    sentence = f"{counted(len(ids), 'id')} of more than one row: {shown(ids)}."
    yield finding(sources, "duplicate_ids", sentence, rows=_rows(sources, ids), count=len(ids), unit="ids")


def check_ragged(sources: Sources) -> Iterator[Finding | None]:
    """Rows with more cells than the file has columns: usually an unquoted comma in a title."""
    ids = sources.file.ragged_rows
    rows = sorted(_rows(sources, ids))
    yield finding(
        sources,
        "ragged_rows",
        f"{counted(len(ids), 'row')} with more cells than the file has columns: {shown(ids)}.",
        rows=rows,
        count=len(ids),
        unit="rows",
        examples=sources.each(rows, lambda _: "cut at the separator"),
    )


def check_orphans(sources: Sources) -> Iterator[Finding | None]:
    """Picture files that no row asks for."""
    names = sources.file.orphan_pictures
    sentence = f"{counted(len(names), 'picture')} of no product: {shown(names)}."
    yield finding(sources, "orphan_pictures", sentence, rows=(), count=len(names), unit="pictures")


def _rows(sources: Sources, ids: object) -> set[int]:
    wanted = set(ids) if isinstance(ids, list | tuple) else set()
    return {row for row, product_id in enumerate(sources.table.product_ids) if product_id in wanted}
