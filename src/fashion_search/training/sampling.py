"""How often a product is drawn: rare types and colours more, because every label counts the same at last."""

import numpy as np
from numpy.typing import NDArray

from fashion_search.training.catalogue import Catalogue

COMMON = 800
"""A label with so many products needs no help."""

MOST = 6.0
"""No product is drawn more often than this beside one of a common label."""


def draw_weights(catalogue: Catalogue, most: float = MOST) -> NDArray[np.float64]:
    """Per product the weight of its rarest label: the root of how rare it is beside `COMMON`, 1 to `most`."""
    weights = np.ones(len(catalogue))
    for field in ("article_type", "base_color"):
        values, place, counts = np.unique(
            np.array(catalogue.columns[field], dtype=str), return_inverse=True, return_counts=True
        )
        own = np.sqrt(COMMON / counts)
        own[values == ""] = 1.0
        weights = np.maximum(weights, np.clip(own, 1.0, most)[place])
    return weights


def epoch_order(weights: NDArray[np.float64], seed: tuple[int, ...]) -> NDArray[np.int64]:
    """As many rows as there are products, each about as often as its weight says, shuffled."""
    draw = np.random.default_rng(seed)
    expected = weights * (len(weights) / weights.sum())
    times = np.floor(expected + draw.random(len(weights))).astype(np.int64)
    return draw.permutation(np.repeat(np.arange(len(weights)), times))
