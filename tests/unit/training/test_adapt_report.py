"""When an adapted model counts as better, and what is said when it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from fashion_search.evaluation import Difference, Interval, Measured
from fashion_search.training.adapt_report import AdaptReport
from fashion_search.types import ModelIdentity

TOY = ModelIdentity(name="toy", dimension=4, fingerprint="f" * 16)


def measured(gain: float, *, p: float, queries: int = 100) -> Measured:
    difference = Difference(
        mean=gain,
        low=gain - 0.01,
        high=gain + 0.01,
        p_value=p,
        p_adjusted=p,
        queries=queries,
        alpha=0.05,
    )
    return Measured(Interval(0.5, 0.4, 0.6), Interval(0.5 + gain, 0.4, 0.9), difference)


UP, DOWN = measured(0.1, p=0.01), measured(-0.1, p=0.01)
LUCK, FEW = measured(0.1, p=0.3), measured(0.4, p=0.01, queries=4)


def report(*rows: Measured, out: Path | None = None) -> AdaptReport:
    return AdaptReport(
        store=Path("store"),
        before=TOY,
        after=None,
        out=out,
        training=100,
        validation=10,
        held_out=20,
        left_out=0,
        rounds=3,
        best_round=2,
        measures={f"measure {number}": row for number, row in enumerate(rows)},
    )


@pytest.mark.parametrize(
    ("rows", "better"),
    [((UP, LUCK, FEW), True), ((UP, DOWN), False), ((DOWN,), False), ((LUCK,), False), ((FEW,), False)],
)
def test_better_means_something_is_shown_to_be_better_and_nothing_to_be_worse(rows, better):
    assert report(*rows).better is better


def test_the_verdict_says_of_each_measure_what_it_shows():
    assert report(UP, DOWN, LUCK, FEW).verdict.splitlines() == [
        "Better: measure 0.",
        "Worse: measure 1.",
        "No difference shown: measure 2.",
        "Too few queries to tell: measure 3.",
    ]


def test_the_outcome_says_why():
    assert "better in some measures and worse in others. Nothing was written" in report(UP, DOWN).outcome
    assert "not shown to be better. Nothing was written" in report(LUCK).outcome
    assert report(UP, out=Path("m")).outcome == "Kept at m: on held-out products it is shown to be better."
    assert report(DOWN, out=Path("m")).outcome.startswith("Kept at m: as asked, although")
