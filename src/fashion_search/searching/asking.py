"""What the steps of a search ask for: calls to parts, made now or awaited."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias, TypeVar

from fashion_search.deadline import Deadline
from fashion_search.searching.call import Call
from fashion_search.searching.threads import Threads
from fashion_search.steps import Steps, run_async

__all__ = ["Ask", "AtOnce", "Awaiting", "Work", "answer"]

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


class Awaiting:
    """Answers for an event loop: awaits coroutines and leaves everything else to threads.

    Args:
        threads: Where blocking calls go.
        timeout_s: Seconds that `one` gives a call which does not say.
    """

    def __init__(self, threads: Threads, timeout_s: float | None = None) -> None:
        self._threads = threads
        self._timeout_s = timeout_s

    async def run(self, call: Call, work: Work[Result]) -> Result:
        """Drive steps to their end within the deadline, whatever the parts do about it.

        Raises:
            DeadlineExceededError: the time ran out; what was under way is cancelled.
        """
        return await _in_time(run_async(work, self.answer), call.deadline)

    async def one(
        self,
        operation: str,
        ask: partial[Result] | partial[Coroutine[Any, Any, Result]],
        timeout_s: float | None,
    ) -> Result:
        """One call that has a deadline of its own."""
        with Call(operation, self._timeout_s if timeout_s is None else timeout_s) as call:
            given: Result = await _in_time(self.answer(ask), call.deadline)
            return given

    async def answer(self, ask: Ask) -> Any:  # noqa: ANN401
        """Make the calls, at once where they need not wait for each other; an error cancels the rest."""
        if not isinstance(ask, AtOnce):
            return await self._awaited(ask)
        tasks = [asyncio.ensure_future(self._awaited(call)) for call in ask.calls]
        try:
            return await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()

    async def _awaited(self, call: partial[Any]) -> object:
        if inspect.iscoroutinefunction(call.func):
            return await call()
        return await self._threads.run(call)


async def _in_time(work: Coroutine[Any, Any, Result], deadline: Deadline) -> Result:
    left = deadline.left_s
    if left is None:
        return await work
    try:
        return await asyncio.wait_for(work, left)
    except asyncio.TimeoutError as exc:
        raise deadline.exceeded("an answer came") from exc
