"""Five kinds of shoppers, told apart by rules over price level, usage, types and colours.

| segment | a product is one of theirs as far as |
|---|---|
| budget | its price is in the cheaper half; without prices, it is a casual basic |
| athletic | its usage is sports, or its type says so |
| luxury | its price is in the dearer half; without prices, it is jewellery, a watch, a bag, evening wear |
| professional | its usage is formal or smart casual, or its type says so |
| gen-z | it is streetwear in a bright or mixed colour, and neither formal nor for sports |

Price levels are percentiles, the mean of the one among all products and the one among products of the same
type, so that a dear belt and a dear watch both count as dear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from fashion_search.filters import Columns

__all__ = ["SEGMENTS", "PriceLevels", "Segment", "segment_fits"]

Segment: TypeAlias = Literal["budget", "athletic", "luxury", "professional", "gen-z"]

SEGMENTS: tuple[Segment, ...] = get_args(Segment)

_Floats = NDArray[np.float64]

_FEWEST_PRICES = 10
"""A type with fewer prices has no level of its own."""

_BASICS = ("t-?shirt", "shirt", "top", "jean", "sock", "flip flop", "short", "brief", "trouser", "legging")
_SPORTY = ("sport", "track", "tracksuit", "running", "swim", "swimwear", "swimsuit", "training", "yoga")
_FINE = (
    "watch", "watche", "jewellery", "jewelry", "necklace", "earring", "ring", "bracelet", "pendant",
    "handbag", "clutch", "clutche", "perfume", "heel", "blazer", "sunglasse", "cufflink", "gown", "coat",
)  # fmt: skip
_OFFICE = ("blazer", "suit", "formal", "tie", "cufflink", "laptop", "waistcoat", "pump")
_OFFICE_TOO = ("shirt", "trouser", "blouse", "belt")
_STREET = (
    "t-?shirt", "hoodie", "sweatshirt", "sneaker", "casual shoe", "cap", "backpack", "jean",
    "short", "skirt", "sunglasse", "crop top",
)  # fmt: skip
_BRIGHT = ("pink", "purple", "yellow", "turquoise", "multi", "red", "orange", "green", "lime", "fluorescent")

_USAGE: Mapping[str, Mapping[str, float]] = {
    "athletic": {"sports": 1.0},
    "professional": {"formal": 1.0, "smart casual": 0.8},
    "luxury": {"party": 0.3, "formal": 0.2},
}
_SERIOUS = ("formal", "smart casual", "sports", "ethnic")


@dataclass(frozen=True, slots=True, eq=False)
class PriceLevels:
    """The prices of a catalogue, to tell what is cheap there.

    Attributes:
        every: All known prices, ascending.
        by_type: The same by article type, for types with ten prices or more.
    """

    every: _Floats
    by_type: Mapping[str, _Floats]

    @classmethod
    def from_columns(cls, columns: Columns) -> PriceLevels:
        """The levels of a whole catalogue; without any price all products are of unknown level."""
        prices = columns.numbers("price")
        known = np.isfinite(prices)
        types = columns.text("article_type")
        groups = {
            name: np.sort(prices[known & (types.codes == code)]) for code, name in enumerate(types.vocabulary)
        }
        by_type = {name: group for name, group in groups.items() if len(group) >= _FEWEST_PRICES}
        return cls(np.sort(prices[known]), by_type)

    def of(self, columns: Columns) -> _Floats:
        """The level of each product, in [0, 1]; NaN without a price. Shape (n,)."""
        prices = columns.numbers("price")
        overall = _percentile(self.every, prices)
        within = overall.copy()
        types = columns.text("article_type")
        for code, name in enumerate(types.vocabulary):
            rows = types.codes == code
            if name in self.by_type and rows.any():
                within[rows] = _percentile(self.by_type[name], prices[rows])
        return (overall + within) / 2


def segment_fits(columns: Columns, levels: PriceLevels) -> _Floats:
    """How much each product belongs to each segment.

    Args:
        columns: The products' fields.
        levels: The prices of the whole catalogue.

    Returns:
        Shape (n, 5), in [0, 1], columns in the order of `SEGMENTS`. 0 where nothing is known.
    """
    level = levels.of(columns)
    priced = np.isfinite(level)
    above = np.nan_to_num(level, nan=0.5)
    street = _types(columns, _STREET) * (1 - _usages(columns, dict.fromkeys(_SERIOUS, 1.0)))
    fine = np.minimum(0.6 * _types(columns, _FINE) + _usages(columns, _USAGE["luxury"]), 1.0)
    formal = np.maximum(_types(columns, _OFFICE), 0.4 * _types(columns, _OFFICE_TOO))
    office = _usages(columns, _USAGE["professional"])
    plain = _usages(columns, {"": 1.0, "casual": 1.0})  # "" is an unknown usage
    dressed = formal * plain
    fits = {
        "budget": np.where(priced, np.clip(1 - 2 * above, 0, 1), 0.5 * _types(columns, _BASICS) * plain),
        "athletic": np.maximum(_usages(columns, _USAGE["athletic"]), 0.8 * _types(columns, _SPORTY)),
        "luxury": np.where(priced, np.clip(2 * above - 1, 0, 1), fine),
        "professional": np.maximum(office, dressed),
        "gen-z": street * (0.3 + 0.7 * _colors(columns, _BRIGHT)),
    }
    return np.column_stack([fits[segment] for segment in SEGMENTS])


def _percentile(known: _Floats, prices: _Floats) -> _Floats:
    """The middle of the ranks a price takes among the known ones."""
    if not len(known):
        return np.full(len(prices), np.nan)
    ranks = (np.searchsorted(known, prices, "left") + np.searchsorted(known, prices, "right")) / 2
    return np.where(np.isfinite(prices), ranks / len(known), np.nan)


def _types(columns: Columns, words: tuple[str, ...]) -> _Floats:
    """1 where the article type has one of the words, or its plural in s, as a word of its own."""
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(words)})s?(?![\w-])")
    return _looked_up(columns, "article_type", lambda name: float(bool(pattern.search(name))))


def _colors(columns: Columns, words: tuple[str, ...]) -> _Floats:
    return _looked_up(columns, "base_color", lambda name: float(any(word in name.split() for word in words)))


def _usages(columns: Columns, fits: Mapping[str, float]) -> _Floats:
    return _looked_up(columns, "usage", lambda name: fits.get(name, 0.0))


def _looked_up(columns: Columns, field: str, fit: Callable[[str], float]) -> _Floats:
    """A fit decided once for each different value; an unknown value is `""`."""
    column = columns.text(field)
    values = np.array([fit(value.casefold()) for value in column.vocabulary] + [fit("")])
    return np.asarray(values[column.codes], dtype=np.float64)  # code -1 is the last
