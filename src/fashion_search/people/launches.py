"""Which products are of the present: told from what people buy, as catalogues seldom say when a product came.

Shops number their products upwards and sell new ones: what sold lately lies close together among all
products in the order they came in, and what lies where sales are dense is likely on the shelf now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fashion_search.filters import Columns
from fashion_search.people.demand import Demand

__all__ = ["Launches"]

_Floats = NDArray[np.float64]

_BINS = 250
_COLLECTION = 0.04
"""A collection reaches about this far in the order of all products, to either side (a standard deviation)."""

_FLOOR = 0.02
"""A product that is this much rarer sold than the most current ones, or more, is of the past."""

_ENOUGH_EVENTS = 100
_MOVES_ON = 0.2
"""Lowest correlation of a sale's day and its product's place: below, the order says nothing of time."""


@dataclass(frozen=True, slots=True, eq=False)
class Launches:
    """Products in the order they came in.

    Attributes:
        bins: Product id -> its part of the order, cut into 250 equal parts, the earliest 0; empty when
            nothing tells the order.
        sizes: Products in each part, shape (250,).
    """

    bins: dict[str, int]
    sizes: _Floats

    @classmethod
    def from_columns(cls, product_ids: Sequence[str], columns: Columns) -> Launches:
        """The order of ids that are numbers of one length, else of years.

        Args:
            product_ids: The shop's products.
            columns: Their fields, in the same order. A product of unknown year has no place.
        """
        if product_ids and _numbered(product_ids):
            order = np.array([float(one) for one in product_ids])
        else:
            order = np.array(columns.numbers("year"), dtype=np.float64)
        known = np.sort(order[np.isfinite(order)])
        if len(known) == 0 or known[0] == known[-1]:
            return cls({}, np.zeros(_BINS))
        middle = (np.searchsorted(known, order, "left") + np.searchsorted(known, order, "right")) / 2
        places = np.minimum((middle / len(known) * _BINS).astype(np.intp), _BINS - 1)
        bins = {
            product_id: place
            for product_id, place, at in zip(product_ids, places.tolist(), order.tolist(), strict=True)
            if np.isfinite(at)
        }
        sizes = np.bincount(list(bins.values()), minlength=_BINS)
        return cls(bins, np.asarray(sizes, dtype=np.float64))

    def current(self, demand: Demand, as_of: float) -> dict[str, float]:
        """How much each product is of the present, in [0, 1], on a logarithmic scale.

        Args:
            demand: What everybody did.
            as_of: Days since 1970; only events before it count.

        Returns:
            By product id; empty when the order is unknown, when there are few events, and when sales do not
            move on along the order.
        """
        rows = demand.seen(as_of)
        places = np.array([self.bins.get(one, -1) for one in demand.product_ids], dtype=np.intp)[
            rows.products
        ]
        known = places >= 0
        if known.sum() < _ENOUGH_EVENTS or _correlation(places[known], rows.days[known]) < _MOVES_ON:
            return {}
        weights = np.maximum(rows.weights[known], 0.0)
        sold = np.bincount(places[known], weights=weights, minlength=_BINS)
        density = _smoothed(np.asarray(sold, dtype=np.float64)) / np.maximum(_smoothed(self.sizes), 1e-12)
        density = np.where(self.sizes > 0, density, 0.0)
        scaled = np.clip(1 - np.log(density / density.max() + _FLOOR) / np.log(_FLOOR), 0.0, 1.0)
        return {product_id: float(scaled[place]) for product_id, place in self.bins.items()}


def _numbered(product_ids: Sequence[str]) -> bool:
    length = len(product_ids[0])
    return all(len(one) == length and one.isascii() and one.isdecimal() for one in product_ids)


def _correlation(places: NDArray[np.intp], days: _Floats) -> float:
    if np.ptp(places) == 0 or np.ptp(days) == 0:
        return 0.0
    return float(np.corrcoef(places, days)[0, 1])


def _smoothed(values: _Floats) -> _Floats:
    """A Gaussian window over the order; nothing lies beyond its ends."""
    reach = np.arange(-_BINS + 1, _BINS) / (_COLLECTION * _BINS)
    return np.convolve(values, np.exp(-0.5 * reach**2), "valid")
