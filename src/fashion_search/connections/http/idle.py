"""Sockets kept for the next request to the same place."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections import defaultdict, deque
from typing import Generic, NamedTuple, Protocol, TypeVar

import httpx

__all__ = ["Idle", "Place", "place_of", "proxy_for"]


class _Connection(Protocol):
    """What httpcore's connections have in common."""

    def is_idle(self) -> bool: ...

    def has_expired(self) -> bool: ...


C = TypeVar("C", bound=_Connection)


class Place(NamedTuple):
    """Where a socket leads."""

    scheme: bytes
    host: bytes
    port: int


class Idle(Generic[C]):
    """Open connections that nobody uses, the latest used on top; for many threads.

    httpcore's own pool looks at every connection for every request, and whether its socket is open; with
    64 connections that costs more than the request. It also loses a socket when a waiting request gives up in
    the moment it is served. Here only the connection that is taken is looked at, and nobody waits.

    Args:
        keep_s: How long one is kept.
    """

    def __init__(self, keep_s: float) -> None:
        self._keep_s = keep_s
        self._lock = threading.Lock()
        self._stacks: dict[Place, deque[tuple[float, C]]] = defaultdict(deque)

    def take(self, place: Place) -> tuple[C | None, list[C]]:
        """A connection to use, and those found dead or too old, to be closed by the caller."""
        dead: list[C] = []
        while True:
            with self._lock:
                stack = self._stacks[place]
                since, connection = stack.pop() if stack else (0.0, None)
            if connection is None:
                return None, dead
            if time.monotonic() - since < self._keep_s and not connection.has_expired():
                return connection, dead
            dead.append(connection)

    def give(self, place: Place, connection: C) -> list[C]:
        """Keep a connection if it can be used again; what must be closed comes back."""
        dead = [] if connection.is_idle() else [connection]
        now = time.monotonic()
        with self._lock:
            stack = self._stacks[place]
            if not dead:
                stack.append((now, connection))
            while stack and now - stack[0][0] >= self._keep_s:
                dead.append(stack.popleft()[1])
        return dead

    def take_all(self) -> list[C]:
        """Every connection, to be closed."""
        with self._lock:
            every = [connection for stack in self._stacks.values() for _, connection in stack]
            self._stacks.clear()
        return every


def place_of(url: httpx.URL) -> Place:
    """Where a URL leads."""
    port = url.port or (443 if url.scheme == "https" else 80)
    return Place(url.raw_scheme, url.raw_host, port)


def proxy_for(url: httpx.URL) -> str | None:
    """The proxy that the environment names for a URL, if any."""
    proxies = urllib.request.getproxies()
    named = proxies.get(url.scheme) or proxies.get("all")
    if not named or urllib.request.proxy_bypass(url.host):
        return None
    return named if "://" in named else f"http://{named}"
