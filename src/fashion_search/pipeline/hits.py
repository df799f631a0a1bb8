"""Candidates, rows and scores put together as hits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fashion_search.pipeline.scoring import Scored
from fashion_search.results import Explanation, Hit, Part
from fashion_search.types import Candidates, Product

__all__ = ["assemble"]


def assemble(candidates: Candidates, products: Mapping[str, Product], scored: Scored) -> tuple[Hit, ...]:
    """Turn scored candidates into hits with reasons.

    Args:
        candidates: Best first.
        products: Their rows; a candidate the catalogue no longer has is left out.
        scored: Their scores, in the same order.
    """
    relevance = [None] * len(candidates) if scored.relevance is None else scored.relevance.tolist()
    found = zip(
        candidates.product_ids,
        candidates.similarities.tolist(),
        scored.addends.tolist(),
        scored.scores.tolist(),
        relevance,
        strict=True,
    )
    return tuple(
        Hit(
            product=products[product_id],
            score=score,
            similarity=similarity,
            relevance=relevant,
            explanation=Explanation(_parts(scored, addends)),
        )
        for product_id, similarity, addends, score, relevant in found
        if product_id in products
    )


def _parts(scored: Scored, addends: Sequence[float]) -> tuple[Part, ...]:
    return tuple(
        Part(name, value)
        for name, value in zip(scored.names, addends, strict=True)
        if value or name not in scored.exceptions
    )
