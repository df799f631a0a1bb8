"""The few measures the model's bars are stated in, with bootstrap intervals."""

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Flags = NDArray[np.bool_]


@dataclasses.dataclass(frozen=True)
class Bar:
    """A measured number beside what was asked of it."""

    name: str
    values: NDArray[np.float64]
    target: float

    @property
    def mean(self) -> float:
        """The number."""
        return float(self.values.mean())

    def interval(self, rounds: int = 1000, seed: int = 0) -> tuple[float, float]:
        """The 95 % percentile bootstrap over queries."""
        draw = np.random.default_rng(seed)
        means = [draw.choice(self.values, len(self.values)).mean() for _ in range(rounds)]
        return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))

    def line(self) -> str:
        """One line of the report."""
        low, high = self.interval()
        verdict = "met" if self.mean >= self.target else "MISSED"
        number = f"{self.mean:.3f} [{low:.3f}, {high:.3f}] n={len(self.values):5d}"
        return f"{self.name:62s} {number} bar {self.target:.2f} {verdict}"


def unit(vectors: Vectors) -> Vectors:
    """Rows scaled to length one."""
    scaled: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return scaled


def top(queries: Vectors, items: Vectors, limit: int) -> NDArray[np.int64]:
    """The best items of every query, best first, ties by position."""
    found = np.empty((len(queries), limit), np.int64)
    for start in range(0, len(queries), 256):
        scores = queries[start : start + 256] @ items.T
        part = np.argpartition(-scores, limit - 1, axis=1)[:, :limit]
        order = np.argsort(-np.take_along_axis(scores, part, 1), axis=1, kind="stable")
        found[start : start + 256] = np.take_along_axis(part, order, 1)
    return found


def precision(found: NDArray[np.int64], relevant: Sequence[Flags], limit: int) -> NDArray[np.float64]:
    """Share of the first `limit` hits that fit, one number a query."""
    return np.array([fits[row[:limit]].mean() for row, fits in zip(found, relevant, strict=True)])


def recall(found: NDArray[np.int64], relevant: Sequence[Flags], limit: int) -> NDArray[np.float64]:
    """Share of what fits that is among the first `limit` hits, one number a query."""
    return np.array([fits[row[:limit]].sum() / fits.sum() for row, fits in zip(found, relevant, strict=True)])


def calibration_error(relevance: NDArray[np.float64], fits: Flags, bins: int = 15) -> float:
    """Expected calibration error over equally wide bins (Guo et al., 2017)."""
    place = np.minimum((relevance * bins).astype(int), bins - 1)
    gaps = [
        abs(relevance[place == b].mean() - fits[place == b].mean()) * (place == b).sum()
        for b in np.unique(place)
    ]
    return float(sum(gaps) / len(relevance))
