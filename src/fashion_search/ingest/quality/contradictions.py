"""Titles that say one thing and the fields another: gender, category; see `colors` for colours."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from fashion_search.ingest.quality.findings import Sources, counted, finding
from fashion_search.ingest.quality.report import Finding
from fashion_search.ingest.quality.words import GENDER_WORDS, ending

__all__ = ["check_category", "check_gender", "pairs"]

_WORD = re.compile(r"[a-z']+")
_NOUN_SEEN = 20
_NOUN_HOME = 0.75
_USUAL = 0.9


def check_gender(sources: Sources) -> Iterator[Finding | None]:
    """Titles whose gender words all mean one gender, beside another `gender`."""
    genders = sources.table.clean("gender")
    named = dict(_one_gender(sources.table.titles, genders))
    differ = {row: gender for row, gender in named.items() if gender.lower() != genders[row].lower()}
    yield finding(
        sources,
        "title_gender_conflicts",
        f"{len(differ):,} of {counted(len(named), 'title')} that say for whom they are disagree with gender.",
        rows=differ,
        unit="titles",
        numbers={"naming_one_gender": len(named)},
        detail=(("title says", "gender says", "products"), pairs(differ, genders)),
        examples=sources.each(
            _one_of_each(differ, genders), lambda row: f"title: {differ[row]}; gender: {genders[row]}"
        ),
    )


def check_category(sources: Sources) -> Iterator[Finding | None]:
    """Titles that end in a product noun which belongs to another master category.

    Only where master categories are kinds of products, not departments: nine in ten products stand in the
    master category that is usual for their article type.

    A noun belongs where at least three in four titles that end in it are, if it ends at least 20 titles.
    """
    categories = sources.table.clean("master_category")
    if not _tells_kinds(sources.table.clean("article_type"), categories):
        return
    nouns = [ending(title) for title in sources.table.titles]
    homes = _homes(nouns, categories)
    differ = {
        row: homes[noun] for row, noun in enumerate(nouns) if noun in homes and homes[noun] != categories[row]
    }
    differ = {row: home for row, home in differ.items() if categories[row]}
    yield finding(
        sources,
        "title_category_conflicts",
        f"{counted(len(differ), 'title')} with a product of another master category.",
        rows=differ,
        unit="titles",
        detail=(("title belongs to", "master_category says", "products"), pairs(differ, categories)),
        examples=sources.each(_one_of_each(differ, categories), lambda row: f"filed under {categories[row]}"),
    )


def _one_gender(titles: Sequence[str], genders: Sequence[str]) -> Iterator[tuple[int, str]]:
    for row, title in enumerate(titles):
        found = {GENDER_WORDS[word] for word in _WORD.findall(title.lower()) if word in GENDER_WORDS}
        if len(found) == 1 and genders[row]:
            yield row, found.pop()


def _tells_kinds(types: Sequence[str], categories: Sequence[str]) -> bool:
    """Whether an article type has one master category nearly always, and not one per department."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, category in zip(types, categories, strict=True):
        if kind and category:
            counts[kind][category] += 1
    usual = sum(found.most_common(1)[0][1] for found in counts.values())
    return usual >= _USUAL * sum(found.total() for found in counts.values())


def _homes(nouns: Sequence[str], categories: Sequence[str]) -> dict[str, str]:
    """By noun: the master category nearly all titles that end in it belong to."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for noun, category in zip(nouns, categories, strict=True):
        if noun and category:
            counts[noun][category] += 1
    homes = {}
    for noun, found in counts.items():
        (home, most), total = found.most_common(1)[0], found.total()
        if total >= _NOUN_SEEN and most >= _NOUN_HOME * total:
            homes[noun] = home
    return homes


def pairs(differ: Mapping[int, str], values: Sequence[str]) -> list[tuple[str, str, int]]:
    """The commonest disagreements."""
    counts = Counter((said, values[row]) for row, said in differ.items())
    return [(said, value, count) for (said, value), count in counts.most_common(15)]


def _one_of_each(differ: Mapping[int, str], values: Sequence[str]) -> list[int]:
    """One row of every kind of disagreement, the rare kinds first: those are the surest mistakes."""
    counts = Counter((said, values[row]) for row, said in differ.items())
    first: dict[tuple[str, str], int] = {}
    for row, said in differ.items():
        first.setdefault((said, values[row]), row)
    return [row for _, row in sorted((counts[pair], row) for pair, row in first.items())]
