import numpy as np
import pytest

from fashion_search.errors import InvalidRequestError
from fashion_search.evaluation import (
    coverage,
    distinct,
    diversity,
    exposure_gini,
    gini,
    novelty,
    score_spread,
)


def test_diversity_is_the_mean_over_all_pairs():
    rows = np.random.default_rng(0).normal(size=(7, 5))
    units = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    pairs = [1 - units[i] @ units[j] for i in range(7) for j in range(i)]
    assert diversity(rows) == pytest.approx(np.mean(pairs))


def test_diversity_knows_its_ends():
    assert diversity(np.ones((4, 3))) == pytest.approx(0, abs=1e-12)
    assert diversity(np.eye(4)) == pytest.approx(1)
    assert diversity([[1, 0], [-1, 0]]) == pytest.approx(2)


def test_diversity_leaves_out_products_without_a_vector():
    assert diversity([[1, 0], [0, 0], [0, 1]]) == pytest.approx(1)
    assert diversity([[1, 0], [0, 0]]) == 0
    assert diversity(np.empty((0, 512))) == 0


def test_diversity_refuses_what_is_not_a_table():
    with pytest.raises(InvalidRequestError, match=r"found \(3,\)"):
        diversity([1, 2, 3])


def test_distinct_does_not_count_unknown():
    assert distinct(["Shoes", None, "Shoes", "Hats"]) == 2


def test_coverage_is_the_share_of_known_values_that_are_shown():
    assert coverage(["Shoes", None, "Unheard of"], ["Shoes", "Hats", "Hats", None]) == 0.5
    assert coverage(["Shoes"], []) == 0


def test_novelty_is_the_mean_surprise_in_bits():
    assert novelty(["everyone", "one in four"], {"everyone": 8, "one in four": 2}, 8) == pytest.approx(1.0)


def test_novelty_of_a_product_nobody_met_is_finite():
    assert novelty(["unheard of"], {}, 8) == pytest.approx(3.0)
    assert novelty([], {}, 8) == 0


def test_novelty_refuses_more_users_than_there_are():
    with pytest.raises(InvalidRequestError, match="9 of 8"):
        novelty(["a"], {"a": 9}, 8)


def test_gini_is_the_mean_difference_over_twice_the_mean():
    counts = [1, 5, 2, 9, 0]
    differences = np.abs(np.subtract.outer(counts, counts)).mean()
    assert gini(counts) == pytest.approx(differences / (2 * np.mean(counts)))


def test_gini_knows_its_ends():
    assert gini([3, 3, 3]) == pytest.approx(0)
    assert gini([0, 0, 0, 7]) == pytest.approx(3 / 4)
    assert gini([]) == 0
    assert gini([0, 0]) == 0


def test_gini_refuses_negative_counts():
    with pytest.raises(InvalidRequestError, match="0 or more"):
        gini([1, -1])


def test_exposure_counts_products_that_never_appear():
    assert exposure_gini([("a", "b"), ("a", "b")], 4) == pytest.approx(gini([2, 2, 0, 0]))
    assert exposure_gini([], 4) == 0
    with pytest.raises(InvalidRequestError, match="3 products appear, but the catalogue has 2"):
        exposure_gini([("a", "b", "c")], 2)


def test_score_spread_looks_at_the_top_only():
    assert score_spread([0.9, 0.8, 0.1], 2) == pytest.approx(0.1)
    assert score_spread([0.9]) == 0
    assert score_spread([]) == 0
