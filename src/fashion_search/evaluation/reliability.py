"""Whether `relevance` means what it says: of the hits shown at 0.7, do 70 % fit?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from fashion_search.errors import InvalidRequestError

__all__ = ["ReliabilityBin", "calibration_error", "reliability"]


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The pairs whose relevance lies in (`low`, `high`], or [0, `high`] for the first bin.

    Attributes:
        low: Lower edge.
        high: Upper edge.
        count: How many pairs fall in.
        mean_relevance: What was claimed, on average.
        fit_rate: The share that does fit.
    """

    low: float
    high: float
    count: int
    mean_relevance: float
    fit_rate: float

    @property
    def gap(self) -> float:
        """How far the claim is from the truth, 0 or more."""
        return abs(self.mean_relevance - self.fit_rate)


def reliability(relevance: ArrayLike, fits: ArrayLike, *, bins: int = 10) -> tuple[ReliabilityBin, ...]:
    """Compare claimed relevance with the truth, in bins of equal width.

    Args:
        relevance: The claim for each judged pair, in [0, 1], shape (n,).
        fits: Whether the pair fits, 0 or 1 (or bool), shape (n,).
        bins: How many bins cut [0, 1].

    Returns:
        The bins that hold at least one pair, lowest first; none for no pairs.

    Raises:
        InvalidRequestError: shapes differ, `bins` is below 1, or a value lies outside its range.
    """
    claimed, truth = _pairs(relevance, fits)
    if bins < 1:
        raise InvalidRequestError(f"bins is {bins}; it must be 1 or more.")
    edges = np.linspace(0.0, 1.0, bins + 1)
    numbers = np.clip(np.searchsorted(edges, claimed, side="left") - 1, 0, bins - 1)
    return tuple(
        ReliabilityBin(
            low=float(edges[number]),
            high=float(edges[number + 1]),
            count=int(np.count_nonzero(numbers == number)),
            mean_relevance=float(claimed[numbers == number].mean()),
            fit_rate=float(truth[numbers == number].mean()),
        )
        for number in np.unique(numbers)
    )


def calibration_error(relevance: ArrayLike, fits: ArrayLike, *, bins: int = 10) -> float:
    """Expected calibration error: the gap between claim and truth per bin, averaged over pairs.

    Returns:
        0 when the claims hold in every bin, at most 1; 0 for no pairs. See `reliability` for arguments and
        errors.

    Source:
        Naeini, Cooper and Hauskrecht, AAAI 2015; Guo et al., "On calibration of modern neural networks", ICML
        2017, equation 3. Applied to the probability of the positive class.
    """
    table = reliability(relevance, fits, bins=bins)
    total = sum(entry.count for entry in table)
    return sum(entry.gap * entry.count for entry in table) / total if total else 0.0


def _pairs(relevance: ArrayLike, fits: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    claimed = np.asarray(relevance, dtype=np.float64)
    truth = np.asarray(fits, dtype=np.float64)
    if claimed.ndim != 1 or claimed.shape != truth.shape:
        raise InvalidRequestError(
            f"Relevance has shape {claimed.shape} and truth {truth.shape}; give one number of each per pair."
        )
    if not np.all((claimed >= 0) & (claimed <= 1)):
        raise InvalidRequestError("Relevance must lie in [0, 1].")
    if not np.all((truth == 0) | (truth == 1)):
        raise InvalidRequestError("Whether a pair fits must be 0 or 1.")
    return claimed, truth
