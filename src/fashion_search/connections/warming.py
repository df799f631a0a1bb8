"""Being told that a service is starting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from fashion_search.types import Progress, ProgressCallback

__all__ = ["report_warming", "warming"]

_callback: ContextVar[ProgressCallback | None] = ContextVar("fashion_search_warming", default=None)


@contextmanager
def warming(callback: ProgressCallback | None) -> Iterator[None]:
    """Inside the block, requests that wait for a service to start tell the callback before each new attempt.

    Args:
        callback: Called with the stage "<service> is starting", the seconds gone, and the seconds allowed;
            from the thread or task that waits. Whatever it raises ends the wait.
    """
    token = _callback.set(callback)
    try:
        yield
    finally:
        _callback.reset(token)


def report_warming(service: str, gone_s: float, allowed_s: float) -> None:
    """Tell whoever listens."""
    callback = _callback.get()
    if callback is not None:
        callback(Progress(f"{service} is starting", int(gone_s), int(allowed_s)))
