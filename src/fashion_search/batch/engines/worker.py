"""A worker process: frames from its standard input, answers on its standard output, ends with its input."""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import traceback
from dataclasses import dataclass
from typing import BinaryIO

import pandas as pd

from fashion_search.batch.frames import RowFunction
from fashion_search.errors import FashionSearchError
from fashion_search.ingest.worker import read_frame, write_frame

__all__ = ["COMMAND", "READY", "Answer", "Fault", "main", "work"]

READY = "ready"
"""What a worker says first."""

COMMAND = (
    "import sys; sys.path[:] = [path for path in sys.path if path]; "
    "from fashion_search.batch.engines.worker import main; main()"
)


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What came of one frame."""

    frame: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Fault:
    """The worker met an error that is none of a single row: one of ours, or the text of a traceback."""

    error: FashionSearchError | str


def work(function: RowFunction, frame: pd.DataFrame) -> pd.DataFrame:
    """A row function on one frame."""
    given = list(function(iter([frame])))
    return pd.concat(given, ignore_index=True) if given else function.outputs.rows([])


def main() -> None:
    """Run until the input closes; it ends at once then, so it cannot outlive a parent that was killed."""
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
        write_frame(answers, Fault(exc))
    except Exception:
        write_frame(answers, Fault(traceback.format_exc()))


def _listen(orders: queue.Queue[object]) -> None:
    try:
        while (order := read_frame(sys.stdin.buffer)) is not None:
            orders.put(order)
    except Exception:
        orders.put(Fault(traceback.format_exc()))
    os._exit(0)


def _serve(orders: queue.Queue[object], answers: BinaryIO) -> None:
    function = orders.get()
    write_frame(answers, READY)
    while True:
        order = orders.get()
        if isinstance(order, pd.DataFrame) and isinstance(function, RowFunction):
            write_frame(answers, Answer(work(function, order)))
        else:
            write_frame(
                answers, order if isinstance(order, Fault) else Fault("The worker got no row function.")
            )
