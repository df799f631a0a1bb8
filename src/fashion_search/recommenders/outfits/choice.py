"""The joint choice: one product per slot, so that the whole look is best, within a budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["LOOK_SEED_SHARE", "SEED_SHARE", "Choices", "choose", "fit_in_place", "objective"]

SEED_SHARE = 0.5
"""How much of a product's score in a look is its fit to the seed; the rest is its mean fit to the others."""

LOOK_SEED_SHARE = SEED_SHARE / (SEED_SHARE + (1 - SEED_SHARE) / 2)
"""The same of a whole look's score. A pair of the others is shared by two products, so it counts half there:
only then does an exchange that raises a product's score raise the look's."""

_WIDTH = 32
_SWEEPS = 8

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """m candidates for several slots.

    Attributes:
        slots: Rows of each slot's candidates; a row belongs to one slot.
        to_seed: Fit of each candidate to the seed, shape (m,).
        between: Fit of each pair, minus infinity for pairs never shown together, shape (m, m), symmetric.
        prices: Price of each; NaN where unknown, shape (m,).
        budget: Most that all of them may cost together; `None` for no limit. With a budget a candidate of
            unknown price is never chosen.
    """

    slots: tuple[NDArray[np.intp], ...]
    to_seed: Scores
    between: Scores
    prices: Scores
    budget: float | None = None

    def costs(self) -> Scores:
        """What each candidate costs, infinity for unknown prices; zeros when no budget is set."""
        if self.budget is None:
            return np.zeros(len(self.prices))
        return np.where(np.isnan(self.prices), np.inf, self.prices)


def choose(choices: Choices) -> tuple[int, ...] | None:
    """One row per slot, in order of the slots; `None` when nothing fits together or into the budget.

    Beam search slot by slot, pruned by what the cheapest rest would cost, then coordinate ascent: in the end
    no single exchange makes the look better. Ties go to the lower row.
    """
    found = _beam(choices)
    return None if found is None else _ascend(choices, found)


def objective(choices: Choices, chosen: Sequence[int]) -> float:
    """The value of a whole look: mean fit to the seed and mean fit of all pairs, by `LOOK_SEED_SHARE`."""
    rows = np.asarray(chosen, dtype=np.intp)
    to_seed = float(choices.to_seed[rows].mean())
    if len(rows) == 1:
        return to_seed
    pairs = choices.between[np.ix_(rows, rows)][np.triu_indices(len(rows), 1)]
    return LOOK_SEED_SHARE * to_seed + (1 - LOOK_SEED_SHARE) * float(pairs.mean())


def fit_in_place(choices: Choices, rows: NDArray[np.intp], others: Sequence[int]) -> Scores:
    """The score each of `rows` has in a look where the other slots are filled by `others`."""
    to_seed = choices.to_seed[rows]
    if not others:
        return to_seed
    columns = np.asarray(others, dtype=np.intp)
    mean: Scores = choices.between[np.ix_(rows, columns)].mean(axis=1)
    return SEED_SHARE * to_seed + (1 - SEED_SHARE) * mean


def _beam(choices: Choices) -> tuple[int, ...] | None:
    costs = choices.costs()
    cheapest = [costs[rows].min(initial=np.inf) for rows in choices.slots]
    alone, paired = _shares(len(choices.slots))
    chosen = np.empty((1, 0), dtype=np.intp)
    value, cost = np.zeros(1), np.zeros(1)
    for at, rows in enumerate(choices.slots):
        gain = alone * choices.to_seed[rows][None, :]
        if at:
            gain = gain + paired * choices.between[chosen[:, :, None], rows[None, None, :]].sum(axis=1)
        values, spent = value[:, None] + gain, cost[:, None] + costs[rows][None, :]
        if choices.budget is not None:
            values = np.where(spent + sum(cheapest[at + 1 :]) <= choices.budget, values, -np.inf)
        kept = np.argsort(-values, axis=None, kind="stable")[:_WIDTH]
        kept = kept[values.ravel()[kept] > -np.inf]
        if not len(kept):
            return None
        beams, picks = np.unravel_index(kept, values.shape)
        chosen = np.column_stack([chosen[beams], rows[picks]])
        value, cost = values[beams, picks], spent[beams, picks]
    return tuple(chosen[0].tolist())


def _ascend(choices: Choices, found: tuple[int, ...]) -> tuple[int, ...]:
    """Exchange one product at a time for a better one until none is."""
    chosen, costs = list(found), choices.costs()
    for _ in range(_SWEEPS):
        before = list(chosen)
        for at, rows in enumerate(choices.slots):
            others = chosen[:at] + chosen[at + 1 :]
            scores = fit_in_place(choices, rows, others)
            if choices.budget is not None:
                scores = np.where(costs[rows] + costs[others].sum() <= choices.budget, scores, -np.inf)
            best = int(np.argmax(scores))
            if scores[best] > scores[rows == chosen[at]][0] + 1e-12:  # rounding is no reason
                chosen[at] = int(rows[best])
        if chosen == before:
            break
    return tuple(chosen)


def _shares(count: int) -> tuple[float, float]:
    """Weights of a fit to the seed and of a fit of one pair, such that exchanging shows in full."""
    return (1.0, 0.0) if count == 1 else (SEED_SHARE, (1 - SEED_SHARE) / (count - 1))
