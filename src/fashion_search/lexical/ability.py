"""What an index of words can do, whatever keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fashion_search.filters import Filter

__all__ = ["AsyncLexicalIndex", "LexicalIndex", "WordMatches"]


@dataclass(frozen=True, slots=True)
class WordMatches:
    """Products that have words of a query.

    Attributes:
        product_ids: Best first; equal scores in order of product id.
        scores: How much of the query they have, shape (n,), float64, in (0, 1], not increasing.
    """

    product_ids: tuple[str, ...]
    scores: NDArray[np.float64]

    def __len__(self) -> int:
        """How many products were found."""
        return len(self.product_ids)


class LexicalIndex(Protocol):
    """Finds products by the words of their titles and attributes.

    A text may hold anything: what is no letter and no digit separates words and means nothing else.
    """

    def match(self, text: str, *, limit: int, where: Filter | None = None) -> WordMatches:
        """The `limit` best products that pass the filter and have a word of the text.

        Raises:
            InvalidRequestError: `limit` is below 1.
            FilterError: the filter is not valid for the catalogue's fields.
        """
        ...

    def scores_of(self, text: str, product_ids: Sequence[str]) -> NDArray[np.float64]:
        """How much of the text each of these products has, in [0, 1], shape (n,).

        0 without any word of it, and for a product that is not in the index.
        """
        ...


class AsyncLexicalIndex(Protocol):
    """A `LexicalIndex` whose calls are awaited."""

    async def match(self, text: str, *, limit: int, where: Filter | None = None) -> WordMatches:
        """The best products that have a word of the text; as `LexicalIndex.match`."""
        ...

    async def scores_of(self, text: str, product_ids: Sequence[str]) -> NDArray[np.float64]:
        """How much of the text each of these products has; as `LexicalIndex.scores_of`."""
        ...
