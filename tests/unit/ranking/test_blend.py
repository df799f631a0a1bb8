from __future__ import annotations

import pytest

from fashion_search.errors import InvalidRequestError
from fashion_search.ranking.blend import BlendWeights, rule_shares
from fashion_search.ranking.rules import RuleWeights


def test_sixty_percent_relevance_and_forty_percent_rules_by_default():
    relevance, shares = rule_shares(["color", "price"], BlendWeights(by_rule=RuleWeights(color=3, price=1)))
    assert relevance == pytest.approx(0.6)
    assert shares == pytest.approx({"color": 0.3, "price": 0.1})


@pytest.mark.parametrize("rules", [["category"], ["category", "usage", "season", "freshness"]])
def test_shares_sum_to_one(rules):
    relevance, shares = rule_shares(rules, BlendWeights(relevance=3, rules=5))
    assert relevance + sum(shares.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("rules", [[], ["color"]])
def test_without_a_rule_that_counts_the_score_is_the_relevance(rules):
    assert rule_shares(rules, BlendWeights(by_rule=RuleWeights(color=0))) == (1.0, {})


def test_weights_need_not_sum_to_one():
    assert rule_shares(["usage"], BlendWeights(relevance=3, rules=2)) == rule_shares(
        ["usage"], BlendWeights()
    )


@pytest.mark.parametrize(
    "weights",
    [{"relevance": -1}, {"rules": float("nan")}, {"relevance": 0, "rules": 0}, {"hemisphere": "east"}],
)
def test_senseless_weights_are_refused(weights):
    with pytest.raises(InvalidRequestError):
        BlendWeights(**weights)
