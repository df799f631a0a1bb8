"""Words searched in this process: postings read or made once, then added up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock
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

__all__ = ["Contents", "LocalWords"]

_KEPT_TERMS = 4096
_KEPT_TEXTS = 4
_MOST_TERMS = 64
_BLOCK = 64
_ABOVE_ZERO = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """What an index of words holds.

    Attributes:
        product_ids: Strictly ascending by code point; their order decides ties.
        columns: The products' fields in the same order, for filters.
        lengths: Terms in each title and in each product's attributes, shape (n, 2).
        postings: Which products have a term.
    """

    product_ids: Sequence[str]
    columns: Columns
    lengths: NDArray[np.int64]
    postings: Callable[[str], Postings]

    @classmethod
    def gathered(cls, product_ids: Sequence[str], columns: Columns) -> Contents:
        """Made of columns: about a second for 44,000 products."""
        lengths, postings = gathered(columns)
        return cls(product_ids, columns, lengths, postings)

    @classmethod
    def read(cls, store: Store) -> Contents:
        """Read from a store; for one written without an index of words, made of its products."""
        words = store.words
        if words is None:
            return cls.gathered(store.product_ids, store.columns())
        return cls(
            store.product_ids,
            store.columns(),
            words.lengths(),
            lambda term: Postings.of(words.occurrences(term)),
        )


class LocalWords:
    """An index of words over one catalogue. Threads may share it.

    Args:
        contents: Gives what the index holds; called once, when the first question comes.
    """

    def __init__(self, contents: Callable[[], Contents]) -> None:
        self._make = contents
        self._making = Lock()
        self._weighed = lru_cache(maxsize=_KEPT_TERMS)(self._weigh)
        self._scores = lru_cache(maxsize=_KEPT_TEXTS)(self._add_up)

    @classmethod
    def from_store(cls, store: Store) -> LocalWords:
        """The index in a store; for a store written without one, made of its products on the first call."""
        return cls(lambda: Contents.read(store))

    @classmethod
    def from_columns(cls, columns: Columns) -> LocalWords:
        """The index over columns, rows in order of product id; made on the first call, in about a second."""
        return cls(lambda: Contents.gathered(columns.vocabulary("product_id"), columns))

    def prepare(self) -> None:
        """Do now what the first question would wait for."""
        _ = self._rows

    def match(self, text: str, *, limit: int, where: Filter | None = None) -> WordMatches:
        """The `limit` best products that pass the filter and have a word of the text.

        Raises:
            InvalidRequestError: `limit` is below 1.
            FilterError: the filter is not valid for the catalogue's fields.
        """
        if limit < 1:
            raise InvalidRequestError(f"limit is {limit!r}; it must be at least 1.")
        scores, contents = self._scores(text), self._contents
        if where is not None:
            scores = scores * mask(where, contents.columns)
        rows = _best(scores, limit)
        return WordMatches(tuple(contents.product_ids[row] for row in rows.tolist()), scores[rows])

    def scores_of(self, text: str, product_ids: Sequence[str]) -> NDArray[np.float64]:
        """How much of the text each of these products has, in [0, 1], shape (n,); 0 for unknown ids."""
        scores, row_of = self._scores(text), self._rows.get
        found = np.array([row_of(product_id, -1) for product_id in product_ids], dtype=np.intp)
        return np.where(found >= 0, scores[found], 0.0) if len(scores) else np.zeros(len(found))

    @cached_property
    def _contents(self) -> Contents:
        with self._making:
            known = self.__dict__.get("_contents")
            return known if isinstance(known, Contents) else self._make()

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {product_id: row for row, product_id in enumerate(self._contents.product_ids)}

    @cached_property
    def _bm25(self) -> Bm25:
        return Bm25(self._contents.lengths)

    def _add_up(self, text: str) -> NDArray[np.float64]:
        """Scores of all products; the last few texts are kept, as one search asks several times."""
        scores = self._bm25.add_up([self._weighed(term) for term in dict.fromkeys(terms(text)[:_MOST_TERMS])])
        scores.flags.writeable = False
        return scores

    def _weigh(self, term: str) -> Weighed:
        return self._bm25.weigh(self._contents.postings(term))


def _best(scores: NDArray[np.float64], limit: int) -> NDArray[np.intp]:
    """Rows of the best positive scores, best first, ties to the lower row."""
    rows = np.flatnonzero(scores >= max(_reached(scores, limit), _ABOVE_ZERO))
    if len(rows) > limit:
        least = np.partition(scores[rows], len(rows) - limit)[len(rows) - limit]
        rows = rows[scores[rows] >= least]
    return rows[np.argsort(-scores[rows], kind="stable")][:limit]


def _reached(scores: NDArray[np.float64], limit: int) -> float:
    """A score that at least `limit` rows reach, found by looking at the best of each block of rows alone.

    A block's rows lie apart, which makes finding the best of all blocks one pass over memory.
    """
    blocks = scores[: len(scores) // _BLOCK * _BLOCK].reshape(_BLOCK, -1).max(axis=0)
    return (
        float(np.partition(blocks, len(blocks) - limit)[len(blocks) - limit]) if len(blocks) >= limit else 0.0
    )
