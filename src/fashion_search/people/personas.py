"""Five shoppers for any store, one of each segment, with a history made of its own products."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from fashion_search.filters import Columns
from fashion_search.people.events import Event, EventKind
from fashion_search.people.segments import SEGMENTS, PriceLevels, Segment, segment_fits

__all__ = ["PERSONA_PREFIX", "Persona", "cast_personas"]

_FUNNEL: tuple[tuple[EventKind, float], ...] = (
    ("view", 1.0),
    ("click", 0.7),
    ("cart", 0.5),
    ("purchase", 0.35),
)
"""How far down the list of favourites each step goes."""

_Floats = NDArray[np.float64]

PERSONA_PREFIX = "persona-"
"""How the ids of personas begin; ids of real people should not."""

_DAYS_BETWEEN_VISITS = 5
_MOST_OF_A_TYPE = 3

_DESCRIPTIONS: Mapping[Segment, str] = {
    "budget": "Buys everyday basics, and looks at the price first.",
    "athletic": "Runs and trains: sports wear and sports shoes.",
    "luxury": "Buys few and fine things: what is dear here, jewellery, watches, evening wear.",
    "professional": "Dresses for the office: shirts, tailored trousers, formal shoes.",
    "gen-z": "Lives in streetwear: tees, hoodies, sneakers, caps, the brighter the better.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """An invented shopper.

    Attributes:
        user_id: Stable id, such as `"persona-budget"`.
        segment: Whose taste it stands for.
        description: Who this is, in a sentence.
        history: What they did, oldest first.
    """

    user_id: str
    segment: Segment
    description: str
    history: tuple[Event, ...] = field(repr=False)


def cast_personas(
    product_ids: Sequence[str], columns: Columns, *, last_day: date, products_each: int = 12
) -> tuple[Persona, ...]:
    """Make up the shoppers a store would have.

    Each favours the products that fit their segment better than any other, of the gender most of these are
    made for, varied in type, spread over the catalogue by a hash of the id, so the same store has the same
    personas.

    Args:
        product_ids: The store's products.
        columns: Their fields, in the same order.
        last_day: The day of the last event.
        products_each: How many products a history has, at most.

    Returns:
        In the order of `SEGMENTS`; a segment that nothing in the store fits has no persona.
    """
    fits = segment_fits(columns, PriceLevels.from_columns(columns))
    personas = []
    for column, segment in enumerate(SEGMENTS):
        user_id = f"{PERSONA_PREFIX}{segment}"
        favourites = _favourites(product_ids, columns, _margins(fits, column), products_each)
        history = _history(user_id, favourites, last_day)
        if history:
            personas.append(
                Persona(user_id=user_id, segment=segment, description=_DESCRIPTIONS[segment], history=history)
            )
    return tuple(personas)


def _favourites(product_ids: Sequence[str], columns: Columns, margins: _Floats, count: int) -> list[str]:
    """The best fits of one gender, varied in type."""
    rows = _of_one_gender(columns, margins)
    rows.sort(
        key=lambda row: (-round(float(margins[row]), 1), crc32(product_ids[row].encode()), product_ids[row])
    )
    types = columns.codes("article_type")
    most = max(_MOST_OF_A_TYPE, -(-count // max(len(np.unique(types[rows])), 1)))
    taken: Counter[int] = Counter()
    chosen = []
    for row in rows:
        taken[types[row]] += 1
        if taken[types[row]] <= most:
            chosen.append(product_ids[row])
    return chosen[:count]


def _margins(fits: _Floats, column: int) -> _Floats:
    """How much better a product fits one segment than any other; where none does, how well it fits."""
    own, others = fits[:, column], np.delete(fits, column, axis=1).max(axis=1, initial=0.0)
    margins = own - others
    return margins if (margins > 0).any() else own


def _of_one_gender(columns: Columns, margins: _Floats) -> list[int]:
    """Rows that fit well, of the gender that fits most, with what is for everybody or unknown."""
    genders = columns.text("gender")
    mass = {
        name: np.maximum(margins[genders.codes == code], 0.0).sum()
        for code, name in enumerate(genders.vocabulary)
        if name != "Unisex"
    }
    best = max(sorted(mass), key=lambda name: mass[name], default=None)
    others = [code for code, name in enumerate(genders.vocabulary) if name not in (best, "Unisex")]
    return [
        int(row)
        for row in np.flatnonzero(
            (margins > 0) & (margins >= margins.max(initial=0.0) / 2) & ~np.isin(genders.codes, others)
        )
    ]


def _history(user_id: str, favourites: Sequence[str], last_day: date) -> tuple[Event, ...]:
    """The best is seen last; the better, the further down the funnel."""
    events = []
    for rank, product_id in enumerate(favourites):
        reached = [kind for kind, share in _FUNNEL if rank < share * len(favourites)]
        day = last_day - timedelta(days=_DAYS_BETWEEN_VISITS * rank)
        events += [Event(user_id=user_id, product_id=product_id, kind=kind, at=day) for kind in reached]
    return tuple(sorted(events, key=lambda event: event.at))  # stable: a view comes before its purchase
