from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fashion_search.recommenders.outfits.choice import Choices, choose, fit_in_place, objective


def random_choices(seed: int, sizes: list[int], *, budget: float | None = None) -> Choices:
    rng = np.random.default_rng(seed)
    count = sum(sizes)
    between = rng.random((count, count))
    between = (between + between.T) / 2
    conflicts = np.triu(rng.random((count, count)) < 0.1, 1)
    between[conflicts | conflicts.T] = -np.inf
    prices = np.where(rng.random(count) < 0.1, np.nan, rng.integers(5, 50, count).astype(float))
    ends = np.cumsum(sizes)
    slots = tuple(np.arange(end - size, end) for end, size in zip(ends, sizes, strict=True))
    return Choices(slots, rng.random(count), between, prices, budget)


def feasible(choices: Choices) -> list[tuple[int, ...]]:
    costs = choices.costs()
    found = [
        rows
        for rows in product(*(slot.tolist() for slot in choices.slots))
        if objective(choices, rows) > -np.inf
    ]
    if choices.budget is None:
        return found
    return [rows for rows in found if costs[list(rows)].sum() <= choices.budget]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.integers(1, 5), min_size=1, max_size=4), st.booleans())
def test_a_choice_is_feasible_whenever_one_exists_and_near_the_best(seed, sizes, limited):
    choices = random_choices(seed, sizes, budget=60.0 if limited else None)
    possible = feasible(choices)
    chosen = choose(choices)
    if not possible:
        assert chosen is None
        return
    assert chosen in possible
    best = max(objective(choices, rows) for rows in possible)
    assert objective(choices, chosen) >= best - 0.02


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_no_single_exchange_makes_the_look_better(seed):
    choices = random_choices(seed, [6, 6, 6, 6])
    chosen = choose(choices)
    if chosen is None:
        return
    for at, rows in enumerate(choices.slots):
        others = [*chosen[:at], *chosen[at + 1 :]]
        scores = fit_in_place(choices, rows, others)
        assert scores[rows == chosen[at]][0] >= scores.max() - 1e-9


def test_the_joint_choice_differs_from_each_slot_alone_when_the_favourites_clash():
    to_seed = np.array([0.9, 0.8, 0.9, 0.8])
    between = np.full((4, 4), 0.5)
    between[0, 2] = between[2, 0] = 0.0
    between[1, 3] = between[3, 1] = 1.0
    choices = Choices((np.array([0, 1]), np.array([2, 3])), to_seed, between, np.full(4, np.nan))
    assert choose(choices) == (1, 3)


def test_a_budget_is_kept_and_unknown_prices_are_not_risked():
    prices = np.array([np.nan, 10.0, 80.0, 30.0])
    choices = Choices(
        (np.array([0, 1]), np.array([2, 3])), np.array([0.9, 0.1, 0.9, 0.1]), np.ones((4, 4)), prices, 50.0
    )
    assert choose(choices) == (1, 3)
    assert choose(Choices(choices.slots, choices.to_seed, choices.between, prices, 39.0)) is None


def test_ties_go_to_the_lower_row():
    choices = Choices((np.arange(3), np.arange(3, 6)), np.ones(6), np.ones((6, 6)), np.full(6, np.nan))
    assert choose(choices) == (0, 3)
    assert objective(choices, (0, 3)) == pytest.approx(1.0)
