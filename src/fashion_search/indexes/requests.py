"""What an index may be asked: a direction, and how many rows."""

from __future__ import annotations

import math
import operator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fashion_search.errors import InvalidRequestError

__all__ = ["checked_limit", "unit_vector", "unit_vectors"]

SHORTEST = 1e-150
"""Below this the squares of a vector's numbers lose their digits, and with them its direction."""


def unit_vector(vector: ArrayLike, dimension: int) -> NDArray[np.float64]:
    """The direction of a query vector.

    Args:
        vector: Shape (dimension,), any floating dtype; any length but zero.
        dimension: What the index holds.

    Returns:
        The vector divided by its norm, float64, shape (dimension,).

    Raises:
        InvalidRequestError: not floating, another shape, not finite, or without a direction.
    """
    values = _floating(vector)
    if values.shape != (dimension,):
        raise InvalidRequestError(
            f"The query vector has shape {values.shape}; this index needs ({dimension},). "
            "Encode the query with the model the index was made with."
        )
    norm = _norm(values)
    if not SHORTEST < norm < math.inf:
        raise InvalidRequestError(_no_direction("The query vector", norm))
    return values / norm


def unit_vectors(vectors: ArrayLike, dimension: int) -> NDArray[np.float64]:
    """The directions of several query vectors, one a row.

    Args:
        vectors: Shape (n, dimension), any floating dtype; n may be 0.
        dimension: What the index holds.

    Returns:
        The rows divided by their norms, float64, shape (n, dimension).

    Raises:
        InvalidRequestError: as `unit_vector`, naming the first bad row.
    """
    values = _floating(vectors)
    if values.ndim != 2 or values.shape[1] != dimension:  # noqa: PLR2004 - rows and columns
        raise InvalidRequestError(
            f"The query vectors have shape {values.shape}; this index needs (n, {dimension}), a query a row."
        )
    norms = np.array([_norm(row) for row in values])
    for row in np.flatnonzero(~((norms > SHORTEST) & (norms < np.inf)))[:1]:
        raise InvalidRequestError(_no_direction(f"Query vector {row}", float(norms[row])))
    units: NDArray[np.float64] = values / norms.reshape(-1, 1)
    return units


def checked_limit(limit: int) -> int:
    """`limit` as an integer of at least 1.

    Raises:
        InvalidRequestError: it is below 1 or no integer.
    """
    try:
        number = operator.index(limit)
    except TypeError as exc:
        raise InvalidRequestError(f"limit is {limit!r}; it must be a whole number of at least 1.") from exc
    if number < 1:
        raise InvalidRequestError(f"limit is {limit!r}; it must be at least 1.")
    return number


def _floating(vectors: ArrayLike) -> NDArray[np.float64]:
    try:
        values = np.asarray(vectors)
    except ValueError as exc:  # ragged rows
        raise InvalidRequestError(f"The query is not an array of numbers: {exc}.") from exc
    if values.dtype.kind != "f" and values.size:
        raise InvalidRequestError(
            f"The query vector holds {values.dtype}; it must hold floating-point numbers."
        )
    return values.astype(np.float64)


def _norm(values: NDArray[np.float64]) -> float:
    with np.errstate(all="ignore"):  # what overflows is refused, with more than a warning
        return math.sqrt(float(np.dot(values, values)))


def _no_direction(what: str, norm: float) -> str:
    if norm <= SHORTEST:
        return f"{what} is all zeros, or nearly; it has no direction to search in."
    return f"{what} holds NaN, infinity or numbers too large to square; every number must be finite."
