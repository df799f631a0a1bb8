import math

import numpy as np
import pytest

from fashion_search.evaluation import metrics

NOTHING = np.array([])
RANKED = np.array([0.0, 3.0, 0.0, 1.0, 2.0])  # relevant at ranks 2, 4 and 5
JUDGED = np.array([3.0, 2.0, 1.0, 1.0, 0.0])  # one relevant product was never found


def test_linear_dcg_is_the_sum_of_grades_over_the_logarithm_of_the_rank():
    expected = 3 / math.log2(3) + 1 / math.log2(5) + 2 / math.log2(6)
    assert metrics.dcg(RANKED) == pytest.approx(expected)


def test_exponential_dcg_counts_a_grade_as_a_power_of_two():
    expected = 7 / math.log2(3) + 1 / math.log2(5) + 3 / math.log2(6)
    assert metrics.dcg(RANKED, gain="exponential") == pytest.approx(expected)


def test_ndcg_divides_by_the_best_ranking_cut_at_the_same_rank():
    best = 3 / math.log2(2) + 2 / math.log2(3)
    assert metrics.ndcg(RANKED, JUDGED, 2) == pytest.approx((3 / math.log2(3)) / best)


def test_both_gains_agree_on_binary_grades():
    ranked, judged = np.array([1.0, 0.0, 1.0]), np.array([1.0, 1.0, 1.0])
    assert metrics.ndcg(ranked, judged, gain="exponential") == pytest.approx(metrics.ndcg(ranked, judged))


def test_a_perfect_ranking_scores_one():
    judged = np.array([1.0, 3.0, 2.0])
    best = np.array([3.0, 2.0, 1.0])
    for metric in (metrics.ndcg, metrics.recall, metrics.precision, metrics.average_precision):
        assert metric(best, judged, 3) == pytest.approx(1.0)


def test_recall_is_the_share_of_the_relevant():
    assert metrics.recall(RANKED, JUDGED, 4) == pytest.approx(2 / 4)
    assert metrics.recall(RANKED, JUDGED, 4, relevant_from=2) == pytest.approx(1 / 2)


def test_precision_counts_missing_ranks_as_misses():
    assert metrics.precision(RANKED, JUDGED, 10) == pytest.approx(3 / 10)
    assert metrics.precision(RANKED, JUDGED) == pytest.approx(3 / 5)


def test_reciprocal_rank_looks_at_the_first_relevant_product():
    assert metrics.reciprocal_rank(RANKED, JUDGED) == pytest.approx(1 / 2)
    assert metrics.reciprocal_rank(RANKED, JUDGED, relevant_from=2) == pytest.approx(1 / 2)
    assert metrics.reciprocal_rank(RANKED, JUDGED, 1) == 0


def test_average_precision_divides_by_all_relevant_products():
    assert metrics.average_precision(RANKED, JUDGED) == pytest.approx((1 / 2 + 2 / 4 + 3 / 5) / 4)
    assert metrics.average_precision(RANKED, JUDGED, 4) == pytest.approx((1 / 2 + 2 / 4) / 4)


def test_success_says_whether_anything_fits():
    assert metrics.success(RANKED, JUDGED, 1) == 0
    assert metrics.success(RANKED, JUDGED, 2) == 1


def test_r_precision_looks_as_deep_as_there_are_relevant_products():
    assert metrics.r_precision(RANKED, JUDGED) == pytest.approx(2 / 4)
    assert metrics.r_precision(RANKED, JUDGED, 2) == pytest.approx(1 / 4)


@pytest.mark.parametrize(
    "metric",
    [
        metrics.ndcg,
        metrics.recall,
        metrics.precision,
        metrics.reciprocal_rank,
        metrics.average_precision,
        metrics.success,
        metrics.r_precision,
    ],
)
@pytest.mark.parametrize("limit", [None, 3])
def test_nothing_found_or_nothing_relevant_scores_zero(metric, limit):
    assert metric(NOTHING, JUDGED, limit) == 0
    assert metric(np.zeros(5), np.zeros(5), limit) == 0
    assert metric(NOTHING, NOTHING, limit) == 0
