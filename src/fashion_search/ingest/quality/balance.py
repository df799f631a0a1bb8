"""How the products spread over their classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from fashion_search.ingest.quality.findings import Sources, counted, finding, shown
from fashion_search.ingest.quality.report import Finding

__all__ = ["check_imbalance", "check_single", "check_small", "check_without_pictures"]

_SMALL = 10
_LARGE_SHARE = 0.1
_LEVELS = ("master_category", "sub_category", "article_type")


def check_small(sources: Sources) -> Iterator[Finding | None]:
    """Article types with fewer than ten products."""
    types = sources.table.clean("article_type")
    counts = Counter(value for value in types if value)
    small = sorted((count, value) for value, count in counts.items() if count < _SMALL)
    single = sum(count == 1 for count, _ in small)
    names = {value for _, value in small}
    rows = [row for row, value in enumerate(types) if value in names]
    yield finding(
        sources,
        "small_classes",
        f"{counted(len(small), 'article type')} of {len(counts):,} with fewer than {_SMALL} products, "
        f"{single:,} of them with a single one.",
        rows=rows,
        count=len(small),
        unit="article types",
        numbers={"fewer_than_ten": len(small), "single": single, "article_types": len(counts)},
        detail=(("article_type", "products"), [(value, count) for count, value in small]),
        examples=sources.each(rows, lambda row: f"{types[row]}: {counted(counts[types[row]], 'product')}"),
    )


def check_single(sources: Sources) -> Iterator[Finding | None]:
    """Master and sub-categories with one product."""
    found: list[tuple[str, str, int]] = []
    for level in _LEVELS[:2]:
        column = sources.table.clean(level)
        counts = Counter(column)
        found += [(level, value, row) for row, value in enumerate(column) if value and counts[value] == 1]
    yield finding(
        sources,
        "single_product_categories",
        f"{counted(len(found), 'category', 'categories')} with one product: {_named(found)}.",
        rows=sorted({row for _, _, row in found}),
        count=len(found),
        unit="categories",
        detail=(("level", "category"), [(level, value) for level, value, _ in found]),
        examples=[sources.example([row], f"alone in {value}") for _, value, row in found[: sources.examples]],
    )


def check_without_pictures(sources: Sources) -> Iterator[Finding | None]:
    """Categories of any level none of whose products has a readable picture."""
    found: list[tuple[str, str, int]] = []
    rows: set[int] = set()
    for level in _LEVELS:
        column = sources.table.clean(level)
        pictured = {column[row] for row in sources.readable}
        bare = [row for row, value in enumerate(column) if value and value not in pictured]
        found += [(level, value, count) for value, count in Counter(column[row] for row in bare).items()]
        rows.update(bare)
    yield finding(
        sources,
        "categories_without_pictures",
        f"{counted(len(found), 'category', 'categories')} without any picture: {_named(found)}.",
        rows=rows,
        count=len(found),
        unit="categories",
        detail=(("level", "category", "products"), found),
        examples=sources.each(sorted(rows), lambda _: "no picture in its whole category"),
    )


def check_imbalance(sources: Sources) -> Iterator[Finding | None]:
    """Classes that hold a tenth of all products or more, in levels with more than ten classes."""
    found: list[tuple[str, str, int, str]] = []
    for level in (*_LEVELS, "base_color"):
        counts = Counter(value for value in sources.table.clean(level) if value)
        large = [pair for pair in counts.most_common() if pair[1] >= _LARGE_SHARE * counts.total()]
        if len(counts) > 1 / _LARGE_SHARE:
            found += [(level, value, count, f"{count / counts.total():.1%}") for value, count in large]
    largest = shown([f"{value} ({share} of {level})" for level, value, _, share in found], 4)
    yield finding(
        sources,
        "class_imbalance",
        f"{counted(len(found), 'class', 'classes')} with a tenth of the products or more: {largest}.",
        rows=(),
        count=len(found),
        unit="classes",
        detail=(("level", "class", "products", "share"), found),
    )


def _named(found: list[tuple[str, str, int]]) -> str:
    return shown([value for _, value, _ in found])
