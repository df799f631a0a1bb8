"""What both kinds of connection do the same way: make a request of values, and values of its answer."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

import httpcore
import httpx

from fashion_search.connections.credentials import Credentials, Grant
from fashion_search.connections.http.answers import where
from fashion_search.connections.http.health import Health
from fashion_search.connections.http.limits import HttpLimits
from fashion_search.connections.http.retry import Attempts, RetryPolicy
from fashion_search.connections.wire import Request
from fashion_search.errors import (
    ConfigurationError,
    FashionSearchError,
    InvalidRequestError,
    UnexpectedResponseError,
)
from fashion_search.version import __version__

__all__ = ["CAUGHT", "Body", "Wire", "agent", "encoded", "lowered"]

CAUGHT = (
    FashionSearchError,
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    OSError,
)
"""What an attempt may end with; anything else is a mistake in the code and passes."""

_ERROR_BYTES = 64 * 1024
"""How much is read of an answer that is an error."""


def agent(product: str | None = None) -> str:
    """The user agent: this package and its version, then whoever uses it.

    Args:
        product: Name and version of the application, such as `"shop/2.1"`.

    Raises:
        ConfigurationError: it cannot be part of a header.
    """
    own = f"fashion-search/{__version__}"
    if not product:
        return own
    if not (product.isascii() and product.isprintable()):
        raise ConfigurationError(f"product is {product!r}; it must be plain text such as 'shop/2.1'.")
    return f"{own} {product}"


@dataclass(frozen=True, slots=True)
class Wire:
    """One connection's settings, and what it remembers of its services.

    Attributes:
        address: Where relative paths lead; `None` when the login knows.
        credentials: Who is asked for permission.
        limits: Sockets, seconds, bytes.
        policy: How patient it is.
        agent: The user agent.
    """

    address: str | None
    credentials: Credentials = field(repr=False)
    limits: HttpLimits
    policy: RetryPolicy
    agent: str
    _health: dict[tuple[int, str, str, str], Health] = field(default_factory=dict, repr=False)

    def attempts(self, request: Request) -> Attempts:
        """A new request, not sent yet."""
        key = (os.getpid(), request.service, request.endpoint, urlsplit(request.path).netloc)
        health = self._health.get(key) or self._health.setdefault(key, Health(self.policy))
        return Attempts(request, self.policy, health, self.credentials.refuse)

    def allowed_s(self, request: Request) -> float:
        """Seconds a request may take when nobody else has set a limit."""
        return self.policy.cold_budget_s if request.may_be_cold else self.policy.call_timeout_s

    def needs_grant(self, request: Request) -> bool:
        """Whether the credentials must be asked before it can be sent."""
        return request.authenticated or (self.address is None and not _is_whole(request.path))

    def addressed(self, request: Request, content: bytes | None, grant: Grant) -> httpx.Request:
        """The request as it goes out.

        Raises:
            ConfigurationError: it is relative, and neither the connection nor the login knows to what.
        """
        headers = {"User-Agent": self.agent, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
        if request.json is not None:
            headers["Content-Type"] = "application/json"
        if request.authenticated:
            headers.update(grant.headers)
        url = request.path
        if not _is_whole(url):
            headers.update(grant.home_headers)
            url = self._home(grant) + "/" + url.lstrip("/")
        headers.update(request.headers)
        return httpx.Request(
            request.method, url, headers=headers, content=content, extensions={"timeout": self._timeouts()}
        )

    def _home(self, grant: Grant) -> str:
        address = self.address or grant.address
        if not address:
            raise ConfigurationError("No address is known to send requests to; set the host.")
        return address.rstrip("/")

    def _timeouts(self) -> dict[str, float | None]:
        return {"connect": self.limits.connect_timeout_s, "read": None, "write": None, "pool": None}


def _is_whole(path: str) -> bool:
    return path.startswith(("https://", "http://"))


def encoded(request: Request) -> bytes | None:
    """The body of a request.

    Raises:
        InvalidRequestError: it is to be JSON and cannot be.
    """
    if request.json is None:
        return request.content
    try:
        text = json.dumps(request.json, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode()
    except (TypeError, ValueError) as exc:
        raise InvalidRequestError(
            f"{request.service} cannot be asked to {request.operation}: that is not valid JSON ({exc})."
        ) from exc


class Body:
    """An answer's body being read, piece by piece, up to a limit.

    Args:
        request: What it answers.
        response: Status and headers.
        limits: The most bytes.

    Raises:
        UnexpectedResponseError: the answer says that it is longer.
    """

    def __init__(self, request: Request, response: httpx.Response, limits: HttpLimits) -> None:
        self._request = request
        self._response = response
        self._most = limits.max_body_bytes
        self._pieces: list[bytes] = []
        self._length = 0
        declared = response.headers.get("content-length", "")
        self._is_error = response.status_code >= HTTPStatus.MULTIPLE_CHOICES
        if not self._is_error and declared.isdigit() and int(declared) > self._most:
            raise self._too_long()

    def take(self, piece: bytes) -> bool:
        """Keep a piece; whether more is wanted.

        Raises:
            UnexpectedResponseError: that is too much.
        """
        self._pieces.append(piece)
        self._length += len(piece)
        if self._is_error:
            return self._length < _ERROR_BYTES
        if self._length > self._most:
            raise self._too_long()
        return True

    @property
    def content(self) -> bytes:
        """All of it."""
        return b"".join(self._pieces)

    def _too_long(self) -> UnexpectedResponseError:
        return UnexpectedResponseError(
            f"{self._request.service} answered {self._request.operation} with more than {self._most:,} "
            "bytes. Ask for less at a time, or raise max_body_bytes.",
            **where(self._request, self._response.status_code, lowered(self._response.headers)),
        )


def lowered(headers: httpx.Headers) -> Mapping[str, str]:
    """Headers with their names in lower case, repeated ones joined."""
    return dict(headers.items())
