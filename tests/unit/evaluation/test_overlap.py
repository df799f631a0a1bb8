import pytest

from fashion_search.errors import InvalidRequestError
from fashion_search.evaluation import rank_biased_overlap


def test_a_worked_example_of_uneven_lists():
    # X = 0, 1, 1: (.1/.9)·(1/2·.81 + 1/3·.729 + 1/6·.729) + 1/2·.729
    assert rank_biased_overlap(["b", "d"], ["a", "b", "c"]) == pytest.approx(0.45)
    assert rank_biased_overlap(["a", "b", "c"], ["b", "d"]) == pytest.approx(0.45)


def test_even_lists_equal_the_infinite_sum_with_constant_agreement():
    first, second, p = list("abcdef"), list("badxfz"), 0.8
    agreement = [len(set(first[:d]) & set(second[:d])) / d for d in range(1, 7)]
    seen = sum((1 - p) * p ** (d - 1) * agreement[d - 1] for d in range(1, 7))
    beyond = sum((1 - p) * p ** (d - 1) * agreement[-1] for d in range(7, 400))
    assert rank_biased_overlap(first, second, persistence=p) == pytest.approx(seen + beyond)


def test_equal_rankings_overlap_whole_and_strangers_not_at_all():
    assert rank_biased_overlap(list("abc"), list("abc")) == pytest.approx(1)
    assert rank_biased_overlap(list("abc"), list("xyz")) == 0
    assert rank_biased_overlap([], []) == 1
    assert rank_biased_overlap([], ["a"]) == 0


def test_a_change_at_the_top_weighs_more_than_one_at_the_bottom():
    ranking = [f"p{n}" for n in range(10)]
    top = ["x", *ranking[1:]]
    bottom = [*ranking[:-1], "x"]
    assert rank_biased_overlap(ranking, top) < rank_biased_overlap(ranking, bottom)


def test_what_is_not_defined_is_refused():
    with pytest.raises(InvalidRequestError, match="twice"):
        rank_biased_overlap(["a", "a"], ["b"])
    with pytest.raises(InvalidRequestError, match="between 0 and 1"):
        rank_biased_overlap(["a"], ["b"], persistence=1)
