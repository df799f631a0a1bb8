"""The 40 %: how well a product's attributes fit what is preferred. Pure functions over columns.

Every rule gives each candidate a value in [0, 1], higher is better, and `NEUTRAL` where the attribute is
unknown. A rule nobody asked for does not take part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields

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
        "color": _color(candidates, preferences.colors),
        "price": _price(candidates, preferences),
        "gender": _gender(candidates, preferences.genders),
        "usage": _attribute(candidates, "usage", preferences.usages),
        "season": _season(candidates, preferences, hemisphere),
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


def _by_value(candidates: Columns, field: str, fit: Callable[[str], float]) -> Scores:
    """A rule that depends on one text attribute: worked out once per value, then taken by code."""
    per_value = [fit(value) for value in candidates.vocabulary(field)]
    return _taken([*per_value, NEUTRAL], candidates.codes(field))


def _taken(per_value: list[float], codes: NDArray[np.int32]) -> Scores:
    """The value of each row; the last one where there is none, whose code is -1."""
    return np.array(per_value, dtype=np.float32)[codes]


def _attribute(candidates: Columns, field: str, wishes: Mapping[str, float]) -> Scores | None:
    if not wishes:
        return None
    most = max(wishes.values())
    per_value = [wishes.get(value, 0.0) / most for value in candidates.vocabulary(field)]
    return _taken([*per_value, NEUTRAL], candidates.codes(field))


def _category(candidates: Columns, preferences: Preferences) -> Scores | None:
    """The best of the three levels; a wished sub-category also covers its article types."""
    levels = (
        _attribute(candidates, "article_type", preferences.article_types),
        _attribute(candidates, "sub_category", preferences.sub_categories),
        _attribute(candidates, "master_category", preferences.master_categories),
    )
    asked = [level for level in levels if level is not None]
    return np.maximum.reduce(asked) if asked else None


def _color(candidates: Columns, wishes: Mapping[str, float]) -> Scores | None:
    """The most alike of the wished colours, by weight."""
    if not wishes:
        return None
    most = max(wishes.values())

    def fit(color: str) -> float:
        alike = [(color_similarity(color, wish), weight / most) for wish, weight in wishes.items()]
        known = [similarity * weight for similarity, weight in alike if similarity is not None]
        return max(known, default=NEUTRAL)

    return _by_value(candidates, "base_color", fit)


def _gender(candidates: Columns, wishes: Mapping[str, float]) -> Scores | None:
    """The wished gender or age group; what is made for everybody fits nearly as well."""
    if not wishes:
        return None
    most = max(wishes.values())

    def fit(gender: str) -> float:
        wanted = wishes.get(gender, 0.0) / most
        return max(wanted, _UNISEX_FIT) if gender == "Unisex" else wanted

    return _by_value(candidates, "gender", fit)


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


def _season(candidates: Columns, preferences: Preferences, hemisphere: Hemisphere) -> Scores | None:
    """The wished seasons, else the season it is."""
    wishes = dict(preferences.seasons)
    if not wishes and preferences.today is not None:
        wishes = {season_on(preferences.today, hemisphere): 1.0}
    if not wishes:
        return None
    most = max(wishes.values())
    return _by_value(
        candidates,
        "season",
        lambda season: max(
            season_similarity(season, wish) * weight / most for wish, weight in wishes.items()
        ),
    )


def _freshness(candidates: Columns, preferences: Preferences) -> Scores | None:
    """Halves every few years; a product of this year or later is fresh."""
    if preferences.today is None:
        return None
    age = np.maximum(preferences.today.year - candidates.numbers("year"), 0.0)
    return _neutral_where_unknown(2.0 ** (-age / _FRESH_YEARS))


def _neutral_where_unknown(values: NDArray[np.floating]) -> Scores:
    return np.where(np.isnan(values), NEUTRAL, values).astype(np.float32)
