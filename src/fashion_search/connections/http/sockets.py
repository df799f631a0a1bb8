"""Blocking sockets that end when the current deadline does, whatever the server does.

HTTP clients limit each read, so a server that drips a byte now and then holds its caller for ever. Here every
operation on a socket is given what is left of the deadline around it.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import httpcore

from fashion_search.connections.http.addresses import resolve
from fashion_search.deadline import time_left

__all__ = ["DeadlineBackend"]

_PIECE = 256 * 1024
"""Bytes written between two looks at the deadline."""

T = TypeVar("T", bound=Exception)


class DeadlineBackend(httpcore.NetworkBackend):
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
        """Connect to the first address of `host` that answers."""
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
