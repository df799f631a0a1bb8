"""Passwords that expire: kept while they are good, renewed in the background, asked for once at a time."""

from __future__ import annotations

import asyncio
import contextvars
import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from fashion_search.connections.sql.errors import out_of_time
from fashion_search.deadline import time_left
from fashion_search.errors import ConfigurationError

__all__ = ["DatabaseCredentials", "DatabaseToken", "Mint", "told_token"]

_SERVICE = "lakebase"
_STALE = 0.5
"""From this share of its life on, a token is renewed while it still serves."""

_EXPIRED = 0.95
"""From this share of its life on, a token is not used any more: clocks differ, and a login takes time."""

_LIFETIME_S = 3600.0
_DOUBTFUL_S = 60.0
_PAUSE_S = 5.0
"""How long a failed renewal in the background is left alone."""


@dataclass(frozen=True, slots=True)
class DatabaseToken:
    """A password and how long it is good.

    Attributes:
        text: The password; never shown.
        lifetime_s: Seconds from when it was asked for.
    """

    text: str = field(repr=False)
    lifetime_s: float


Mint: TypeAlias = Callable[[], DatabaseToken]
"""Asks for a new token, blocking; called in a thread of its own."""


@dataclass(frozen=True, slots=True)
class _Kept:
    token: DatabaseToken
    since: float

    def age(self) -> float:
        """As a share of its life."""
        return (time.monotonic() - self.since) / self.token.lifetime_s


class DatabaseCredentials:
    """The current password of a database.

    A new one is always asked for in a thread apart, by whoever comes first; others wait for the same answer,
    no longer than their call may take. Safe to share between threads and event loops.

    Args:
        mint: Asks for a new token.

    Attributes:
        mint: As given.
    """

    def __init__(self, mint: Mint) -> None:
        self.mint = mint
        self._lock = threading.Lock()
        self._kept: _Kept | None = None
        self._flight: Future[str] | None = None
        self._not_before = 0.0

    def __repr__(self) -> str:
        """Without what it keeps."""
        return "DatabaseCredentials(***)"

    def current(self) -> str | None:
        """The token, if there is a good one; it never waits. One that grows old is renewed meanwhile."""
        kept = self._kept
        if kept is None or kept.age() >= _EXPIRED:
            return None
        if kept.age() >= _STALE and time.monotonic() >= self._not_before:
            self._asked()
        return kept.token.text

    def token(self) -> str:
        """The token, waiting for a new one where there is none.

        Raises:
            FashionSearchError: none is to be had; as `mint` raises it.
            DeadlineExceededError: not within the time left of the call.
        """
        known = self.current()
        if known is not None:
            return known
        try:
            return self._asked().result(timeout=time_left())
        except TookTooLong as exc:
            raise out_of_time(_SERVICE) from exc

    async def token_async(self) -> str:
        """`token`, off the event loop."""
        known = self.current()
        if known is not None:
            return known
        waiting = asyncio.wrap_future(self._asked())
        try:
            return await asyncio.wait_for(asyncio.shield(waiting), time_left())
        except asyncio.TimeoutError as exc:
            waiting.add_done_callback(_look_at)
            raise out_of_time(_SERVICE) from exc

    def refuse(self, text: str) -> None:
        """The server did not accept this token: do not give it again."""
        with self._lock:
            if self._kept is not None and self._kept.token.text == text:
                self._kept = None

    def _asked(self) -> Future[str]:
        """The answer that is on its way, or a new one."""
        with self._lock:
            if self._flight is None:
                self._flight = Future()
                # Without the asker's deadline: others may be waiting for the same answer.
                context = contextvars.Context()
                threading.Thread(
                    target=context.run,
                    args=(self._ask, self._flight),
                    name="fashion-search-database-token",
                    daemon=True,
                ).start()
            return self._flight

    def _ask(self, flight: Future[str]) -> None:
        since = time.monotonic()
        try:
            token = self.mint()
        except BaseException as exc:  # whoever waits gets it
            with self._lock:
                self._flight, self._not_before = None, time.monotonic() + _PAUSE_S
            flight.set_exception(exc)
        else:
            with self._lock:
                self._kept, self._flight = _Kept(token, since), None
            flight.set_result(token.text)


def _look_at(future: asyncio.Future[str]) -> None:
    """An answer nobody waits for any more is no reason for a warning."""
    if not future.cancelled():
        future.exception()


def told_token(text: str | None, expires: object) -> DatabaseToken:
    """A token as the workspace told it.

    Args:
        text: The password.
        expires: When it ends, in one of the forms the two services use.

    Raises:
        ConfigurationError: it is empty.
    """
    if not text:
        raise ConfigurationError(
            "The workspace gave an empty database credential. Check the instance's state."
        )
    return DatabaseToken(text, _lifetime_s(expires))


def _lifetime_s(expires: object) -> float:
    """Seconds until a moment, at most what tokens are documented to live; an hour when it is not told.

    By a clock that is ahead of the workspace's a token may seem to have expired before it came.
    """
    write = getattr(expires, "ToJsonString", None)  # of protobuf's Timestamp
    told = re.sub(r"\.\d+", "", str(write() if write is not None else expires)).replace("Z", "+00:00")
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return _LIFETIME_S
    left = moment.timestamp() - time.time()
    return min(left, _LIFETIME_S) if left > 1 else _DOUBTFUL_S
