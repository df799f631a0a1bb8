"""Whether a difference is more than luck of the queries: paired intervals and tests, Holm's correction.

Both systems answer the same queries, so what makes a query hard cancels out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fashion_search.errors import InvalidRequestError
from fashion_search.evaluation.bootstrap import Bootstrap, Resamples, per_query

__all__ = ["FEWEST_QUERIES", "Difference", "compare_paired", "holm", "verdict"]

FEWEST_QUERIES = 10
"""With fewer queries a bootstrap is too sure of itself, so no difference is called shown."""

_NOISE = 1e-12
_BLOCK_CELLS = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How much the second system differs from the first on the same queries.

    Attributes:
        mean: Mean of second minus first; above 0 when the second is higher.
        low: Lower end of the confidence interval.
        high: Upper end.
        p_value: Two-sided chance of a difference this large if both were equal.
        p_adjusted: The same after Holm's correction for all measures that were compared together.
        queries: How many queries were compared.
        alpha: What `p_adjusted` must not exceed: 1 - confidence.
    """

    mean: float
    low: float
    high: float
    p_value: float
    p_adjusted: float
    queries: int
    alpha: float

    @property
    def shown(self) -> bool:
        """Whether there is a difference: enough queries, corrected p small, and 0 outside the interval."""
        outside = self.low > 0 or self.high < 0
        return self.queries >= FEWEST_QUERIES and self.p_adjusted <= self.alpha and outside

    def reversed(self) -> Difference:
        """The same, seen from the other side: first minus second."""
        return replace(self, mean=-self.mean, low=-self.high, high=-self.low)

    def __str__(self) -> str:
        """Three decimals and a sign, as in `+0.034 [+0.012, +0.055]`."""
        return f"{self.mean:+.3f} [{self.low:+.3f}, {self.high:+.3f}]"


def compare_paired(
    first: Mapping[str, ArrayLike], second: Mapping[str, ArrayLike], plan: Bootstrap | None = None
) -> dict[str, Difference]:
    """The differences between two systems on the same queries, corrected for the number of measures.

    Intervals are bootstrapped; p-values are a randomisation test: how often a mean at least as far from 0
    comes out when, for each query, a coin decides which system is called the second.

    Args:
        first: Measure -> one value per query, shape (n,).
        second: The other system's values: same measures, same queries in the same order.
        plan: How many draws, and the seed; `1 - confidence` is also the level of the test.

    Returns:
        By measure. Mean 0 and p-value 1 where both have the same value for every query; a p-value is never
        below 1 / (samples + 1).

    Raises:
        InvalidRequestError: measures or numbers of queries differ, there are no queries, or a value is not
            finite.

    Source:
        Smucker, Allan and Carterette, "A comparison of statistical significance tests for information
        retrieval evaluation", CIKM 2007; why no p-value from the bootstrap: Urbano, Lima and Hanjalic, SIGIR
        2019.
    """
    how = plan or Bootstrap()
    gains = _gains(first, second)
    p_values = _p_values(gains, how)
    table = zip(first, Resamples.draw(gains, how), p_values, holm(p_values), strict=True)
    return {name: _difference(drawn, float(p), float(adjusted), how) for name, drawn, p, adjusted in table}


def holm(p_values: ArrayLike) -> NDArray[np.float64]:
    """Correct p-values for having looked at several comparisons at once.

    Args:
        p_values: In [0, 1], shape (n,).

    Returns:
        Adjusted values in the same order; compare them with the level as if there were one test. Empty for
        empty.

    Source:
        Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics
        6(2), 1979.
    """
    raw = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(raw, kind="stable")
    stepped = np.maximum.accumulate(raw[order] * np.arange(raw.size, 0, -1))
    adjusted = np.empty_like(raw)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


def verdict(differences: Mapping[str, Difference], names: tuple[str, str]) -> str:
    """Say in words what the differences show, and that they show nothing when they do not.

    Each sentence gives differences as seen from the better one, with p-values after Holm's correction.

    Args:
        differences: By measure, higher is better.
        names: What the first and second system are called.
    """
    first, second = names
    better = {name: d for name, d in differences.items() if d.shown and d.mean > 0}
    worse = {name: d.reversed() for name, d in differences.items() if d.shown and d.mean < 0}
    rest = {name: d for name, d in differences.items() if not d.shown}
    sentences = [
        f"{second} is better than {first}: {_listed(better)}." if better else "",
        f"{first} is better than {second}: {_listed(worse)}." if worse else "",
        f"{first} and {second}: no difference shown{_few(rest)}: {_listed(rest)}." if rest else "",
    ]
    return " ".join(filter(None, sentences))


def _gains(first: Mapping[str, ArrayLike], second: Mapping[str, ArrayLike]) -> NDArray[np.float64]:
    if list(first) != list(second):
        raise InvalidRequestError(
            f"Measures {list(first)} against {list(second)}: a paired comparison needs the same ones."
        )
    before, after = per_query(first), per_query(second)
    if before.shape != after.shape:
        raise InvalidRequestError(
            f"{len(before)} queries against {len(after)}: a paired comparison needs the same ones."
        )
    gains = after - before
    gains[np.abs(gains) < _NOISE] = 0.0
    return gains


def _difference(gains: Resamples, p_value: float, p_adjusted: float, plan: Bootstrap) -> Difference:
    low, high = gains.interval(plan)
    return Difference(
        mean=float(gains.values.mean()),
        low=low,
        high=high,
        p_value=p_value,
        p_adjusted=p_adjusted,
        queries=gains.values.size,
        alpha=1.0 - plan.confidence,
    )


def _p_values(gains: NDArray[np.float64], plan: Bootstrap) -> NDArray[np.float64]:
    """One p-value per column; queries without any gain cannot change a sum and are left out."""
    moving = gains[np.any(gains != 0, axis=1)]
    measured = np.abs(moving.sum(axis=0)) * (1 - _NOISE)
    reached = np.zeros(gains.shape[1], dtype=np.int64)
    for signs in _coins(len(moving), plan):
        reached += np.count_nonzero(np.abs(signs @ moving) >= measured, axis=0)
    return (1 + reached) / (plan.samples + 1)


def _coins(queries: int, plan: Bootstrap) -> Iterator[NDArray[np.float64]]:
    """Ones and minus ones in blocks of shape (draws, queries), for as many draws as the plan has samples."""
    random = np.random.default_rng(plan.seed)
    rows = max(1, _BLOCK_CELLS // max(1, queries))
    for start in range(0, plan.samples, rows):
        size = (min(rows, plan.samples - start), queries)
        heads = random.integers(0, 2, size=size, dtype=np.int8).astype(np.float64)
        yield 2.0 * heads - 1.0


def _listed(differences: Mapping[str, Difference]) -> str:
    return ", ".join(f"{name} {d} p={d.p_adjusted:.3g}" for name, d in differences.items())


def _few(differences: Mapping[str, Difference]) -> str:
    queries = min((difference.queries for difference in differences.values()), default=FEWEST_QUERIES)
    return f" ({queries} queries are too few to tell)" if queries < FEWEST_QUERIES else ""
