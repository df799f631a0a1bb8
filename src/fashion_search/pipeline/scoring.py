"""From cosines to scores: calibrated relevance, rules, diversity, each an addend that can be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import InvalidRequestError
from fashion_search.filters import Columns
from fashion_search.pipeline.compose import ComposedQuery
from fashion_search.preferences import Preferences
from fashion_search.ranking.blend import BlendWeights, rule_shares
from fashion_search.ranking.calibration import Calibrations
from fashion_search.ranking.rules import apply_rules
from fashion_search.types import Space

__all__ = ["Scored", "add_rules", "default_threshold", "in_order", "keep_relevant", "score_parts"]

_SHOWN = frozenset({"category", "usage"})
"""Rules about what a model sees too and can contradict; a price or a rare colour it cannot."""

_FIRST = 10
"""So many of the best candidates are asked."""

_STATED_FOR, _LOWER_PER_TENFOLD = 9_000, 0.055
"""A threshold is stated for so many products. Among ten times fewer, the best relevance of things that no
fashion shop sells is lower by so much (93 in 100 of them: .505 of 9,030, .436 of 300, .369 of 30)."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores of candidates and what they are made of. Rows belong to the candidates, in their order.

    Attributes:
        names: What each addend is.
        addends: Shape (n, len(names)), float64; a row sums to the score.
        relevance: Probability that each candidate fits, shape (n,); `None` when the model is not calibrated
            for the query.
        exceptions: Addends that concern few candidates, and are not worth a word where they are 0.
    """

    names: tuple[str, ...]
    addends: NDArray[np.float64]
    relevance: NDArray[np.float64] | None
    exceptions: frozenset[str] = frozenset()

    @property
    def scores(self) -> NDArray[np.float64]:
        """The scores, shape (n,); higher is better."""
        scores: NDArray[np.float64] = self.addends.sum(axis=1)
        return scores

    def rows(self, kept: Sequence[int] | NDArray[np.intp]) -> Scored:
        """Some of the candidates, in a new order."""
        relevance = None if self.relevance is None else self.relevance[kept]
        return Scored(self.names, self.addends[kept], relevance, self.exceptions)


def score_parts(
    query: ComposedQuery, cosines: NDArray[np.float32], space: Space, calibrations: Calibrations
) -> Scored:
    """One addend per part of the query.

    With a calibrated model an addend is the part's weight times its relevance, so that words and pictures
    weigh the same; else its share of the cosine to the composed vector.

    Args:
        query: The composed query.
        cosines: From `part_cosines`, shape (n, parts).
        space: The space that was searched.
        calibrations: Curves of the model.
    """
    names = tuple(part.name for part in query.parts)
    weights = np.array([part.weight for part in query.parts])
    if any((part.kind, space) not in calibrations for part in query.parts):
        return Scored(names, cosines.astype(np.float64) * weights / query.norm, None)
    curves = [calibrations[part.kind, space] for part in query.parts]
    fits = np.column_stack(
        [curve.relevance(cosines[:, column]) for column, curve in enumerate(curves)]
    ).astype(np.float64)
    return Scored(names, fits * weights, fits @ np.maximum(weights, 0.0))


def add_rules(
    scored: Scored,
    attributes: Columns,
    preferences: Preferences,
    weights: BlendWeights,
    *,
    popularity: NDArray[np.float32] | None = None,
    doubtful: bool = False,
) -> Scored:
    """Weigh the scores against the rules that the preferences call for: 60 to 40 by default.

    Args:
        scored: One row per candidate.
        attributes: The candidates' fields, in the same order.
        preferences: What is wished; without a wish nothing changes.
        weights: How much relevance, rules, and each rule count.
        popularity: How popular each candidate is, shape (n,), NaN where not known; `None` leaves it out.
        doubtful: The preferences may be misread: kinds and occasions count as much as the best candidates fit
            them without any rule, and what they lose goes to relevance.
    """
    rules = apply_rules(attributes, preferences, popularity=popularity, hemisphere=weights.hemisphere)
    share, shares = rule_shares(rules, weights)
    if not shares:
        return scored
    values = np.column_stack([rules[name] for name in shares]).astype(np.float64)
    counted = np.array(list(shares.values()))
    if doubtful and len(values):
        counted *= _borne_out(tuple(shares), values[in_order(scored, _FIRST)])
        share = 1.0 - float(counted.sum())
    addends = np.hstack([scored.addends * share, values * counted])
    return Scored((*scored.names, *shares), addends, scored.relevance)


def _borne_out(names: tuple[str, ...], first: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far the first candidates fit what was read; 1 for what no picture shows, shape (rules,)."""
    seen = np.array([name in _SHOWN for name in names])
    return np.where(seen, first.mean(axis=0), 1.0)


def in_order(scored: Scored, limit: int) -> NDArray[np.intp]:
    """Rows of the best candidates, best first; ties keep the order of the candidates."""
    return np.argsort(-scored.scores, kind="stable")[:limit]


def default_threshold(
    query: ComposedQuery, space: Space, stated: float | None, products: int | None = None
) -> float | None:
    """The model's own threshold where it was fitted: words and nothing else wished, in the hybrid space.

    Args:
        query: The composed query.
        space: The space that is searched.
        stated: What the model states, if anything.
        products: How many products there are, where known: the best of few is less like anything.

    Returns:
        A relevance, or `None` for no threshold.
    """
    words_alone = [part.kind for part in query.parts if part.weight > 0] == ["text"]
    if stated is None or not words_alone or space != "hybrid":
        return None
    fewer = max(0.0, log10(_STATED_FOR / products)) if products else 0.0
    return max(0.0, stated - _LOWER_PER_TENFOLD * fewer)


def keep_relevant(scored: Scored, order: NDArray[np.intp], min_relevance: float | None) -> NDArray[np.intp]:
    """The rows of `order` at or above a relevance; all of them when none is asked for.

    Raises:
        InvalidRequestError: `min_relevance` is outside [0, 1], or the model is not calibrated for this query.
    """
    if min_relevance is None:
        return order
    if not 0 <= min_relevance <= 1:
        raise InvalidRequestError(f"min_relevance is {min_relevance!r}; it must lie in [0, 1].")
    if scored.relevance is None:
        raise InvalidRequestError(
            "min_relevance needs a calibrated model, and this one has no calibration for this kind of query "
            "and space. Leave it out, or use a model folder whose model.json has a calibration."
        )
    return order[scored.relevance[order] >= min_relevance]
