from __future__ import annotations

import numpy as np
import pytest

from fashion_search.errors import ConfigurationError
from fashion_search.ranking.calibration import Calibration, parse_calibrations


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
