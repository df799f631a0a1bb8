"""How good one ranking is, given grades: nDCG, recall, precision, reciprocal rank, average precision and kin.

Every function takes the grades of the ranking's products, best rank first (`ranked`), the grades of all
judged products of the query in any order (`judged`), and how many ranks count (`limit`, `None` for all). All
return a number in [0, 1], higher is better, and 0 when nothing was found or nothing is relevant, as trec_eval
does. A ranking shorter than `limit` is not forgiven: the missing ranks count as misses. Ties are settled by
whoever made the ranking; these functions only see its order. A product is relevant when its grade is at least
`relevant_from`.

`evaluate` in `fashion_search.evaluation.measures` applies them to a whole run. A test group holds all of them
to `ranx` and `ir-measures` within 1e-6.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Gain",
    "Grades",
    "average_precision",
    "dcg",
    "ndcg",
    "precision",
    "r_precision",
    "recall",
    "reciprocal_rank",
    "success",
]

Grades: TypeAlias = NDArray[np.float64]
"""Grades, shape (n,), float64, finite, not negative."""

Gain: TypeAlias = Literal["linear", "exponential"]
"""How a grade counts in DCG: as itself, or as 2^grade - 1. The same for binary grades."""


def dcg(ranked: Grades, limit: int | None = None, *, gain: Gain = "linear") -> float:
    """Discounted cumulative gain: the sum of gain / log2(rank + 1).

    Not bounded by 1.

    Source:
        Linear gain: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", TOIS 20(4),
        2002, with the discount of trec_eval. Exponential gain: Burges et al., "Learning to rank using
        gradient descent", ICML 2005.
    """
    top = ranked[:limit]
    gains = top if gain == "linear" else np.exp2(top) - 1.0
    return float(gains @ (1.0 / np.log2(np.arange(2, top.size + 2))))


def ndcg(ranked: Grades, judged: Grades, limit: int | None = None, *, gain: Gain = "linear") -> float:
    """DCG divided by the DCG of the best possible ranking of the judged products, cut at the same rank.

    Equals trec_eval's `ndcg_cut` and ranx's `ndcg` for linear gain, ranx's `ndcg_burges` for exponential
    gain.

    Source:
        See `dcg`.
    """
    ideal = dcg(np.sort(judged)[::-1], limit, gain=gain)
    return dcg(ranked, limit, gain=gain) / ideal if ideal > 0 else 0.0


def recall(ranked: Grades, judged: Grades, limit: int | None = None, *, relevant_from: float = 1) -> float:
    """The share of all relevant products that were found. Source: trec_eval, `recall`."""
    relevant = np.count_nonzero(judged >= relevant_from)
    return float(np.count_nonzero(ranked[:limit] >= relevant_from) / relevant) if relevant else 0.0


def precision(ranked: Grades, judged: Grades, limit: int | None = None, *, relevant_from: float = 1) -> float:
    """The share of the first `limit` ranks that hold a relevant product; `None` means the ranks there are.

    Source:
        trec_eval, `P`: the divisor is `limit` also when fewer were found.
    """
    del judged
    ranks = ranked.size if limit is None else limit
    return float(np.count_nonzero(ranked[:limit] >= relevant_from) / ranks) if ranks else 0.0


def reciprocal_rank(
    ranked: Grades, judged: Grades, limit: int | None = None, *, relevant_from: float = 1
) -> float:
    """One divided by the rank of the first relevant product; its mean over queries is MRR.

    Source:
        Voorhees, "The TREC-8 question answering track report", 1999.
    """
    del judged
    hits = np.flatnonzero(ranked[:limit] >= relevant_from)
    return float(1.0 / (hits[0] + 1)) if hits.size else 0.0


def average_precision(
    ranked: Grades, judged: Grades, limit: int | None = None, *, relevant_from: float = 1
) -> float:
    """The precision at the rank of each relevant product found, summed and divided by all relevant products.

    Its mean over queries is MAP. The divisor is the number of relevant products also when it exceeds `limit`.

    Source:
        trec_eval, `map_cut`; Buckley and Voorhees, "Evaluating evaluation measure stability", SIGIR 2000.
    """
    relevant = np.count_nonzero(judged >= relevant_from)
    ranks = np.flatnonzero(ranked[:limit] >= relevant_from) + 1
    return float(np.sum(np.arange(1, ranks.size + 1) / ranks) / relevant) if relevant else 0.0


def success(ranked: Grades, judged: Grades, limit: int | None = None, *, relevant_from: float = 1) -> float:
    """1 when at least one relevant product was found, else 0; also called hit rate.

    Source:
        trec_eval, `success`; ranx, `hit_rate`.
    """
    del judged
    return float(np.any(ranked[:limit] >= relevant_from))


def r_precision(
    ranked: Grades, judged: Grades, limit: int | None = None, *, relevant_from: float = 1
) -> float:
    """Precision at the rank that equals the number of relevant products.

    A `limit` only cuts the ranking; the divisor stays the number of relevant products.

    Source:
        trec_eval, `Rprec`.
    """
    relevant = np.count_nonzero(judged >= relevant_from)
    return precision(ranked[:limit], judged, int(relevant), relevant_from=relevant_from) if relevant else 0.0
