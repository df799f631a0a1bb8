"""Stops a job early when too many of its first rows fail."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from fashion_search.batch.keyed import PROBLEM
from fashion_search.errors import ConfigurationError

__all__ = ["Gate", "Tally"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What share of the first rows has to succeed.

    Attributes:
        sample: How many rows are looked at before the rest is begun.
        least: The least share of them that must succeed, in [0, 1]; 0 opens the gate to everything.

    Raises:
        ConfigurationError: a number is out of range.
    """

    sample: int = 100
    least: float = 0.85

    def __post_init__(self) -> None:
        """Refuse a gate that cannot open or close."""
        if self.sample < 1 or not 0 <= self.least <= 1:
            raise ConfigurationError(
                f"A gate of {self.sample} rows and a least share of {self.least} cannot be: "
                "give at least one row and a share between 0 and 1."
            )

    def verdict(self, tally: Tally) -> str | None:
        """Why the job has to stop; `None` when it may go on, or when too few rows were seen to tell."""
        if tally.done < self.sample or tally.rate >= self.least:
            return None
        reasons = "; ".join(f"{count} x {reason}" for reason, count in tally.reasons.most_common(3))
        return (
            f"Stopped: {tally.rate:.0%} of the first {tally.done} rows succeeded, "
            f"and {self.least:.0%} are asked for. Most often: {reasons}"
        )


class Tally:
    """Counts what a job has done so far."""

    def __init__(self) -> None:
        self.done = 0
        self.failed = 0
        self.reasons: Counter[str] = Counter()

    @property
    def rate(self) -> float:
        """The share that succeeded; 1 before the first row."""
        return 1 - self.failed / self.done if self.done else 1.0

    def add(self, done: pd.DataFrame) -> None:
        """Count what a keyed job gave."""
        problems = done.loc[done[PROBLEM.name].notna(), PROBLEM.name]
        self.done += len(done)
        self.failed += len(problems)
        self.reasons.update(str(problem)[:160] for problem in problems)
