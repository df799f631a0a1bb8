"""What a person, or a sentence, would rather see: soft wishes that move the ranking and exclude nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from fashion_search.errors import InvalidRequestError

__all__ = ["Preferences"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """Wishes by attribute; what is absent is no wish, and weighs nothing.

    Attributes:
        article_types: How much each article type is wanted, in (0, 1]. The other attributes alike.
        sub_categories: By sub-category.
        master_categories: By master category.
        colors: By base colour.
        genders: By gender.
        usages: By usage.
        seasons: By season.
        price_low: Lower end of the price range, in the catalogue's currency.
        price_high: Upper end.
        today: The day to judge season and freshness by; without it neither counts.

    Raises:
        InvalidRequestError: a weight is outside (0, 1], or the price range is empty or negative.
    """

    article_types: Mapping[str, float] = field(default_factory=dict)
    sub_categories: Mapping[str, float] = field(default_factory=dict)
    master_categories: Mapping[str, float] = field(default_factory=dict)
    colors: Mapping[str, float] = field(default_factory=dict)
    genders: Mapping[str, float] = field(default_factory=dict)
    usages: Mapping[str, float] = field(default_factory=dict)
    seasons: Mapping[str, float] = field(default_factory=dict)
    price_low: float | None = None
    price_high: float | None = None
    today: date | None = None

    def __post_init__(self) -> None:
        """Refuse weights and ranges that mean nothing."""
        for name, wishes in self.by_attribute().items():
            for value, weight in wishes.items():
                if not 0 < weight <= 1:
                    raise InvalidRequestError(
                        f"Preference {name}[{value!r}] is {weight!r}; it must lie in (0, 1]."
                    )
        low, high = self.price_low, self.price_high
        if (low is not None and low < 0) or (low is not None and high is not None and low > high):
            raise InvalidRequestError(f"Price range {low!r} to {high!r} is empty or negative.")

    def by_attribute(self) -> dict[str, Mapping[str, float]]:
        """The wishes about attributes, by the name of the field here."""
        return {
            one.name: getattr(self, one.name)
            for one in fields(self)
            if isinstance(getattr(self, one.name), Mapping)
        }

    def __bool__(self) -> bool:
        """Whether there is any wish at all."""
        wishes = (
            *(self.article_types, self.sub_categories, self.master_categories, self.colors),
            *(self.genders, self.usages, self.seasons),
        )
        bounds = (self.price_low, self.price_high, self.today)
        return any(wishes) or any(one is not None for one in bounds)
