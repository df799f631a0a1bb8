"""Where blocking calls go when an event loop must not wait for them."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["Threads"]

Result = TypeVar("Result")

_AT_MOST = 16


class Threads:
    """A bounded number of threads, started when first needed and ended by `close`.

    Args:
        at_most: How many calls may block at the same time; more wait their turn without blocking the loop.
    """

    def __init__(self, at_most: int = _AT_MOST) -> None:
        self._pool = ThreadPoolExecutor(at_most, thread_name_prefix="fashion-search")

    async def run(self, call: Callable[[], Result]) -> Result:
        """Call it in a thread that sees the caller's deadline."""
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._pool, context.run, call)

    def close(self) -> None:
        """Let running calls end, start no more."""
        self._pool.shutdown(wait=False, cancel_futures=True)
