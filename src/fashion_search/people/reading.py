"""What is made of everybody's events, made again when there are more of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from fashion_search.people.events import Event, EventLog

__all__ = ["OfAllEvents"]

Result = TypeVar("Result")

_NOTICED_S = 0.1
_SHARE = 20.0
"""A log that takes long to read is read at most a twentieth of the time, however fast it grows."""


@dataclass(frozen=True, slots=True)
class _Made(Generic[Result]):
    value: Result
    count: int
    fresh_until: float


class OfAllEvents(Generic[Result]):
    """A value made of all events of a log. Threads may share it; two may make it at the same time.

    Args:
        log: What people did.
        make: Makes the value.
        clock: Tells the time, in seconds.
    """

    def __init__(
        self,
        log: EventLog,
        make: Callable[[Sequence[Event]], Result],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._log = log
        self._make = make
        self._clock = clock
        self._made: _Made[Result] | None = None

    def get(self) -> Result:
        """The value as of now; of a log that takes long to read, as of a while ago."""
        made, start = self._made, self._clock()
        if made is not None and start < made.fresh_until:
            return made.value
        count = len(self._log)
        if made is None or made.count != count:
            value = self._make(list(self._log))
            end = self._clock()
            took = end - start
            made = _Made(value, count, end + _SHARE * took if took > _NOTICED_S else end)
            self._made = made
        return made.value
