import numpy as np
import pytest

from fashion_search.errors import InvalidRequestError
from fashion_search.evaluation import Bootstrap, bootstrap_mean, bootstrap_means

QUICK = Bootstrap(samples=1000)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    values = np.random.default_rng(0).random(50)
    assert bootstrap_mean(values, QUICK) == bootstrap_mean(values, QUICK)
    assert bootstrap_mean(values, QUICK) != bootstrap_mean(values, Bootstrap(samples=1000, seed=1))


def test_measures_drawn_together_equal_measures_drawn_apart():
    random = np.random.default_rng(0)
    values = {"a": random.random(50), "b": random.random(50)}
    together = bootstrap_means(values, QUICK)
    for name, column in values.items():
        apart = bootstrap_mean(column, QUICK)
        assert (together[name].low, together[name].high) == pytest.approx((apart.low, apart.high))


def test_the_percentile_interval_of_many_successes_is_the_textbook_one():
    values = (np.arange(2000) < 358).astype(float)  # 0.179 over 2,000 queries
    interval = bootstrap_mean(values, Bootstrap(method="percentile"))
    half_width = 1.96 * np.sqrt(0.179 * 0.821 / 2000)
    assert interval.mean == pytest.approx(0.179)
    assert (interval.low, interval.high) == pytest.approx((0.179 - half_width, 0.179 + half_width), abs=0.001)


@pytest.mark.parametrize("method", ["bca", "percentile"])
def test_intervals_hold_the_true_mean_about_as_often_as_they_claim(method):
    random = np.random.default_rng(3)
    plan = Bootstrap(samples=500, method=method, confidence=0.9)
    intervals = [bootstrap_mean(random.exponential(size=60), plan) for _ in range(300)]
    held = np.mean([interval.low <= 1.0 <= interval.high for interval in intervals])
    assert 0.84 <= held <= 0.95


def test_bca_leans_toward_the_long_tail():
    values = np.random.default_rng(1).exponential(size=30)
    plain = bootstrap_mean(values, Bootstrap(method="percentile"))
    corrected = bootstrap_mean(values, Bootstrap(method="bca"))
    assert corrected.low > plain.low
    assert corrected.high > plain.high


def test_ends_stay_within_what_values_allow():
    interval = bootstrap_mean([0.0] * 30 + [1.0], QUICK)
    assert interval.low >= 0
    assert str(bootstrap_mean([0.0] * 500 + [1.0], QUICK)).count("-") == 0


def test_values_that_are_all_equal_have_an_interval_without_width():
    interval = bootstrap_mean([0.3, 0.3, 0.3], QUICK)
    assert (interval.low, interval.high) == (0.3, 0.3)
    assert str(interval) == "0.300 [0.300, 0.300]"


@pytest.mark.parametrize("values", [[], [float("nan")], [float("inf"), 1], [[1, 2], [3, 4]]])
def test_what_cannot_be_drawn_from_is_refused(values):
    with pytest.raises(InvalidRequestError, match="bootstrap needs"):
        bootstrap_mean(values)


def test_measures_of_different_lengths_are_refused():
    with pytest.raises(InvalidRequestError, match=r"\(2,\), \(3,\)"):
        bootstrap_means({"a": [1, 2], "b": [1, 2, 3]})


@pytest.mark.parametrize("options", [{"samples": 0}, {"confidence": 1.0}, {"method": "magic"}])
def test_options_out_of_range_are_refused(options):
    with pytest.raises(InvalidRequestError):
        Bootstrap(**options)
