"""How well given products go with one product, whatever their slots."""

from __future__ import annotations

import numpy as np

from fashion_search.recommenders.outfits.audience import audience_of
from fashion_search.recommenders.outfits.fit import PairFit, Together
from fashion_search.recommenders.outfits.items import Items
from fashion_search.recommenders.outfits.slots import SLOTS, may_share_a_look, slot_of
from fashion_search.results import Explanation, Hit, Part
from fashion_search.types import Product

__all__ = ["ranked"]

_NEED_SHARE = 0.2
"""How much of a score is how often the slot is needed; within one slot it changes nothing."""


def ranked(seed: Items, others: Items, fit: PairFit) -> tuple[Hit, ...]:
    """The others as hits, best first, ties by product id.

    Args:
        seed: One row.
        others: The products to judge.
        fit: Judges pairs.
    """
    judged = fit.judge(seed, others)
    hits = [_hit(seed, others, row, judged, fit) for row in range(len(others))]
    return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.product_id)))


def _hit(seed: Items, others: Items, row: int, judged: Together, fit: PairFit) -> Hit:
    product = others.products[row]
    need = _need(seed.products[0], product, fit)
    parts: tuple[Part, ...] = ()
    if need is not None and judged.allowed[0, row]:
        addends = {name: (1 - _NEED_SHARE) * float(values[0, row]) for name, values in judged.parts.items()}
        parts = tuple(Part(name, value) for name, value in (*addends.items(), ("slot", _NEED_SHARE * need)))
    explanation = Explanation(parts)
    return Hit(
        product=product,
        score=float(explanation.total),
        similarity=float(np.dot(seed.vectors[0], others.vectors[row])),
        relevance=None,
        explanation=explanation,
    )


def _need(seed: Product, other: Product, fit: PairFit) -> float | None:
    """How often the other's slot is filled beside the seed's; `None` when they are never shown together."""
    one, two = slot_of(seed), slot_of(other)
    if one is None or two is None or not may_share_a_look(one, two):
        return None
    wearer, maker = audience_of(seed.gender), audience_of(other.gender)
    if wearer is not None and (maker is None or not wearer.suits(maker)):
        return None
    return float(fit.compatibility.needed[SLOTS.index(one), SLOTS.index(two)])
