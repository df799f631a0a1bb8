"""What a shop wants shown: boost, bury, pin and exclude, each with its conditions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import isfinite
from typing import TypeAlias

from fashion_search.errors import InvalidRequestError
from fashion_search.filters import Filter
from fashion_search.ranking.merchandising.when import ALWAYS, When

__all__ = ["Boost", "Bury", "Exclude", "Merchandising", "Pin", "Rule"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Boost:
    """Products that pass a filter rank higher.

    Attributes:
        where: Which products.
        factor: 1.2 adds a fifth of the score that a product has before any merchandising.
        addend: What is added to the score besides.
        when: When the rule holds.
        name: What the explanation calls it.

    Raises:
        InvalidRequestError: it would not raise a score.
    """

    where: Filter
    factor: float = 1.0
    addend: float = 0.0
    when: When = ALWAYS
    name: str | None = None

    def __post_init__(self) -> None:
        """Refuse a boost that buries."""
        _check_strength("Boost", self.factor, self.addend)
        if self.factor < 1 or self.addend < 0 or (self.factor, self.addend) == (1, 0):
            raise InvalidRequestError(
                f"Boost has factor {self.factor!r} and addend {self.addend!r}; give a factor above 1 or an "
                "addend above 0, or use Bury."
            )

    @property
    def label(self) -> str:
        """What the explanation calls it."""
        return self.name or f"boost: {self.where}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bury:
    """Products that pass a filter rank lower.

    Attributes:
        where: Which products.
        factor: 0.8 takes away a fifth of the score that a product has before any merchandising.
        addend: What is added to the score besides; negative.
        when: When the rule holds.
        name: What the explanation calls it.

    Raises:
        InvalidRequestError: it would not lower a score.
    """

    where: Filter
    factor: float = 1.0
    addend: float = 0.0
    when: When = ALWAYS
    name: str | None = None

    def __post_init__(self) -> None:
        """Refuse a bury that boosts."""
        _check_strength("Bury", self.factor, self.addend)
        if not 0 <= self.factor <= 1 or self.addend > 0 or (self.factor, self.addend) == (1, 0):
            raise InvalidRequestError(
                f"Bury has factor {self.factor!r} and addend {self.addend!r}; give a factor from 0 to below "
                "1 or an addend below 0, or use Boost."
            )

    @property
    def label(self) -> str:
        """What the explanation calls it."""
        return self.name or f"bury: {self.where}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One product stands at one place, whatever it scores.

    Attributes:
        product_id: Which product. It still has to pass the caller's own filter.
        position: Its place, counted from 1.
        when: When the rule holds.

    Raises:
        InvalidRequestError: there is no such place.
    """

    product_id: str
    position: int
    when: When = ALWAYS

    def __post_init__(self) -> None:
        """Refuse a place before the first."""
        if self.position < 1:
            raise InvalidRequestError(f"Pin position is {self.position!r}; the first place is 1.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclude:
    """Products that pass a filter are not shown, not even when pinned. Where it is unknown, they are.

    Attributes:
        where: Which products.
        when: When the rule holds.
    """

    where: Filter
    when: When = ALWAYS


Rule: TypeAlias = "Boost | Bury | Pin | Exclude"


@dataclass(frozen=True, init=False)
class Merchandising:
    """A set of rules: their order does not count, nor does saying one twice.

    Attributes:
        rules: In an order of their own.
    """

    rules: tuple[Rule, ...]

    def __init__(self, rules: Iterable[Rule] = ()) -> None:
        """Bring the rules into an order that does not depend on how they were given."""
        object.__setattr__(self, "rules", tuple(sorted(set(rules), key=repr)))

    def __bool__(self) -> bool:
        """Whether there is any rule."""
        return bool(self.rules)

    def in_force(self, text: str | None, on: date) -> Merchandising:
        """The rules that hold for a query's words on a day.

        Args:
            text: The query's words; `None` for a picture.
            on: The day, where the shop is.
        """
        return Merchandising(rule for rule in self.rules if rule.when.holds(text, on))

    @cached_property
    def weighing(self) -> tuple[Boost | Bury, ...]:
        """The rules that change scores."""
        return tuple(rule for rule in self.rules if isinstance(rule, Boost | Bury))

    @cached_property
    def pins(self) -> tuple[Pin, ...]:
        """The pins, conflicts among them included."""
        return tuple(rule for rule in self.rules if isinstance(rule, Pin))

    @cached_property
    def exclusions(self) -> tuple[Exclude, ...]:
        """The exclusions."""
        return tuple(rule for rule in self.rules if isinstance(rule, Exclude))


def _check_strength(kind: str, factor: float, addend: float) -> None:
    if not (isfinite(factor) and isfinite(addend)):
        raise InvalidRequestError(f"{kind} has factor {factor!r} and addend {addend!r}; both must be finite.")
