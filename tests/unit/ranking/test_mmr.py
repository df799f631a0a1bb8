from __future__ import annotations

import numpy as np
import pytest

from fashion_search.errors import InvalidRequestError
from fashion_search.ranking.mmr import Cap, mmr


def candidates(count: int = 80, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(count, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.sort(rng.random(count))[::-1].astype(np.float32), vectors


def by_definition(relevance, vectors, limit, diversity) -> list[int]:
    """The formula, literally: every pair compared at every step."""
    picked: list[int] = []
    while len(picked) < limit:
        left = [row for row in range(len(relevance)) if row not in picked]
        values = [
            (1 - diversity) * relevance[row]
            - diversity * max((float(vectors[row] @ vectors[other]) for other in picked), default=0.0)
            for row in left
        ]
        picked.append(left[int(np.argmax(values))])
    return picked


@pytest.mark.parametrize("diversity", [0.0, 0.1, 0.3, 0.5, 0.9, 0.99])
def test_the_picks_are_those_of_the_definition(diversity):
    relevance, vectors = candidates()
    assert mmr(relevance, vectors, limit=12, diversity=diversity) == by_definition(
        relevance, vectors, 12, diversity
    )


def test_no_diversity_keeps_the_ranking_and_ties_go_to_the_lower_row():
    _, vectors = candidates(5)
    assert mmr(np.array([0.5, 0.9, 0.9, 0.1, 0.9]), vectors, limit=5, diversity=0.0) == [1, 2, 4, 0, 3]


def test_full_diversity_picks_the_least_alike_after_the_first_row():
    vectors = np.array([[1, 0], [0.99, 0.14], [0, 1], [-1, 0]], dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert mmr(np.array([0.1, 0.9, 0.5, 0.2]), vectors, limit=2, diversity=1.0) == [0, 3]


def test_caps_hold_all_at_once_and_negative_groups_are_free():
    relevance, vectors = candidates(40)
    brands = np.arange(40) % 4
    variants = np.where(np.arange(40) < 10, 0, -1)
    picked = mmr(relevance, vectors, limit=12, caps=[Cap(brands, 2), Cap(variants, 1)])
    assert np.bincount(brands[picked]).max() <= 2
    assert (variants[picked] == 0).sum() <= 1
    assert len(picked) == 8


def test_fewer_candidates_than_asked_give_fewer_picks_and_none_give_none():
    relevance, vectors = candidates(3)
    assert sorted(mmr(relevance, vectors, limit=10)) == [0, 1, 2]
    assert mmr(relevance[:0], vectors[:0], limit=10) == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"limit": 0}, "limit is 0"),
        ({"limit": 5, "diversity": 1.5}, "diversity is 1.5"),
        ({"limit": 5, "diversity": float("nan")}, "diversity is nan"),
        ({"limit": 5, "caps": [Cap(np.zeros(3, dtype=int), 1)]}, "3 groups"),
        ({"limit": 5, "caps": [Cap(np.zeros(80, dtype=int), 0)]}, "cap of 0"),
    ],
)
def test_senseless_options_are_refused(options, message):
    with pytest.raises(InvalidRequestError, match=message):
        mmr(*candidates(), **options)


def test_what_was_given_is_not_changed():
    relevance, vectors = candidates()
    before = relevance.copy(), vectors.copy()
    mmr(relevance, vectors, limit=5)
    assert (relevance == before[0]).all()
    assert (vectors == before[1]).all()
