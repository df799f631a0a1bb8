"""BM25 over two fields: what a term is worth in each product that has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bm25", "Postings", "Weighed"]

_FIELDS = 2


@dataclass(frozen=True, slots=True)
class Postings:
    """Which products have a term.

    Attributes:
        rows: Rows of the products, ascending, each once; shape (m,), int64.
        counts: How often the title and the attributes have it, shape (m, 2).
    """

    rows: NDArray[np.int64]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, occurrences: NDArray[np.int64]) -> Postings:
        """Gather occurrences, each `2 * row` for one in a title and `2 * row + 1` for one in an attribute."""
        places, times = np.unique(occurrences, return_counts=True)
        rows, at = np.unique(places // _FIELDS, return_inverse=True)
        counts = np.zeros((len(rows), _FIELDS), dtype=np.int64)
        counts[at.reshape(-1), places % _FIELDS] = times
        return cls(rows, counts)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a term is worth.

    Attributes:
        rows: Rows of the products that have it, ascending; shape (m,), int64.
        values: Its worth in each, shape (m,), below `most`.
        most: What it would be worth in a product that says nothing else.
    """

    rows: NDArray[np.int64]
    values: NDArray[np.float64]
    most: float


@dataclass(frozen=True, slots=True, eq=False)
class Bm25:
    """BM25 with the fields' counts weighed before they saturate.

    Attributes:
        lengths: Terms in each product's title and attributes, shape (n, 2).
        weights: What an occurrence in a title and in an attribute counts.
        k1: How soon more occurrences stop counting.
        b: How much longer texts count less, in [0, 1].

    Source:
        Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, section 3.6
        (BM25F); its usual k1 and b. The logarithm has 1 added, so that no term counts against a product.
    """

    lengths: NDArray[np.int64]
    weights: tuple[float, float] = (1.0, 1.0)
    k1: float = 1.2
    b: float = 0.75

    def weigh(self, postings: Postings) -> Weighed:
        """What a term is worth in each product that has it."""
        products, having = len(self.lengths), len(postings.rows)
        rarity = float(np.log1p((products - having + 0.5) / (having + 0.5)))
        usual = np.maximum(self.lengths.mean(axis=0), 1.0) if products else np.ones(_FIELDS)
        stretch = 1 - self.b + self.b * self.lengths[postings.rows] / usual
        counted = (postings.counts / stretch) @ np.asarray(self.weights)
        return Weighed(postings.rows, rarity * counted / (self.k1 + counted), rarity)

    def add_up(self, found: Sequence[Weighed]) -> NDArray[np.float64]:
        """The share of a query's worth that each product has, shape (n,), in [0, 1]."""
        if not found:
            return np.zeros(len(self.lengths))
        rows = np.concatenate([term.rows for term in found])
        values = np.concatenate([term.values for term in found])
        total = np.bincount(rows, weights=values, minlength=len(self.lengths))
        return np.asarray(total / (sum(term.most for term in found) or 1.0), dtype=np.float64)
