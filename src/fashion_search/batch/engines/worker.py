"""A worker process: takes frames, runs the row function on them, and answers with frames."""

from __future__ import annotations

import queue
from dataclasses import dataclass
from typing import BinaryIO

import pandas as pd

from fashion_search.batch.frames import RowFunction
from fashion_search.ingest.child import Failed, serve, write_frame

__all__ = ["READY", "Answer", "main", "work"]

READY = "ready"
"""What a worker says first."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What came of one frame."""

    frame: pd.DataFrame


def work(function: RowFunction, frame: pd.DataFrame) -> pd.DataFrame:
    """A row function on one frame."""
    given = list(function(iter([frame])))
    return pd.concat(given, ignore_index=True) if given else function.outputs.rows([])


def main() -> None:
    """Run until the input closes."""
    serve(_serve)


def _serve(orders: queue.Queue[object], answers: BinaryIO) -> None:
    function = orders.get()
    write_frame(answers, READY)
    while True:
        order = orders.get()
        if isinstance(order, pd.DataFrame) and isinstance(function, RowFunction):
            write_frame(answers, Answer(work(function, order)))
        else:
            write_frame(
                answers, order if isinstance(order, Failed) else Failed("The worker got no row function.")
            )
