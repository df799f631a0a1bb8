"""When a request is sent again: the judgement between two attempts, for blocking and awaited code alike.

tenacity drives the attempts. What it asks (again? after how long? enough?) is answered here, by one object
per request, so that both kinds of connection are patient in exactly the same way.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypedDict, TypeVar

from tenacity import BaseRetrying, RetryCallState, wait_random_exponential

from fashion_search.connections.credentials import Grant
from fashion_search.connections.http.answers import Where, refusal, retry_after_s, where
from fashion_search.connections.http.health import Health
from fashion_search.connections.http.patience import RetryPolicy
from fashion_search.connections.translate import meaning_of, translated
from fashion_search.connections.warming import report_warming
from fashion_search.connections.wire import Request, Response
from fashion_search.deadline import time_left
from fashion_search.errors import (
    DeadlineExceededError,
    FashionSearchError,
    ServiceError,
    ServiceUnavailableError,
)

__all__ = ["Attempts", "Failure", "RetryPolicy", "Rules", "retried"]

_NEVER_ARRIVED = frozenset(
    {"ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol", "InvalidURL"}
)
_STARTING = frozenset({429, 503, 504})
Driver = TypeVar("Driver", bound=BaseRetrying)

_TELLING_S = 1.0
"""An attempt that the caller's deadline cut before this says nothing about the service."""


