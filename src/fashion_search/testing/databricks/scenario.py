"""How the platform behaves today: slow, throttled, cold, broken. Values only; `faults` plays them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, TypeAlias

from fashion_search.errors import ConfigurationError
from fashion_search.testing.databricks.messages import ServiceName

__all__ = ["CALM", "ColdAnswer", "Latency", "Scenario"]

ColdAnswer: TypeAlias = Literal["hang", "429", "503", "504"]
"""What an endpoint that is waking up does: holds the request until it is warm, or refuses it."""

_SHARES = (
    "share_429",
    "share_500",
    "share_503",
    "share_504",
    "share_hang",
    "share_reset",
    "share_stale",
    "share_cut",
    "share_slow",
    "share_malformed",
    "share_oversized",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Seconds between a request and its answer, log-normal.

    Attributes:
        median_s: The middle one.
        sigma: Spread: 0 is always the median; at 0.5 one in twenty takes 2.3 times as long or more.
    """

    median_s: float = 0.0
    sigma: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What goes wrong, and how often. Shares are of all requests, drawn in the order they arrive.

    Attributes:
        seed: Of the draws; the same seed and order of arrival give the same faults.
        services: Which parts of the platform it is about; `None` for all. OAuth is one of them.
        latency: Added to every answer; takes no thread.
        share_429: Refused with 429 and `Retry-After`.
        retry_after_s: What `Retry-After` says; `None` leaves it out.
        share_500: Answered with 500.
        share_503: Answered with 503.
        retry_after_503_s: What its `Retry-After` says; `None`, as is usual, leaves it out.
        share_504: Answered with 504.
        share_hang: Never answered; the connection is dropped after `hang_s`.
        hang_s: See above.
        share_reset: Connection reset instead of an answer.
        share_stale: Answered, and the connection then closed without saying so.
        share_cut: Half the body, then a reset.
        share_slow: The body comes in pieces, over `slow_s`; no pause is long enough for a read timeout.
        slow_s: See above.
        share_malformed: Status 200 and JSON that ends too early.
        share_oversized: A valid answer, made `oversized_bytes` long.
        oversized_bytes: See above; a little more than this package takes by default.
        cold_start_s: How long a serving endpoint takes to wake after the first request to it.
        cold_answer: What it does meanwhile.
        idle_s: After so long without a request it sleeps again; `None` for never.
        token_lifetime_s: How long OAuth tokens are good for.
        requests_per_s: More than so many to one service in a second are refused with 429.
        presigned_404: Whether signed URLs lead nowhere.
        sql_pending_polls: How often a SQL statement is asked for before it has succeeded.
        by_service: Another scenario for one part; its seed, `token_lifetime_s` and `by_service` do not count.
    """

    seed: int = 0
    services: Collection[ServiceName] | None = None
    latency: Latency = Latency()
    share_429: float = 0.0
    retry_after_s: float | None = 1.0
    share_500: float = 0.0
    share_503: float = 0.0
    retry_after_503_s: float | None = None
    share_504: float = 0.0
    share_hang: float = 0.0
    hang_s: float = 3600.0
    share_reset: float = 0.0
    share_stale: float = 0.0
    share_cut: float = 0.0
    share_slow: float = 0.0
    slow_s: float = 30.0
    share_malformed: float = 0.0
    share_oversized: float = 0.0
    oversized_bytes: int = 65 * 2**20
    cold_start_s: float = 0.0
    cold_answer: ColdAnswer = "hang"
    idle_s: float | None = None
    token_lifetime_s: float = 3600.0
    requests_per_s: float | None = None
    presigned_404: bool = False
    sql_pending_polls: int = 0
    by_service: Mapping[ServiceName, Scenario] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse shares that are none, or that are more than all together."""
        shares = {name: getattr(self, name) for name in _SHARES}
        if any(not 0 <= share <= 1 for share in shares.values()) or sum(shares.values()) > 1 + 1e-9:
            told = {name: share for name, share in shares.items() if share}
            raise ConfigurationError(f"Shares must be in [0, 1] and sum to at most 1; got {told}.")

    def shares(self) -> Mapping[str, float]:
        """The shares above 0, by what happens: `"429"`, `"hang"`, …."""
        named = {name.removeprefix("share_"): float(getattr(self, name)) for name in _SHARES}
        return {name: share for name, share in named.items() if share}

    def about(self, service: ServiceName) -> Scenario:
        """What holds for one part of the platform."""
        special = self.by_service.get(service)
        if special is not None:
            return special
        return self if self.services is None or service in self.services else CALM

    def __str__(self) -> str:
        """What differs from a calm day."""
        told = [
            f"{one.name}={getattr(self, one.name)!r}"
            for one in fields(self)
            if getattr(self, one.name) != getattr(CALM, one.name)
        ]
        return f"Scenario({', '.join(told)})"


CALM = Scenario()
"""Nothing goes wrong."""
