"""Confidence intervals by bootstrap: queries are drawn again with replacement, many times.

The same seed draws the same queries on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fashion_search.errors import InvalidRequestError

__all__ = [
    "Bootstrap",
    "Floats",
    "Interval",
    "IntervalMethod",
    "Resamples",
    "bootstrap_mean",
    "bootstrap_means",
    "per_query",
]

Floats: TypeAlias = NDArray[np.float64]
IntervalMethod: TypeAlias = Literal["bca", "percentile"]

_METHODS = ("bca", "percentile")
_NORMAL = NormalDist()
_BLOCK_CELLS = 2_000_000
_TIE = 1e-12


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over queries and where the true mean plausibly lies.

    Attributes:
        mean: The mean that was measured.
        low: Lower end of the confidence interval.
        high: Upper end.
    """

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        """Three decimals, as in `0.179 [0.162, 0.196]`."""
        return f"{self.mean:.3f} [{self.low:.3f}, {self.high:.3f}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bootstrap:
    """How a bootstrap is done.

    Attributes:
        samples: How many times the queries are drawn again.
        confidence: Chance that an interval made this way holds the true mean.
        method: `"percentile"`, or `"bca"`: corrected for bias and skew, better for values near 0 or 1.
        seed: Of the random draws.

    Raises:
        InvalidRequestError: an option is out of range.
    """

    samples: int = 10_000
    confidence: float = 0.95
    method: IntervalMethod = "bca"
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what is not defined."""
        if self.samples < 1:
            raise InvalidRequestError(f"samples is {self.samples}; it must be 1 or more.")
        if not 0 < self.confidence < 1:
            raise InvalidRequestError(f"confidence is {self.confidence!r}; it must lie between 0 and 1.")
        if self.method not in _METHODS:
            raise InvalidRequestError(
                f"Unknown interval method {self.method!r}; known: {', '.join(_METHODS)}."
            )


@dataclass(frozen=True, slots=True)
class Resamples:
    """What redrawing the queries did to one measure.

    Attributes:
        values: One value per query, shape (n,).
        means: The mean of each resample, shape (samples,).
    """

    values: Floats
    means: Floats

    @classmethod
    def draw(cls, table: Floats, plan: Bootstrap) -> list[Resamples]:
        """Redraw the queries of several measures together, so that all see the same draws.

        Args:
            table: One row per query, one column per measure, shape (n, measures).
            plan: How often, and the seed.

        Returns:
            One value per column.
        """
        sums = np.vstack([counts @ table for counts in _draws(len(table), plan)])
        means = np.clip(sums / len(table), table.min(axis=0), table.max(axis=0))
        return [cls(table[:, column], means[:, column]) for column in range(table.shape[1])]

    def interval(self, plan: Bootstrap) -> tuple[float, float]:
        """The ends of the confidence interval; both are the value itself when nothing varies."""
        if np.ptp(self.values) <= _TIE:
            return float(self.values[0]), float(self.values[0])
        tails = ((1 - plan.confidence) / 2, (1 + plan.confidence) / 2)
        if plan.method == "bca":
            bias, acceleration = self._bias(), self._acceleration()
            tails = (_shifted(tails[0], bias, acceleration), _shifted(tails[1], bias, acceleration))
        low, high = np.quantile(self.means, tails)
        return float(low), float(high)

    def _bias(self) -> float:
        """z0: where the measured mean lies among the resampled ones; ties count half."""
        away = self.means - self.values.mean()
        below = np.count_nonzero(away < -_TIE) + 0.5 * np.count_nonzero(np.abs(away) <= _TIE)
        least = 0.5 / away.size
        return _NORMAL.inv_cdf(float(np.clip(below / away.size, least, 1 - least)))

    def _acceleration(self) -> float:
        """The jackknife's a; for a mean it has this closed form."""
        away = self.values - self.values.mean()
        return float(np.sum(away**3) / (6.0 * np.sum(away**2) ** 1.5))


def bootstrap_mean(values: ArrayLike, plan: Bootstrap | None = None) -> Interval:
    """A confidence interval for the mean over queries.

    Args:
        values: One value per query, shape (n,).
        plan: How the bootstrap is done.

    Returns:
        The interval; of no width when all values are equal, as nothing varies that could be drawn.

    Raises:
        InvalidRequestError: there are no values, or one is not finite.

    Source:
        Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 13 (percentile) and 14 (BCa).
    """
    return bootstrap_means({"mean": values}, plan)["mean"]


def bootstrap_means(values: Mapping[str, ArrayLike], plan: Bootstrap | None = None) -> dict[str, Interval]:
    """`bootstrap_mean` of several measures over the same queries, with the same draws for all."""
    how = plan or Bootstrap()
    table = per_query(values)
    return {
        name: Interval(float(resamples.values.mean()), *resamples.interval(how))
        for name, resamples in zip(values, Resamples.draw(table, how), strict=True)
    }


def per_query(values: Mapping[str, ArrayLike]) -> Floats:
    """One row per query and one column per measure, shape (n, measures), float64.

    Raises:
        InvalidRequestError: there is no query, the measures differ in length, or a value is not finite.
    """
    columns = [np.asarray(column, dtype=np.float64) for column in values.values()]
    shapes = {column.shape for column in columns}
    if len(shapes) != 1 or any(len(shape) != 1 or shape[0] == 0 for shape in shapes):
        raise InvalidRequestError(
            f"A bootstrap needs one number per query, for at least one query; found shapes {sorted(shapes)}."
        )
    table = np.column_stack(columns)
    if not np.all(np.isfinite(table)):
        raise InvalidRequestError("A bootstrap needs finite numbers; a value is infinite or not a number.")
    return table


def _draws(queries: int, plan: Bootstrap) -> Iterator[Floats]:
    """How often each query was drawn in each resample, in blocks of shape (resamples, queries)."""
    random = np.random.default_rng(plan.seed)
    rows = max(1, _BLOCK_CELLS // queries)
    for start in range(0, plan.samples, rows):
        yield _counts(random, min(rows, plan.samples - start), queries)


def _counts(random: np.random.Generator, rows: int, queries: int) -> Floats:
    picked = random.integers(0, queries, size=(rows, queries))
    picked += np.arange(rows)[:, None] * queries
    return np.bincount(picked.ravel(), minlength=rows * queries).reshape(rows, queries).astype(np.float64)


def _shifted(tail: float, bias: float, acceleration: float) -> float:
    z = bias + _NORMAL.inv_cdf(tail)
    return _NORMAL.cdf(bias + z / (1.0 - acceleration * z))
