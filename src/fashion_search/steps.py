"""Work that is written once and done in two worlds: a generator asks, a runner answers.

What touches a socket differs between blocking and asynchronous code; what happens between two answers does
not. So the latter is written as a generator that yields what it asks for, and one of two loops drives it:

    def of_user(user_id: str) -> Steps[Select, list[Event]]:
        rows = yield select(events).where(events.c.user_id == user_id)
        return [Event(*row) for row in rows]

    run(of_user("u1"), execute)
    await run_async(of_user("u1"), execute_async)
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from typing import Any, TypeAlias, TypeVar

__all__ = ["Steps", "run", "run_async"]

Ask = TypeVar("Ask")
Result = TypeVar("Result")

Steps: TypeAlias = Generator[Ask, Any, Result]
"""Yields what it asks for, is sent the answers, returns the result."""


def run(steps: Steps[Ask, Result], answer: Callable[[Ask], object]) -> Result:
    """Drive steps to their end.

    Args:
        steps: The work; started here.
        answer: Called with each ask. What it raises is raised inside the steps, at the ask.

    Returns:
        What the steps return.
    """
    try:
        ask = next(steps)
        while True:
            try:
                given = answer(ask)
            except Exception as exc:  # noqa: PERF203  # the steps decide what an error means
                ask = steps.throw(exc)
            else:
                ask = steps.send(given)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]  # PEP 380: the generator's own return value
    finally:
        steps.close()


async def run_async(steps: Steps[Ask, Result], answer: Callable[[Ask], Awaitable[object]]) -> Result:
    """`run`, awaiting each answer. Cancelling it closes the steps where they stand."""
    try:
        ask = next(steps)
        while True:
            try:
                given = await answer(ask)
            except Exception as exc:  # noqa: PERF203  # the steps decide what an error means
                ask = steps.throw(exc)
            else:
                ask = steps.send(given)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]  # PEP 380: the generator's own return value
    finally:
        steps.close()
