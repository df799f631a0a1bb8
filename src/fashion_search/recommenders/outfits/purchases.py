"""What a shop's own purchases say about two products: bought on one day, and sold at the same time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timezone
from itertools import combinations
from statistics import median

import numpy as np
from numpy.typing import NDArray

from fashion_search.people import Event, EventLog, OfAllEvents

__all__ = ["SameDayPurchases", "logged_purchases"]

_NEUTRAL = 0.5
_DAYS = 60.0
"""Products whose sales lie this many days apart fit half as well."""

_LARGEST_BASKET = 50


class SameDayPurchases:
    """Co-purchase for `OutfitRecommender`, from purchases.

    Two products bought by one person on one day are evidence that grows with each such day; otherwise it
    counts how near in time the two are sold at all, which tells this summer's skirt from last winter's.
    Values are in [0, 1]; 0.5 when one was never bought.

    Args:
        together: Days on which two products were bought by one person, by the pair in order of id.
        sold_on: The median day of each product's purchases, as a number of days.
    """

    def __init__(self, together: Mapping[tuple[str, str], int], sold_on: Mapping[str, float]) -> None:
        self._together = together
        self._sold_on = sold_on
        self._beside: dict[str, list[str]] = defaultdict(list)
        for one, other in sorted(together, key=lambda pair: (-together[pair], pair)):
            self._beside[one].append(other)
            self._beside[other].append(one)

    @classmethod
    def from_purchases(cls, purchases: Iterable[tuple[str, str, date]]) -> SameDayPurchases:
        """Read purchases.

        Args:
            purchases: User id, product id, day. Days on which somebody bought more than 50 different products
                say nothing about pairs.
        """
        baskets: dict[tuple[str, date], set[str]] = defaultdict(set)
        days: dict[str, list[int]] = defaultdict(list)
        for user_id, product_id, day in purchases:
            baskets[user_id, day].add(product_id)
            days[product_id].append(day.toordinal())
        small = (sorted(basket) for basket in baskets.values() if len(basket) <= _LARGEST_BASKET)
        together = Counter(pair for basket in small for pair in combinations(basket, 2))
        return cls(together, {product_id: float(median(sold)) for product_id, sold in days.items()})

    def beside(self, product_id: str) -> tuple[str, ...]:
        """What was bought on one day with a product: most often first."""
        return tuple(self._beside.get(product_id, ()))

    def __call__(self, product_id: str, others: tuple[str, ...]) -> NDArray[np.float32]:
        """How strongly `product_id` is bought with each of `others`, shape (others,)."""
        return np.array([self._one(product_id, other) for other in others], dtype=np.float32)

    def _one(self, one: str, other: str) -> float:
        times = self._together.get((min(one, other), max(one, other)), 0)
        if times:
            return 1.0 - _NEUTRAL * 0.5**times
        if one not in self._sold_on or other not in self._sold_on:
            return _NEUTRAL
        apart = abs(self._sold_on[one] - self._sold_on[other])
        return (1.0 - _NEUTRAL / 2) * float(0.5 ** (apart / _DAYS))


def logged_purchases(log: EventLog) -> OfAllEvents[SameDayPurchases | None]:
    """The purchases in a log, read when first needed, and again when there are more events.

    What somebody sent back does not count as bought; without a purchase there is nothing to say.

    Args:
        log: What people did.
    """
    return OfAllEvents(log, _kept_purchases)


def _kept_purchases(events: Sequence[Event]) -> SameDayPurchases | None:
    returned = {(one.user_id, one.product_id) for one in events if one.kind == "return"}
    bought = [
        (one.user_id, one.product_id, _day_of(one.at))
        for one in events
        if one.kind == "purchase" and (one.user_id, one.product_id) not in returned
    ]
    return SameDayPurchases.from_purchases(bought) if bought else None


def _day_of(at: date) -> date:
    if not isinstance(at, datetime):
        return at
    return (at if at.tzinfo is None else at.astimezone(timezone.utc)).date()
