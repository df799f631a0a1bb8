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

    Returns:
        With the products, where both lists have them.
    """
    known = set(found.product_ids)
    new = [row for row, product_id in enumerate(others.product_ids) if product_id not in known]
    if not new:
        return found
    added = others.rows(new)
    both = Candidates(
        (*found.product_ids, *added.product_ids),
        np.concatenate([found.similarities, added.similarities]),
        None if found.products is None or added.products is None else (*found.products, *added.products),
    )
    keys = list(zip((-both.similarities).tolist(), both.product_ids, strict=True))
    return both.rows(sorted(range(len(both)), key=keys.__getitem__))
