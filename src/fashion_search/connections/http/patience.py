"""How patient a connection is, as values: attempts, waits, budgets."""

from __future__ import annotations

from dataclasses import dataclass, fields

from fashion_search.errors import ConfigurationError

__all__ = ["RetryPolicy"]

_MAY_BE_ZERO = frozenset({"first_wait_s", "retry_ratio", "retry_floor_per_s", "warm_for_s"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """When a request is sent again, and when not.

    Attributes:
        attempts: How often a request is sent at most, unless its service is starting.
        first_wait_s: Upper end of the first pause; each pause is drawn between 0 and an end that doubles.
        longest_wait_s: Upper end of any pause that the service did not ask for.
        attempt_timeout_s: How long one attempt may take, its answer's body included.
        call_timeout_s: How long all attempts may take when the caller has set no deadline.
        cold_budget_s: The same for a service that is starting.
        cold_wait_s: Upper end of a pause while it is.
        warm_for_s: How long after an answer a service is not thought to be starting.
        retry_ratio: Second tries allowed per call, on average over time.
        retry_floor_per_s: Second tries allowed per second beside those.
        open_after: Failures in a row after which a service is left alone for a while.
        open_for_s: For how long; then one request tries whether it is back.

    Raises:
        ConfigurationError: a value is negative, or 0 where that would allow nothing.

    Source:
        Full jitter: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
        Budget of retries as a share of calls: B. Beyer et al., "Site Reliability Engineering", 2016, ch. 21.
    """

    attempts: int = 4
    first_wait_s: float = 0.1
    longest_wait_s: float = 5.0
    attempt_timeout_s: float = 15.0
    call_timeout_s: float = 90.0
    cold_budget_s: float = 300.0
    cold_wait_s: float = 10.0
    warm_for_s: float = 60.0
    retry_ratio: float = 0.2
    retry_floor_per_s: float = 1.0
    open_after: int = 10
    open_for_s: float = 5.0

    def __post_init__(self) -> None:
        """Refuse values that make no sense."""
        for one in fields(self):
            value = getattr(self, one.name)
            if not (value > 0 or (value == 0 and one.name in _MAY_BE_ZERO)):
                raise ConfigurationError(f"{one.name} is {value!r}; it must be positive.")
