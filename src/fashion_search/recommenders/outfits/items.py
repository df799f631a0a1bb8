"""Products as columns, ready to be compared pairwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fashion_search.recommenders.outfits.slots import kind_of, kinds
from fashion_search.types import Product, Vectors

__all__ = ["Items", "table_over"]


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """n products side by side.

    Attributes:
        products: The products.
        vectors: Their hybrid vectors, shape (n, dimension); zeros where there is none.
        kinds: Row of each one's kind in `slots.kinds()`, -1 where unknown; shape (n,).
        prices: NaN where unknown; shape (n,), float64.
        years: NaN where unknown; shape (n,), float64.
        numbers: The product id as a number, NaN where it is none; shape (n,), float64.
    """

    products: tuple[Product, ...]
    vectors: Vectors
    kinds: NDArray[np.intp]
    prices: NDArray[np.float64]
    years: NDArray[np.float64]
    numbers: NDArray[np.float64]

    @classmethod
    def of(cls, products: Sequence[Product], vectors: Vectors) -> Items:
        """The columns of these products."""
        row = {kind.name: at for at, kind in enumerate(kinds())}
        found = [kind_of(product) for product in products]
        return cls(
            products=tuple(products),
            vectors=vectors,
            kinds=np.array([-1 if kind is None else row[kind.name] for kind in found], dtype=np.intp),
            prices=_numbers([product.price for product in products]),
            years=_numbers([product.year for product in products]),
            numbers=_numbers([_as_number(product.product_id) for product in products]),
        )

    def __len__(self) -> int:
        """How many products."""
        return len(self.products)

    def take(self, rows: Sequence[int] | NDArray[np.intp]) -> Items:
        """Some of them, in this order."""
        at = np.asarray(rows, dtype=np.intp)
        return Items(
            tuple(self.products[row] for row in at.tolist()),
            self.vectors[at],
            self.kinds[at],
            self.prices[at],
            self.years[at],
            self.numbers[at],
        )

    def values(self, field: str) -> list[str | None]:
        """A text field of each."""
        return [getattr(product, field) for product in self.products]


def table_over(
    left: Sequence[str | None],
    right: Sequence[str | None],
    fit: Callable[[str | None, str | None], float],
) -> NDArray[np.float32]:
    """`fit` of every pair, shape (left, right), worked out once for each pair of different values."""
    rows, row_codes = _codes(left)
    columns, column_codes = _codes(right)
    table = np.array([[fit(one, other) for other in columns] for one in rows], dtype=np.float32)
    return table.reshape(len(rows), len(columns))[np.ix_(row_codes, column_codes)]


def _codes(values: Sequence[str | None]) -> tuple[list[str | None], NDArray[np.intp]]:
    place: dict[str | None, int] = {}
    codes = np.array([place.setdefault(value, len(place)) for value in values], dtype=np.intp)
    return list(place), codes


def _numbers(values: Sequence[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _as_number(product_id: str) -> float | None:
    return float(product_id) if product_id.isdecimal() and product_id.isascii() else None
