"""From the service's scores to cosines: the one place that knows the formula."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["cosines", "is_score"]

LOWEST = 0.2
"""Of two unit vectors that point away from each other: a distance of 2."""

_SLACK = 1e-3


def cosines(scores: Sequence[float]) -> NDArray[np.float32]:
    """Cosines of scores `1 / (1 + d²)`, where d is the Euclidean distance of two unit vectors.

    With d² = 2 - 2·cos, the cosine is (3 - 1/score) / 2.

    Args:
        scores: From 0.2, opposite, by 1/3, orthogonal, to 1, the same.

    Returns:
        Shape (n,), float32, in [-1, 1].

    Source:
        Databricks' guide to vector search, on similarity search: the score of a nearest-neighbour query.
    """
    values = np.asarray(scores, dtype=np.float64)
    return np.clip((3 - 1 / values) / 2, -1, 1).astype(np.float32)


def is_score(value: object) -> bool:
    """Whether a value can be the score of two unit vectors, give or take rounding."""
    return isinstance(value, (int, float)) and LOWEST - _SLACK <= value <= 1 + _SLACK
