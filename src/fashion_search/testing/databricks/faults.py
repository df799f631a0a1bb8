"""Plays a scenario: decides, request by request, what goes wrong."""

from __future__ import annotations

import math
import random
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from fashion_search.testing.databricks.messages import ApiError, ServiceName
from fashion_search.testing.databricks.scenario import CALM, Scenario

__all__ = ["Fate", "Faults"]

_MESSAGES = {
    "429": ("REQUEST_LIMIT_EXCEEDED", "Too many concurrent requests."),
    "500": ("INTERNAL_ERROR", "An internal error occurred."),
    "503": ("TEMPORARILY_UNAVAILABLE", "The service at this path is temporarily unavailable."),
    "504": ("DEADLINE_EXCEEDED", "The request did not complete in time."),
}


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to one request.

    Attributes:
        wait_s: Seconds before anything is answered.
        kind: `"answered"`, or one of the scenario's shares by name.
        scenario: What holds for its service.
    """

    wait_s: float
    kind: str
    scenario: Scenario = CALM

    def refusal(self) -> ApiError | None:
        """The error to answer with, when that is its fate."""
        return _refused(self.kind, self.scenario) if self.kind in _MESSAGES else None


class Faults:
    """Draws fates. Used from the event loop alone, so it needs no lock.

    Args:
        scenario: What to play.
        clock: Tells the seconds.
    """

    def __init__(self, scenario: Scenario = CALM, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.scenario = scenario
        self._clock = clock
        self._random = random.Random(scenario.seed)  # noqa: S311
        self._recent: dict[ServiceName, deque[float]] = defaultdict(deque)
        self._warmth: dict[str, tuple[float, float]] = {}

    def fate(self, service: ServiceName, endpoint: str | None = None) -> Fate:
        """What happens to the next request.

        Args:
            service: Which part of the platform it is for.
            endpoint: The serving endpoint that must be awake, if any.
        """
        scenario = self.scenario.about(service)
        if self._over_rate(service, scenario):
            return Fate(0.0, "429", scenario)
        wait_s, kind = self._latency(scenario), self._kind(scenario)
        if endpoint is not None and scenario.cold_start_s and kind == "answered":
            cold_s = self._cold_s(endpoint, scenario)
            if cold_s > 0:
                held = scenario.cold_answer == "hang"
                return Fate(wait_s + cold_s * held, kind if held else scenario.cold_answer, scenario)
        return Fate(wait_s, kind, scenario)

    def _kind(self, scenario: Scenario) -> str:
        shares = scenario.shares()
        if not shares:
            return "answered"
        drawn = self._random.random()
        for kind, share in shares.items():
            drawn -= share
            if drawn < 0:
                return kind
        return "answered"

    def _latency(self, scenario: Scenario) -> float:
        latency = scenario.latency
        if not latency.sigma:
            return latency.median_s
        return latency.median_s * math.exp(self._random.gauss(0.0, latency.sigma))

    def _over_rate(self, service: ServiceName, scenario: Scenario) -> bool:
        if scenario.requests_per_s is None:
            return False
        now, recent = self._clock(), self._recent[service]
        while recent and now - recent[0] >= 1:
            recent.popleft()
        if len(recent) >= scenario.requests_per_s:
            return True
        recent.append(now)
        return False

    def _cold_s(self, endpoint: str, scenario: Scenario) -> float:
        """Seconds until an endpoint is warm; the first request wakes it."""
        now = self._clock()
        warm_at, used_at = self._warmth.get(endpoint, (math.inf, now))
        asleep = scenario.idle_s is not None and now - max(used_at, warm_at) > scenario.idle_s
        if warm_at == math.inf or asleep:
            warm_at = now + scenario.cold_start_s
        self._warmth[endpoint] = (warm_at, now)
        return warm_at - now


def _refused(kind: str, scenario: Scenario) -> ApiError:
    """The answer of a status that a scenario plays."""
    code, message = _MESSAGES[kind]
    wait = {"429": scenario.retry_after_s, "503": scenario.retry_after_503_s}.get(kind)
    headers = {} if wait is None else {"retry-after": str(math.ceil(wait))}
    return ApiError(int(kind), code, message, headers=headers)
