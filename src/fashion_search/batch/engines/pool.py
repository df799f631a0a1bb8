"""Frames through worker processes; a row that takes its process down twice is named, the others are done."""

from __future__ import annotations

import pickle
import queue
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import pandas as pd

from fashion_search.batch.engines.worker import READY, Answer, work
from fashion_search.batch.frames import RowFunction
from fashion_search.errors import ConfigurationError, StoreError
from fashion_search.ingest.child import Child, Failed, Said

__all__ = ["Lost", "Pool", "here"]

_MOST_STILLBORN = 3

Lost = Callable[[pd.DataFrame, str], pd.DataFrame]
"""What to say of a row that took its process down twice."""


def here(function: RowFunction, frames: Sequence[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """What the function makes of each frame, in this process."""
    for frame in frames:
        yield work(function, frame)


@dataclass(slots=True, eq=False)
class _Order:
    """Rows that go to a worker together, and how often they took one down."""

    frame: pd.DataFrame
    deaths: int = 0

    def parts(self) -> list[_Order]:
        """The halves: the row at fault is in one of them. A single row stays as it is."""
        middle = len(self.frame) // 2
        if not middle:
            return [_Order(self.frame, self.deaths + 1)]
        return [_Order(self.frame.iloc[:middle]), _Order(self.frame.iloc[middle:])]


class _Worker(Child):
    """A child process, and the rows it has."""

    def __init__(self, function: RowFunction, said: Said) -> None:
        self.order: _Order | None = None
        self.started = False
        super().__init__("fashion_search.batch.engines.worker", function, said)

    def give(self, order: _Order) -> None:
        """Send rows to work on."""
        self.order = order
        self.send(order.frame)


class Pool:
    """Worker processes that each hold the row function, and its model once that is needed.

    Args:
        function: What they run.
        workers: How many.
        lost: What to say of a row that took its process down twice.

    Raises:
        ConfigurationError: the function does not pickle.
    """

    def __init__(self, function: RowFunction, workers: int, lost: Lost) -> None:
        _check_travels(function)
        self._function = function
        self._lost = lost
        self._said: Said = queue.Queue()
        self._stillborn = 0
        self._workers = [_Worker(function, self._said) for _ in range(max(1, workers))]

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, frames: Sequence[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        """What the function makes of the frames, in any order; a frame may come back in parts.

        Raises:
            StoreError: a worker met an error that is none of a single row.
            FashionSearchError: the same, when it is one of ours.
        """
        waiting = deque(_Order(frame) for frame in frames)
        self._give(waiting)
        while waiting or any(worker.order for worker in self._workers):
            for frame in self._heard(waiting):
                self._give(waiting)  # nobody idles while the caller keeps what came
                yield frame
            self._give(waiting)

    def _give(self, waiting: deque[_Order]) -> None:
        for worker in self._workers:
            if waiting and worker.order is None:
                worker.give(waiting.popleft())

    def _heard(self, waiting: deque[_Order]) -> Iterator[pd.DataFrame]:
        """Wait for the next word of a worker, and act on it."""
        child, answer = self._said.get()
        worker = cast("_Worker", child)
        if worker not in self._workers:
            return  # The last word of one that was replaced.
        if answer == READY:
            worker.started, self._stillborn = True, 0
            return
        order, worker.order = worker.order, None
        if isinstance(answer, Answer):
            yield answer.frame
        elif answer is not None:
            failed = answer if isinstance(answer, Failed) else Failed(f"It said {answer!r}.")
            raise failed.exception()
        else:
            status = self._replace(worker)
            if not worker.started:
                self._count_stillborn(status)
                waiting.extendleft([order] if order else [])
            elif order:
                yield from self._after_death(order, waiting, status)

    def _after_death(self, order: _Order, waiting: deque[_Order], status: int) -> Iterator[pd.DataFrame]:
        """Try the rows again in smaller parts; a single row that did it twice is given up."""
        if order.deaths:
            yield self._lost(
                order.frame,
                f"The worker process ended twice on this row, with status {status} (negative: killed by that "
                "signal; -9 is often too little memory).",
            )
        else:
            waiting.extendleft(reversed(order.parts()))

    def _replace(self, worker: _Worker) -> int:
        """Start another in its place; how the first ended."""
        status = worker.end()
        self._workers.remove(worker)
        self._workers.append(_Worker(self._function, self._said))
        return status

    def _count_stillborn(self, status: int) -> None:
        self._stillborn += 1
        if self._stillborn >= _MOST_STILLBORN:
            raise StoreError(
                f"{self._stillborn} worker processes in a row ended before they were up, the last with "
                f"status {status}; what they said stands above. Run with workers = 0 to see the error here."
            )

    def close(self) -> None:
        """End every process."""
        for worker in self._workers:
            worker.end()


def _check_travels(function: RowFunction) -> None:
    try:
        pickle.dumps(function)
    except Exception as exc:
        raise ConfigurationError(
            f"The job cannot travel to worker processes ({exc}). Build models by functions that can be "
            "imported, or run with workers = 0."
        ) from exc
