"""Blocking calls side by side, in a bounded number of threads that belong to whoever made them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextvars import copy_context

from fashion_search.connections.wire import Request, Response, Together
from fashion_search.deadline import time_left
from fashion_search.errors import DeadlineExceededError

__all__ = ["Threads"]


class Threads:
    """Threads made when first needed.

    Args:
        size: The most there are.
    """

    def __init__(self, size: int) -> None:
        self._pool = ThreadPoolExecutor(size, thread_name_prefix="fashion-search-http")

    def together(self, send: Callable[[Request], Response], ask: Together) -> list[Response]:
        """Send requests side by side, each seeing the caller's deadline.

        Returns:
            The responses, in order.

        Raises:
            FashionSearchError: the first error; requests not sent by then are not sent any more.
        """
        waiting = deque(enumerate(ask.requests))
        answers: dict[int, Response] = {}

        def work() -> None:
            while waiting:
                try:
                    place, request = waiting.popleft()
                except IndexError:  # another thread was quicker
                    return
                answers[place] = send(request)

        workers = [
            self._pool.submit(copy_context().run, work) for _ in range(min(ask.at_once, len(ask.requests)))
        ]
        try:
            _finish(workers, ask)
        finally:
            waiting.clear()
            for worker in workers:
                worker.cancel()
        return [answers[place] for place in range(len(ask.requests))]

    def close(self) -> None:
        """Let the threads go as soon as they have nothing to do."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _finish(workers: list[Future[None]], ask: Together) -> None:
    """Wait until all are done, or one has failed, or the time is up."""
    left = time_left()
    done, undone = wait(workers, None if left is None else max(0.0, left), FIRST_EXCEPTION)
    for worker in done:
        worker.result()
    if undone:
        first = ask.requests[0]
        raise DeadlineExceededError(
            f"{first.service} did not {first.operation} {len(ask.requests)} times in the time there was.",
            service=first.service,
            operation=first.operation,
            retryable=True,
        )
