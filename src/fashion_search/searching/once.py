"""What is worked out once and then shared: by threads, or by the tasks of an event loop."""

from __future__ import annotations

import asyncio
import contextvars
import threading
import time
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Generic, TypeVar

from fashion_search.deadline import Deadline, time_left
from fashion_search.errors import DeadlineExceededError

__all__ = ["AsyncOnce", "Once"]

Result = TypeVar("Result")

_LONGEST_S = 120.0


class Once(Generic[Result]):
    """A value made when first asked for, and again when it is old; one thread makes it, others wait.

    A call that fails leaves no value: the next one tries again.

    Args:
        make: Makes the value.
        name: What is made, for errors.
        max_age_s: Seconds after which it is made again.
    """

    def __init__(self, make: Callable[[], Result], name: str, *, max_age_s: float = float("inf")) -> None:
        self._make = make
        self._name = name
        self._max_age_s = max_age_s
        self._lock = threading.Lock()
        self._kept: tuple[float, Result] | None = None

    def get(self) -> Result:
        """The value.

        Raises:
            DeadlineExceededError: another thread takes longer over it than this call may wait.
        """
        kept = self._kept
        if kept is not None and _is_young(kept[0], self._max_age_s):
            return kept[1]
        left = time_left()
        if not self._lock.acquire(timeout=-1 if left is None else max(left, 0.0)):
            raise _waited(self._name)
        try:
            kept = self._kept
            if kept is None or not _is_young(kept[0], self._max_age_s):
                kept = self._kept = (time.monotonic(), self._make())
            return kept[1]
        finally:
            self._lock.release()


class AsyncOnce(Generic[Result]):
    """`Once` for the tasks of one event loop. Cancelling one that waits does not stop the making.

    Args:
        make: Makes the value.
        name: What is made, for errors.
        max_age_s: Seconds after which it is made again.
    """

    def __init__(
        self,
        make: Callable[[], Coroutine[Any, Any, Result]],
        name: str,
        *,
        max_age_s: float = float("inf"),
    ) -> None:
        self._make = make
        self._name = name
        self._max_age_s = max_age_s
        self._kept: tuple[float, Result] | None = None
        self._making: asyncio.Future[Result] | None = None

    async def get(self) -> Result:
        """The value.

        Raises:
            DeadlineExceededError: making it takes longer than this call may wait.
        """
        kept = self._kept
        if kept is not None and _is_young(kept[0], self._max_age_s):
            return kept[1]
        if self._making is None or self._making.done():
            # In an empty context: it is made for all who wait, whatever the deadline of the first.
            self._making = contextvars.Context().run(partial(asyncio.ensure_future, self._renewed()))
        making = self._making
        await asyncio.wait({making}, timeout=time_left())
        if not making.done():
            raise _waited(self._name)
        return making.result()

    async def _renewed(self) -> Result:
        with Deadline(_LONGEST_S, self._name):
            made = await self._make()
        self._kept = (time.monotonic(), made)
        return made


def _is_young(made_at: float, max_age_s: float) -> bool:
    return time.monotonic() - made_at < max_age_s


def _waited(name: str) -> DeadlineExceededError:
    return DeadlineExceededError(
        f"The time ran out before this could end: {name}. Call `warm_up()` once at start-up.",
        service="client",
        operation=name,
        retryable=True,
    )
