"""Maximal marginal relevance: good and different."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import InvalidRequestError
from fashion_search.types import Vectors

__all__ = ["Cap", "mmr"]


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many picks of one group, such as three of one brand or one of a set of variants.

    Attributes:
        groups: Group of each candidate, shape (n,), integers; negative means no group, never capped.
        most: How many of one group may be picked; at least 1.
    """

    groups: NDArray[np.integer]
    most: int


def mmr(
    relevance: NDArray[np.floating],
    vectors: Vectors,
    *,
    limit: int,
    diversity: float = 0.3,
    caps: Sequence[Cap] = (),
) -> list[int]:
    """Pick a diverse subset by maximal marginal relevance.

    Greedy: each step takes the candidate with the largest
    (1 - diversity) * relevance - diversity * (largest cosine to those already picked).

    Args:
        relevance: Value of each candidate, traded against a cosine; shape (n,).
        vectors: Unit rows in any space, shape (n, dimension), float32.
        limit: How many to pick; fewer come back when there are fewer, or when caps leave fewer.
        diversity: 0 keeps the ranking, 1 looks only at the differences.
        caps: Limits per group; all hold at once.

    Returns:
        Row numbers, in order of picking. Ties go to the lower row.

    Raises:
        InvalidRequestError: shapes disagree, `diversity` is outside [0, 1], or a limit is below 1.

    Source:
        Carbonell & Goldstein, "The use of MMR", SIGIR 1998, section 2; lambda there is 1 - diversity here.
    """
    _check(relevance, vectors, limit, diversity, caps)
    count = len(relevance)
    gain = (1.0 - diversity) * np.asarray(relevance, dtype=np.float64)
    nearest = np.full(count, -np.inf)
    value = gain.copy()
    picked: list[int] = []
    while len(picked) < min(limit, count):
        best = int(np.argmax(value))
        if value[best] == -np.inf:
            break
        picked.append(best)
        gain[best] = -np.inf
        for cap in caps:
            _close_full_group(cap, best, picked, gain)
        np.maximum(nearest, vectors @ vectors[best], out=nearest)
        np.subtract(gain, diversity * nearest, out=value)
    return picked


def _close_full_group(cap: Cap, best: int, picked: Sequence[int], gain: NDArray[np.float64]) -> None:
    group = cap.groups[best]
    if group >= 0 and np.count_nonzero(cap.groups[np.asarray(picked)] == group) >= cap.most:
        gain[cap.groups == group] = -np.inf


def _check(
    relevance: NDArray[np.floating], vectors: Vectors, limit: int, diversity: float, caps: Sequence[Cap]
) -> None:
    if not 0 <= diversity <= 1:
        raise InvalidRequestError(f"diversity is {diversity!r}; it must lie in [0, 1].")
    if limit < 1:
        raise InvalidRequestError(f"limit is {limit!r}; it must be at least 1.")
    if len(vectors) != len(relevance):
        raise InvalidRequestError(
            f"{len(relevance)} relevances and {len(vectors)} vectors do not belong together."
        )
    for cap in caps:
        if len(cap.groups) != len(relevance) or cap.most < 1:
            raise InvalidRequestError(
                f"A cap of {cap.most} over {len(cap.groups)} groups does not fit {len(relevance)} candidates."
            )
