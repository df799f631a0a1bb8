"""How alike two rankings are, with the top counting most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fashion_search.errors import InvalidRequestError

__all__ = ["rank_biased_overlap"]


def rank_biased_overlap(first: Sequence[str], second: Sequence[str], *, persistence: float = 0.9) -> float:
    """Rank-biased overlap, extrapolated beyond the ranks that were seen.

    Args:
        first: Product ids, best first, no repeats.
        second: The same of the other ranking; the lengths may differ.
        persistence: Chance that a reader who saw one rank looks at the next, in (0, 1). At 0.9 the first ten
            ranks carry 86 % of the weight.

    Returns:
        1 for equal rankings (also two empty ones), 0 for rankings without a common product.

    Raises:
        InvalidRequestError: `persistence` is out of range, or a ranking repeats a product.

    Source:
        Webber, Moffat and Zobel, "A similarity measure for indefinite rankings", TOIS 28(4), 2010, equation
        32.
    """
    if not 0 < persistence < 1:
        raise InvalidRequestError(f"persistence is {persistence!r}; it must lie between 0 and 1.")
    for ranking in (first, second):
        if len(set(ranking)) != len(ranking):
            raise InvalidRequestError("A ranking lists a product twice; overlap is not defined.")
    short, long = sorted((first, second), key=len)
    if not short:
        return 1.0 if not long else 0.0
    return _extrapolated(_agreements(short, long), len(short), persistence)


def _agreements(short: Sequence[str], long: Sequence[str]) -> np.ndarray:
    """How many products the rankings share within the first 1, 2, … ranks, shape (len(long),)."""
    rank_in_short = {product_id: rank for rank, product_id in enumerate(short)}
    shared = np.zeros(len(long), dtype=np.int64)
    for rank, product_id in enumerate(long):
        if product_id in rank_in_short:
            shared[max(rank, rank_in_short[product_id])] += 1
    return np.cumsum(shared)


def _extrapolated(shared: np.ndarray, short_length: int, persistence: float) -> float:
    """Equation 32, with `shared` = X_1 … X_l, `short_length` = s and `persistence` = p."""
    long_length = shared.size
    depths = np.arange(1, long_length + 1)
    weights = persistence**depths
    at_short, at_long = shared[short_length - 1], shared[-1]
    seen = np.sum(shared / depths * weights)
    beyond = depths > short_length
    assumed = np.sum((at_short * (depths - short_length) / (short_length * depths) * weights)[beyond])
    tail = (at_long - at_short) / long_length + at_short / short_length
    return float((1 - persistence) / persistence * (seen + assumed) + tail * persistence**long_length)
