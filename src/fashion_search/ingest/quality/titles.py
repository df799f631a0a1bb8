"""Titles by themselves: white space, length, and texts that are no titles."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from fashion_search.ingest.quality.findings import Sources, counted, finding
from fashion_search.ingest.quality.report import Finding
from fashion_search.types import Product

__all__ = ["check_lengths", "check_placeholders", "check_spacing"]

_TEST_WORDS = re.compile(
    r"\b(?:test|dummy|sample|lorem|placeholder|todo|asdf|xxx+)\b|loadtest", re.IGNORECASE
)
_FILE_NAME = re.compile(r"\S\.(?:jpe?g|png|gif|webp|tiff?|pdf|csv|xlsx?|html?)$", re.IGNORECASE)
_COLUMN_NAMES = frozenset(
    {"productdisplayname", "displayname", "dispname", "productname", "title", "name"}
) | {name.replace("_", "") for name in Product.field_names()}
_TEST_TITLE_WORDS = 2
_LONG = 100
_LOUD = 3.0


def check_spacing(sources: Sources) -> Iterator[Finding | None]:
    """Double spaces, white space at an edge, and white space other than the plain blank."""
    titles = sources.table.titles
    double = {row for row, title in enumerate(titles) if "  " in title}
    edge = {row for row, title in enumerate(titles) if title != title.strip()}
    other = {row for row, title in enumerate(titles) if any(c.isspace() and c != " " for c in title)}
    rows = sorted(double | edge | other)
    yield finding(
        sources,
        "title_spacing",
        f"A double space in {len(double):,}, white space at an edge of {len(edge):,}, tabs, line breaks or "
        f"other blanks in {len(other):,}.",
        rows=rows,
        unit="titles",
        numbers={"double_space": len(double), "edge_space": len(edge), "other_space": len(other)},
        examples=sources.each(rows, lambda row: repr(titles[row])),
    )


def check_placeholders(sources: Sources) -> Iterator[Finding | None]:
    """Test data, file names and column names where a title should be."""
    titles = sources.table.titles
    reasons = {row: reason for row, title in enumerate(titles) if (reason := _why_no_title(title.strip()))}
    yield finding(
        sources,
        "placeholder_titles",
        f"{counted(len(reasons), 'title')} like test data, a file name or a column name.",
        rows=reasons,
        unit="titles",
        examples=sources.each(list(reasons), lambda row: reasons[row]),
    )


def check_lengths(sources: Sources) -> Iterator[Finding | None]:
    """Titles of a single word, and titles far longer than is usual here."""
    titles = sources.table.clean("product_display_name")
    short = [row for row, title in enumerate(titles) if title and len(title.split()) == 1]
    limit = _usual_length(titles)
    long = [row for row, title in enumerate(titles) if len(title) > limit]
    yield finding(
        sources,
        "title_lengths",
        f"{counted(len(short), 'title')} of a single word, {len(long):,} of more than {limit} characters.",
        rows=sorted({*short, *long}),
        unit="titles",
        numbers={"one_word": len(short), "long": len(long)},
        examples=sources.each([*short, *long], lambda row: f"{len(titles[row])} characters"),
    )


def _usual_length(titles: list[str]) -> int:
    """Above which a title is long: 100 characters, or three quartile ranges above the third quartile."""
    lengths = [len(title) for title in titles if title] or [0]
    low, high = np.percentile(lengths, [25, 75])
    return max(_LONG, int(high + _LOUD * (high - low)))


def _why_no_title(title: str) -> str | None:
    if title.lower().replace("_", "").replace(" ", "") in _COLUMN_NAMES:
        return "the name of a column"
    if _FILE_NAME.search(title):
        return "the name of a file"
    if len(title.split()) <= _TEST_TITLE_WORDS and _TEST_WORDS.search(title.replace("_", " ")):
        return "test data"
    return None
