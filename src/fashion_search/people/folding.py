"""A taste as sums that new events are added to: folding in and starting over give the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone

import numpy as np
from numpy.typing import NDArray

from fashion_search.filters import Columns
from fashion_search.people.events import Event
from fashion_search.people.segments import SEGMENTS, PriceLevels, Segment, segment_fits
from fashion_search.people.settings import StyleSettings
from fashion_search.people.style import UserStyle
from fashion_search.types import Product, Vector

__all__ = ["StyleSums"]

_TASTES = {
    "category_prefs": "article_type",
    "color_prefs": "base_color",
    "gender_prefs": "gender",
    "usage_prefs": "usage",
}
_NOTHING = 1e-9
"""Below this share of all interest a sum is rounding, or a purchase that was sent back."""


@dataclass(frozen=True, kw_only=True, eq=False)
class StyleSums:
    """What a person's events add up to, each weighed as of the day of the latest one.

    Attributes:
        user_id: Who.
        settings: What events weigh.
        reference: The day the sums are weighed as of, in days since 1970; `None` before the first event.
        vector: Sum of weight times vector, shape (dimension,), float64; `None` before the first vector.
        tastes: Sum of weights by field of the product and value.
        segments: Sum of weight times fit, shape (5,), float64.
        interest: Sum of the weights of products that are known.
        priced: Sum of the weights of products with a price.
        spent: Sum of weight times price.
        prices: Lowest and highest price of what was liked.
        count: How many events.
    """

    user_id: str
    settings: StyleSettings = field(default_factory=StyleSettings)
    reference: float | None = None
    vector: NDArray[np.float64] | None = None
    tastes: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    segments: NDArray[np.float64] = field(default_factory=lambda: np.zeros(len(SEGMENTS)))
    interest: float = 0.0
    priced: float = 0.0
    spent: float = 0.0
    prices: tuple[float, float] | None = None
    count: int = 0

    def fold(
        self,
        events: Iterable[Event],
        *,
        products: Mapping[str, Product],
        vectors: Mapping[str, Vector],
        levels: PriceLevels,
    ) -> StyleSums:
        """The sums with more events; in any order, of this person only.

        Args:
            events: What else they did; other people's events are left out.
            products: Rows of the products; an event with a product that is gone counts as seen, and no more.
            vectors: Vectors by product id; a row of zeros, or none, adds no direction.
            levels: The catalogue's prices.
        """
        mine = [event for event in events if event.user_id == self.user_id]
        if not mine:
            return self
        now = max([event.day for event in mine] + ([] if self.reference is None else [self.reference]))
        sums = self._as_of(now)
        known = [event for event in mine if event.product_id in products]
        weights = np.array([self._weight(event, now) for event in known])
        rows = [products[event.product_id] for event in known]
        return replace(
            sums,
            vector=_added(sums.vector, _pull(known, weights, vectors)),
            tastes={
                name: _tally(sums.tastes.get(name, {}), rows, weights, name) for name in _TASTES.values()
            },
            segments=sums.segments + weights @ segment_fits(Columns.from_products(rows), levels),
            interest=sums.interest + float(weights.sum()),
            priced=sums.priced
            + sum(w for w, row in zip(weights, rows, strict=True) if row.price is not None),
            spent=sums.spent + sum(w * (row.price or 0.0) for w, row in zip(weights, rows, strict=True)),
            prices=_widened(sums.prices, rows, weights),
            count=sums.count + len(mine),
        )

    def style(self) -> UserStyle:
        """The taste these sums say."""
        enough = _NOTHING * max(self.interest, 1.0)
        return UserStyle(
            user_id=self.user_id,
            embedding=self._embedding(enough),
            segment=self._segment(enough),
            num_interactions=self.count,
            avg_price=float(self.spent / self.priced) if self.priced > enough and self.prices else None,
            min_price=self.prices[0] if self.prices else None,
            max_price=self.prices[1] if self.prices else None,
            last_seen=None if self.reference is None else _day(self.reference),
            price_slack=self.settings.price_slack,
            **{name: _shares(self.tastes.get(source, {}), enough) for name, source in _TASTES.items()},
        )

    def _weight(self, event: Event, now: float) -> float:
        age = now - event.day
        return float(self.settings.weight(event.kind) * 2.0 ** (-age / self.settings.half_life_days))

    def _as_of(self, now: float) -> StyleSums:
        """The same sums, weighed as of a later day."""
        faded = (
            1.0 if self.reference is None else 2.0 ** ((self.reference - now) / self.settings.half_life_days)
        )
        return replace(
            self,
            reference=now,
            vector=None if self.vector is None else self.vector * faded,
            tastes={
                name: {value: weight * faded for value, weight in taste.items()}
                for name, taste in self.tastes.items()
            },
            segments=self.segments * faded,
            interest=self.interest * faded,
            priced=self.priced * faded,
            spent=self.spent * faded,
        )

    def _embedding(self, enough: float) -> Vector | None:
        norm = 0.0 if self.vector is None else float(np.linalg.norm(self.vector))
        if self.vector is None or norm <= enough or self.interest <= enough:
            return None
        return (self.vector / norm).astype(np.float32)

    def _segment(self, enough: float) -> Segment | None:
        if self.interest <= enough:
            return None
        fits = self.segments / self.interest
        best = int(np.argmax(fits))
        return SEGMENTS[best] if fits[best] >= self.settings.sure_segment else None


def _pull(
    events: list[Event], weights: NDArray[np.float64], vectors: Mapping[str, Vector]
) -> NDArray[np.float64] | None:
    """The events' vectors, weighed and summed."""
    pairs = [
        (w, vectors[e.product_id]) for e, w in zip(events, weights, strict=True) if e.product_id in vectors
    ]
    if not pairs:
        return None
    return np.array([w for w, _ in pairs]) @ np.stack([vector for _, vector in pairs]).astype(np.float64)


def _added(one: NDArray[np.float64] | None, other: NDArray[np.float64] | None) -> NDArray[np.float64] | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other


def _tally(
    before: Mapping[str, float], rows: list[Product], weights: NDArray[np.float64], name: str
) -> Mapping[str, float]:
    total: Counter[str] = Counter()
    for row, weight in zip(rows, weights.tolist(), strict=True):
        value = getattr(row, name)
        if value is not None:
            total[value] += weight
    return {value: before.get(value, 0.0) + total[value] for value in {**before, **total}}


def _widened(
    before: tuple[float, float] | None, rows: list[Product], weights: NDArray[np.float64]
) -> tuple[float, float] | None:
    """The price range with what is liked now; a return narrows nothing."""
    liked = [row.price for row, w in zip(rows, weights, strict=True) if w > 0 and row.price is not None]
    every = [*liked, *(before or ())]
    return (min(every), max(every)) if every else None


def _shares(taste: Mapping[str, float], enough: float) -> dict[str, float]:
    """Positive sums relative to the strongest, strongest first, ties by name."""
    liked = {value: weight for value, weight in taste.items() if weight > enough}
    most = max(liked.values(), default=1.0)
    return {value: liked[value] / most for value in sorted(liked, key=lambda one: (-liked[one], one))}


def _day(days: float) -> date:
    return (datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(days=days)).date()
