"""What a connection holds open: a bounded number of sockets, and threads for what goes out together.

Requests go to the transports without the client of httpx, which would log addresses, and with them the
signatures of signed links.
"""

from __future__ import annotations

import os
import threading

import anyio
import httpx

from fashion_search.connections.http.limits import HttpLimits
from fashion_search.connections.http.threads import Threads
from fashion_search.connections.http.transports import AsyncTransport, Transport
from fashion_search.deadline import time_left

__all__ = ["AsyncPool", "Pool"]


class Pool:
    """What one process holds open for a blocking connection."""

    def __init__(self, limits: HttpLimits) -> None:
        self.transport = Transport(limits.keep_idle_s)
        self.threads = Threads(limits.pool_size)
        self._gate = threading.BoundedSemaphore(limits.pool_size)
        self._timeout_s = limits.pool_timeout_s

    def enter(self) -> None:
        """Wait until a socket may be used.

        Raises:
            httpx.PoolTimeout: none became free in time.
        """
        left = time_left()
        timeout_s = self._timeout_s if left is None else max(0.0, min(left, self._timeout_s))
        if not self._gate.acquire(timeout=timeout_s):
            raise httpx.PoolTimeout(f"none was free within {timeout_s:.1f} s")

    def leave(self) -> None:
        """Done with the socket."""
        self._gate.release()

    def close(self) -> None:
        """Close everything."""
        self.threads.close()
        self.transport.close()


class AsyncPool:
    """What one event loop holds open for an awaited connection."""

    def __init__(self, limits: HttpLimits) -> None:
        self.pid = os.getpid()
        self.transport = AsyncTransport(limits.keep_idle_s)
        self._gate = anyio.Semaphore(limits.pool_size)
        self._timeout_s = limits.pool_timeout_s

    async def enter(self) -> None:
        """Wait until a socket may be used.

        Raises:
            httpx.PoolTimeout: none became free in time.
        """
        with anyio.move_on_after(self._timeout_s):
            await self._gate.acquire()
            return
        raise httpx.PoolTimeout(f"none was free within {self._timeout_s:.1f} s")

    def leave(self) -> None:
        """Done with the socket."""
        self._gate.release()