class Rules(TypedDict):
    """What tenacity's `Retrying` and `AsyncRetrying` are made with."""

    retry: Callable[[RetryCallState], bool]
    wait: Callable[[RetryCallState], float]
    stop: Callable[[RetryCallState], bool]
    retry_error_callback: Callable[[RetryCallState], Response | Failure]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An attempt that brought no response.

    Attributes:
        error: What to raise if it was the last.
        cause: What is shown as the error's cause; only of vendors whose messages hold no secret.
        arrived: Whether the service may have acted on the request.
        timed_out: Whether no answer came in time.
        is_final: Whether trying again is pointless, whatever the error says.
        status: The HTTP status, if an answer came.
        retry_after_s: Seconds the service asked to wait.
    """

    error: FashionSearchError
    cause: BaseException | None = None
    arrived: bool = True
    timed_out: bool = False
    is_final: bool = False
    status: int | None = None
    retry_after_s: float | None = None


class Attempts:
    """All attempts at one request.

    Args:
        request: What is asked.
        policy: How patient to be.
        health: What is known of the service.
        refuse: Called with a grant that was not accepted; whether another can be had.
    """

    def __init__(
        self, request: Request, policy: RetryPolicy, health: Health, refuse: Callable[[Grant], bool]
    ) -> None:
        self.request = request
        self.grant = Grant()
        self.sent = 0
        self._policy = policy
        self._health = health
        self._refuse = refuse
        self._began = self._attempt_began = time.monotonic()
        self._renewed = False
        self._pauses = _pauses(policy.first_wait_s, policy.longest_wait_s)
        health.starts_call()

    @property
    def rules(self) -> Rules:
        """What tenacity asks."""
        return Rules(
            retry=lambda state: self._again(_result(state)),
            wait=lambda state: self._pause_s(_result(state), state),
            stop=lambda state: self._enough(_result(state), state),
            retry_error_callback=_result,
        )

    def begin(self) -> Failure | None:
        """Another attempt starts, or is not made as the service failed so often that it is left alone."""
        self._attempt_began = time.monotonic()
        wait_s = self._health.seconds_to_wait()
        if wait_s <= 0:
            self.sent += 1
            return None
        error = ServiceUnavailableError(
            f"{self.request.service} was not asked to {self.request.operation}: it failed "
            f"{self._policy.open_after} times in a row and will be tried again in {wait_s:.1f} s.",
            **where(self.request),
            retryable=True,
        )
        return Failure(error=error, arrived=False, is_final=True)

    def answered(self, status: int, headers: Mapping[str, str], content: bytes) -> Response | Failure:
        """An answer came."""
        if status < HTTPStatus.MULTIPLE_CHOICES:
            self._health.responded(is_warm=self.request.may_be_cold)
            return Response(status=status, headers=headers, content=content, request=self.request)
        error = refusal(self.request, status, headers, content, secrets=self.grant.secrets)
        failure = Failure(error=error, status=status, retry_after_s=retry_after_s(headers))
        if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            self._health.responded()
        elif not self._is_starting(failure):
            self._health.failed(self._attempt_began)
        return failure

    def broke(self, exc: BaseException) -> Failure:
        """The attempt ended with an error of ours or of a vendor's.

        Raises:
            BaseException: the same error, when it is neither: a mistake in the code.
        """
        if isinstance(exc, FashionSearchError):
            return Failure(error=exc, cause=exc.__cause__, arrived=False)
        error = translated(exc, self.request, secrets=self.grant.secrets)
        if error is None:
            raise exc
        arrived = type(exc).__name__ not in _NEVER_ARRIVED
        late = arrived and meaning_of(exc) in ("timed_out", "timed_out_because")
        failure = Failure(error=error, cause=exc, arrived=arrived, timed_out=late)
        if meaning_of(exc) != "pool" and self._says_something(failure):
            self._health.failed(self._attempt_began)
        return failure

    def settle(self, outcome: Response | Failure) -> Response:
        """The response, or the error that is left in the end.

        Raises:
            FashionSearchError: no attempt brought a response.
        """
        if isinstance(outcome, Response):
            return outcome
        error = self._last_word(outcome)
        try:
            raise error from (outcome.cause if error is outcome.error else outcome.error)
        finally:
            del error, outcome  # no circle through the traceback

    def _last_word(self, failure: Failure) -> FashionSearchError:
        left = time_left()
        hint = (
            " It seems to be starting: warm it up first, or allow more time."
            if self._is_starting(failure)
            else ""
        )
        if left is not None and left <= 0 and (failure.timed_out or not failure.is_final):
            return DeadlineExceededError(
                f"{self.request.service} did not {self.request.operation} in the time there was ({self.sent} "
                f"attempts in {time.monotonic() - self._began:.2f} s).{hint} Last: {failure.error}",
                **_place(failure, self.request),
                retryable=True,
            )
        if hint:
            return ServiceUnavailableError(
                f"{failure.error}{hint}", **_place(failure, self.request), retryable=True
            )
        return failure.error

    def _again(self, outcome: Response | Failure) -> bool:
        if isinstance(outcome, Response) or outcome.is_final:
            return False
        if outcome.status == HTTPStatus.UNAUTHORIZED:
            return self._renew()
        if not getattr(outcome.error, "retryable", False):
            return False
        return self.request.idempotent or not outcome.arrived

    def _renew(self) -> bool:
        if self._renewed or not self.request.authenticated:
            return False
        self._renewed = True
        return self._refuse(self.grant)

    def _pause_s(self, outcome: Response | Failure, state: RetryCallState) -> float:
        if isinstance(outcome, Response) or outcome.status == HTTPStatus.UNAUTHORIZED:
            return 0.0
        asked_s = outcome.retry_after_s
        if asked_s is not None:
            return asked_s + random.uniform(0.0, min(0.1 * asked_s, 1.0))  # noqa: S311  # spread, not secrecy
        if self._is_starting(outcome):
            return _pauses(10 * self._policy.first_wait_s, self._policy.cold_wait_s)(state)
        return self._pauses(state)

    def _enough(self, outcome: Response | Failure, state: RetryCallState) -> bool:
        if isinstance(outcome, Response):
            return True
        left = time_left()
        if left is not None and state.upcoming_sleep >= left:
            return True
        if outcome.status == HTTPStatus.UNAUTHORIZED:
            return False
        if self._is_starting(outcome):
            gone_s = time.monotonic() - self._began
            report_warming(self.request.service, gone_s, self._policy.cold_budget_s)
            return gone_s + state.upcoming_sleep >= self._policy.cold_budget_s
        return self.sent >= self._policy.attempts or not self._health.may_retry()

    def _is_starting(self, failure: Failure) -> bool:
        if not self.request.may_be_cold or self._health.is_warm:
            return False
        return failure.timed_out or failure.status in _STARTING

    def _says_something(self, failure: Failure) -> bool:
        if self._is_starting(failure):
            return False
        return not failure.timed_out or time.monotonic() - self._attempt_began >= _TELLING_S


@contextmanager
def retried(retrying: Driver) -> Iterator[Driver]:
    """A driver of one request, without the circle of objects that it leaves behind.

    Circles wait for the garbage collector, and while that looks through everything a service holds, no call
    goes on: tenths of a second, again and again under load.
    """
    try:
        yield retrying
    finally:
        state = getattr(retrying, "iter_state", None)  # where there is one, it refers back to its owner
        if state is not None:
            state.reset()


def _result(state: RetryCallState) -> Response | Failure:
    if state.outcome is None:
        raise AssertionError
    outcome: Response | Failure = state.outcome.result()
    return outcome


def _pauses(first_s: float, longest_s: float) -> Callable[[RetryCallState], float]:
    """Pauses drawn between 0 and an end that doubles from attempt to attempt."""
    return wait_random_exponential(multiplier=first_s, max=longest_s)


def _place(failure: Failure, request: Request) -> Where:
    error = failure.error
    if not isinstance(error, ServiceError):
        return where(request)
    return Where(
        service=error.service,
        operation=error.operation,
        status_code=error.status_code,
        request_id=error.request_id,
    )
