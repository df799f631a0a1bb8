"""A child process that is sent values and answers with values, at both ends of its pipes.

It is a plain `python -c`, not a `multiprocessing` child: those run the caller's main script again, which
breaks every script without an `if __name__ == "__main__"` guard. It ends at once when its input closes, so
it cannot outlive a parent that was killed.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias, cast

from fashion_search.errors import FashionSearchError, StoreError

__all__ = ["Child", "Failed", "Said", "serve", "write_frame"]

_LENGTH = struct.Struct("<Q")
_PACKAGES = str(Path(__file__).parents[2])
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

Said: TypeAlias = "queue.Queue[tuple[Child, object]]"
"""What children said, and which of them; the last word of one that ended is `None`."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The child met an error: one of ours, or the text of another's traceback."""

    error: FashionSearchError | str

    def exception(self) -> FashionSearchError:
        """To be raised by the parent."""
        if isinstance(self.error, FashionSearchError):
            return self.error
        return StoreError(f"A worker process failed; finished work is kept.\n{self.error}")


class Child:
    """One child process, and a thread that passes on what it says.

    Args:
        module: Where its `main` is, which calls `serve`.
        first: What it is sent first; must pickle.
        said: Where its answers go.
    """

    def __init__(self, module: str, first: object, said: Said) -> None:
        # This package first: a loaded MLflow model puts the copy it carries before it.
        paths = [_PACKAGES, *(path or str(Path.cwd()) for path in sys.path)]
        command = (
            "import sys; sys.path[:] = [path for path in sys.path if path]; "
            f"from {module} import main; main()"
        )
        self._process = subprocess.Popen(  # noqa: S603  # this interpreter, with a command of ours
            [sys.executable, "-c", command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | _ONE_THREAD | {"PYTHONPATH": os.pathsep.join(paths)},
        )
        threading.Thread(target=self._listen, args=(said,), daemon=True).start()
        self.send(first)

    def send(self, value: object) -> None:
        """Send a value to work on."""
        with contextlib.suppress(OSError):  # A child that has died is told of by `_listen`.
            write_frame(cast("BinaryIO", self._process.stdin), value)

    def _listen(self, said: Said) -> None:
        stream = cast("BinaryIO", self._process.stdout)
        answer: object = True
        while answer is not None:
            try:
                answer = _read_frame(stream)
            except (OSError, ValueError):
                answer = None
            said.put((self, answer))

    def end(self) -> int:
        """Kill the process if it still runs; its exit status."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                cast("BinaryIO", stream).close()
        return self._process.wait()

    def status(self) -> int:
        """The exit status of a process that has closed its output."""
        return self._process.wait()


def serve(work: Callable[[queue.Queue[object], BinaryIO], None]) -> None:
    """Be the child: work until the input closes.

    Args:
        work: Called once with what comes in, and the stream that answers go to; what it raises is answered.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not end up among the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    orders: queue.Queue[object] = queue.Queue()
    threading.Thread(target=_take_in, args=(orders,), daemon=True).start()
    try:
        work(orders, answers)
    except FashionSearchError as exc:
        write_frame(answers, Failed(exc))
    except Exception:
        write_frame(answers, Failed(traceback.format_exc()))


def _take_in(orders: queue.Queue[object]) -> None:
    try:
        while (order := _read_frame(sys.stdin.buffer)) is not None:
            orders.put(order)
    except Exception:
        orders.put(Failed(traceback.format_exc()))
    os._exit(0)


def write_frame(stream: BinaryIO, value: object) -> None:
    """Send one value."""
    content = pickle.dumps(value)
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def _read_frame(stream: BinaryIO) -> object:
    """Receive one value; `None` when the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = stream.read(length)
    return pickle.loads(content) if len(content) == length else None  # noqa: S301  # our own parent or child wrote it
