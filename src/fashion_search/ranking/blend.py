"""60 % relevance, 40 % rules: how a score is divided."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import get_args

import numpy as np

from fashion_search.errors import InvalidRequestError
from fashion_search.ranking.rules import RuleWeights
from fashion_search.ranking.seasons import Hemisphere

__all__ = ["BlendWeights", "rule_shares"]

_HEMISPHERES = get_args(Hemisphere)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlendWeights:
    """How much relevance and rules count.

    Attributes:
        relevance: Weight of how well the vectors fit.
        rules: Weight of how well the attributes fit.
        by_rule: Weights among the rules.
        hemisphere: Whose seasons a day falls into.

    Raises:
        InvalidRequestError: a weight is negative or not finite, or both are 0; there is no such hemisphere.
    """

    relevance: float = 0.6
    rules: float = 0.4
    by_rule: RuleWeights = field(default_factory=RuleWeights)
    hemisphere: Hemisphere = "north"

    def __post_init__(self) -> None:
        """Refuse weights that would turn the ranking around or leave nothing of it."""
        for name, weight in (("relevance", self.relevance), ("rules", self.rules)):
            if not (np.isfinite(weight) and weight >= 0):
                raise InvalidRequestError(f"Weight {name} is {weight!r}; it must be 0 or positive.")
        if self.hemisphere not in _HEMISPHERES:
            raise InvalidRequestError(f"hemisphere is {self.hemisphere!r}; it must be 'north' or 'south'.")
        if self.relevance + self.rules == 0:
            raise InvalidRequestError(
                "The weights of relevance and rules are both 0; nothing would be ranked."
            )


def rule_shares(rules: Collection[str], weights: BlendWeights) -> tuple[float, dict[str, float]]:
    """How a score of 1 is divided between relevance and the rules that take part.

    Without any rule the score is the relevance: there is nothing to weigh it against.

    Args:
        rules: The rules that take part.
        weights: How much each counts.

    Returns:
        The share of relevance, and of each rule that counts; together they sum to 1.
    """
    counted = {name: float(getattr(weights.by_rule, name)) for name in rules}
    total = sum(counted.values())
    if total == 0 or weights.rules == 0:
        return 1.0, {}
    whole = weights.relevance + weights.rules
    shares = {name: weights.rules / whole * weight / total for name, weight in counted.items() if weight}
    return weights.relevance / whole, shares
