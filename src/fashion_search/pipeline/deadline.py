"""How long a call may take, and where its time went."""

from __future__ import annotations

import time

from fashion_search.errors import DeadlineExceededError, InvalidRequestError

__all__ = ["Clock", "Deadline"]


class Deadline:
    """A point in time that every step of a call keeps an eye on.

    Args:
        timeout_s: Seconds from now; `None` means no limit.
        operation: What the call is, for the error.

    Raises:
        InvalidRequestError: `timeout_s` is not positive.
    """

    __slots__ = ("_end", "_operation", "_timeout_s")

    def __init__(self, timeout_s: float | None, operation: str) -> None:
        if timeout_s is not None and not timeout_s > 0:
            raise InvalidRequestError(f"timeout_s is {timeout_s!r}; it must be a positive number of seconds.")
        self._timeout_s = timeout_s
        self._operation = operation
        self._end = None if timeout_s is None else time.monotonic() + timeout_s

    def check(self, step: str) -> None:
        """Go on, or stop.

        Raises:
            DeadlineExceededError: the time is up.
        """
        if self._end is not None and time.monotonic() > self._end:
            raise DeadlineExceededError(
                f"{self._operation} ran out of its {self._timeout_s} s before: {step}.",
                service="client",
                operation=self._operation,
                retryable=True,
            )


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
