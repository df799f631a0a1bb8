"""A query with several parts as one vector, and each part's share of what it finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import InvalidRequestError
from fashion_search.types import Candidates, Query, QueryKind, Space, Vector, Vectors

__all__ = ["ComposedQuery", "QueryPart", "compose", "default_space", "part_cosines", "plan"]

_DEFAULT_WEIGHT = 0.5
_NOTHING_LEFT = 1e-6  # below the float32 resolution of a unit vector


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
