"""Several rankings of the same candidates as one: weighted scores, or reciprocal ranks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import InvalidRequestError, nearest
from fashion_search.types import SPACES, Space

__all__ = ["LEXICAL", "Fusion", "FusionMethod", "fuse"]

LEXICAL = "lexical"
"""The source that compares words letter by letter; the others are the spaces."""

FusionMethod: TypeAlias = Literal["weighted", "rrf"]

_SOURCES = (*SPACES, LEXICAL)


_WORDS_SHARE = 0.1
"""What words count beside vectors. Products are found by their title more often, and of the queries in
shoppers' own words hardly one got worse; with a larger share some did. See `docs/concepts/ranking.md`."""


def _words_beside_meaning() -> dict[str, float]:
    return {"hybrid": 1 - _WORDS_SHARE, LEXICAL: _WORDS_SHARE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fusion:
    """How several sources are weighed against each other.

    Attributes:
        method: `"weighted"` adds up scores, which lie in [0, 1] for every source: relevances, and the share
            of the query's words that a product has. `"rrf"` adds up reciprocal ranks, which needs no common
            scale and forgets how far apart two products are.
        weights: By source: `"image"`, `"text"`, `"hybrid"`, `"lexical"`; not negative, normalised to sum to
            1. Sources not named, or of weight 0, take no part.
        k: With `"rrf"`, how much the first few ranks stand out; small is steep.

    Raises:
        InvalidRequestError: an unknown method or source, a weight that is negative or not finite, no weight
            above 0, or `k` below 1.

    Source:
        k = 60: Cormack, Clarke & Buettcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank
        Learning Methods", SIGIR 2009.
    """

    method: FusionMethod = "weighted"
    weights: Mapping[str, float] = field(default_factory=_words_beside_meaning)
    k: int = 60

    def __post_init__(self) -> None:
        """Refuse what would turn a ranking around or leave nothing of it."""
        if self.method not in get_args(FusionMethod):
            raise InvalidRequestError(f"method is {self.method!r}; known: 'weighted', 'rrf'.")
        for source, weight in self.weights.items():
            if source not in _SOURCES:
                raise InvalidRequestError(f"Unknown source {source!r}. {nearest(str(source), _SOURCES)}")
            if not (np.isfinite(weight) and weight >= 0):
                raise InvalidRequestError(f"The weight of {source} is {weight!r}; it must be 0 or positive.")
        if not self.shares:
            raise InvalidRequestError("No source has a weight above 0; nothing would be ranked.")
        if self.k < 1:
            raise InvalidRequestError(f"k is {self.k!r}; it must be at least 1.")

    @classmethod
    def beside(cls, space: Space, *, text: float = 1.0) -> Fusion:
        """The default: one space, and words a little.

        Args:
            space: Which vectors are searched.
            text: How much of the query is text, in [0, 1]; words count as much less beside a picture.
        """
        share = _WORDS_SHARE * text
        return cls(weights={space: 1 - share, LEXICAL: share})

    @property
    def shares(self) -> dict[str, float]:
        """The weights of the sources that take part, summing to 1."""
        total = sum(self.weights.values())
        return {source: weight / total for source, weight in self.weights.items() if weight > 0}

    def among(self, sources: Collection[str]) -> Fusion:
        """The same with these sources alone, which share the weight of the others.

        Raises:
            InvalidRequestError: none of them takes part.
        """
        kept = {source: weight for source, weight in self.weights.items() if source in sources}
        return replace(self, weights=kept)


def fuse(scores: Mapping[str, NDArray[np.floating]], fusion: Fusion) -> dict[str, NDArray[np.float64]]:
    """What each source adds to the score of each candidate.

    Args:
        scores: By source, shape (n,), one for every source that takes part; NaN where it does not know a
            candidate, which then gets nothing from it.
        fusion: How they are weighed.

    Returns:
        By source, shape (n,); the sum over sources is the score. With `"rrf"` a candidate that is first
        everywhere scores 1; equal scores share the better rank.

    Raises:
        InvalidRequestError: a source that takes part has no scores, or lengths differ.
    """
    missing = [source for source in fusion.shares if source not in scores]
    if missing:
        raise InvalidRequestError(f"No scores of {', '.join(missing)} to fuse; given: {', '.join(scores)}.")
    if len({len(scores[source]) for source in fusion.shares}) > 1:
        raise InvalidRequestError("The sources score different numbers of candidates.")
    worth = _reciprocal_ranks if fusion.method == "rrf" else _as_they_are
    return {
        source: share * worth(np.asarray(scores[source], np.float64), fusion.k)
        for source, share in fusion.shares.items()
    }


def _as_they_are(scores: NDArray[np.float64], _: int) -> NDArray[np.float64]:
    return np.nan_to_num(scores, nan=0.0)


def _reciprocal_ranks(scores: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """(k + 1) / (k + rank): 1 for the first, so that sums are comparable with other scores."""
    known = ~np.isnan(scores)
    better = np.sort(-scores[known])
    ranks = 1 + np.searchsorted(better, -scores[known], side="left")
    worth = np.zeros(len(scores))
    worth[known] = (k + 1) / (k + ranks)
    return worth
