"""What an extractor says of a picture, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from fashion_search.batch.attributes.vocabulary import Vocabulary
from fashion_search.errors import InvalidRequestError
from fashion_search.types import Product

__all__ = ["Extractor", "Level", "Levels", "Method", "Reading", "Readings", "choose", "fit_levels"]

Level: TypeAlias = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One attribute of one picture.

    Attributes:
        values: The answers, surest first; exactly one unless the attribute may have several.
        probability: Of the first; `None` where the method cannot tell.
    """

    values: tuple[str, ...]
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Readings:
    """Everything read from one picture.

    Attributes:
        attributes: By name; those that could not be read are not there.
        errors: Why some could not be read.
        raw_text: What the model wrote, where it writes.
    """

    attributes: Mapping[str, Reading]
    errors: tuple[str, ...] = ()
    raw_text: str | None = None


class Extractor(Protocol):
    """Reads attributes from pictures."""

    def extract(self, pictures: Sequence[Image], products: Sequence[Product]) -> list[Readings]:
        """Read some pictures, RGB, of products whose kind is known; one result each, in order."""
        ...


class Method(Protocol):
    """How to come by an extractor; travels to workers pickled, the model does not."""

    @property
    def name(self) -> str:
        """Method and model: rows made by another one are made again."""
        ...

    def load(self, vocabulary: Vocabulary) -> Extractor:
        """Load the model.

        Raises:
            ConfigurationError: the model cannot be had.
            MissingDependencyError: a package is not installed.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """From which probability on an answer counts as sure.

    Attributes:
        high: At least this is high confidence.
        medium: At least this is medium confidence; below is low.
        spoken: Below this, relative to an even guess, nothing is said: the answer is `cannot determine`.
    """

    high: float = 0.7
    medium: float = 0.4
    spoken: float = field(default=1.2)

    def __post_init__(self) -> None:
        """Refuse thresholds out of order."""
        if not 0 <= self.medium <= self.high <= 1:
            raise InvalidRequestError(f"Levels must rise: medium {self.medium!r}, high {self.high!r}.")

    def of(self, probability: float | None) -> Level | None:
        """How sure a probability is; `None` for an unknown one."""
        if probability is None:
            return None
        if probability >= self.high:
            return "high"
        return "medium" if probability >= self.medium else "low"


def choose(
    scores: Mapping[str, float], answers: Sequence[str], *, temperature: float = 1.0
) -> dict[str, float]:
    """Probabilities of the allowed answers, surest first, ties in the order given.

    Args:
        scores: Log-probability, or a similarity, of every answer.
        answers: Those that are allowed.
        temperature: What scores are divided by: smaller is surer.
    """
    raised = np.array([scores[answer] for answer in answers], dtype=np.float64) / temperature
    weights = np.exp(raised - raised.max())
    shares = weights / weights.sum()
    order = np.argsort(-shares, kind="stable")
    return {answers[at]: float(shares[at]) for at in order.tolist()}


def fit_levels(
    probabilities: NDArray[np.float64], right: NDArray[np.bool_], *, high: float = 0.9, medium: float = 0.7
) -> Levels:
    """Thresholds from judged answers: the lowest above which answers are right often enough.

    Args:
        probabilities: Of the first answers, shape (n,).
        right: Whether each was right, shape (n,).
        high: The share that has to be right among answers of high confidence.
        medium: The same for medium and high together.

    Returns:
        Thresholds; 1 where no part of the answers is right that often.
    """
    order = np.argsort(-probabilities, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    found = {}
    for name, wanted in (("high", high), ("medium", medium)):
        enough = np.flatnonzero(precision >= wanted)
        found[name] = float(probabilities[order][enough[-1]]) if len(enough) else 1.0
    return Levels(high=found["high"], medium=min(found["medium"], found["high"]))
