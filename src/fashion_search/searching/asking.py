"""What the steps of a search ask for: calls to parts, made now or awaited."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias, TypeVar

from fashion_search.searching.threads import Threads
from fashion_search.steps import Steps

__all__ = ["Ask", "AtOnce", "Work", "answer", "answer_async"]

Result = TypeVar("Result")

Ask: TypeAlias = "partial[Any] | AtOnce"
"""A call that may take its time, to a part or of something heavy; what it returns is sent back."""

Work: TypeAlias = Steps[Ask, Result]
"""Steps of a search."""


@dataclass(frozen=True, slots=True)
class AtOnce:
    """Calls that need not wait for each other; answered by a list, in order."""

    calls: tuple[partial[Any], ...]


def answer(ask: Ask) -> object:
    """Make the calls, one after the other."""
    if isinstance(ask, AtOnce):
        return [call() for call in ask.calls]
    return ask()


async def answer_async(ask: Ask, threads: Threads) -> object:
    """Await coroutines, and leave everything else to threads; the first error cancels the rest."""
    if not isinstance(ask, AtOnce):
        return await _awaited(ask, threads)
    tasks = [asyncio.ensure_future(_awaited(call, threads)) for call in ask.calls]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


async def _awaited(call: partial[Any], threads: Threads) -> object:
    function: Callable[..., Any] = call.func
    if inspect.iscoroutinefunction(function):
        return await call()
    return await threads.run(call)
