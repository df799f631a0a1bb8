"""Candidates found in two ways, as one list."""

from __future__ import annotations

import numpy as np

from fashion_search.types import Candidates

__all__ = ["merge"]


def merge(found: Candidates, others: Candidates) -> Candidates:
    """Both lists without repeats, best first, ties by product id.

    Args:
        found: Best first.
        others: Best first, similarities to the same query in the same space.
    """
    known = set(found.product_ids)
    new = [row for row, product_id in enumerate(others.product_ids) if product_id not in known]
    if not new:
        return found
    product_ids = (*found.product_ids, *(others.product_ids[row] for row in new))
    similarities = np.concatenate([found.similarities, others.similarities[new]])
    order = sorted(range(len(product_ids)), key=lambda row: (-similarities[row], product_ids[row]))
    return Candidates(product_ids, similarities).rows(order)
