"""The pure steps of a search: everything that happens between two calls to a part."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import DeadlineExceededError, InvalidRequestError
from fashion_search.ranking.calibration import Calibrations
from fashion_search.results import Explanation, Hit, Part
from fashion_search.types import Candidates, Product, Query, QueryKind, Space, Vector, Vectors

__all__ = [
    "ComposedQuery",
    "Deadline",
    "QueryPart",
    "assemble",
    "compose",
    "default_space",
    "keep_relevant",
    "part_cosines",
    "plan",
]

_DEFAULT_WEIGHT = 0.5
_NOTHING_LEFT = 1e-6  # below the float32 resolution of a unit vector


class Deadline:
    """A point in time that every step of a call keeps an eye on.

    Args:
        timeout_s: Seconds from now; `None` means no limit.
        operation: What the call is, for the error.

    Raises:
        InvalidRequestError: `timeout_s` is not positive.
    """

    __slots__ = ("_end", "_operation", "_timeout_s")

    def __init__(self, timeout_s: float | None, operation: str) -> None:
        if timeout_s is not None and not timeout_s > 0:
            raise InvalidRequestError(f"timeout_s is {timeout_s!r}; it must be a positive number of seconds.")
        self._timeout_s = timeout_s
        self._operation = operation
        self._end = None if timeout_s is None else time.monotonic() + timeout_s

    def check(self, step: str) -> None:
        """Go on, or stop.

        Raises:
            DeadlineExceededError: the time is up.
        """
        if self._end is not None and time.monotonic() > self._end:
            raise DeadlineExceededError(
                f"{self._operation} ran out of its {self._timeout_s} s before: {step}.",
                service="client",
                operation=self._operation,
                retryable=True,
            )


@dataclass(frozen=True, slots=True)
class QueryPart:
    """One part of a query and its signed weight; `without` weighs negatively."""

    name: str
    kind: QueryKind
    weight: float


def plan(query: Query) -> tuple[QueryPart, ...]:
    """The parts a query consists of.

    Text and image weights are normalised to sum to 1; `without` keeps its weight relative to them.
    """
    wanted: list[tuple[str, QueryKind]] = []
    if query.text and query.text.strip():
        wanted.append(("text", "text"))
    if query.image is not None:
        wanted.append(("image", "image"))
    raw = [query.weights.get(name, _DEFAULT_WEIGHT) for name, _ in wanted]
    parts = [QueryPart(name, kind, w / sum(raw)) for (name, kind), w in zip(wanted, raw, strict=True)]
    if query.without and query.without.strip():
        parts.append(QueryPart("without", "text", -query.weights.get("without", _DEFAULT_WEIGHT)))
    return tuple(parts)


def default_space(parts: Sequence[QueryPart]) -> Space:
    """Pictures alone are looked up among pictures; anything with words in the hybrid space."""
    return "image" if all(part.kind == "image" for part in parts) else "hybrid"


@dataclass(frozen=True, slots=True)
class ComposedQuery:
    """A query as one vector, and how it came about.

    Attributes:
        parts: The parts, with their weights.
        vectors: One unit row per part, shape (parts, dimension), float32.
        vector: The weighted sum at unit length, shape (dimension,), float32.
        norm: Length of the weighted sum before it was normalised.
    """

    parts: tuple[QueryPart, ...]
    vectors: Vectors
    vector: Vector
    norm: float


def compose(parts: Sequence[QueryPart], vectors: Vectors) -> ComposedQuery:
    """Join the parts' vectors into one by weighted sum.

    Args:
        parts: The parts, with their weights.
        vectors: One unit row per part, shape (parts, dimension), float32.

    Raises:
        InvalidRequestError: the parts cancel out.
    """
    weights = np.array([part.weight for part in parts], dtype=np.float32)
    combined = weights @ vectors
    norm = float(np.linalg.norm(combined))
    if norm < _NOTHING_LEFT:
        raise InvalidRequestError("The parts of the query cancel out: `without` says the same as the rest.")
    return ComposedQuery(tuple(parts), vectors, (combined / norm).astype(np.float32), norm)


def part_cosines(query: ComposedQuery, candidates: Candidates, stored: Vectors) -> NDArray[np.float32]:
    """Cosine of each candidate to each part of the query, shape (candidates, parts).

    Args:
        query: The composed query.
        candidates: What the index found.
        stored: The candidates' vectors, shape (candidates, dimension).
    """
    if len(query.parts) == 1:
        return candidates.similarities[:, None]
    return stored @ query.vectors.T


def assemble(
    candidates: Candidates,
    products: Mapping[str, Product],
    *,
    query: ComposedQuery,
    cosines: NDArray[np.float32],
    space: Space,
    calibrations: Calibrations,
) -> tuple[Hit, ...]:
    """Turn candidates into hits with reasons.

    The query is a weighted sum, so its cosine to a product is a sum of one addend per part: the explanation.

    Args:
        candidates: What the index found, best first.
        products: Their rows; a candidate the catalogue no longer has is left out.
        query: The composed query.
        cosines: From `part_cosines`.
        space: The space that was searched.
        calibrations: Curves of the model.
    """
    weights = np.array([part.weight for part in query.parts])
    addends = cosines.astype(np.float64) * weights / query.norm
    names = [part.name for part in query.parts]
    relevance = _relevance(query.parts, cosines, space, calibrations)
    found = zip(
        candidates.product_ids,
        candidates.similarities.tolist(),
        addends.tolist(),
        [None] * len(candidates) if relevance is None else relevance.tolist(),
        strict=True,
    )
    return tuple(
        Hit(
            product=products[product_id],
            score=similarity,
            similarity=similarity,
            relevance=relevant,
            explanation=Explanation(tuple(map(Part, names, row))),
        )
        for product_id, similarity, row, relevant in found
        if product_id in products
    )


def keep_relevant(hits: Sequence[Hit], min_relevance: float | None) -> tuple[Hit, ...]:
    """The hits at or above a relevance; all of them when none is asked for.

    Raises:
        InvalidRequestError: `min_relevance` is outside [0, 1], or the model is not calibrated for this query.
    """
    if min_relevance is None:
        return tuple(hits)
    if not 0 <= min_relevance <= 1:
        raise InvalidRequestError(f"min_relevance is {min_relevance!r}; it must lie in [0, 1].")
    if any(hit.relevance is None for hit in hits):
        raise InvalidRequestError(
            "min_relevance needs a calibrated model, and this one has no calibration for this kind of query "
            "and space. Leave it out, or use a model folder whose model.json has a calibration."
        )
    return tuple(hit for hit in hits if hit.relevance is not None and hit.relevance >= min_relevance)


def _relevance(
    parts: Sequence[QueryPart], cosines: NDArray[np.float32], space: Space, calibrations: Calibrations
) -> NDArray[np.float32] | None:
    """Weighted mean over the wanted parts of each part's own calibrated relevance."""
    wanted = [(column, part) for column, part in enumerate(parts) if part.weight > 0]
    if any((part.kind, space) not in calibrations for _, part in wanted):
        return None
    relevance = np.zeros(len(cosines), dtype=np.float32)
    for column, part in wanted:
        relevance += part.weight * calibrations[part.kind, space].relevance(cosines[:, column])
    return relevance
