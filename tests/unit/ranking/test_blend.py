from __future__ import annotations

import numpy as np
import pytest

from fashion_search.errors import InvalidRequestError
from fashion_search.ranking.blend import BlendWeights, blend
from fashion_search.ranking.rules import RuleWeights

RELEVANCE = np.array([0.9, 0.5, 0.0], dtype=np.float32)
RULES = {"color": np.array([0, 1, 1], dtype=np.float32), "price": np.array([1, 1, 0], dtype=np.float32)}


def test_sixty_percent_relevance_and_forty_percent_rules_by_default():
    weights = BlendWeights(by_rule=RuleWeights(color=3, price=1))
    blended = blend(RELEVANCE, RULES, weights)
    assert blended.names == ("relevance", "color", "price")
    assert blended.addends[0] == pytest.approx([0.54, 0.0, 0.1], abs=1e-6)
    assert blended.scores.tolist() == pytest.approx([0.64, 0.7, 0.3], abs=1e-6)


def test_addends_sum_to_the_score_on_ten_thousand_random_candidates():
    rng = np.random.default_rng(0)
    rules = {name: rng.random(10_000).astype(np.float32) for name in ("category", "color", "usage")}
    blended = blend(rng.random(10_000).astype(np.float32), rules, BlendWeights())
    assert np.abs(blended.addends.sum(axis=1) - blended.scores).max() < 1e-6
    assert blended.scores.min() >= 0
    assert blended.scores.max() <= 1


@pytest.mark.parametrize("rules", [{}, {"color": RULES["color"]}])
def test_without_a_rule_that_counts_the_score_is_the_relevance(rules):
    blended = blend(RELEVANCE, rules, BlendWeights(by_rule=RuleWeights(color=0)))
    assert blended.scores.tolist() == pytest.approx(RELEVANCE.tolist())


def test_weights_need_not_sum_to_one():
    blended = blend(RELEVANCE, RULES, BlendWeights(relevance=3, rules=2))
    assert blended.scores == pytest.approx(blend(RELEVANCE, RULES, BlendWeights()).scores)


@pytest.mark.parametrize(
    "weights", [{"relevance": -1}, {"rules": float("nan")}, {"relevance": 0, "rules": 0}]
)
def test_senseless_weights_are_refused(weights):
    with pytest.raises(InvalidRequestError):
        BlendWeights(**weights)
