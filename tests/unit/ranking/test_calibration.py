from __future__ import annotations

import numpy as np
import pytest

from fashion_search.errors import ConfigurationError
from fashion_search.ranking.calibration import Calibration, KnotCalibration, parse_calibrations


def test_relevance_is_the_logistic_of_the_cosine_and_keeps_order():
    cosines = np.linspace(-1, 1, 101, dtype=np.float32)
    relevance = Calibration(slope=8, intercept=-4).relevance(cosines)
    assert relevance[75] == pytest.approx(0.5, abs=1e-6)
    assert (np.diff(relevance) >= 0).all()
    assert relevance.dtype == np.float32


@pytest.mark.parametrize(("slope", "intercept"), [(0, 0), (-1, 0), (np.nan, 0), (1, np.inf)])
def test_a_curve_that_would_turn_the_ranking_around_is_refused(slope, intercept):
    with pytest.raises(ConfigurationError, match="slope > 0"):
        Calibration(slope, intercept)


def test_the_form_a_model_folder_keeps_is_read():
    curves = parse_calibrations({"text/hybrid": {"slope": 3, "intercept": -1}})
    assert curves == {("text", "hybrid"): Calibration(3.0, -1.0)}


@pytest.mark.parametrize("raw", [{"text": {}}, {"words/hybrid": {}}, {"text/hybrid": {"slope": 3}}])
def test_another_form_is_refused_by_name(raw):
    with pytest.raises(ConfigurationError, match=next(iter(raw))):
        parse_calibrations(raw)


def knots(**changes):
    return KnotCalibration(**{"cosines": (-1.0, 0.2, 1.0), "relevances": (0.0, 0.6, 0.9), **changes})


def test_a_curve_of_knots_is_straight_between_them_and_keeps_order():
    curve = knots()
    assert curve.relevance(np.float32([-1, -0.4, 0.2, 0.6, 1])) == pytest.approx([0, 0.3, 0.6, 0.75, 0.9])
    dense = curve.relevance(np.linspace(-1, 1, 1001, dtype=np.float32))
    assert (np.diff(dense) > 0).all()
    assert dense.dtype == np.float32


@pytest.mark.parametrize(
    "changes",
    [
        {"relevances": (0.0, 0.6, 0.6)},
        {"relevances": (0.0, 0.6, 1.1)},
        {"relevances": (0.0, 0.6)},
        {"cosines": (-1.0, 0.2, 0.9)},
        {"cosines": (-1.0, -1.0, 1.0)},
        {"cosines": (-1.0, np.nan, 1.0)},
    ],
)
def test_knots_that_do_not_rise_over_all_cosines_are_refused(changes):
    with pytest.raises(ConfigurationError, match="knots"):
        knots(**changes)


def test_knots_are_read_from_a_model_folder():
    raw = {"image/text": {"cosines": [-1, 0.2, 1], "relevances": [0, 0.6, 0.9]}}
    assert parse_calibrations(raw) == {("image", "text"): knots()}


@pytest.mark.parametrize("curve", [{"cosines": [-1, 1]}, {"cosines": "ab", "relevances": [0, 1]}])
def test_incomplete_knots_are_refused_by_name(curve):
    with pytest.raises(ConfigurationError, match="image/text"):
        parse_calibrations({"image/text": curve})
