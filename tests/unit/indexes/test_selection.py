"""Choosing by bounds finds what scoring everything would."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fashion_search.indexes.selection import best, reached_by


@settings(max_examples=200, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    count=st.sampled_from([30, 100, 1000, 20_000]),
    sizes=st.tuples(st.integers(1, 20), st.integers(0, 10)),
    slack=st.sampled_from([0.0, 0.01, 10.0]),
    levels=st.sampled_from([2, 50, 10**6]),
)
def test_the_best_by_bounds_are_the_best_by_score(
    seed: int, count: int, sizes: tuple[int, int], slack: float, levels: int
) -> None:
    limit, spare = sizes
    random = np.random.default_rng(seed)
    scores = (random.integers(0, levels, count) / levels).astype(np.float32)
    upper = scores + (slack * random.random(count)).astype(np.float32)
    rows, found = best(upper, limit, spare, lambda chosen: scores[chosen])
    expected = np.lexsort((np.arange(count), -scores))[:limit]
    assert rows.tolist() == expected.tolist()
    assert found.tolist() == scores[expected].tolist()


def test_a_row_bounded_by_just_what_the_answer_needs_is_scored() -> None:
    upper = np.array([2, 5, 4, 1], np.float32)
    rows, scores = best(upper, 2, 0, lambda chosen: np.array([2, 2, 3, 1], np.float32)[chosen])
    assert rows.tolist() == [2, 0]
    assert scores.tolist() == [3, 2]


def test_tight_bounds_leave_nearly_all_rows_unscored() -> None:
    scores = np.random.default_rng(1).random(44_000).astype(np.float32)
    scored = []
    best(scores, 20, 4, lambda chosen: scored.append(chosen.size) or scores[chosen])
    assert sum(scored) < 60


def test_minus_infinity_leaves_a_row_out() -> None:
    upper = np.array([3, -np.inf, 2, 1], np.float32)
    rows, _ = best(upper, 3, 0, lambda chosen: np.array([1, 9, 2, 3], np.float32)[chosen])
    assert rows.tolist() == [3, 2, 0]


@pytest.mark.parametrize("count", [20, 64, 6_400, 10_001])
def test_a_floor_is_reached_by_enough_values(count: int) -> None:
    values = np.random.default_rng(count).standard_normal(count).astype(np.float32)
    for limit in (1, 5, 20):
        floor = reached_by(values, limit)
        assert np.count_nonzero(values >= floor) >= limit
