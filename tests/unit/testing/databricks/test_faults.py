"""What a scenario allows, and the faults that are drawn from it."""

from __future__ import annotations

import numpy as np
import pytest

from fashion_search.errors import ConfigurationError
from fashion_search.testing.databricks.faults import Faults
from fashion_search.testing.databricks.scenario import CALM, Latency, Scenario


@pytest.mark.parametrize(
    "shares", [{"share_429": -0.1}, {"share_429": 1.1}, {"share_429": 0.6, "share_503": 0.6}]
)
def test_shares_that_are_none_are_refused(shares):
    with pytest.raises(ConfigurationError, match="sum to at most 1"):
        Scenario(**shares)


def test_a_scenario_says_what_differs_from_a_calm_day():
    assert str(Scenario(share_429=0.1, seed=3)) == "Scenario(seed=3, share_429=0.1)"
    assert str(CALM) == "Scenario()"


def test_shares_are_met_in_the_long_run():
    faults = Faults(Scenario(share_429=0.1, share_503=0.2, share_hang=0.05))
    kinds = [faults.fate("serving").kind for _ in range(20_000)]
    assert kinds.count("429") / 20_000 == pytest.approx(0.1, abs=0.01)
    assert kinds.count("503") / 20_000 == pytest.approx(0.2, abs=0.01)
    assert kinds.count("hang") / 20_000 == pytest.approx(0.05, abs=0.01)


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_an_endpoint_wakes_and_falls_asleep_again():
    clock = Clock()
    faults = Faults(Scenario(cold_start_s=20, cold_answer="503", idle_s=60), clock=clock)
    kinds = []
    for pause_s in (0, 19, 1, 59, 59, 61, 19, 1):
        clock.now += pause_s
        kinds.append(faults.fate("serving", "clip").kind)
    assert kinds == ["503", "503", "answered", "answered", "answered", "503", "503", "answered"]
    assert faults.fate("serving").kind == "answered"


def test_a_held_request_waits_for_as_long_as_the_endpoint_still_needs():
    clock = Clock()
    faults = Faults(Scenario(cold_start_s=20, latency=Latency(median_s=1)), clock=clock)
    assert faults.fate("serving", "clip").wait_s == 21
    clock.now += 15
    assert faults.fate("serving", "clip").wait_s == 6
    clock.now += 5
    assert faults.fate("serving", "clip").wait_s == 1


def test_the_rate_is_counted_over_the_last_second_and_for_each_service():
    clock = Clock()
    faults = Faults(Scenario(requests_per_s=3), clock=clock)
    kinds = []
    for pause_s in (0, 0.4, 0.4, 0.1, 0.15, 0.1):
        clock.now += pause_s
        kinds.append(faults.fate("sql").kind)
    assert kinds == ["answered", "answered", "answered", "429", "answered", "429"]
    assert faults.fate("jobs").kind == "answered"


def test_latency_is_log_normal_around_its_median():
    faults = Faults(Scenario(latency=Latency(median_s=0.2, sigma=0.5)))
    waits = np.array([faults.fate("serving").wait_s for _ in range(20_000)])
    assert np.median(waits) == pytest.approx(0.2, rel=0.03)
    assert np.std(np.log(waits)) == pytest.approx(0.5, rel=0.03)
