"""Maximal marginal relevance picks what langchain-core picks."""

from __future__ import annotations

import numpy as np
import pytest

from fashion_search.ranking.mmr import mmr

utils = pytest.importorskip("langchain_core.vectorstores.utils", reason="needs the dependency group metrics")


@pytest.mark.parametrize("diversity", [0.0, 0.1, 0.25, 0.3, 0.5, 0.6, 0.75, 0.9, 1.0])
@pytest.mark.parametrize(("count", "limit", "dimension"), [(500, 20, 64), (60, 60, 16), (5, 20, 8)])
def test_the_same_products_are_picked_in_the_same_order(diversity, count, limit, dimension):
    for seed in range(5):
        random = np.random.default_rng(seed)
        # Around a common direction, as the candidates of one query are.
        vectors = random.normal(size=(count, dimension)) + random.normal(size=dimension)
        query = random.normal(size=dimension)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        query /= np.linalg.norm(query)
        vectors = vectors[np.argsort(-(vectors @ query), kind="stable")]
        theirs = utils.maximal_marginal_relevance(query, list(vectors), lambda_mult=1 - diversity, k=limit)
        ours = mmr(vectors @ query, vectors, limit=limit, diversity=diversity)
        assert ours == [int(row) for row in theirs]
