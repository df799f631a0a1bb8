"""Categories that contradict each other, and values spelled in several ways."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from fashion_search.ingest.quality.findings import Sources, counted, finding, in_words, shown
from fashion_search.ingest.quality.report import Finding

__all__ = ["check_article_types", "check_article_types_master", "check_spellings", "check_sub_categories"]

_NAMES = {
    "article_type": ("article type", "article types"),
    "sub_category": ("sub-category", "sub-categories"),
    "master_category": ("master category", "master categories"),
}
_MANY = 0.1
_NO_TREE = " So many products are affected that these two fields may not be levels of one tree."
_CATEGORICAL = ("master_category", "sub_category", "article_type", "base_color", "gender", "season", "usage")


@dataclass(frozen=True, slots=True)
class _Split:
    """A value that stands under several parents."""

    value: str
    parents: list[tuple[str, int]]
    strays: list[int]


def check_article_types(sources: Sources) -> Iterator[Finding | None]:
    """Article types that stand under more than one sub-category."""
    yield _conflicts(sources, "article_type_sub_categories", "article_type", "sub_category")


def check_article_types_master(sources: Sources) -> Iterator[Finding | None]:
    """Article types that stand under more than one master category."""
    yield _conflicts(sources, "article_type_master_categories", "article_type", "master_category")


def check_sub_categories(sources: Sources) -> Iterator[Finding | None]:
    """Sub-categories that stand under more than one master category."""
    yield _conflicts(sources, "sub_category_master_categories", "sub_category", "master_category")


def check_spellings(sources: Sources) -> Iterator[Finding | None]:
    """Values of one field that differ only in case, white space or a hyphen."""
    detail: list[tuple[str, str, int]] = []
    rows: list[int] = []
    for field in _CATEGORICAL:
        column = sources.table.raw(field)
        spellings: dict[str, set[str]] = defaultdict(set)
        for value in set(column):
            spellings[" ".join(value.lower().replace("-", " ").split())].add(value)
        for variants in sorted(sorted(found) for key, found in spellings.items() if key and len(found) > 1):
            usual = max(variants, key=column.count)
            strays = [row for row, value in enumerate(column) if value in variants and value != usual]
            detail.append((field, ", ".join(map(repr, variants)), len(strays)))
            rows += strays
    yield finding(
        sources,
        "value_spellings",
        f"{counted(len(detail), 'value')} spelled in several ways.",
        rows=sorted(set(rows)),
        count=len(detail),
        unit="values",
        detail=(("field", "spellings", "not the usual one"), detail),
    )


def _conflicts(sources: Sources, code: str, child: str, parent: str) -> Finding | None:
    splits = _splits(sources.table.clean(child), sources.table.clean(parent))
    strays = sorted(row for split in splits for row in split.strays)
    found = shown([split.value for split in splits])
    doubt = _NO_TREE if len(strays) > _MANY * len(sources.table) else ""
    worst = [(split, row) for split in splits for row in split.strays[:2]][: sources.examples]
    return finding(
        sources,
        code,
        f"{counted(len(splits), *_NAMES[child])} under more than one {_NAMES[parent][0]}: {found}.{doubt}",
        rows=strays,
        count=len(splits),
        unit=_NAMES[child][1],
        detail=((child, parent, "not under the usual one"), [_line(split) for split in splits]),
        examples=[sources.example([row], _note(sources, split, row, parent)) for split, row in worst],
    )


def _splits(children: list[str], parents: list[str]) -> list[_Split]:
    """Values with several parents, those with most strays first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for child, parent in zip(children, parents, strict=True):
        if child and parent:
            counts[child][parent] += 1
    usual = {child: found.most_common(1)[0][0] for child, found in counts.items() if len(found) > 1}
    strays: dict[str, list[int]] = defaultdict(list)
    for row, (child, parent) in enumerate(zip(children, parents, strict=True)):
        if parent and usual.get(child, parent) != parent:
            strays[child].append(row)
    ordered = sorted(usual, key=lambda child: (-len(strays[child]), child))
    return [_Split(child, counts[child].most_common(), strays[child]) for child in ordered]


def _line(split: _Split) -> tuple[str, str, int]:
    return (
        split.value,
        in_words([f"{parent} {count:,}" for parent, count in split.parents]),
        len(split.strays),
    )


def _note(sources: Sources, split: _Split, row: int, parent: str) -> str:
    here = sources.table.clean(parent)[row]
    return f"{split.value} under {here}; usually {split.parents[0][0]}"
