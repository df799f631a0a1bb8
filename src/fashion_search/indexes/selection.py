"""The best rows, exactly, from upper bounds of their scores and a way to score a few of them exactly."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

# Between two queries other work empties the processor's caches, and a call then costs up to ten times what it
# costs in a loop. Methods and ufunc.reduce skip the Python wrappers of np.partition, np.flatnonzero and such.

__all__ = ["Rows", "Scores", "best", "in_order"]

Rows: TypeAlias = NDArray[np.intp]
"""Positions, shape (n,)."""

Scores: TypeAlias = NDArray[np.float32]
"""One score per position, shape (n,), float32."""

BLOCK = 64


def best(upper: Scores, limit: int, spare: int, exact: Callable[[Rows], Scores]) -> tuple[Rows, Scores]:
    """The `limit` best positions by exact score, scoring only those whose bound could be among them.

    The positions with the highest bounds are scored first, `spare` more than asked for. The `limit`-th best
    of these is a score that the answer reaches, so whatever is bounded below it is out. What is not, and has
    not been scored, usually nothing, is scored too.

    Args:
        upper: An upper bound of each position's exact score. `-inf` leaves a position out.
        limit: How many; with `spare` at most the number of finite bounds.
        spare: How many more to score at first; what is best depends on how tight the bounds are.
        exact: Scores positions.

    Returns:
        Positions and scores, best first, equal scores in order of position.
    """
    floor = reached_by(upper, limit + spare)
    rows = (upper >= floor).nonzero()[0]
    scores = exact(rows)
    threshold = _nth_best(scores, limit)
    if threshold < floor:
        others = ((upper >= threshold) & (upper < floor)).nonzero()[0]
        both = np.concatenate((rows, others))
        order = both.argsort()
        rows, scores = both[order], np.concatenate((scores, exact(others)))[order]
    return in_order(rows, scores, limit)


def in_order(rows: Rows, scores: Scores, limit: int) -> tuple[Rows, Scores]:
    """The first `limit` of ascending rows by descending score, equal scores by ascending row."""
    order = (-scores).argsort(kind="stable")[:limit]
    return rows[order], scores[order]


def reached_by(values: Scores, limit: int) -> np.float32:
    """A high value that at least `limit` of the values reach.

    The maxima of many short blocks stand for the values: `limit` of them reach the `limit`-th best maximum.
    Blocks are strided, so that neighbours, which are often alike, fall into different ones.
    """
    columns = values.size // BLOCK
    if columns < 4 * limit:
        return _nth_best(values, limit)
    blocks = values[: columns * BLOCK].reshape(BLOCK, columns)
    return _nth_best(np.maximum.reduce(blocks, axis=0), limit)


def _nth_best(values: Scores, nth: int) -> np.float32:
    place = values.size - nth
    parted = values.copy()
    parted.partition(place)
    value: np.float32 = parted[place]
    return value
