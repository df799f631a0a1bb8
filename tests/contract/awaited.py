"""Asynchronous parts behind blocking calls, so that the same contract can be asked of them."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import Any


class Loop:
    """One event loop for a whole test, as an application has one."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()

    def wait(self, awaitable: Any) -> Any:
        return self._loop.run_until_complete(awaitable)

    def close(self) -> None:
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()


class Awaited:
    """Every coroutine function of a part as a blocking one; everything else as it is."""

    def __init__(self, part: Any, loop: Loop) -> None:
        self._part = part
        self._loop = loop

    def __len__(self) -> int:
        return len(self._part)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        return self._blocking(found) if inspect.iscoroutinefunction(found) else found

    def _blocking(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def blocking(*arguments: Any, **options: Any) -> Any:
            return self._loop.wait(call(*arguments, **options))

        return blocking
