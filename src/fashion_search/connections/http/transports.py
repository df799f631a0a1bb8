"""How requests get onto sockets: one transport for blocking clients, one for awaited ones.

Sockets lead straight to the server, or through the proxy that the environment names. How many there are at a
time is bounded above, in `pools`.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial

import anyio
import httpcore
import httpx

from fashion_search.connections.http.idle import Idle, Place, place_of, proxy_for
from fashion_search.connections.http.sockets import DeadlineBackend
from fashion_search.connections.http.trust import roots, untrusted

__all__ = ["AsyncTransport", "Transport"]


class Transport(httpx.BaseTransport):
    """Sends requests over sockets that end when the current deadline does; errors are httpcore's.

    Args:
        keep_idle_s: How long an unused socket is kept.
    """

    def __init__(self, keep_idle_s: float) -> None:
        self._idle: Idle[httpcore.HTTPConnection] = Idle(keep_idle_s)
        self._backend = DeadlineBackend()
        self._proxies: dict[Place, httpcore.ConnectionPool | None] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send, and answer as soon as the headers are there."""
        place = place_of(request.url)
        through = self._through(place, request.url)
        if through is not None:
            with _trusting(place):
                answer = through.handle_request(_outgoing(request))
            return _incoming(answer, _Stream(answer, _nothing))
        connection, dead = self._idle.take(place)
        _close(dead)
        connection = connection or self._opened(place)
        try:
            with _trusting(place):
                answer = connection.handle_request(_outgoing(request))
        except BaseException:
            connection.close()
            raise
        done = partial(self._done, place, connection)
        return _incoming(answer, _Stream(answer, done))

    def close(self) -> None:
        """Close every socket."""
        _close(self._idle.take_all())
        for pool in self._proxies.values():
            if pool is not None:
                pool.close()

    def _done(self, place: Place, connection: httpcore.HTTPConnection) -> None:
        _close(self._idle.give(place, connection))

    def _opened(self, place: Place) -> httpcore.HTTPConnection:
        return httpcore.HTTPConnection(
            httpcore.Origin(*place), ssl_context=_trusted(place), network_backend=self._backend
        )

    def _through(self, place: Place, url: httpx.URL) -> httpcore.ConnectionPool | None:
        if place not in self._proxies:
            proxy = proxy_for(url)
            pool = (
                None
                if proxy is None
                else httpcore.ConnectionPool(
                    ssl_context=roots(),
                    proxy=_described(proxy),
                    max_connections=None,
                    network_backend=self._backend,
                )
            )
            self._proxies.setdefault(place, pool)
        return self._proxies[place]


class AsyncTransport(httpx.AsyncBaseTransport):
    """`Transport`, awaited; whoever awaits it sets the time limit."""

    def __init__(self, keep_idle_s: float) -> None:
        self._idle: Idle[httpcore.AsyncHTTPConnection] = Idle(keep_idle_s)
        self._proxies: dict[Place, httpcore.AsyncConnectionPool | None] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send, and answer as soon as the headers are there."""
        place = place_of(request.url)
        through = self._through(place, request.url)
        if through is not None:
            with _trusting(place):
                answer = await through.handle_async_request(_outgoing(request))
            return _incoming(answer, _AsyncStream(answer, _nothing_awaited))
        connection, dead = self._idle.take(place)
        await _aclose(dead)
        connection = connection or self._opened(place)
        try:
            with _trusting(place):
                answer = await connection.handle_async_request(_outgoing(request))
        except BaseException:
            await _aclose([connection])
            raise
        done = partial(self._done, place, connection)
        return _incoming(answer, _AsyncStream(answer, done))

    async def aclose(self) -> None:
        """Close every socket."""
        await _aclose(self._idle.take_all())
        for pool in self._proxies.values():
            if pool is not None:
                await pool.aclose()

    async def _done(self, place: Place, connection: httpcore.AsyncHTTPConnection) -> None:
        await _aclose(self._idle.give(place, connection))

    def _opened(self, place: Place) -> httpcore.AsyncHTTPConnection:
        return httpcore.AsyncHTTPConnection(httpcore.Origin(*place), ssl_context=_trusted(place))

    def _through(self, place: Place, url: httpx.URL) -> httpcore.AsyncConnectionPool | None:
        if place not in self._proxies:
            proxy = proxy_for(url)
            pool = (
                None
                if proxy is None
                else httpcore.AsyncConnectionPool(
                    ssl_context=roots(), proxy=_described(proxy), max_connections=None
                )
            )
            self._proxies.setdefault(place, pool)
        return self._proxies[place]


class _Stream(httpx.SyncByteStream):
    """The body of an answer; closing it gives the socket back."""

    def __init__(self, answer: httpcore.Response, done: Callable[[], None]) -> None:
        self._answer = answer
        self._done = done

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        try:
            self._answer.close()
        finally:
            self._done()


class _AsyncStream(httpx.AsyncByteStream):
    """`_Stream`, awaited."""

    def __init__(self, answer: httpcore.Response, done: Callable[[], Awaitable[None]]) -> None:
        self._answer = answer
        self._done = done

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._answer.aiter_stream()

    async def aclose(self) -> None:
        with anyio.CancelScope(shield=True):
            try:
                await self._answer.aclose()
            finally:
                await self._done()


def _outgoing(request: httpx.Request) -> httpcore.Request:
    url = request.url
    return httpcore.Request(
        method=request.method,
        url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


def _incoming(
    answer: httpcore.Response, stream: httpx.SyncByteStream | httpx.AsyncByteStream
) -> httpx.Response:
    return httpx.Response(answer.status, headers=answer.headers, stream=stream, extensions=answer.extensions)


def _close(connections: list[httpcore.HTTPConnection]) -> None:
    for connection in connections:
        connection.close()


async def _aclose(connections: list[httpcore.AsyncHTTPConnection]) -> None:
    if connections:
        with anyio.CancelScope(shield=True):
            for connection in connections:
                await connection.aclose()


def _nothing() -> None:
    pass


async def _nothing_awaited() -> None:
    pass


def _trusted(place: Place) -> ssl.SSLContext | None:
    return roots() if place.scheme == b"https" else None


@contextmanager
def _trusting(place: Place) -> Iterator[None]:
    """Certificates that are not accepted are an error of ours, which names the host."""
    try:
        yield
    except httpcore.ConnectError as exc:
        refused = untrusted(exc, f"{place.host.decode()}:{place.port}")
        if refused is None:
            raise
        raise refused from exc


def _described(proxy: str) -> httpcore.Proxy:
    parsed = httpx.Proxy(proxy)
    return httpcore.Proxy(url=str(parsed.url), auth=parsed.raw_auth, headers=parsed.headers.raw)
