"""Several sources of candidates and scores as one: spaces, and words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from fashion_search.pipeline.compose import ComposedQuery
from fashion_search.pipeline.merge import merge
from fashion_search.pipeline.scoring import Scored
from fashion_search.ranking.fusion import LEXICAL, Fusion, fuse
from fashion_search.types import Candidates, Product, Vectors

__all__ = ["found_elsewhere", "fuse_scored", "with_others"]


def found_elsewhere(found: Candidates, others: Iterable[Sequence[str]]) -> list[str]:
    """Products that other sources found and this one did not, each once.

    Args:
        found: What the space of the search found.
        others: Ids from each other source.
    """
    known = set(found.product_ids)
    return [one for one in dict.fromkeys(one for some in others for one in some) if one not in known]


def with_others(
    found: Candidates,
    others: Mapping[str, Product] | Sequence[str],
    vectors: Vectors,
    query: ComposedQuery,
) -> Candidates:
    """Candidates with products that another source found, best first, ties by product id.

    Args:
        found: What the space of the search found.
        others: Ids of the others, none of them in `found`; with the products, where `found` has its own.
        vectors: Theirs in the same space, shape (n, dimension); a row of zeros has cosine 0.
        query: The query.
    """
    products = tuple(others.values()) if isinstance(others, Mapping) else None
    return merge(found, Candidates(tuple(others), (vectors @ query.vector).astype(np.float32), products))


def fuse_scored(spaces: Mapping[str, Scored], words: NDArray[np.float64] | None, fusion: Fusion) -> Scored:
    """Scores by source as one score, each source's share an addend of its own.

    Weighted scores keep the addends for the parts of the query, named after the space too when there are
    several; a reciprocal rank belongs to the source as a whole and is named after it.

    Args:
        spaces: Scores in each space that takes part, for the same candidates in the same order.
        words: The share of the query's words that each candidate has, shape (n,); `None` when there is no
            index of words or the query has none: the others then share its weight.
        fusion: How sources are weighed.
    """
    scores = {source: scored.scores for source, scored in spaces.items()}
    if words is not None:
        scores[LEXICAL] = words
    known = fusion.among(scores)
    addends = fuse(scores, known)
    if known.method == "weighted":
        addends = _by_part(addends, spaces, known.shares)
    relevances = [(known.shares[name], one.relevance) for name, one in spaces.items() if name in known.shares]
    return Scored(tuple(addends), np.column_stack(list(addends.values())), _mean(relevances))


def _by_part(
    addends: Mapping[str, NDArray[np.float64]], spaces: Mapping[str, Scored], shares: Mapping[str, float]
) -> dict[str, NDArray[np.float64]]:
    """The addends of spaces divided into those of the query's parts."""
    several = sum(source in spaces for source in addends) > 1
    divided: dict[str, NDArray[np.float64]] = {}
    for source, values in addends.items():
        if source not in spaces:
            divided[source] = values
            continue
        scored = spaces[source]
        for column, name in enumerate(scored.names):
            divided[f"{name} ({source})" if several else name] = scored.addends[:, column] * shares[source]
    return divided


def _mean(relevances: Sequence[tuple[float, NDArray[np.float64] | None]]) -> NDArray[np.float64] | None:
    """The mean by weight of what is known; `None` when nothing is."""
    known = [(weight, values) for weight, values in relevances if values is not None]
    total = sum(weight for weight, _ in known)
    mean: NDArray[np.float64] | None = None
    for weight, values in known:
        mean = values * (weight / total) if mean is None else mean + values * (weight / total)
    return mean
