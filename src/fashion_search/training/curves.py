"""Relevance from cosine, fitted on judged pairs: isotonic steps, joined by straight pieces."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fashion_search.ranking.calibration import KnotCalibration

PIECES = 16
"""Pairs are cut into so many groups of equal size; each makes one knot, or fewer where steps are joined."""

NEAR = 1e-4
"""Knots closer than this in cosine are one."""

RISE = 0.001
"""Least rise from knot to knot: a curve that never flattens keeps order, and a threshold can lie anywhere."""

SILENCED = 0.94
"""The share of unsold things for which the default threshold must show nothing."""


def fit_curve(cosines: NDArray[np.floating[Any]], fits: NDArray[np.bool_]) -> KnotCalibration | None:
    """The rising curve closest to the verdicts.

    Args:
        cosines: One a judged pair, shape (n,).
        fits: Whether the product fits, shape (n,).

    Returns:
        The curve, or `None` when it would be flat: the cosine says nothing, or all verdicts are alike.
    """
    order = np.argsort(cosines, kind="stable")
    groups = [part for part in np.array_split(order, PIECES) if len(part)]
    at = np.array([cosines[part].mean() for part in groups], dtype=np.float64)
    share = np.array([fits[part].mean() for part in groups], dtype=np.float64)
    level = rising(share, np.array([len(part) for part in groups], dtype=np.float64))
    if level[-1] - level[0] <= len(groups) * RISE:
        return None
    return _joined(at, level)


def rising(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The closest non-decreasing values, by pooling neighbours that fall.

    Source:
        Pool-adjacent-violators: Ayer et al., Annals of Mathematical Statistics, 1955.
    """
    pools: list[tuple[float, float, int]] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        mean, mass, count = value, weight, 1
        while pools and pools[-1][0] >= mean:
            before, other, earlier = pools.pop()
            mean = (mean * mass + before * other) / (mass + other)
            mass, count = mass + other, count + earlier
        pools.append((mean, mass, count))
    return np.concatenate([np.full(count, mean) for mean, _, count in pools])


def _joined(at: NDArray[np.float64], level: NDArray[np.float64]) -> KnotCalibration:
    """Knots from cosine -1 to 1; beyond the last group relevance rises half of what is left."""
    kept = np.append(True, np.diff(at) > NEAR) & (np.abs(at) < 1)
    at, level = at[kept], level[kept]
    ends = (0.0, level[-1] + (1.0 - level[-1]) / 2)
    level = np.concatenate([[ends[0]], level, [ends[1]]])
    steps = RISE * np.arange(len(level))
    room = 1.0 - steps[-1]
    level = np.maximum.accumulate(level) * room + steps
    return KnotCalibration(tuple(np.round([-1.0, *at, 1.0], 5).tolist()), tuple(np.round(level, 5).tolist()))
