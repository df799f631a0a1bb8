"""Chance that falls the same way everywhere: on every platform and every Python version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

__all__ = ["Dice", "deal"]

T = TypeVar("T")


class Dice:
    """Draws made from `Random.random()` alone, the one method whose sequence Python promises to keep.

    Args:
        *key: What the draws are for; equal keys give equal draws.
    """

    def __init__(self, *key: object) -> None:
        self._random = Random("/".join(map(str, key)))  # noqa: S311

    def roll(self) -> float:
        """A number in [0, 1)."""
        return self._random.random()

    def between(self, low: float, high: float) -> float:
        """A number in [low, high)."""
        return low + (high - low) * self.roll()

    def bell(self) -> float:
        """A number from a bell of mean 0 and deviation 1, never beyond 6 (Irwin-Hall: no libm involved)."""
        return sum(self.roll() for _ in range(12)) - 6.0

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, all equally likely."""
        return options[int(self.roll() * len(options))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as likely as its weight says."""
        mark = self.roll() * sum(weights.values())
        for option, weight in weights.items():
            mark -= weight
            if mark < 0:
                return option
        return next(reversed(list(weights)))

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in another order (Fisher-Yates)."""
        deck = list(items)
        for last in range(len(deck) - 1, 0, -1):
            other = int(self.roll() * (last + 1))
            deck[last], deck[other] = deck[other], deck[last]
        return deck


def deal(weights: Mapping[T, float], count: int, dice: Dice) -> list[T]:
    """Hand out `count` cards so that each kind gets its share, never more than one card off.

    Systematic sampling: one random start, then equal steps over the stacked shares, so that rare kinds still
    turn up now and then over many deals.

    Args:
        weights: Share of each kind, not necessarily summing to 1.
        count: How many cards.
        dice: Decides which kinds are rounded up, and the order.

    Returns:
        The cards, shuffled.
    """
    step = sum(weights.values()) / max(count, 1)
    mark, reached = step * dice.roll(), 0.0
    cards: list[T] = []
    for kind, weight in weights.items():
        reached += weight
        while mark < reached and len(cards) < count:
            cards.append(kind)
            mark += step
    last = next(reversed(list(weights)))
    cards.extend(last for _ in range(count - len(cards)))
    return dice.shuffled(cards)
