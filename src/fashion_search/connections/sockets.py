"""Blocking sockets that end when the current deadline does, whatever the server does.

HTTP clients limit each read, so a server that drips a byte now and then holds its caller for ever. Here every
operation on a socket is given what is left of the deadline around it.
"""

from __future__ import annotations

import functools
import ssl
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import httpcore
import httpx

from fashion_search.connections.addresses import resolve
from fashion_search.connections.limits import HttpLimits
from fashion_search.deadline import time_left

__all__ = ["DeadlineTransport", "trusted"]

_PIECE = 256 * 1024
"""Bytes written between two looks at the deadline."""

T = TypeVar("T", bound=Exception)


@functools.cache
def trusted() -> ssl.SSLContext:
    """Whom to trust: the roots httpx comes with, or what SSL_CERT_FILE names. Slow to make, so kept."""
    return httpx.create_ssl_context()


class DeadlineTransport(httpx.BaseTransport):
    """A pool of sockets for an `httpx.Client`, straight or through the proxies that the environment names.

    Args:
        limits: How many, and for how long.
    """

    def __init__(self, limits: HttpLimits) -> None:
        self._limits = limits
        self._pools: dict[str | None, httpcore.ConnectionPool] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send, and answer as soon as the headers are there; errors are httpcore's."""
        url = request.url
        answer = self._pool(_proxy(url)).handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Stream(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        """Close every socket."""
        for pool in self._pools.values():
            pool.close()

    def _pool(self, proxy: str | None) -> httpcore.ConnectionPool:
        found = self._pools.get(proxy)
        return found or self._pools.setdefault(proxy, self._new_pool(proxy))

    def _new_pool(self, proxy: str | None) -> httpcore.ConnectionPool:
        limits = self._limits
        return httpcore.ConnectionPool(
            ssl_context=trusted(),
            proxy=_described(proxy) if proxy else None,
            max_connections=limits.pool_size,
            max_keepalive_connections=limits.pool_size,
            keepalive_expiry=limits.keep_idle_s,
            network_backend=_Backend(),
        )


class _Stream(httpx.SyncByteStream):
    """The body of an answer."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _Backend(httpcore.NetworkBackend):
    """Opens sockets; looks names up in a thread, as the system's look-up knows no limit."""

    def __init__(self) -> None:
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception | None = None
        for address in _addresses(host, port, _left(timeout, httpcore.ConnectTimeout)):
            left = _left(timeout, httpcore.ConnectTimeout)
            try:
                stream = self._backend.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as exc:
                failure = exc
            else:
                return _Socket(stream)
        raise failure or httpcore.ConnectError(f"host {host!r} has no address")


class _Socket(httpcore.NetworkStream):
    """A socket none of whose operations outlives the deadline."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            self._stream.write(buffer[start : start + _PIECE], _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Socket(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  # as declared by httpcore
        return self._stream.get_extra_info(info)


def _left(timeout: float | None, late: Callable[[str], T]) -> float | None:
    """The shorter of the operation's own limit and what the deadline leaves."""
    left = time_left()
    if left is None:
        return timeout
    if left <= 0:
        raise late("the time is up")
    return left if timeout is None else min(left, timeout)


def _addresses(host: str, port: int, timeout_s: float | None) -> list[str]:
    try:
        return resolve(host, port, timeout_s if timeout_s is not None else 60.0)
    except TimeoutError as exc:
        raise httpcore.ConnectTimeout(f"looking up {host!r}: {exc}") from exc
    except OSError as exc:
        raise httpcore.ConnectError(f"host {host!r} is not known: {exc}") from exc


def _proxy(url: httpx.URL) -> str | None:
    """The proxy that the environment names for a URL, if any."""
    proxies = urllib.request.getproxies()
    named = proxies.get(url.scheme) or proxies.get("all")
    if not named or urllib.request.proxy_bypass(url.host):
        return None
    return named if "://" in named else f"http://{named}"


def _described(proxy: str) -> httpcore.Proxy:
    parsed = httpx.Proxy(proxy)
    return httpcore.Proxy(url=str(parsed.url), auth=parsed.raw_auth, headers=parsed.headers.raw)
