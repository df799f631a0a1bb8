"""A worker process: takes slices, encodes them, and says which are finished."""

from __future__ import annotations

import queue
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from fashion_search.ingest.child import serve, write_frame
from fashion_search.ingest.encode import Finished, finish_slice
from fashion_search.ingest.slices import Slice
from fashion_search.protocols import Embedder, PictureSource
from fashion_search.types import ModelIdentity

__all__ = ["Job", "Ready", "main"]


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is made for; travels to it pickled.

    Attributes:
        embedder: Builds the model.
        pictures: Where pictures come from.
        work: The folder for outcomes.
    """

    embedder: Callable[[], Embedder]
    pictures: PictureSource | None
    work: Path


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has built its model."""

    identity: ModelIdentity


def main() -> None:
    """Run until the input closes."""
    serve(_work)


def _work(orders: queue.Queue[object], answers: BinaryIO) -> None:
    job = orders.get()
    if not isinstance(job, Job):
        write_frame(answers, job)
        return
    embedder = job.embedder()
    write_frame(answers, Ready(embedder.identity))
    while True:
        piece = orders.get()
        if isinstance(piece, Slice):
            finished: Finished = finish_slice(job.work, piece, embedder=embedder, pictures=job.pictures)
            write_frame(answers, finished)
