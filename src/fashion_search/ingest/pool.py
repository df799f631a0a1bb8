"""Runs slices through worker processes, or here when model or pictures cannot travel to another process."""

from __future__ import annotations

import pickle
import queue
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from typing import Protocol, cast

from fashion_search.errors import StoreError
from fashion_search.ingest.child import Child, Failed, Said
from fashion_search.ingest.encode import Finished, finish_slice
from fashion_search.ingest.slices import Slice
from fashion_search.ingest.worker import Job, Ready
from fashion_search.types import ModelIdentity

__all__ = ["Encoders", "InProcess", "WorkerPool", "start_encoders"]


class Encoders(Protocol):
    """Something that finishes slices."""

    @property
    def identity(self) -> ModelIdentity:
        """The model."""
        ...

    def run(self, slices: Sequence[Slice]) -> Iterator[Finished]:
        """Finish slices, in any order."""
        ...

    def close(self) -> None:
        """End every process."""
        ...


def start_encoders(job: Job, *, workers: int) -> Encoders:
    """As many workers as asked for, or none when the job cannot travel to one."""
    if workers < 1 or not _travels(job):
        return InProcess(job)
    return WorkerPool(job, workers)


def _travels(job: Job) -> bool:
    """Whether a new process can rebuild the job: what lives in `__main__` exists only here."""
    try:
        return b"__main__" not in pickle.dumps(job)
    except Exception:
        return False


class InProcess:
    """Encodes in this process."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._embedder = job.embedder()

    @property
    def identity(self) -> ModelIdentity:
        """The model."""
        return self._embedder.identity

    def run(self, slices: Sequence[Slice]) -> Iterator[Finished]:
        """Finish slices one after another."""
        for piece in slices:
            yield finish_slice(self._job.work, piece, embedder=self._embedder, pictures=self._job.pictures)

    def close(self) -> None:
        """Nothing to end."""


class _Worker(Child):
    """A child process, and the slice it has."""

    def __init__(self, job: Job, said: Said) -> None:
        self.slice: Slice | None = None
        super().__init__("fashion_search.ingest.worker", job, said)

    def give(self, piece: Slice) -> None:
        """Send a slice to encode."""
        self.slice = piece
        self.send(piece)


class WorkerPool:
    """Worker processes that each build the model once.

    Args:
        job: What they are made for; must pickle.
        workers: How many.

    Raises:
        StoreError: a worker could not start; the message has its traceback.
    """

    def __init__(self, job: Job, workers: int) -> None:
        self._job = job
        self._said: Said = queue.Queue()
        self._workers: list[_Worker] = []
        try:
            self._workers = [_Worker(job, self._said) for _ in range(workers)]
            self.identity = self._first_ready()
        except BaseException:
            self.close()
            raise

    def _next(self) -> tuple[_Worker, object]:
        child, answer = self._said.get()
        return cast("_Worker", child), answer

    def _first_ready(self) -> ModelIdentity:
        worker, answer = self._next()
        self._said.put((worker, answer))
        if isinstance(answer, Ready):
            return answer.identity
        raise self._error(worker, answer)

    def run(self, slices: Sequence[Slice]) -> Iterator[Finished]:
        """Finish slices, in any order. A slice whose worker died is given to a new one, once.

        Raises:
            StoreError: workers died twice on one slice, or met an error that is not ours.
            FashionSearchError: whatever of ours a worker met.
        """
        waiting, left = deque(slices), len(slices)
        deaths: Counter[Slice | None] = Counter()
        while left:
            worker, answer = self._next()
            if isinstance(answer, Ready | Finished):
                worker.slice = None
                if waiting:
                    worker.give(waiting.popleft())
            elif answer is None and not deaths[worker.slice]:
                deaths[worker.slice] += 1
                waiting.extendleft(() if worker.slice is None else (worker.slice,))
                self._replace(worker)
            else:
                raise self._error(worker, answer)
            if isinstance(answer, Finished):
                left -= 1
                yield answer

    def _replace(self, worker: _Worker) -> None:
        worker.end()
        self._workers.remove(worker)
        self._workers.append(_Worker(self._job, self._said))

    def _error(self, worker: _Worker, answer: object) -> Exception:
        if isinstance(answer, Failed):
            return answer.exception()
        where = ""
        if worker.slice is not None:
            ids = [task.product.product_id for task in worker.slice.tasks]
            where = f" on products {ids[0]!r} to {ids[-1]!r}"
        return StoreError(
            f"A worker process ended{where} with status {worker.status()} (negative: killed by that "
            "signal; -9 is often too little memory). Finished work is kept: run the same ingest again, "
            "perhaps with fewer workers."
        )

    def close(self) -> None:
        """End every process."""
        for worker in self._workers:
            worker.end()
