"""Words searched in this process: postings read or made once, then added up."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import InvalidRequestError
from fashion_search.filters import Columns, Filter, mask
from fashion_search.lexical.ability import WordMatches
from fashion_search.lexical.bm25 import Bm25, Postings, Weighed
from fashion_search.lexical.gathered import gathered
from fashion_search.terms import terms

if TYPE_CHECKING:  # a store brings sqlalchemy, which columns of your own need not wait for
    from fashion_search.store import Store

__all__ = ["LocalWords"]

_KEPT_TERMS = 4096
_MOST_TERMS = 64


class LocalWords:
    """An index of words over one catalogue. Threads may share it.

    Args:
        product_ids: Strictly ascending by code point; their order decides ties.
        columns: The products' fields in the same order, or a function that gives them, for filters.
        lengths: Terms in each title and in each product's attributes, shape (n, 2).
        postings: Which products have a term; asked once for each of the last few thousand terms.
    """

    def __init__(
        self,
        product_ids: Sequence[str],
        columns: Columns | Callable[[], Columns],
        lengths: NDArray[np.int64],
        postings: Callable[[str], Postings],
    ) -> None:
        self._product_ids = product_ids
        self._columns = columns
        self._bm25 = Bm25(lengths)
        self._weighed = lru_cache(maxsize=_KEPT_TERMS)(lambda term: self._bm25.weigh(postings(term)))

    @classmethod
    def from_store(cls, store: Store) -> LocalWords:
        """The index in a store; for a store written without one, made anew from its products."""
        if store.words is None:
            return cls.from_columns(store.product_ids, store.columns())
        return cls(store.product_ids, store.columns, store.words.lengths(), lambda term: _read(store, term))

    @classmethod
    def from_columns(cls, product_ids: Sequence[str], columns: Columns) -> LocalWords:
        """The index over columns, made here: about a second for 44,000 products."""
        lengths, postings = gathered(columns)
        return cls(product_ids, columns, lengths, postings)

    def match(self, text: str, *, limit: int, where: Filter | None = None) -> WordMatches:
        """The `limit` best products that pass the filter and have a word of the text.

        Raises:
            InvalidRequestError: `limit` is below 1.
            FilterError: the filter is not valid for the catalogue's fields.
        """
        if limit < 1:
            raise InvalidRequestError(f"limit is {limit!r}; it must be at least 1.")
        scores = self._bm25.add_up(self._terms(text))
        if where is not None:
            columns = self._columns if isinstance(self._columns, Columns) else self._columns()
            scores = np.where(mask(where, columns), scores, 0.0)
        rows = _best(scores, limit)
        return WordMatches(tuple(self._product_ids[row] for row in rows.tolist()), scores[rows])

    def scores_of(self, text: str, product_ids: Sequence[str]) -> NDArray[np.float64]:
        """How much of the text each of these products has, in [0, 1], shape (n,); 0 for unknown ids."""
        scores = self._bm25.add_up(self._terms(text))
        rows = [self._row(product_id) for product_id in product_ids]
        return np.array([scores[row] if row >= 0 else 0.0 for row in rows], dtype=np.float64)

    def _terms(self, text: str) -> list[Weighed]:
        return [self._weighed(term) for term in dict.fromkeys(terms(text)[:_MOST_TERMS])]

    def _row(self, product_id: str) -> int:
        row = bisect_left(self._product_ids, product_id)
        known = row < len(self._product_ids) and self._product_ids[row] == product_id
        return row if known else -1


def _read(store: Store, term: str) -> Postings:
    words = store.words
    return Postings.of(np.empty(0, np.int64) if words is None else words.occurrences(term))


def _best(scores: NDArray[np.float64], limit: int) -> NDArray[np.intp]:
    """Rows of the best positive scores, best first, ties to the lower row."""
    rows = np.flatnonzero(scores)
    if len(rows) > limit:
        least = np.partition(scores[rows], len(rows) - limit)[len(rows) - limit]
        rows = rows[scores[rows] >= least]
    return rows[np.argsort(-scores[rows], kind="stable")][:limit]
