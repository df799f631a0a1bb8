"""The bars of the model: a name, one value a query, what was asked. The measures are `evaluation`'s."""

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fashion_search.evaluation import Bootstrap, Interval, bootstrap_mean, compare_paired, holm, metrics

Vectors = NDArray[np.float32]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]

INTERVAL = Bootstrap(samples=2000, method="percentile")
"""How every interval of the report is made: 95 %, over queries."""


@dataclasses.dataclass(frozen=True)
class Bar:
    """A measured number beside what was asked of it."""

    name: str
    values: NDArray[np.float64]
    target: float

    @property
    def interval(self) -> Interval:
        """The mean over queries and its 95 % interval."""
        return bootstrap_mean(self.values, INTERVAL)

    def line(self) -> str:
        """One line of the report; a bar of 0 is no bar."""
        interval = self.interval
        verdict = "met" if interval.mean >= self.target else "MISSED"
        asked = f"bar {self.target:.2f} {verdict}" if self.target else ""
        return f"{self.name:62s} {interval} n={len(self.values):5d} {asked}".rstrip()


def save_values(bars: Sequence[Bar], out: Path) -> None:
    """Write every bar's value per query, to compare another model with later."""
    out.write_text(json.dumps({bar.name: bar.values.round(6).tolist() for bar in bars}) + "\n")


def against(before: Path, bars: Sequence[Bar]) -> list[str]:
    """A line a bar: how much it differs from the values saved before, query by query, corrected by Holm."""
    saved = json.loads(before.read_text())
    shared = {bar.name: bar.values for bar in bars if len(saved.get(bar.name, ())) == len(bar.values)}
    found = {
        name: compare_paired({name: saved[name]}, {name: values})[name] for name, values in shared.items()
    }
    adjusted = holm([one.p_value for one in found.values()])
    return [
        f"{name:62s} {one} p={p:.3f} {'shown' if replaced.shown else 'no difference shown'}"
        for (name, one), p in zip(found.items(), adjusted, strict=True)
        for replaced in [dataclasses.replace(one, p_adjusted=float(p))]
    ]


def precision(found: Rows, relevant: Sequence[Flags], limit: int) -> NDArray[np.float64]:
    """Share of the first `limit` hits that fit, one number a query."""
    graded = [(fits[row].astype(np.float64), np.ones(0)) for row, fits in zip(found, relevant, strict=True)]
    return np.array([metrics.precision(ranked, judged, limit) for ranked, judged in graded])


def recall(found: Rows, relevant: Sequence[Flags], limit: int) -> NDArray[np.float64]:
    """Share of what fits that is among the first `limit` hits, one number a query."""
    graded = [
        (fits[row].astype(np.float64), np.ones(int(fits.sum())))
        for row, fits in zip(found, relevant, strict=True)
    ]
    return np.array([metrics.recall(ranked, judged, limit) for ranked, judged in graded])
