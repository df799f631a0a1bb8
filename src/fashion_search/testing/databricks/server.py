"""Two loopback ports, one event loop, one thread; handlers that compute go to a few threads more."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeAlias

from fashion_search.errors import ConfigurationError
from fashion_search.testing.databricks.connection import Connection, Serve
from fashion_search.testing.databricks.messages import Answer, Plane

__all__ = ["Compute", "Server"]

Compute: TypeAlias = Callable[[Callable[[], Answer]], Awaitable[Answer]]
"""Runs a handler in another thread."""

_PLANES: Final[tuple[Plane, ...]] = ("control", "data")
_BACKLOG = 1024


class Server:
    """Accepts connections on the loopback interface until it is stopped.

    Args:
        serve: What answers a request; called on the event loop.
        ports: Where to listen, by plane; 0 is any free port.
        threads: How many handlers may compute at a time.
    """

    def __init__(self, serve: Serve, *, ports: dict[Plane, int], threads: int) -> None:
        self._serve = serve
        self._ports = ports
        self._threads = threads
        self._connections: set[Connection] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._pool: ThreadPoolExecutor | None = None
        self._listening: list[asyncio.Server] = []
        self.addresses: dict[Plane, str] = {}
        """`http://127.0.0.1:PORT` by plane, once started."""

    @property
    def running(self) -> bool:
        """Whether it accepts connections."""
        return self._thread is not None

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._connections)

    def start(self) -> None:
        """Listen, and serve from a thread of its own.

        Raises:
            ConfigurationError: a port is taken.
        """
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="databricks-emulator")
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="databricks-emulator", daemon=True)
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        except OSError as exc:
            self.stop()
            raise ConfigurationError(f"The emulator cannot listen on {self._ports}: {exc}.") from exc

    def stop(self) -> None:
        """Drop every connection, end every thread; nothing is left open. Stopping twice is allowed."""
        if self._loop is None or self._thread is None or self._pool is None:
            return
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._loop.close()
        self._loop = self._thread = self._pool = None

    async def compute(self, work: Callable[[], Answer]) -> Answer:
        """Run work in one of the threads."""
        assert self._pool is not None
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def _run(self) -> None:
        assert self._loop is not None
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for plane in _PLANES:
            listening = await loop.create_server(
                lambda plane=plane: Connection(plane, self._serve, self._connections),  # type: ignore[misc]
                "127.0.0.1",
                self._ports[plane],
                backlog=_BACKLOG,
            )
            self._listening.append(listening)
            port = listening.sockets[0].getsockname()[1]
            self.addresses[plane] = f"http://127.0.0.1:{port}"

    async def _close(self) -> None:
        for listening in self._listening:
            listening.close()
        tasks = [one.task for one in self._connections if one.task is not None]
        for connection in list(self._connections):
            connection.abort()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)  # lets the transports call connection_lost
        self._listening.clear()
