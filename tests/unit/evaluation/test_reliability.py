import numpy as np
import pytest

from fashion_search.errors import InvalidRequestError
from fashion_search.evaluation import calibration_error, reliability


def test_the_error_is_the_gap_per_bin_weighted_by_pairs():
    claims = [0.9, 0.9, 0.9, 0.9, 0.1, 0.1]
    fits = [1, 1, 1, 0, 0, 0]
    assert calibration_error(claims, fits) == pytest.approx((4 * 0.15 + 2 * 0.1) / 6)


def test_claims_that_hold_have_no_error():
    random = np.random.default_rng(0)
    claims = random.random(200_000)
    fits = random.random(200_000) < claims
    assert calibration_error(claims, fits) < 0.01
    assert calibration_error(claims**2, fits) > 0.1


def test_a_claim_on_an_edge_belongs_to_the_lower_bin_and_zero_to_the_first():
    bins = reliability([0.0, 0.5, 1.0], [0, 1, 1], bins=2)
    assert [(entry.low, entry.high, entry.count) for entry in bins] == [(0, 0.5, 2), (0.5, 1, 1)]
    assert bins[0].gap == pytest.approx(0.25)


def test_no_pairs_have_no_bins_and_no_error():
    assert reliability([], []) == ()
    assert calibration_error([], []) == 0


@pytest.mark.parametrize(
    ("claims", "fits", "bins", "said"),
    [
        ([1.2], [1], 10, r"\[0, 1\]"),
        ([float("nan")], [1], 10, r"\[0, 1\]"),
        ([0.5], [2], 10, "0 or 1"),
        ([0.5], [1, 0], 10, "shape"),
        ([0.5], [1], 0, "1 or more"),
    ],
)
def test_what_is_not_a_probability_or_a_truth_is_refused(claims, fits, bins, said):
    with pytest.raises(InvalidRequestError, match=said):
        calibration_error(claims, fits, bins=bins)
