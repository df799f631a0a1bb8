"""Curves fitted on verdicts, and the bars."""

import numpy as np
import pytest

from fashion_search.evaluation import calibration_error
from fashion_search.training.curves import fit_curve, rising
from fashion_search.training.measures import Bar, against, precision, recall, save_values


def levelling_off(cosines):
    """What one logistic curve cannot follow: a jump at .4, then a slow rise."""
    return np.where(cosines < 0.4, 0.05 + 0.1 * np.clip(cosines, 0, 1), 0.6 + 0.4 * (cosines - 0.4))


def test_a_curve_follows_relevance_that_jumps_and_levels_off():
    draw = np.random.default_rng(0)
    cosines = draw.uniform(-0.2, 0.9, 40_000)
    fits = draw.random(len(cosines)) < levelling_off(cosines)
    curve = fit_curve(cosines[::2], fits[::2])
    assert calibration_error(curve.relevance(cosines[1::2]), fits[1::2]) < 0.02
    assert curve.relevance(np.array([0.2, 0.8])) == pytest.approx([0.07, 0.76], abs=0.03)


def test_a_fitted_curve_always_rises_even_where_the_verdicts_fall():
    cosines = np.linspace(0, 1, 3000)
    fits = (cosines > 0.3) & ((cosines < 0.7) | (np.arange(3000) % 2 == 0))
    curve = fit_curve(cosines, fits)
    assert (np.diff(curve.relevance(np.linspace(-1, 1, 2001))) > 0).all()


@pytest.mark.parametrize("fits", [np.zeros(500, bool), np.ones(500, bool), np.arange(500) < 250])
def test_no_curve_where_the_cosine_says_nothing_or_the_opposite(fits):
    assert fit_curve(np.linspace(-1, 1, 500), fits) is None


def test_pooling_gives_the_closest_rising_values():
    pooled = rising(np.array([0.1, 0.5, 0.3, 0.2, 0.9]), np.array([1.0, 1.0, 1.0, 2.0, 1.0]))
    assert pooled == pytest.approx([0.1, 0.3, 0.3, 0.3, 0.9])


def test_measures_on_a_case_done_by_hand():
    found = np.array([[1, 2]])
    fits = [np.array([True, True, False])]
    assert (precision(found, fits, 2)[0], recall(found, fits, 2)[0]) == (0.5, 0.5)


def test_a_bar_says_whether_it_is_met():
    assert Bar("x", np.array([0.0, 1.0]), 0.5).line().endswith("bar 0.50 met")
    assert Bar("x", np.array([0.0, 0.5]), 0.5).line().endswith("MISSED")
    assert "bar" not in Bar("x", np.array([0.0, 0.5]), 0.0).line()


def test_a_saved_model_is_compared_query_by_query(tmp_path):
    draw = np.random.default_rng(0)
    before = [
        Bar("better", draw.random(200), 0),
        Bar("same", draw.random(200), 0),
        Bar("gone", np.ones(3), 0),
    ]
    save_values(before, tmp_path / "before.json")
    after = [Bar("better", before[0].values + 0.1, 0), Bar("same", before[1].values, 0)]
    better, same = against(tmp_path / "before.json", after)
    assert better.startswith("better")
    assert "+0.100" in better
    assert better.endswith(" shown")
    assert same.endswith("no difference shown")
