"""What an endpoint answers: one vector for each record, or what is wrong with it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fashion_search.connections.reading import json_object, unexpected
from fashion_search.connections.wire import Response
from fashion_search.types import Vectors

__all__ = ["Predictions", "read_predictions"]

_UNEVEN = 1e-3
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Predictions:
    """The answer to one batch.

    Attributes:
        positions: The caller's items that have a vector.
        vectors: Unit rows, one for each of them, shape (n, dimension), float32.
        refused: Why the other items have none, by position.
    """

    positions: tuple[int, ...]
    vectors: Vectors
    refused: dict[int, str]


def read_predictions(response: Response, positions: Sequence[int], dimension: int | None) -> Predictions:
    """Read `{"predictions": [[…], …]}`; a prediction of `null` or `{"error": …}` refuses its item.

    Args:
        response: The endpoint's answer.
        positions: The items that were sent, in order.
        dimension: Length that vectors must have; `None` while it is not known.

    Raises:
        UnexpectedResponseError: another shape, another number of vectors, vectors of another or of different
            lengths, numbers that are not finite, or a vector of zeros.
    """
    given = json_object(response).get("predictions")
    if not isinstance(given, list):
        raise unexpected(response, 'without a list of "predictions"')
    if len(given) != len(positions):
        raise unexpected(response, f"with {len(given)} predictions for {len(positions)} items")
    refused = {
        position: reason
        for position, one in zip(positions, given, strict=True)
        if (reason := _refusal(one)) is not None
    }
    kept = tuple(position for position in positions if position not in refused)
    rows = [one for position, one in zip(positions, given, strict=True) if position not in refused]
    return Predictions(kept, _unit(response, _matrix(response, rows, dimension), kept), refused)


def _refusal(prediction: object) -> str | None:
    if prediction is None:
        return "the endpoint answered null"
    if isinstance(prediction, dict) and "error" in prediction:
        return str(prediction["error"])[:500]
    return None


def _matrix(response: Response, rows: list[Any], dimension: int | None) -> NDArray[np.float64]:
    if not rows:
        return np.empty((0, dimension or 0))
    try:
        values = np.asarray(rows)
    except ValueError as exc:  # ragged
        raise unexpected(response, "with vectors of different lengths") from exc
    if values.ndim != 2 or values.dtype.kind not in "fi":  # noqa: PLR2004 - rows and columns
        raise unexpected(response, f"with predictions of shape {values.shape} and type {values.dtype}")
    if values.shape[1] == 0 or values.shape[1] != (dimension or values.shape[1]):
        wanted = f"{dimension}" if dimension else "at least 1"
        raise unexpected(response, f"with vectors of {values.shape[1]} numbers, not {wanted}")
    return values.astype(np.float64)


def _unit(response: Response, rows: NDArray[np.float64], positions: tuple[int, ...]) -> Vectors:
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    bad = np.flatnonzero(~(np.isfinite(lengths) & (lengths > 0)))
    if bad.size:
        what = "zeros" if lengths[bad[0]] == 0 else "numbers that are not finite"
        raise unexpected(response, f"with a vector of {what} for item {positions[bad[0]]}")
    off = float(np.abs(lengths - 1).max(initial=0.0))
    if off > _UNEVEN:
        _log.warning(
            "%s gives vectors of length %.4g; they are divided by it. Stored vectors need the same.",
            response.request.path,
            float(lengths[int(np.abs(lengths - 1).argmax())]),
        )
    return np.asarray(rows / lengths[:, np.newaxis], dtype=np.float32)
