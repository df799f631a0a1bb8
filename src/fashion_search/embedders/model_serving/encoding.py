"""The steps of encoding: batches out together, vectors back in order, the cause of a refusal searched for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import quote

import numpy as np

from fashion_search.connections.abreast import together
from fashion_search.connections.wire import Exchange, Request
from fashion_search.embedders.model_serving.predictions import Predictions, read_predictions
from fashion_search.embedders.model_serving.records import Batch, Record, batched
from fashion_search.embedders.model_serving.served import check_route
from fashion_search.errors import (
    FashionSearchError,
    InvalidRequestError,
    ServiceError,
    UnexpectedResponseError,
)
from fashion_search.types import Vectors

__all__ = ["Encoded", "Encoding", "RefusedItemsError"]

_REFUSALS = frozenset({400, 413, 422})
_MOST_REFUSED = 8


class RefusedItemsError(InvalidRequestError):
    """The endpoint refused some of the items; the vectors of the others are here.

    Attributes:
        reasons: What the endpoint said, by position of the item.
        vectors: The vectors that were made, shape (n, dimension), rows of zeros where there is none. Items
            that were not asked for any more, after too many refusals, have none either.
    """

    def __init__(self, *, reasons: dict[int, str], vectors: Vectors) -> None:
        position, reason = min(reasons.items())
        others = f" and {len(reasons) - 1} more" if len(reasons) > 1 else ""
        super().__init__(f"The endpoint refused item {position}{others}: {reason}")
        self.reasons = reasons
        self.vectors = vectors

    @property
    def positions(self) -> tuple[int, ...]:
        """Which items were refused, in order."""
        return tuple(sorted(self.reasons))

    def spread(self, items: Sequence[int]) -> RefusedItemsError:
        """The same for a caller whose items are these, some of them repeated."""
        reasons = {place: self.reasons[item] for place, item in enumerate(items) if item in self.reasons}
        return RefusedItemsError(reasons=reasons, vectors=self.vectors[np.asarray(items, np.intp)])


@dataclass(slots=True)
class Encoded:
    """What has come back so far for a caller's items.

    Attributes:
        count: How many items there are.
        dimension: Length of the model's vectors; `None` until it is known.
    """

    count: int
    dimension: int | None
    _parts: list[Predictions] = field(default_factory=list)
    _refused: dict[int, str] = field(default_factory=dict)

    def add(self, part: Predictions) -> None:
        """The answer to one batch has come."""
        if part.positions:
            self.dimension = part.vectors.shape[1]
        self._parts.append(part)
        self._refused |= part.refused

    @property
    def is_empty(self) -> bool:
        """Whether nothing has come back yet, neither vectors nor refusals."""
        return not (self._parts or self._refused)

    def refuse(self, batch: Batch, exc: FashionSearchError) -> None:
        """A batch of one was refused."""
        self._refused[batch.positions[0]] = str(exc)

    def give_up(self, exc: FashionSearchError) -> None:
        """Stop when so many were refused that all of them may be.

        Raises:
            RefusedItemsError: they are.
        """
        if len(self._refused) >= _MOST_REFUSED:
            raise self._error() from exc

    def result(self) -> Vectors:
        """The vectors, shape (count, dimension), float32, of unit length.

        Raises:
            RefusedItemsError: some items have none.
        """
        if self._refused:
            raise self._error()
        return self._vectors()

    def _vectors(self) -> Vectors:
        rows = np.zeros((self.count, self.dimension or 0), np.float32)
        for part in self._parts:
            if part.positions:
                rows[np.asarray(part.positions, np.intp)] = part.vectors
        return rows

    def _error(self) -> RefusedItemsError:
        return RefusedItemsError(reasons=dict(self._refused), vectors=self._vectors())


@dataclass(frozen=True, slots=True)
class Encoding:
    """Encodes records of one kind at one endpoint.

    Attributes:
        endpoint: Name of the serving endpoint.
        operation: What is done, for errors and spans.
        most_records: Records of one request.
        most_bytes: Size of one request's body.
        at_once: Requests on their way at the same time.
    """

    endpoint: str
    operation: str
    most_records: int
    most_bytes: int
    at_once: int

    def fill(self, encoded: Encoded, records: Sequence[Record], *, start: int = 0) -> Exchange:
        """Encode records.

        Args:
            encoded: Where their vectors go.
            records: Any number.
            start: Position of the first of them among the caller's items.

        Raises:
            RefusedItemsError: the endpoint refuses many of them; a few are noted in `encoded`.
            UnexpectedResponseError: what it answers is not one vector for each.
        """
        waiting = batched(records, most_records=self.most_records, most_bytes=self.most_bytes, start=start)
        while group := list(islice(waiting, self.at_once)):
            yield from self._send(group, encoded)

    def _send(self, batches: Sequence[Batch], encoded: Encoded) -> Exchange:
        """Where batches are refused, send smaller ones until what is refused is a single item."""
        try:
            answers = yield from together([self._request(batch) for batch in batches], at_once=self.at_once)
        except FashionSearchError as exc:
            is_single = len(batches) == 1 and len(batches[0].records) == 1
            if encoded.is_empty and (is_single or not _is_refusal(exc)) and not _is_passing(exc):
                yield from check_route(self.endpoint, exc)
            if not _is_refusal(exc):
                raise
            encoded.give_up(exc)
            if is_single:
                encoded.refuse(batches[0], exc)
                return
            for smaller in batches if len(batches) > 1 else batches[0].halves():
                yield from self._send([smaller], encoded)
        else:
            for batch, answer in zip(batches, answers, strict=True):
                encoded.add(read_predictions(answer, batch.positions, encoded.dimension))

    def _request(self, batch: Batch) -> Request:
        return Request(
            method="POST",
            path=f"/serving-endpoints/{quote(self.endpoint, safe='')}/invocations",
            service="model-serving",
            endpoint=self.endpoint,
            operation=self.operation,
            json={"dataframe_records": list(batch.records)},
            may_be_cold=True,
        )


def _is_passing(exc: FashionSearchError) -> bool:
    """Whether it may be different next time, or nothing more can be asked now."""
    return getattr(exc, "retryable", False) or isinstance(exc, UnexpectedResponseError)


def _is_refusal(exc: FashionSearchError) -> bool:
    """Whether the endpoint found fault with what it was sent: a model's own errors come as 4xx."""
    if isinstance(exc, ServiceError):
        return exc.status_code in _REFUSALS
    return isinstance(exc, InvalidRequestError)
