"""What people want now, and what the same people want: popularity and co-purchase from events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fashion_search.people.events import Event, in_time
from fashion_search.people.settings import StyleSettings

__all__ = ["Demand", "Seen"]

_Floats = NDArray[np.float64]

_A_TREND = 50.0
"""Ten purchases of one product within a half-life or so; what fewer want is little more than chance."""


class Seen(NamedTuple):
    """The events before a moment, oldest first: rows of products and users, days, and faded weights."""

    products: NDArray[np.intp]
    users: NDArray[np.intp]
    days: _Floats
    weights: _Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Demand:
    """Everybody's events as columns, oldest first, to be asked as of any day.

    What happened on the day asked for, or later, is not seen.

    Attributes:
        product_ids: The products of the events, ascending.
        user_ids: The people, ascending.
        products: Row in `product_ids` of each event, shape (n,).
        users: Row in `user_ids` of each event.
        days: When, in days since 1970.
        weights: What each is worth on its day.
        half_life_days: Days after which somebody else's event counts half.
    """

    product_ids: tuple[str, ...]
    user_ids: tuple[str, ...]
    products: NDArray[np.intp]
    users: NDArray[np.intp]
    days: _Floats
    weights: _Floats
    half_life_days: float = 14.0

    @classmethod
    def from_events(
        cls, events: Iterable[Event], settings: StyleSettings | None = None, *, half_life_days: float = 14.0
    ) -> Demand:
        """Read events, in any order.

        Args:
            events: Everybody's.
            settings: What events weigh; how they fade here is `half_life_days`.
            half_life_days: Days after which somebody else's event counts half; demand moves faster than
                taste.
        """
        known = sorted(events, key=in_time)
        weights = (settings or StyleSettings()).weights
        product_ids, products = _coded([event.product_id for event in known])
        user_ids, users = _coded([event.user_id for event in known])
        return cls(
            product_ids=product_ids,
            user_ids=user_ids,
            products=products,
            users=users,
            days=np.array([event.day for event in known], dtype=np.float64),
            weights=np.array([weights[event.kind] for event in known], dtype=np.float64),
            half_life_days=half_life_days,
        )

    def __len__(self) -> int:
        """How many events."""
        return len(self.products)

    def seen(self, as_of: float, *, half_life_days: float | None = None) -> Seen:
        """What happened before a moment, and what it still weighs.

        Args:
            as_of: Days since 1970.
            half_life_days: How fast weights fade; by default as demand does.
        """
        rows = slice(0, int(np.searchsorted(self.days, as_of, "left")))
        days = self.days[rows]
        faded = self.weights[rows] * 2.0 ** ((days - as_of) / (half_life_days or self.half_life_days))
        return Seen(self.products[rows], self.users[rows], days, np.asarray(faded))

    def popular(self, as_of: float) -> dict[str, float]:
        """How much each product is wanted: its events' weights, faded; best first, ties by id.

        Args:
            as_of: Days since 1970; only events before it count.

        Returns:
            In (0, 1], on a logarithmic scale. 1 is the most wanted product, if it is wanted as much as by ten
            purchases; where nothing is, all stay below, for what one or two people bought is no trend.
        """
        seen = self.seen(as_of)
        total = np.maximum(self._summed(seen.products, seen.weights), 0.0) / _A_TREND
        return self._ranked(np.log1p(total), at_least=float(np.log(2.0)))

    def together(
        self, liked: Mapping[str, float], as_of: float, *, without: str | None = None
    ) -> dict[str, float]:
        """What people with the same products want besides: best first, ties by id.

        A person counts by the products shared with `liked`, rare ones more, and by how few others they have;
        a product by who wants it, and how lately.

        Args:
            liked: Weight of each product one starts from, positive.
            as_of: Days since 1970; only events before it count.
            without: A person who is left out, because it is their products one starts from.

        Returns:
            Relative to the most wanted, in (0, 1]. The products one starts from are left out.
        """
        products, users, _, weights = self.seen(as_of, half_life_days=4 * self.half_life_days)
        start = np.array([max(liked.get(product_id, 0.0), 0.0) for product_id in self.product_ids])
        rarity = 1 / np.sqrt(np.maximum(np.bincount(products, minlength=len(start)), 1))
        many = 1 / np.sqrt(np.maximum(np.bincount(users, minlength=len(self.user_ids)), 1))
        kinship = np.bincount(users, weights=(start * rarity)[products], minlength=len(many)) * many
        if without in self.user_ids:
            kinship[self.user_ids.index(without)] = 0.0
        total = self._summed(products, kinship[users] * weights)
        return self._ranked(np.where(start > 0, 0.0, total))

    def _summed(self, products: NDArray[np.intp], weights: _Floats) -> _Floats:
        return np.bincount(products, weights=weights, minlength=len(self.product_ids)).astype(np.float64)

    def _ranked(self, total: _Floats, *, at_least: float = 0.0) -> dict[str, float]:
        """What is wanted at all, relative to the most wanted, or to `at_least` when that is more."""
        wanted = np.flatnonzero(total > 0)
        order = wanted[np.argsort(-total[wanted], kind="stable")]
        most = max(float(total[order[0]]) if len(order) else 1.0, at_least)
        return {self.product_ids[row]: float(total[row] / most) for row in order.tolist()}


def _coded(values: list[str]) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    known = tuple(sorted(set(values)))
    row_of = {value: row for row, value in enumerate(known)}
    return known, np.array([row_of[value] for value in values], dtype=np.intp)
