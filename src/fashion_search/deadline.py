"""How long a call may take, seen by everything below it, and where its time went."""

from __future__ import annotations

import time
from contextvars import ContextVar, Token

from fashion_search.errors import DeadlineExceededError, InvalidRequestError

__all__ = ["Clock", "Deadline", "time_left"]

_current: ContextVar[Deadline | None] = ContextVar("fashion_search_deadline", default=None)


class Deadline:
    """A point in time that every step of a call keeps an eye on.

    As a context manager it is what `time_left` answers inside the block, in this thread or task and in those
    started from it with its context. A deadline inside another never ends later than it.

    Args:
        timeout_s: Seconds from now; `None` means no limit of its own.
        operation: What the call is, for the error.

    Raises:
        InvalidRequestError: `timeout_s` is not positive.
    """

    __slots__ = ("_end", "_operation", "_timeout_s", "_token")

    def __init__(self, timeout_s: float | None, operation: str) -> None:
        if timeout_s is not None and not timeout_s > 0:
            raise InvalidRequestError(f"timeout_s is {timeout_s!r}; it must be a positive number of seconds.")
        outer = time_left()
        if outer is not None and (timeout_s is None or outer < timeout_s):
            timeout_s = outer
        self._timeout_s = timeout_s
        self._operation = operation
        self._end = None if timeout_s is None else time.monotonic() + timeout_s
        self._token: Token[Deadline | None] | None = None

    def __enter__(self) -> Deadline:
        """From here on this is the current deadline."""
        self._token = _current.set(self)
        return self

    def __exit__(self, *exc_info: object) -> None:
        """The deadline around it counts again."""
        if self._token is not None:
            _current.reset(self._token)
            self._token = None

    @property
    def left_s(self) -> float | None:
        """Seconds left, negative when the time is up, `None` without a limit."""
        return None if self._end is None else self._end - time.monotonic()

    def check(self, step: str) -> None:
        """Go on, or stop.

        Raises:
            DeadlineExceededError: the time is up.
        """
        if self._end is not None and time.monotonic() > self._end:
            raise self.exceeded(step)

    def exceeded(self, step: str) -> DeadlineExceededError:
        """The error that says what the time ran out before."""
        return DeadlineExceededError(
            f"{self._operation} ran out of its {self._timeout_s} s before: {step}.",
            service="client",
            operation=self._operation,
            retryable=True,
        )


def time_left() -> float | None:
    """Seconds the call around this code still has, negative when its time is up, `None` without a limit."""
    current = _current.get()
    return None if current is None else current.left_s


class Clock:
    """Milliseconds between the steps of one call.

    Attributes:
        laps: Milliseconds by step.
    """

    __slots__ = ("_last", "laps")

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, step: str) -> None:
        """A step has ended."""
        now = time.perf_counter()
        self.laps[step] = (now - self._last) * 1e3
        self._last = now
