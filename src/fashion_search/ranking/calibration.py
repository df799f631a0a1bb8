"""From cosine to relevance: what a similarity means, per kind of query and space."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import ConfigurationError
from fashion_search.types import SPACES, QueryKind, Space

__all__ = ["Calibration", "Calibrations", "Curve", "KnotCalibration", "parse_calibrations"]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic curve from cosine to the probability that a product fits the query.

    Text and picture cosines live on different scales, so each (query kind, space) pair of a model has its
    own.

    Attributes:
        slope: Steepness; positive, so that relevance grows with the cosine.
        intercept: Where the curve lies.

    Source:
        Platt, "Probabilistic outputs for support vector machines", 1999.
    """

    slope: float
    intercept: float

    def __post_init__(self) -> None:
        """Refuse a curve that would turn the ranking around."""
        if not (np.isfinite(self.slope) and np.isfinite(self.intercept) and self.slope > 0):
            raise ConfigurationError(
                f"Calibration slope {self.slope!r} and intercept {self.intercept!r} must be finite, slope > 0"
            )

    def relevance(self, similarities: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probability that each product fits, in [0, 1], same shape; order and ties are kept."""
        logits = self.slope * similarities.astype(np.float64) + self.intercept
        return (1.0 / (1.0 + np.exp(-np.clip(logits, -60, 60)))).astype(np.float32)


@dataclass(frozen=True, slots=True)
class KnotCalibration:
    """A rising curve of straight pieces from cosine to the probability that a product fits the query.

    For models whose relevance jumps and then levels off, which no logistic curve follows.

    Attributes:
        cosines: Where the pieces meet, rising, from -1 or below to 1 or above.
        relevances: The probability there, rising, in [0, 1].

    Source:
        Isotonic calibration: Zadrozny and Elkan, "Transforming classifier scores into accurate multiclass
        probability estimates", KDD 2002; the steps are joined by lines so that order is kept.
    """

    cosines: tuple[float, ...]
    relevances: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse a curve that is not one, or would turn the ranking around."""
        at, value = np.array(self.cosines, dtype=np.float64), np.array(self.relevances, dtype=np.float64)
        if at.shape != value.shape or at.size < 2:  # noqa: PLR2004 -- a line needs two ends
            raise ConfigurationError(
                f"Calibration knots: {at.size} cosines and {value.size} relevances; give two or more of each."
            )
        rising = np.all(np.diff(at) > 0) and np.all(np.diff(value) > 0)
        if not (rising and at[0] <= -1 and at[-1] >= 1 and value[0] >= 0 and value[-1] <= 1):
            raise ConfigurationError(
                f"Calibration knots {self.cosines} -> {self.relevances} must rise, cosines from -1 to 1, "
                "relevances within [0, 1]."
            )

    def relevance(self, similarities: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probability that each product fits, in [0, 1], same shape; order and ties are kept."""
        at = similarities.astype(np.float64)
        return np.interp(at, self.cosines, self.relevances).astype(np.float32)


Curve: TypeAlias = Calibration | KnotCalibration
"""Either form of a curve."""

Calibrations: TypeAlias = Mapping[tuple[QueryKind, Space], Curve]
"""The curves of one model; a pair that was never fitted is absent."""


def parse_calibrations(raw: Mapping[str, Mapping[str, Any]]) -> dict[tuple[QueryKind, Space], Curve]:
    """Read the form a model folder keeps.

    `"text/hybrid": {"slope": …, "intercept": …}` is a logistic curve, `"text/hybrid": {"cosines": [...],
    "relevances": [...]}` one of straight pieces.

    Raises:
        ConfigurationError: a key or curve is not of that form.
    """
    curves: dict[tuple[QueryKind, Space], Curve] = {}
    for key, curve in raw.items():
        kind, _, space = key.partition("/")
        if kind not in get_args(QueryKind) or space not in SPACES:
            raise ConfigurationError(f"Calibration {key!r} is not '<text|image>/<image|text|hybrid>'.")
        try:
            fitted = _curve(curve)
        except (KeyError, TypeError, ValueError) as exc:
            raise ConfigurationError(
                f"Calibration {key!r} needs numbers 'slope' and 'intercept', or 'cosines' and 'relevances'."
            ) from exc
        curves[kind, space] = fitted  # type: ignore[index]  # both were checked above
    return curves


def _curve(raw: Mapping[str, Any]) -> Curve:
    if "cosines" in raw:
        cosines, relevances = (tuple(float(x) for x in raw[name]) for name in ("cosines", "relevances"))
        return KnotCalibration(cosines, relevances)
    return Calibration(float(raw["slope"]), float(raw["intercept"]))
