"""What a run of a job came to, what it took, and what that cost."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field

from fashion_search.batch.gate import Tally
from fashion_search.errors import ConfigurationError

__all__ = ["Clock", "JobReport", "Price"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What an hour of the machines costs.

    Attributes:
        per_hour: All machines together; 0 when nobody wants to know.
        currency: Its name.
    """

    per_hour: float = 0.0
    currency: str = "USD"

    def __post_init__(self) -> None:
        """Refuse what is no price."""
        if not 0 <= self.per_hour < float("inf"):
            raise ConfigurationError(f"A price of {self.per_hour!r} per hour cannot be.")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobReport:
    """One run of one job.

    Attributes:
        job: Its name.
        version: Model and settings.
        rows: Rows of the source that were looked at.
        done: Rows worked on; the others were known.
        failed: Rows worked on that failed.
        quarantined: Rows that are dead letters now.
        removed: Rows taken out because the source has them no more.
        seconds: How long it took.
        cost: At the price stated.
        currency: Of the cost.
        stopped: Why the run ended early; `None` when it went through.
        reasons: The most frequent reasons of failures, with counts.
    """

    job: str
    version: str
    rows: int = 0
    done: int = 0
    failed: int = 0
    quarantined: int = 0
    removed: int = 0
    seconds: float = 0.0
    cost: float = 0.0
    currency: str = "USD"
    stopped: str | None = None
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def success_rate(self) -> float:
        """The share of the rows worked on that succeeded; 1 when there were none."""
        return 1 - self.failed / self.done if self.done else 1.0

    @property
    def per_minute(self) -> float:
        """Rows worked on per minute."""
        return 60 * self.done / self.seconds if self.seconds else 0.0

    @property
    def cost_per_thousand(self) -> float:
        """What a thousand rows worked on cost."""
        return 1000 * self.cost / self.done if self.done else 0.0

    def to_dict(self) -> dict[str, object]:
        """Everything as plain values, ready for JSON."""
        return asdict(self) | {
            "success_rate": self.success_rate,
            "per_minute": self.per_minute,
            "cost_per_thousand": self.cost_per_thousand,
        }

    def __str__(self) -> str:
        """Two or three lines for a terminal."""
        what = (
            f"{self.job}: {self.done:,} of {self.rows:,} rows worked on, {self.failed:,} failed, "
            f"{self.quarantined:,} put aside, {self.removed:,} removed"
        )
        took = f"{self.seconds:.1f} s, {self.per_minute:,.0f} a minute"
        if self.cost:
            took += f", {self.cost:.2f} {self.currency} ({self.cost_per_thousand:.2f} per thousand)"
        return "\n".join([what, took, *([self.stopped] if self.stopped else [])])


class Clock:
    """Measures a run from its start.

    Args:
        price: What an hour costs.
    """

    def __init__(self, price: Price) -> None:
        self._price = price
        self._start = time.monotonic()

    def report(
        self,
        job: str,
        version: str,
        tally: Tally,
        *,
        rows: int,
        quarantined: int = 0,
        removed: int = 0,
        stopped: str | None = None,
    ) -> JobReport:
        """What it came to by now."""
        seconds = time.monotonic() - self._start
        return JobReport(
            job=job,
            version=version,
            rows=rows,
            done=tally.done,
            failed=tally.failed,
            quarantined=quarantined,
            removed=removed,
            seconds=seconds,
            cost=seconds / 3600 * self._price.per_hour,
            currency=self._price.currency,
            stopped=stopped,
            reasons=dict(tally.reasons.most_common(10)),
        )
