"""What is known about one person's taste."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fashion_search.filters import F, Filter, all_of
from fashion_search.people.segments import Segment
from fashion_search.preferences import Preferences
from fashion_search.types import Vector

__all__ = ["UserStyle"]

_LIKED = 0.1
"""Shares of taste below a tenth of the strongest are passing fancies: they restrict nothing."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UserStyle:
    """One person's taste; the fields are the columns of `user_style_features`.

    Attributes:
        user_id: Who.
        embedding: Weighted mean of the vectors of their products at unit length, shape (dimension,), float32;
            `None` when nothing they liked has a vector.
        segment: What kind of shopper they are; `None` when no rule says so clearly.
        num_interactions: How many events it was made from.
        category_prefs: Article type -> how much it is liked, in (0, 1], the strongest 1.
        color_prefs: The same by base colour.
        gender_prefs: The same by gender.
        usage_prefs: The same by usage.
        avg_price: Weighted mean price of what they liked; `None` when no price is known, as the next two.
        min_price: Lowest price among the products they liked.
        max_price: Highest.
        last_seen: Day of the last event.
        price_slack: How far the price band reaches beyond `min_price` and `max_price`, as a factor.
    """

    user_id: str
    embedding: Vector | None = field(default=None, repr=False)
    segment: Segment | None = None
    num_interactions: int = 0
    category_prefs: Mapping[str, float] = field(default_factory=dict)
    color_prefs: Mapping[str, float] = field(default_factory=dict)
    gender_prefs: Mapping[str, float] = field(default_factory=dict)
    usage_prefs: Mapping[str, float] = field(default_factory=dict)
    avg_price: float | None = None
    min_price: float | None = None
    max_price: float | None = None
    last_seen: date | None = None
    price_slack: float = 1.25

    @property
    def price_band(self) -> tuple[float, float] | None:
        """What they would pay: from a little below the lowest price liked to a little above the highest."""
        if self.min_price is None or self.max_price is None:
            return None
        return self.min_price / self.price_slack, self.max_price * self.price_slack

    def preferences(
        self,
        *,
        restrict_category: bool = True,
        restrict_price: bool = True,
        restrict_color: bool = True,
        today: date | None = None,
    ) -> Preferences:
        """The taste as soft wishes for the ranking.

        Args:
            restrict_category: Wish for the liked article types.
            restrict_price: Wish for the price band.
            restrict_color: Wish for the liked colours.
            today: The day to judge season and freshness by.
        """
        band = self.price_band if restrict_price else None
        return Preferences(
            article_types=self.category_prefs if restrict_category else {},
            colors=self.color_prefs if restrict_color else {},
            genders=self.gender_prefs,
            usages=self.usage_prefs,
            price_low=band[0] if band else None,
            price_high=band[1] if band else None,
            today=today,
        )

    def where(
        self,
        *,
        restrict_category: bool = False,
        restrict_price: bool = False,
        restrict_color: bool = False,
    ) -> Filter | None:
        """The taste as a filter; what is not known restricts nothing.

        Args:
            restrict_category: Only article types they like.
            restrict_price: Only prices inside the band. A product without a price passes.
            restrict_color: Only colours they like.
        """
        band = self.price_band
        return all_of(
            [
                _among("article_type", self.category_prefs) if restrict_category else None,
                _among("base_color", self.color_prefs) if restrict_color else None,
                F.price.between(*band) | F.price.is_null() if restrict_price and band else None,
            ]
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values, ready for JSON."""
        return {
            "user_id": self.user_id,
            "user_embedding": None if self.embedding is None else self.embedding.tolist(),
            "segment": self.segment,
            "num_interactions": self.num_interactions,
            "category_prefs": dict(self.category_prefs),
            "color_prefs": dict(self.color_prefs),
            "gender_prefs": dict(self.gender_prefs),
            "usage_prefs": dict(self.usage_prefs),
            "avg_price": self.avg_price,
            "min_price": self.min_price,
            "max_price": self.max_price,
            "last_seen": None if self.last_seen is None else self.last_seen.isoformat(),
        }


def _among(name: str, liked: Mapping[str, float]) -> Filter | None:
    values = sorted(value for value, weight in liked.items() if weight >= _LIKED)
    return getattr(F, name).isin(values) if values else None
