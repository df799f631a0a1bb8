"""What lists of products are like, whether or not they fit: diverse, novel, covering, concentrated, spread.

None of these has a good direction by itself: random products are diverse, novel and cover the catalogue. Read
them beside a measure of fit.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from fashion_search.errors import InvalidRequestError

__all__ = ["coverage", "distinct", "diversity", "exposure_gini", "gini", "novelty", "score_spread"]


def diversity(vectors: ArrayLike) -> float:
    """How unlike each other the products of one list are: the mean of 1 - cosine over all pairs.

    Args:
        vectors: One row per product, shape (n, dimension); any length. Rows of zeros (products without a
            vector) are left out.

    Returns:
        0 for equal directions, 1 for orthogonal ones on average, at most 2; 0 for fewer than two products.

    Source:
        Intra-list distance: Ziegler et al., "Improving recommendation lists through topic diversification",
        WWW 2005, with cosine; Vargas and Castells, RecSys 2011.
    """
    rows = np.asarray(vectors, dtype=np.float64)
    if rows.ndim != 2:  # noqa: PLR2004 -- rows and columns
        raise InvalidRequestError(
            f"Diversity needs vectors in rows, shape (n, dimension); found {rows.shape}."
        )
    lengths = np.linalg.norm(rows, axis=1)
    units = rows[lengths > 0] / lengths[lengths > 0, None]
    count = len(units)
    if count < 2:  # noqa: PLR2004 -- a pair
        return 0.0
    total = units.sum(axis=0)
    mean_cosine = (total @ total - count) / (count * (count - 1))
    return float(np.clip(1.0 - mean_cosine, 0.0, 2.0))


def distinct(values: Iterable[Hashable | None]) -> int:
    """How many different values occur, such as article types or brands in one list; `None` is not a value."""
    return len({value for value in values if value is not None})


def coverage(shown: Iterable[Hashable | None], known: Iterable[Hashable | None]) -> float:
    """The share of the known values that are shown.

    With categories or brands this is category or brand coverage (subtopic recall) of one list; with the
    product ids of all lists and of the catalogue it is catalogue coverage. `None` is not a value, and shown
    values that are not known do not count. 0 when nothing is known.

    Source:
        Zhai, Cohen and Lafferty, "Beyond independent relevance", SIGIR 2003 (subtopic recall); Ge,
        Delgado-Battenfeld and Jannach, "Beyond accuracy", RecSys 2010 (catalogue coverage).
    """
    all_values = {value for value in known if value is not None}
    return len(all_values.intersection(shown)) / len(all_values) if all_values else 0.0


def novelty(product_ids: Sequence[str], users: Mapping[str, int], total_users: int) -> float:
    """How little known the products of one list are: the mean of -log2(share of users who know the product).

    Args:
        product_ids: The list.
        users: For each product how many users met it (bought, clicked). Products not named, or with 0, count
            as met by one, so that the value stays finite.
        total_users: How many users there are.

    Returns:
        Bits: 0 when everybody knows every product, log2(total_users) at most; 0 for an empty list.

    Raises:
        InvalidRequestError: there are no users, or more met a product than there are.

    Source:
        Zhou et al., "Solving the apparent diversity-accuracy dilemma of recommender systems", PNAS 107(10),
        2010, self-information with the shares of Vargas and Castells, RecSys 2011.
    """
    known = np.array([max(users.get(product_id, 0), 1) for product_id in product_ids], dtype=np.float64)
    if total_users < 1 or np.any(known > total_users):
        raise InvalidRequestError(
            f"A product was met by {int(known.max(initial=1))} of {total_users}; count users, not events."
        )
    return float(np.mean(np.log2(total_users / known))) if known.size else 0.0


def gini(counts: ArrayLike) -> float:
    """How unevenly something is shared out, such as appearances among products.

    Args:
        counts: One number per product, not negative, shape (n,); products that never appear belong in it as
            0.

    Returns:
        0 when all are equal, (n - 1) / n when one has everything; 0 when empty or all are 0.

    Raises:
        InvalidRequestError: a count is negative or not finite.

    Source:
        Gini 1912, in the sorted form of RecBole's `GiniIndex` (Sun et al., RecSys 2020).
    """
    values = np.sort(np.asarray(counts, dtype=np.float64).ravel())
    if not np.all(np.isfinite(values)) or np.any(values < 0):
        raise InvalidRequestError("Gini needs finite counts, 0 or more.")
    total = values.sum()
    if total == 0:
        return 0.0
    ranks = np.arange(1, values.size + 1)
    return float(((2 * ranks - values.size - 1) @ values) / (values.size * total))


def exposure_gini(rankings: Iterable[Sequence[str]], catalog_size: int) -> float:
    """The Gini index of how often each product of a catalogue appears in the rankings.

    Args:
        rankings: The product ids of each list.
        catalog_size: How many products could have appeared.

    Raises:
        InvalidRequestError: more different products appear than the catalogue has.
    """
    shown = [product_id for ranking in rankings for product_id in ranking]
    _, counts = np.unique(np.array(shown, dtype=np.str_), return_counts=True)
    if counts.size > catalog_size:
        raise InvalidRequestError(f"{counts.size} products appear, but the catalogue has {catalog_size}.")
    return gini(np.concatenate([counts, np.zeros(catalog_size - counts.size)]))


def score_spread(scores: Sequence[float], limit: int = 20) -> float:
    """The highest minus the lowest score among the first `limit`; 0 for fewer than two.

    Scores that crowd together tell a shopper nothing; the raw cosines of a list often lie within 0.06.
    """
    top = np.asarray(scores[:limit], dtype=np.float64)
    return float(top.max() - top.min()) if top.size else 0.0
