"""From cosine to relevance: what a similarity means, per kind of query and space."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import ConfigurationError
from fashion_search.types import SPACES, QueryKind, Space

__all__ = ["Calibration", "Calibrations", "parse_calibrations"]


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


Calibrations: TypeAlias = Mapping[tuple[QueryKind, Space], Calibration]
"""The curves of one model; a pair that was never fitted is absent."""


def parse_calibrations(raw: Mapping[str, Mapping[str, float]]) -> dict[tuple[QueryKind, Space], Calibration]:
    """Read the form a model folder keeps: `"text/hybrid": {"slope": …, "intercept": …}`.

    Raises:
        ConfigurationError: a key or curve is not of that form.
    """
    curves: dict[tuple[QueryKind, Space], Calibration] = {}
    for key, curve in raw.items():
        kind, _, space = key.partition("/")
        if kind not in get_args(QueryKind) or space not in SPACES:
            raise ConfigurationError(f"Calibration {key!r} is not '<text|image>/<image|text|hybrid>'.")
        try:
            fitted = Calibration(float(curve["slope"]), float(curve["intercept"]))
        except (KeyError, TypeError, ValueError) as exc:
            raise ConfigurationError(f"Calibration {key!r} needs numbers 'slope' and 'intercept'.") from exc
        curves[kind, space] = fitted  # type: ignore[index]  # both were checked above
    return curves
