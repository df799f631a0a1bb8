"""What a connection remembers of a service: whether it answers, and how many second tries it can bear."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from fashion_search.connections.http.patience import RetryPolicy

__all__ = ["Health"]

_LARGEST_SAVING = 100.0
_FLOOR_SECONDS = 10.0


class Health:
    """One service as seen over one connection; for many threads.

    Failing fast keeps callers from queueing up behind a service that is down, and the budget keeps second
    tries from multiplying the load that brought it down.

    Args:
        policy: When to give up.
        clock: Seconds that only grow.
    """

    def __init__(self, policy: RetryPolicy, clock: Callable[[], float] = time.monotonic) -> None:
        self._policy = policy
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_until: float | None = None
        self._answered_at: float | None = None
        self._responded_at: float | None = None
        self._savings = policy.retry_floor_per_s * _FLOOR_SECONDS
        self._saved_at = clock()

    def seconds_to_wait(self) -> float:
        """0 when a request may go out, else for how long none may.

        After the pause one caller is let through to try; the others wait for its result.
        """
        if self._failures < self._policy.open_after:
            return 0.0
        with self._lock:
            closed_until, now = self._closed_until, self._clock()
            if closed_until is not None and now < closed_until:
                return closed_until - now
            if closed_until is not None:
                self._closed_until = now + self._policy.open_for_s
            return 0.0

    @property
    def is_warm(self) -> bool:
        """Whether it has answered lately, so that a failure is not a sign of its starting."""
        answered = self._answered_at
        return answered is not None and self._clock() - answered < self._policy.warm_for_s

    def starts_call(self) -> None:
        """A call begins, which earns a share of a second try."""
        with self._lock:
            self._save(self._policy.retry_ratio)

    def may_retry(self) -> bool:
        """Whether a second try is still within the budget; if so, it is taken from it."""
        with self._lock:
            self._save(0.0)
            if self._savings < 1.0:
                return False
            self._savings -= 1.0
            return True

    def responded(self, *, is_warm: bool = False) -> None:
        """It answered.

        Args:
            is_warm: With something that it cannot give while it is starting.
        """
        with self._lock:
            self._failures = 0
            self._closed_until = None
            self._responded_at = self._clock()
            if is_warm:
                self._answered_at = self._responded_at

    def failed(self, since: float | None = None) -> None:
        """It did not answer, or answered that it cannot.

        Args:
            since: When it was asked. If it has answered somebody else meanwhile, it is not down.
        """
        with self._lock:
            if since is not None and self._responded_at is not None and self._responded_at > since:
                return
            self._failures += 1
            if self._failures >= self._policy.open_after:
                self._closed_until = self._clock() + self._policy.open_for_s

    def _save(self, earned: float) -> None:
        now = self._clock()
        earned += (now - self._saved_at) * self._policy.retry_floor_per_s
        self._saved_at = now
        most = max(
            _LARGEST_SAVING * self._policy.retry_ratio, self._policy.retry_floor_per_s * _FLOOR_SECONDS
        )
        self._savings = min(self._savings + earned, most)
