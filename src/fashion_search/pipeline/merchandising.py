"""Merchandising between two calls to a part: addends on scores, pins and variants on hits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from fashion_search.filters import Columns
from fashion_search.pipeline.scoring import Scored
from fashion_search.ranking.merchandising import Merchandising, Places, weigh
from fashion_search.results import Explanation, Hit

__all__ = ["add_merchandising", "note_places", "with_variants"]


def add_merchandising(scored: Scored, attributes: Columns, rules: Merchandising) -> Scored:
    """Boosts and buries as addends of their own, after everything else.

    Args:
        scored: One row per candidate.
        attributes: The candidates' fields, in the same order.
        rules: Those in force.
    """
    names, addends = weigh(rules, scored.scores, attributes)
    if not names:
        return scored
    every = np.hstack([scored.addends, addends])
    return Scored((*scored.names, *names), every, scored.relevance, frozenset(names))


def note_places(hits: Sequence[Hit], settled: Places) -> tuple[Hit, ...]:
    """Say of pinned hits that they are, in their explanation.

    Args:
        hits: As shown.
        settled: The pins.
    """
    if not settled.by_position:
        return tuple(hits)
    place_of = {product_id: position for position, product_id in settled.by_position.items()}
    return tuple(
        _noted(hit, f"pinned to place {place_of[hit.product_id]}") if hit.product_id in place_of else hit
        for hit in hits
    )


def with_variants(hits: Sequence[Hit], variants: Mapping[str, Sequence[str]]) -> tuple[Hit, ...]:
    """Name with each hit the products it stands for.

    Args:
        hits: As shown.
        variants: Ids of the others by the id of the one that is shown.
    """
    return tuple(
        replace(hit, variants=tuple(variants[hit.product_id])) if hit.product_id in variants else hit
        for hit in hits
    )


def _noted(hit: Hit, note: str) -> Hit:
    explained = Explanation(hit.explanation.parts, (*hit.explanation.notes, note))
    return replace(hit, explanation=explained)
