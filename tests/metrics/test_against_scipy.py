"""Bootstrap intervals equal scipy's up to the luck of the draws. Skipped where scipy is absent."""

import numpy as np
import pytest

from fashion_search.evaluation import Bootstrap, bootstrap_mean

stats = pytest.importorskip("scipy.stats", reason="the dependency group `metrics` is not installed")

VALUES = {
    "skewed": np.random.default_rng(1).exponential(size=40),
    "rare successes": (np.random.default_rng(2).random(200) < 0.05).astype(float),
    "symmetric": np.random.default_rng(3).normal(size=100),
}


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize(("method", "theirs"), [("bca", "BCa"), ("percentile", "percentile")])
def test_intervals_equal_scipy_up_to_the_luck_of_the_draws(name, method, theirs):
    values = VALUES[name]
    mine = bootstrap_mean(values, Bootstrap(samples=20_000, method=method))
    other = stats.bootstrap(
        (values,),
        np.mean,
        method=theirs,
        n_resamples=20_000,
        rng=np.random.default_rng(5),
        vectorized=True,
        batch=500,
    ).confidence_interval
    tolerance = 0.05 * (other.high - other.low)
    assert (mine.low, mine.high) == pytest.approx((other.low, other.high), abs=tolerance)
