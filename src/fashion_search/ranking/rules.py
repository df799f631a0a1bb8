"""The 40 %: how well a product's attributes fit what is preferred. Pure functions over columns.

Every rule gives each candidate a value in [0, 1], higher is better, and `NEUTRAL` where the attribute is
unknown. A rule nobody asked for does not take part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import InvalidRequestError
from fashion_search.filters import Columns
from fashion_search.preferences import Preferences
from fashion_search.ranking.colors import color_similarity
from fashion_search.ranking.seasons import Hemisphere, season_on, season_similarity

__all__ = ["NEUTRAL", "Popularity", "RuleWeights", "apply_rules"]

NEUTRAL = 0.5
"""What a product of unknown attribute gets: neither praise nor blame."""

_HALF_PRICE_RATIO = 1.5
"""A price this many times beyond the range fits half as well; twice that ratio in logs, a quarter."""

_FRESH_YEARS = 3.0
"""Years after which a product is half as fresh."""

_UNISEX_FIT = 0.9

Scores = NDArray[np.float32]

_Fit: TypeAlias = Callable[[str, Mapping[str, float]], float]
"""How well a value fits wishes, of which the strongest weighs 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleWeights:
    """How much each rule counts among the rules; those that take part are normalised to sum to 1.

    Popularity counts nothing in a search unless asked to: measured, it made none better.

    Raises:
        InvalidRequestError: a weight is negative or not finite.
    """

    category: float = 3.0
    color: float = 2.0
    price: float = 2.0
    gender: float = 2.0
    usage: float = 1.0
    season: float = 0.5
    freshness: float = 0.25
    popularity: float = 0.0

    def __post_init__(self) -> None:
        """Refuse weights that would turn a rule around."""
        for one in fields(self):
            weight = getattr(self, one.name)
            if not (np.isfinite(weight) and weight >= 0):
                raise InvalidRequestError(f"Rule weight {one.name} is {weight!r}; it must be 0 or positive.")


def apply_rules(
    candidates: Columns,
    preferences: Preferences,
    *,
    popularity: Scores | None = None,
    hemisphere: Hemisphere = "north",
) -> dict[str, Scores]:
    """The rules that take part, each with its value per candidate.

    Args:
        candidates: The candidates' attributes, n rows.
        preferences: What is wanted; a rule without a wish does not take part.
        popularity: How popular each candidate is among all products, in [0, 1], shape (n,); NaN where not
            known. `Popularity.of` makes it.
        hemisphere: Whose seasons `preferences.today` means.

    Returns:
        Rule name to values in [0, 1], shape (n,), float32.
    """
    rules: dict[str, Scores | None] = {
        "category": _category(candidates, preferences),
        "color": _by_value(candidates, "base_color", preferences.colors, _like_color),
        "price": _price(candidates, preferences),
        "gender": _by_value(candidates, "gender", preferences.genders, _for_gender),
        "usage": _by_value(candidates, "usage", preferences.usages, _wished),
        "season": _by_value(candidates, "season", _seasons(preferences, hemisphere), _in_season),
        "freshness": _freshness(candidates, preferences),
        "popularity": None if popularity is None else _neutral_where_unknown(popularity),
    }
    return {name: values for name, values in rules.items() if values is not None}


class Popularity:
    """How popular products are.

    Args:
        wanted: How much each product is wanted now, in (0, 1], such as `Demand.popular` says; absent where
            nobody wanted it, yet.
    """

    def __init__(self, wanted: Mapping[str, float]) -> None:
        self._wanted = wanted

    def __bool__(self) -> bool:
        """Whether anything is wanted at all."""
        return bool(self._wanted)

    def of(self, product_ids: Sequence[str]) -> Scores:
        """What the rule reads.

        Args:
            product_ids: The candidates, n of them.

        Returns:
            From `NEUTRAL` for what is hardly wanted any more to 1, shape (n,), float32; NaN where nobody
            wanted one, as a new product is neither praised nor blamed for being new.
        """
        wanted = np.array([self._wanted.get(one, np.nan) for one in product_ids], dtype=np.float32)
        return NEUTRAL + (1 - NEUTRAL) * wanted


def _by_value(candidates: Columns, field: str, wishes: Mapping[str, float], fit: _Fit) -> Scores | None:
    """A rule that depends on one text attribute: worked out once per value, then taken by code."""
    if not wishes:
        return None
    return _table(fit, candidates.vocabulary(field), tuple(wishes.items()))[candidates.codes(field)]


@lru_cache(maxsize=256)
def _table(fit: _Fit, vocabulary: tuple[str, ...], wishes: tuple[tuple[str, float], ...]) -> Scores:
    """The fit of each value to wishes relative to the strongest, and of none last, whose code is -1."""
    most = max(weight for _, weight in wishes)
    relative = {value: weight / most for value, weight in wishes}
    return np.array([*(fit(value, relative) for value in vocabulary), NEUTRAL], dtype=np.float32)


def _wished(value: str, wishes: Mapping[str, float]) -> float:
    return wishes.get(value, 0.0)


def _category(candidates: Columns, preferences: Preferences) -> Scores | None:
    """The best of the three levels; a wished sub-category also covers its article types."""
    levels = (
        _by_value(candidates, "article_type", preferences.article_types, _wished),
        _by_value(candidates, "sub_category", preferences.sub_categories, _wished),
        _by_value(candidates, "master_category", preferences.master_categories, _wished),
    )
    asked = [level for level in levels if level is not None]
    return np.maximum.reduce(asked) if asked else None


def _like_color(color: str, wishes: Mapping[str, float]) -> float:
    """The most alike of the wished colours, by weight."""
    alike = [(color_similarity(color, wish), weight) for wish, weight in wishes.items()]
    return max((near * weight for near, weight in alike if near is not None), default=NEUTRAL)


def _for_gender(gender: str, wishes: Mapping[str, float]) -> float:
    """The wished gender or age group; what is made for everybody fits nearly as well."""
    wanted = wishes.get(gender, 0.0)
    return max(wanted, _UNISEX_FIT) if gender == "Unisex" else wanted


def _in_season(season: str, wishes: Mapping[str, float]) -> float:
    return max(season_similarity(season, wish) * weight for wish, weight in wishes.items())


def _price(candidates: Columns, preferences: Preferences) -> Scores | None:
    """1 inside the range, then falling with the logarithm of how far outside."""
    low, high = preferences.price_low, preferences.price_high
    if low is None and high is None:
        return None
    prices = np.log(np.maximum(candidates.numbers("price"), 0.01))
    below = 0.0 if low is None else np.log(max(low, 0.01)) - prices
    above = 0.0 if high is None else prices - np.log(max(high, 0.01))
    outside = np.maximum(np.maximum(below, above), 0.0) / np.log(_HALF_PRICE_RATIO)
    return _neutral_where_unknown(2.0**-outside)


def _seasons(preferences: Preferences, hemisphere: Hemisphere) -> Mapping[str, float]:
    """The wished seasons, else the season it is."""
    if preferences.seasons or preferences.today is None:
        return preferences.seasons
    return {season_on(preferences.today, hemisphere): 1.0}


def _freshness(candidates: Columns, preferences: Preferences) -> Scores | None:
    """Halves every few years; a product of this year or later is fresh."""
    if preferences.today is None:
        return None
    age = np.maximum(preferences.today.year - candidates.numbers("year"), 0.0)
    return _neutral_where_unknown(2.0 ** (-age / _FRESH_YEARS))


def _neutral_where_unknown(values: NDArray[np.floating]) -> Scores:
    return np.where(np.isnan(values), NEUTRAL, values).astype(np.float32)
