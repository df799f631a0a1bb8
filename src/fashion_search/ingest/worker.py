"""A worker process: takes slices from its standard input until that ends, and answers on its standard output.

It is a plain `python -c`, not a `multiprocessing` child: those run the caller's main script again, which
breaks every script without an `if __name__ == "__main__"` guard. It ends at once when its input closes, so
it cannot outlive a parent that was killed.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import struct
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from fashion_search.errors import FashionSearchError
from fashion_search.ingest.encode import Finished, finish_slice
from fashion_search.ingest.slices import Slice
from fashion_search.protocols import Embedder, PictureSource
from fashion_search.types import ModelIdentity

__all__ = ["COMMAND", "Failed", "Job", "Ready", "main", "read_frame", "write_frame"]

COMMAND = (
    "import sys; sys.path[:] = [path for path in sys.path if path]; "
    "from fashion_search.ingest.worker import main; main()"
)
_LENGTH = struct.Struct("<Q")


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


@dataclass(frozen=True, slots=True)
class Failed:
    """The worker met an error: one of ours, or the text of another's traceback."""

    error: FashionSearchError | str


def write_frame(stream: BinaryIO, value: object) -> None:
    """Send one value."""
    content = pickle.dumps(value)
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def read_frame(stream: BinaryIO) -> object:
    """Receive one value; `None` when the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = stream.read(length)
    return pickle.loads(content) if len(content) == length else None  # noqa: S301  # our own parent or child wrote it


def main() -> None:
    """Run until the input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(
        sys.stderr.fileno(), sys.stdout.fileno()
    )  # What a library prints must not end up among the answers.
    orders: queue.Queue[object] = queue.Queue()
    threading.Thread(target=_listen, args=(orders,), daemon=True).start()
    try:
        _serve(orders, answers)
    except FashionSearchError as exc:
        write_frame(answers, Failed(exc))
    except Exception:
        write_frame(answers, Failed(traceback.format_exc()))


def _listen(orders: queue.Queue[object]) -> None:
    try:
        while (order := read_frame(sys.stdin.buffer)) is not None:
            orders.put(order)
    except Exception:
        orders.put(Failed(traceback.format_exc()))
    os._exit(0)


def _serve(orders: queue.Queue[object], answers: BinaryIO) -> None:
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
