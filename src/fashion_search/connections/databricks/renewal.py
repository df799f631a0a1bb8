"""Credentials that expire: fetched in a thread, once for all who wait, and again before they run out.

Whoever mints a grant may block for long, or for ever: Databricks' SDK fetches tokens without a time limit. So
minting has a thread of its own, and callers wait for it only as long as their deadline. Beside a mint that
hangs another is started, at growing intervals; whichever ends first serves all.
"""

from __future__ import annotations

import asyncio
import copy
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass

import anyio

from fashion_search.connections.credentials import Grant
from fashion_search.deadline import time_left
from fashion_search.errors import FashionSearchError, ServiceUnavailableError
from fashion_search.observing import logger

__all__ = ["Lease", "RenewedCredentials"]

_LONGEST_WAIT_S = 10.0
_HANGS_AFTER_S = 3.0
"""A mint that takes longer gets another beside it; that one twice as long, and so on."""
_LONGEST_PATIENCE_S = 300.0
_AGAIN_AFTER_S = 5.0
"""How long to go on with a grant that is still good when it could not be renewed."""
_YOUNG_S = 1.0
"""A grant refused at this age is not worth renewing: the next one would be refused as well."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A grant for a time.

    Attributes:
        grant: What was given.
        renew_in_s: Seconds after which another should be fetched, while this one is still used.
        ends_in_s: Seconds after which it must not be used.
    """

    grant: Grant
    renew_in_s: float = float("inf")
    ends_in_s: float = float("inf")


class _Held:
    """A lease, and when its times are."""

    __slots__ = ("ends_at", "lease", "renew_at", "since")

    def __init__(self, lease: Lease) -> None:
        self.lease = lease
        self.since = time.monotonic()
        self.renew_at = self.since + lease.renew_in_s
        self.ends_at = self.since + lease.ends_in_s


class _Flight:
    """One mint on its way."""

    __slots__ = ("result", "since")

    def __init__(self) -> None:
        self.since = time.monotonic()
        self.result: Future[Grant] = Future()
        self.result.set_running_or_notify_cancel()  # so that a caller who gives up does not end it for all

    async def lands(self, within_s: float) -> bool:
        """Whether it ends within some seconds."""
        with anyio.move_on_after(within_s):
            with suppress(FashionSearchError):
                await asyncio.wrap_future(self.result)
            return True
        return False

    def landed(self) -> Grant:
        """What it brought; errors as copies, as each thread that raises one adds to its traceback."""
        try:
            return self.result.result()
        except FashionSearchError as exc:
            error = copy.copy(exc)
        raise error


class _State:
    """What one process knows; a forked child starts anew, without the parent's threads and locks."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.lock = threading.Lock()
        self.held: _Held | None = None
        self.flights: list[_Flight] = []
        self.was_refused = False


class RenewedCredentials:
    """Gives grants that are good now; for many threads and event loops.

    Args:
        mint: Fetches a grant, blocking; told whether what it gave last was refused, so that it must not come
            from a cache. Raises errors of ours.
        name: What the grants are for, in errors.
    """

    def __init__(self, mint: Callable[[bool], Lease], *, name: str) -> None:
        self._mint = mint
        self._name = name
        self._state = _State()

    def __repr__(self) -> str:
        """Without what it keeps."""
        return f"RenewedCredentials({self._name!r})"

    def grant(self) -> Grant:
        """A grant that is good now; waits for one no longer than the current deadline.

        Raises:
            FashionSearchError: there is none to be had; as `mint` said.
            ServiceUnavailableError: it did not come in time.
        """
        end = time.monotonic() + _longest_wait_s()
        while isinstance(found := self._look(), _Flight):
            if wait([found.result], _turn_s(end)).done:
                return found.landed()
            self._still_in_time(end)
        return found

    async def grant_async(self) -> Grant:
        """`grant`, off the event loop."""
        end = time.monotonic() + _longest_wait_s()
        while isinstance(found := self._look(), _Flight):
            if await found.lands(_turn_s(end)):
                return found.landed()
            self._still_in_time(end)
        return found

    def refuse(self, grant: Grant) -> bool:
        """Do not give this grant again.

        Returns:
            Whether another is worth waiting for.
        """
        state = self._state
        with state.lock:
            held = state.held
            if held is None or held.lease.grant is not grant:
                return True
            is_young = time.monotonic() - held.since < _YOUNG_S
            is_renewed = any(not flight.result.done() for flight in state.flights)
            if held.lease.renew_in_s == float("inf") or (is_young and not is_renewed):
                return False
            held.renew_at = held.ends_at = 0.0
            state.was_refused = True
            return True

    def _look(self) -> Grant | _Flight:
        """What is held if it is good, else the mint on its way; a mint is started before the end."""
        state = self._state
        if state.pid != os.getpid():
            state = self._state = _State()
        held = state.held
        now = time.monotonic()
        if held is not None and now < held.renew_at:
            return held.lease.grant
        with state.lock:
            held = state.held
            if held is not None and now < held.renew_at:
                return held.lease.grant
            flight = self._under_way(state)
            return held.lease.grant if held is not None and now < held.ends_at else flight

    def _under_way(self, state: _State) -> _Flight:
        state.flights = [one for one in state.flights if not one.result.done()]
        if state.flights and time.monotonic() - state.flights[-1].since < _patience_s(len(state.flights)):
            return state.flights[-1]
        must_be_new = state.was_refused or bool(state.flights)
        flight = _Flight()
        state.flights.append(flight)
        threading.Thread(
            target=self._fly, args=(state, flight, must_be_new), name="fashion-search-login", daemon=True
        ).start()
        return flight

    def _fly(self, state: _State, flight: _Flight, must_be_new: bool) -> None:  # noqa: FBT001
        try:
            lease = self._mint(must_be_new)
        except BaseException as exc:  # whoever waits must hear of it
            logger.debug("%s: no new grant (%s)", self._name, type(exc).__name__)
            with state.lock:
                if state.held is not None:
                    state.held.renew_at = min(time.monotonic() + _AGAIN_AFTER_S, state.held.ends_at)
            flight.result.set_exception(exc)
            return
        with state.lock:
            state.held = _Held(lease)
            state.was_refused = False
        flight.result.set_result(lease.grant)

    def _still_in_time(self, end: float) -> None:
        if time.monotonic() < end:
            return
        raise ServiceUnavailableError(
            f"{self._name} did not answer the login in time. Check the host and the network.",
            service=self._name,
            operation="login",
            retryable=True,
        )


def _turn_s(end: float) -> float:
    """Seconds to wait before looking again: another mint may be due, or a later one be done."""
    return max(0.0, min(end - time.monotonic(), _HANGS_AFTER_S / 2))


def _longest_wait_s() -> float:
    left = time_left()
    return _LONGEST_WAIT_S if left is None else max(0.0, min(left, _LONGEST_WAIT_S))


def _patience_s(flights: int) -> float:
    """How old the youngest of so many mints must be before another is started."""
    return min(_HANGS_AFTER_S * 2.0 ** (flights - 1), _LONGEST_PATIENCE_S)
