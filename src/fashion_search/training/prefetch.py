"""Make the next batches while the current one is trained on."""

import queue
import sys
import threading
from collections.abc import Iterator
from typing import TypeVar

Item = TypeVar("Item")

_END = object()


def prefetched(items: Iterator[Item], ahead: int = 2) -> Iterator[Item]:
    """The same items in the same order, made by a thread; what the thread raises is raised here."""
    sys.setswitchinterval(0.0005)  # the trainer needs the interpreter for moments only, many times a step
    ready: queue.Queue[object] = queue.Queue(maxsize=ahead)

    def make() -> None:
        try:
            for item in items:
                ready.put(item)
            ready.put(_END)
        except BaseException as error:
            ready.put(error)

    threading.Thread(target=make, daemon=True, name="batches").start()
    while (item := ready.get()) is not _END:
        if isinstance(item, BaseException):
            raise item
        yield item  # type: ignore[misc]
