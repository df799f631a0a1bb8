"""The same answers as the local index: the server finds, and its candidates are scored anew, exactly.

pgvector sums products of float32 in float32, in an order of its own, so what it says of a cosine is off by up
to `margin`. Near-ties would come in another order than where cosines are summed in float64. So some more
products than asked for are fetched with their vectors, and scored as the local index does. When the last one
wanted is better than anything that was not fetched can be, the answer is proven.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fashion_search.indexes.kernels import exact_dots
from fashion_search.indexes.pgvector.elements import read_vectors
from fashion_search.types import Candidates, Product

__all__ = ["Found", "margin", "spare"]

_ROUNDING = 2.0**-24
_NAMES = Product.field_names()


def margin(dimension: int) -> float:
    """How far a server's inner product of unit vectors may be from the exact one.

    The classical bound for a sum of n products in any order, n·u for vectors of length 1 with u = 2⁻²⁴, and
    three roundings more: of the query to float32, of the norms, of the result.
    Source: Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, section 3.1.
    """
    return (dimension + 3) * 1.01 * _ROUNDING


def spare(limit: int) -> int:
    """How many more products to fetch than asked for; enough to prove nearly every answer at once."""
    return 4 + limit // 16


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Products a server found, scored anew.

    Attributes:
        candidates: All of them, best first, ties by product id.
        reach: The server's score of the worst of them; nothing left out has a higher one.
        margin: How far a server's score may be from the exact one.
    """

    candidates: Candidates
    reach: float
    margin: float

    @classmethod
    def of(cls, rows: Sequence[Sequence[Any]], unit: NDArray[np.float64]) -> Found:
        """Read rows.

        Args:
            rows: The server's distance, the vector in binary form, its model, the fields of the product.
            unit: The query, unit length, float64, shape (dimension,).
        """
        vectors = read_vectors([bytes(row[1]) for row in rows], len(unit))
        scores = np.minimum(exact_dots(vectors.astype(np.float64), unit).astype(np.float32), np.float32(1))
        products = [Product(**dict(zip(_NAMES, row[3:], strict=True))) for row in rows]
        order = sorted(range(len(rows)), key=lambda row: (-scores[row], products[row].product_id))
        kept = tuple(products[row] for row in order)
        ids = tuple(product.product_id for product in kept)
        reach = min((-float(row[0]) for row in rows), default=-1.0)
        found = Candidates(ids, scores[np.asarray(order, np.intp)], kept)
        return cls(found, reach, margin(len(unit)))

    def proves(self, limit: int) -> bool:
        """Whether no product that was not fetched belongs among the best `limit`."""
        if len(self.candidates) < limit:
            return False
        last = float(self.candidates.similarities[limit - 1])
        return last > self.reach + self.margin

    def best(self, limit: int) -> Candidates:
        """The best of them."""
        return self.candidates.rows(range(min(limit, len(self.candidates))))
