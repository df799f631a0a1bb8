"""From candidates to a look: the best of several frames, what had to be left out, and every addend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fashion_search.looks import Look, LookSlot
from fashion_search.recommenders.outfits.candidates import Pool, shortlist
from fashion_search.recommenders.outfits.choice import (
    LOOK_SEED_SHARE,
    SEED_SHARE,
    Choices,
    choose,
    fit_in_place,
    objective,
)
from fashion_search.recommenders.outfits.fit import PairFit, Together
from fashion_search.recommenders.outfits.items import Items
from fashion_search.recommenders.outfits.plan import Frame
from fashion_search.recommenders.outfits.slots import Slot
from fashion_search.results import Explanation, Hit, Part

__all__ = ["Setting", "assemble", "best_setting"]

_SHORTLIST = 20


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """A choice that was made, with all that it was made from.

    Attributes:
        seed: The product the look is built around, one row.
        items: The shortlisted candidates of all slots.
        to_seed: Their fit to the seed, shape (1, m).
        between: Their fit to each other, shape (m, m).
        choices: The filled slots as numbers.
        frame: Names of the filled slots.
        chosen: The row picked for each.
        notes: What was left out and why.
    """

    seed: Items
    items: Items
    to_seed: Together
    between: Together
    choices: Choices
    frame: Frame
    chosen: tuple[int, ...]
    notes: tuple[str, ...]


def best_setting(
    seed: Items, pool: Pool, frames: Sequence[Frame], fit: PairFit, budget: float | None
) -> Setting:
    """Choose for each frame and keep the look with the fewest slots left out, then the best.

    Args:
        seed: The product the look is built around, one row.
        pool: Candidates by slot.
        frames: Looks to try.
        fit: Judges pairs.
        budget: Most that everything beside the seed may cost.
    """
    listed = _shortlists(seed, pool, fit, budget)
    kept = [row for rows in listed.values() for row in rows]
    items = pool.items.take(kept)
    place = {row: at for at, row in enumerate(kept)}
    places = {slot: np.array([place[row] for row in rows], dtype=np.intp) for slot, rows in listed.items()}
    to_seed, between = fit.judge(seed, items), fit.judge(items, items)
    numbers = Choices(
        slots=(),
        to_seed=to_seed.total[0].astype(np.float64),
        between=np.where(between.allowed, between.total, -np.inf).astype(np.float64),
        prices=items.prices,
        budget=budget,
    )
    made = [_fill(frame, places, numbers) for frame in frames]
    choices, frame, chosen, notes = max(made, key=_merit)
    return Setting(seed, items, to_seed, between, choices, frame, chosen, notes)


def _shortlists(seed: Items, pool: Pool, fit: PairFit, budget: float | None) -> dict[Slot, list[int]]:
    judged = fit.judge(seed, pool.items)
    scores = np.where(judged.allowed[0], judged.total[0], -np.inf)
    prices = None if budget is None else pool.items.prices
    return {
        slot: shortlist(pool.items.products, scores, rows, limit=_SHORTLIST, prices=prices)
        for slot, rows in pool.rows.items()
    }


_Made = tuple[Choices, Frame, tuple[int, ...], tuple[str, ...]]


def _fill(frame: Frame, places: dict[Slot, NDArray[np.intp]], numbers: Choices) -> _Made:
    """Fill a frame, leaving out from its end what cannot be filled or paid."""
    nothing = "nothing in the catalogue fits" + ("." if numbers.budget is None else " at that price.")
    notes = [f"Left out {slot}: {nothing}" for slot in frame if not _any(places, slot)]
    filled = [slot for slot in frame if _any(places, slot)]
    while filled:
        choices = replace(numbers, slots=tuple(places[slot] for slot in filled))
        chosen = choose(choices)
        if chosen is not None:
            return choices, tuple(filled), chosen, tuple(notes)
        notes.append(f"Left out {filled.pop()}: {_why(numbers)}")
    return replace(numbers, slots=()), (), (), tuple(notes)


def _any(places: dict[Slot, NDArray[np.intp]], slot: Slot) -> bool:
    return len(places.get(slot, ())) > 0


def _why(numbers: Choices) -> str:
    if numbers.budget is None:
        return "it does not go with the rest."
    return "with it the look would cost more than the budget."


def _merit(made: _Made) -> tuple[int, float]:
    choices, _, chosen, left_out = made
    return -len(left_out), objective(choices, chosen) if chosen else 0.0


def assemble(setting: Setting, *, alternatives: int) -> Look:
    """The look of a choice, with alternatives and every addend."""
    seed = setting.seed.products[0]
    slots = tuple(_slot(setting, at, alternatives) for at in range(len(setting.frame)))
    explanation = _whole(setting)
    prices = [seed.price, *(slot.best.product.price for slot in slots)]
    known = [price for price in prices if price is not None]
    return Look(
        seed=seed,
        slots=slots,
        score=explanation.total,
        explanation=explanation,
        total_price=sum(known) if len(known) == len(prices) else None,
        notes=setting.notes,
    )


def _slot(setting: Setting, at: int, alternatives: int) -> LookSlot:
    others = [row for place, row in enumerate(setting.chosen) if place != at]
    rows = _affordable(setting, at, others)
    scores = fit_in_place(setting.choices, rows, others)
    order = rows[np.argsort(-scores, kind="stable")]
    best = setting.chosen[at]
    fitting = set(rows[scores > -np.inf].tolist()) - {best}
    rest = [row for row in order.tolist() if row in fitting][:alternatives]
    return LookSlot(
        name=setting.frame[at],
        best=_hit(setting, best, others),
        alternatives=tuple(_hit(setting, row, others) for row in rest),
    )


def _affordable(setting: Setting, at: int, others: Sequence[int]) -> NDArray[np.intp]:
    rows, choices = setting.choices.slots[at], setting.choices
    if choices.budget is None:
        return rows
    costs = choices.costs()
    affordable: NDArray[np.intp] = rows[costs[rows] + costs[list(others)].sum() <= choices.budget]
    return affordable


def _hit(setting: Setting, row: int, others: Sequence[int]) -> Hit:
    parts = []
    for name, to_seed in setting.to_seed.parts.items():
        value = float(to_seed[0, row])
        if others:
            mean = float(setting.between.parts[name][row, list(others)].mean(dtype=np.float64))
            value = SEED_SHARE * value + (1 - SEED_SHARE) * mean
        parts.append(Part(name, value))
    explanation = Explanation(tuple(parts))
    return Hit(
        product=setting.items.products[row],
        score=explanation.total,
        similarity=float(setting.items.vectors[row] @ setting.seed.vectors[0]),
        relevance=None,
        explanation=explanation,
    )


def _whole(setting: Setting) -> Explanation:
    """The addends of the whole look: mean fit to the seed and mean fit of all pairs."""
    rows = list(setting.chosen)
    if not rows:
        return Explanation(())
    upper = np.triu_indices(len(rows), 1)
    parts = []
    for name, to_seed in setting.to_seed.parts.items():
        value = float(to_seed[0, rows].mean(dtype=np.float64))
        if len(rows) > 1:
            pairs = setting.between.parts[name][np.ix_(rows, rows)][upper]
            value = LOOK_SEED_SHARE * value + (1 - LOOK_SEED_SHARE) * float(pairs.mean(dtype=np.float64))
        parts.append(Part(name, value))
    return Explanation(tuple(parts))
