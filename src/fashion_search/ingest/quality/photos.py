"""Pictures: missing, unreadable, without colour, of another size, and the same picture twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from fashion_search.ingest.quality.duplicates import group_examples
from fashion_search.ingest.quality.facts import thumbnails
from fashion_search.ingest.quality.findings import Sources, counted, finding, grouped
from fashion_search.ingest.quality.near import close_pairs, components
from fashion_search.ingest.quality.report import Finding

__all__ = [
    "check_colorless",
    "check_identical",
    "check_missing",
    "check_near",
    "check_sizes",
    "check_unreadable",
]

_COLOR_DISTANCE = 1.5
_DIFFERENCES = {"titles": "product_display_name", "colors": "base_color", "article_types": "article_type"}


def check_missing(sources: Sources) -> Iterator[Finding | None]:
    """Products without a picture file."""
    have = sources.pictures or {}
    rows = [row for row in range(len(sources.table)) if row not in have]
    sentence = f"{counted(len(rows), 'product')} of {len(sources.table):,} without a picture."
    yield finding(
        sources, "missing_pictures", sentence, rows=rows, examples=sources.each(rows, lambda _: "no picture")
    )


def check_unreadable(sources: Sources) -> Iterator[Finding | None]:
    """Picture files that cannot be decoded."""
    errors = {row: facts.error for row, facts in (sources.pictures or {}).items() if facts.error is not None}
    sentence = f"{counted(len(errors), 'picture')} that cannot be decoded."
    examples = sources.each(list(errors), lambda row: str(errors[row]))
    yield finding(sources, "unreadable_pictures", sentence, rows=errors, unit="pictures", examples=examples)


def check_colorless(sources: Sources) -> Iterator[Finding | None]:
    """Pictures whose every pixel is a grey, and how many of them are stored without colour at all."""
    grey = [row for row, facts in sources.readable.items() if facts.colorless or facts.single_channel]
    stored = sum(sources.readable[row].single_channel for row in grey)
    yield finding(
        sources,
        "colorless_pictures",
        f"{counted(len(grey), 'picture')} without colour, {stored:,} of them stored with a single channel.",
        rows=grey,
        unit="pictures",
        numbers={"single_channel": stored, "color_channels_all_grey": len(grey) - stored},
        examples=sources.each(grey, lambda row: f"base_color: {sources.table.clean('base_color')[row]}"),
    )


def check_sizes(sources: Sources) -> Iterator[Finding | None]:
    """Pictures of another size than the commonest, when that is the size of nine in ten."""
    sizes = {row: (facts.width, facts.height) for row, facts in sources.readable.items()}
    counts = Counter(sizes.values())
    usual, most = counts.most_common(1)[0] if counts else ((0, 0), 0)
    odd = [row for row, size in sizes.items() if size != usual] if most >= 0.9 * len(sizes) else []
    yield finding(
        sources,
        "odd_picture_sizes",
        f"{counted(len(odd), 'picture')} of other sizes than the {usual[0]}x{usual[1]} pixels of {most:,}.",
        rows=odd,
        unit="pictures",
        detail=(("width", "height", "pictures"), [(*size, count) for size, count in counts.most_common(10)]),
        examples=sources.each(odd, lambda row: "{}x{}".format(*sizes[row])),
    )


def check_identical(sources: Sources) -> Iterator[Finding | None]:
    """Pictures equal in size and in every RGB pixel."""
    groups = grouped((row, facts.pixel_hash) for row, facts in sources.readable.items())
    rows = [row for group in groups for row in group]
    differ = {name: _differing(sources, groups, field) for name, field in _DIFFERENCES.items()}
    yield finding(
        sources,
        "identical_photos",
        f"{len(rows):,} pictures equal to another pixel for pixel, in {counted(len(groups), 'group')}: "
        f"{len(differ['titles']):,} with different titles, {len(differ['colors']):,} with different colours, "
        f"{len(differ['article_types']):,} with different article types.",
        rows=rows,
        count=len(groups),
        unit="groups",
        numbers={"groups": len(groups), "pictures": len(rows)}
        | {f"groups_with_different_{name}": len(found) for name, found in differ.items()},
        examples=group_examples(
            sources,
            differ["article_types"] or differ["colors"] or differ["titles"] or groups,
            "products, one photo",
        ),
    )


def check_near(sources: Sources) -> Iterator[Finding | None]:
    """Pictures that look the same without being equal pixel for pixel.

    Their fingerprints differ in at most three of 64 bits, and their 8x8 versions by at most 1.5 of 255 levels
    (root mean square): the same photo encoded anew, or packshots that differ in a shade.
    """
    first: dict[str, int] = {}
    for row, facts in sources.readable.items():
        if facts.thumbnail:
            first.setdefault(facts.pixel_hash, row)
    representatives = list(first.values())
    groups = [
        [representatives[at] for at in group] for group in components(_look_alikes(sources, representatives))
    ]
    rows = [row for group in groups for row in group]
    yield finding(
        sources,
        "near_duplicate_photos",
        f"{len(rows):,} pictures that look like another without being equal pixel for pixel, in "
        f"{counted(len(groups), 'group')}; of pixel-identical ones only one is counted.",
        rows=rows,
        count=len(groups),
        unit="groups",
        numbers={"groups": len(groups), "pictures": len(rows)},
        examples=group_examples(sources, groups, "photos that look alike"),
    )


def _look_alikes(sources: Sources, rows: list[int]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    facts = [sources.readable[row] for row in rows]
    pairs = close_pairs(np.array([one.fingerprint for one in facts], dtype=np.uint64))
    small = thumbnails(facts)
    kept = [
        chunk[np.square(small[chunk[:, 0]] - small[chunk[:, 1]]).mean(axis=1) <= _COLOR_DISTANCE**2]
        for chunk in np.array_split(pairs, max(1, len(pairs) // 10_000))
        if len(chunk)
    ]
    return np.concatenate([*kept, np.empty((0, 2), dtype=np.int64)])


def _differing(sources: Sources, groups: list[list[int]], field: str) -> list[list[int]]:
    values = sources.table.raw(field)
    return [group for group in groups if len({values[row] for row in group}) > 1]
