"""Sockets that go to checked addresses only and never outlive a deadline.

The name is looked up once and the very address that was checked is connected to, so a name server that
changes its mind in between gains nothing. The URL keeps the name: `Host` and the TLS certificate go by it.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from fashion_search.connections.http.addresses import is_public, resolve

__all__ = ["Deadline", "ForbiddenAddressError", "GuardedBackend"]


class ForbiddenAddressError(Exception):
    """A host name leads to an address that must not be contacted."""


class Deadline:
    """A point in time that all steps of one download share."""

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        self._end = time.monotonic() + timeout_s

    def remaining_s(self) -> float:
        """Seconds left.

        Raises:
            httpcore.TimeoutException: none are.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.TimeoutException(f"not finished within {self.timeout_s:g} s")
        return left


class GuardedBackend(httpcore.NetworkBackend):
    """Opens TCP connections for httpcore, checking where they lead."""

    def __init__(self, deadline: Deadline, *, allow_private: bool) -> None:
        self._deadline = deadline
        self._allow_private = allow_private
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  # the deadline stands in for it
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of `host` that answers."""
        failure: Exception | None = None
        for address in self._checked(host, port):
            left = self._deadline.remaining_s()
            try:
                stream = self._backend.connect_tcp(address, port, left, local_address, socket_options)
            except httpcore.ConnectError as exc:
                failure = exc
            else:
                return _GuardedStream(stream, self._deadline)
        raise httpcore.ConnectError(f"no address of {host!r} answers: {failure}") from failure

    def _checked(self, host: str, port: int) -> list[str]:
        try:
            addresses = resolve(host, port, self._deadline.remaining_s())
        except TimeoutError as exc:
            raise httpcore.ConnectTimeout(f"looking up {host!r}: {exc}") from exc
        except OSError as exc:
            raise httpcore.ConnectError(f"host {host!r} is not known: {exc}") from exc
        refused = [] if self._allow_private else [a for a in addresses if not is_public(a)]
        if refused:
            raise ForbiddenAddressError(f"host {host!r} is at {refused[0]}, which is not a public address")
        return addresses


class _GuardedStream(httpcore.NetworkStream):
    """A connection each of whose steps may take only what the deadline has left."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, self._deadline.remaining_s())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._deadline.remaining_s())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        left = self._deadline.remaining_s()
        return _GuardedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
