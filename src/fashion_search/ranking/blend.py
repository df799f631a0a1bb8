"""60 % relevance, 40 % rules: one score, and the addends it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import InvalidRequestError
from fashion_search.ranking.rules import RuleWeights

__all__ = ["BlendWeights", "Blended", "blend"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlendWeights:
    """How much relevance and rules count.

    Attributes:
        relevance: Weight of how well the vectors fit.
        rules: Weight of how well the attributes fit.
        by_rule: Weights among the rules.

    Raises:
        InvalidRequestError: a weight is negative or not finite, or both are 0.
    """

    relevance: float = 0.6
    rules: float = 0.4
    by_rule: RuleWeights = field(default_factory=RuleWeights)

    def __post_init__(self) -> None:
        """Refuse weights that would turn the ranking around or leave nothing of it."""
        for name, weight in (("relevance", self.relevance), ("rules", self.rules)):
            if not (np.isfinite(weight) and weight >= 0):
                raise InvalidRequestError(f"Weight {name} is {weight!r}; it must be 0 or positive.")
        if self.relevance + self.rules == 0:
            raise InvalidRequestError(
                "The weights of relevance and rules are both 0; nothing would be ranked."
            )


@dataclass(frozen=True, slots=True)
class Blended:
    """Scores and their addends.

    Attributes:
        scores: One per candidate, in [0, 1], float32, shape (n,).
        names: What each addend is: `"relevance"`, then the rules that took part.
        addends: Shape (n, len(names)), float64; rows sum to the scores.
    """

    scores: NDArray[np.float32]
    names: tuple[str, ...]
    addends: NDArray[np.float64]


def blend(
    relevance: NDArray[np.float32], rules: Mapping[str, NDArray[np.float32]], weights: BlendWeights
) -> Blended:
    """Weigh relevance against the rules that take part.

    Without any rule the score is the relevance: there is nothing to weigh it against.

    Args:
        relevance: In [0, 1], shape (n,).
        rules: By name, each in [0, 1], shape (n,).
        weights: How much each counts.
    """
    shares = {name: float(getattr(weights.by_rule, name)) for name in rules}
    total = sum(shares.values())
    if total == 0 or weights.rules == 0:
        shares, total = {}, 1.0
    whole = weights.relevance + (weights.rules if shares else 0.0)
    factors = [weights.relevance / whole if whole else 0.0]
    factors += [weights.rules / whole * share / total for share in shares.values()]
    values = np.column_stack([relevance, *(rules[name] for name in shares)])
    addends = values.astype(np.float64) * factors
    return Blended(addends.sum(axis=1).astype(np.float32), ("relevance", *shares), addends)
