"""Titles that name one colour beside a base colour that says another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from fashion_search.ingest.quality.contradictions import pairs
from fashion_search.ingest.quality.findings import Sources, counted, finding
from fashion_search.ingest.quality.report import Finding

__all__ = ["SIMPLE_COLORS", "check_color"]

_SIMPLE = "beige black blue brown gold green grey orange pink purple red silver white yellow"
SIMPLE_COLORS = frozenset({"navy blue", *_SIMPLE.split()})
"""Colours that a title names in words of their own. Where "navy" and "blue" stand, `navy blue` is meant."""

_WORD = re.compile(r"[a-z']+")
_FAMILIES = {
    "blue": ("navy blue", "turquoise blue", "teal"),
    "white": ("off white", "cream"),
    "grey": ("grey melange", "charcoal", "steel", "silver"),
    "green": ("olive", "sea green", "lime green", "fluorescent green"),
    "brown": (
        *("khaki", "tan", "coffee brown", "mushroom brown", "taupe", "rust", "beige"),
        *("bronze", "copper", "nude", "skin"),
    ),
    "red": ("maroon", "burgundy"),
    "pink": ("rose", "magenta", "peach"),
    "purple": ("lavender", "mauve"),
    "yellow": ("mustard", "gold"),
}
_FAMILY = {shade: family for family, shades in _FAMILIES.items() for shade in shades}


def check_color(sources: Sources) -> Iterator[Finding | None]:
    """Titles that name exactly one simple colour, and do not agree with `base_color` by the letter.

    A title names a colour once however often it repeats it. Four kinds are counted apart: the title names the
    base colour as well, in words that are not simple ("Off White", "Maroon & Grey"); another shade of the
    colour; another colour; no base colour at all.
    """
    colors = sources.table.clean("base_color")
    named = dict(_one_color(sources.table.titles))
    kinds = {
        row: _disagreement(color, colors[row], sources.table.titles[row])
        for row, color in named.items()
        if color != colors[row].lower()
    }
    counts = Counter(kinds.values())
    other = {row: named[row] for row, kind in kinds.items() if kind == "another_color"}
    yield finding(
        sources,
        "title_color_conflicts",
        f"{len(kinds):,} of {counted(len(named), 'title')} that name exactly one simple colour disagree with "
        f"base_color: {len(other):,} name another colour, {counts['another_shade']:,} another shade, "
        f"{counts['both_named']:,} name base_color besides, {counts['base_color_missing']:,} have none.",
        rows=kinds,
        unit="titles",
        numbers={"naming_one_color": len(named), **counts},
        detail=(("title says", "base_color says", "products"), pairs(other, colors)),
        examples=sources.each(list(other), lambda row: f"title: {named[row]}; base_color: {colors[row]}"),
    )


def _one_color(titles: Sequence[str]) -> Iterator[tuple[int, str]]:
    for row, title in enumerate(titles):
        words = set(_WORD.findall(title.lower().replace("gray", "grey")))
        found = words & SIMPLE_COLORS
        if {"navy", "blue"} <= words:
            found = found - {"blue"} | {"navy blue"}
        if len(found) == 1:
            yield row, found.pop()


def _disagreement(named: str, base: str, title: str) -> str:
    """Which of the four kinds it is."""
    base = base.lower()
    if not base:
        return "base_color_missing"
    if set(base.removesuffix(" blue").split()) <= set(_WORD.findall(title.lower())):
        return "both_named"
    same = named in base.split() or _FAMILY.get(named, named) == _FAMILY.get(base, base)
    return "another_shade" if same else "another_color"
