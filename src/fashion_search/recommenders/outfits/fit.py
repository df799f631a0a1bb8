"""How well two products go together: a weighted sum of parts, each in [0, 1]."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import InvalidRequestError
from fashion_search.recommenders.outfits.compatibility import Compatibility, bundled_compatibility
from fashion_search.recommenders.outfits.formality import (
    NEUTRAL,
    season_agreement,
    usage_agreement,
    usages_conflict,
)
from fashion_search.recommenders.outfits.harmony import harmony
from fashion_search.recommenders.outfits.items import Items, table_over

__all__ = ["CoPurchase", "FitWeights", "PairFit", "Together"]

Pairs = NDArray[np.float32]

_HALF_PRICE_RATIO = 2.5
"""Prices this many times apart fit half as well; different slots cost differently, so it is lenient."""

_YEARS = 2.0
"""Products so many years apart belong half as much to one collection."""


_COLLECTION = 0.1
"""Products whose ids are this part of the catalogue apart belong half as much to one collection."""


class CoPurchase(Protocol):
    """What a shop's own events say about two products."""

    def __call__(self, product_id: str, others: tuple[str, ...]) -> NDArray[np.floating]:
        """How strongly `product_id` is bought with each of `others`, in [0, 1], 0.5 for no evidence."""
        ...

    def beside(self, product_id: str) -> tuple[str, ...]:
        """Products that are bought with one, the strongest evidence first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FitWeights:
    """How much each part counts; those that take part are normalised to sum to 1.

    Attributes:
        worn_together: Kinds that stand together in real outfits.
        bought_together: Kinds that are bought together on one day.
        color: Colour harmony.
        style: Cosine of the hybrid vectors.
        usage: One occasion.
        season: One season.
        price: One price level.
        collection: Launched at about the same time, by year, else by how near numeric product ids are.
        co_purchase: Bought together in this shop; takes part when there are events.

    Raises:
        InvalidRequestError: a weight is negative or not finite, or all are 0.
    """

    worn_together: float = 1.5
    bought_together: float = 2.0
    color: float = 0.75
    style: float = 1.25
    usage: float = 1.5
    season: float = 0.5
    price: float = 0.75
    collection: float = 2.0
    co_purchase: float = 2.0

    def __post_init__(self) -> None:
        """Refuse weights that would turn the order around or leave nothing of it."""
        for one in fields(self):
            weight = getattr(self, one.name)
            if not (np.isfinite(weight) and weight >= 0):
                raise InvalidRequestError(f"Fit weight {one.name} is {weight!r}; it must be 0 or positive.")
        if not any(getattr(self, one.name) for one in fields(self)):
            raise InvalidRequestError("All weights of the fit are 0; nothing would be ranked.")


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """The fit of every pair of some products.

    Attributes:
        parts: Weighted addends by name, each of shape (left, right), float32.
        total: Their sum, in [0, 1], shape (left, right).
        allowed: False where two products are never shown together; shape (left, right).
    """

    parts: Mapping[str, Pairs]
    total: Pairs
    allowed: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PairFit:
    """Judges pairs of products.

    Attributes:
        weights: How much each part counts.
        compatibility: The learned tables.
        co_purchase: The shop's events, if any.
        id_order: Numeric product ids at equal steps through the catalogue, ascending; empty to not look at
            them.
    """

    weights: FitWeights = field(default_factory=FitWeights)
    compatibility: Compatibility = field(default_factory=bundled_compatibility)
    co_purchase: CoPurchase | None = None
    id_order: Sequence[float] = ()

    def judge(self, left: Items, right: Items) -> Together:
        """The fit of every product of `left` to every one of `right`."""
        raw = {
            "worn_together": self._by_kind(self.compatibility.worn_together(), left, right),
            "bought_together": self._by_kind(self.compatibility.bought_together(), left, right),
            "color": table_over(left.values("base_color"), right.values("base_color"), harmony),
            "style": np.clip(left.vectors @ right.vectors.T, 0.0, 1.0),
            "usage": table_over(left.values("usage"), right.values("usage"), usage_agreement),
            "season": table_over(left.values("season"), right.values("season"), season_agreement),
            "price": _price(left, right),
            "collection": self._collection(left, right),
        }
        if self.co_purchase is not None:
            raw["co_purchase"] = _bought(self.co_purchase, left, right)
        shares = {name: float(getattr(self.weights, name)) for name in raw}
        whole = sum(shares.values()) or 1.0
        parts = {name: (shares[name] / whole * values).astype(np.float32) for name, values in raw.items()}
        return Together(parts, np.sum(list(parts.values()), axis=0), _allowed(left, right))

    def _by_kind(self, table: Pairs, left: Items, right: Items) -> Pairs:
        with_unknown = np.pad(table, (0, 1), constant_values=NEUTRAL)
        return with_unknown[np.ix_(left.kinds, right.kinds)]

    def _collection(self, left: Items, right: Items) -> Pairs:
        by_year = 2.0 ** (-np.abs(_apart(left.years, right.years)) / _YEARS)
        if len(self.id_order) > 1:
            apart = np.abs(_apart(self._places(left.numbers), self._places(right.numbers)))
            by_number = 1.0 / (1.0 + apart / _COLLECTION)
            by_year = np.where(np.isnan(by_year), by_number, by_year)
        return _known(by_year)

    def _places(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where ids stand in the order of the catalogue, from 0 to 1."""
        return np.interp(numbers, self.id_order, np.linspace(0.0, 1.0, len(self.id_order)))


def _allowed(left: Items, right: Items) -> NDArray[np.bool_]:
    conflicts = table_over(left.values("usage"), right.values("usage"), usages_conflict)
    return np.asarray(conflicts == 0)


def _price(left: Items, right: Items) -> Pairs:
    apart = _apart(np.log(np.maximum(left.prices, 0.01)), np.log(np.maximum(right.prices, 0.01)))
    return _known(2.0 ** (-np.abs(apart) / np.log(_HALF_PRICE_RATIO)))


def _bought(co_purchase: CoPurchase, left: Items, right: Items) -> Pairs:
    others = tuple(product.product_id for product in right.products)
    rows = [co_purchase(product.product_id, others) for product in left.products]
    return np.asarray(rows, dtype=np.float32).reshape(len(left), len(right))


def _apart(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    apart: NDArray[np.float64] = left[:, None] - right[None, :]
    return apart


def _known(values: NDArray[np.float64]) -> Pairs:
    return np.where(np.isnan(values), NEUTRAL, values).astype(np.float32)
