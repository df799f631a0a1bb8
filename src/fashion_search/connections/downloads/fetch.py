"""Fetching pictures from URLs that strangers may have written.

Only http and https, only public addresses (checked for every redirect, after the name was looked up), limits
on size and time. Environment proxies are not used: behind a proxy there is no telling where a request ends.
"""

from __future__ import annotations

import functools
import ssl
import zlib
from collections.abc import Iterable, Iterator

import httpcore
import httpx

from fashion_search.connections.downloads.guard import Deadline, ForbiddenAddressError, GuardedBackend
from fashion_search.connections.downloads.policy import DEFAULT_POLICY, DownloadPolicy
from fashion_search.errors import (
    DeadlineExceededError,
    FashionSearchError,
    InvalidImageError,
    NotFoundError,
    ServiceUnavailableError,
)

__all__ = ["DEFAULT_POLICY", "DownloadPolicy", "download", "shown"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_BUSY = frozenset({408, 425, 429})
_OK, _SERVER_ERROR = 200, 500


def download(url: str, policy: DownloadPolicy = DEFAULT_POLICY) -> bytes:
    """Fetch what is behind an http(s) URL.

    A user name and password in the URL are sent to that URL only, never on to a redirect.

    Args:
        url: Where the picture is.
        policy: Limits.

    Returns:
        The body, decompressed.

    Raises:
        InvalidImageError: the URL, its address or its size is not allowed, or the server refuses.
        NotFoundError: the server has nothing there.
        ServiceUnavailableError: the server cannot be reached or asks to come back later; retryable.
        DeadlineExceededError: `policy.timeout_s` ran out.
    """
    deadline = Deadline(policy.timeout_s)
    target, headers = _target(url), _credentials(url)
    for _ in range(policy.max_redirects + 1):
        answer = _fetch(target, headers, policy, deadline)
        if isinstance(answer, bytes):
            return answer
        target, headers = _target(answer), []
    raise InvalidImageError(f"{shown(url)} leads through more than {policy.max_redirects} redirects.")


def shown(url: str | httpx.URL) -> str:
    """A URL fit for messages: without credentials, query and fragment, any of which may be a secret."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        return "the URL (not shown: it cannot be parsed)"
    port = f":{parsed.port}" if parsed.port else ""
    query = "?…" if parsed.query else ""
    return f"{parsed.scheme}://{parsed.host}{port}{parsed.path}{query}"


def _target(url: str | httpx.URL) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as exc:
        raise InvalidImageError(
            "The picture's URL cannot be parsed; check it for spaces and brackets."
        ) from exc
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise InvalidImageError(f"{shown(parsed)} is not fetched: only http and https URLs with a host are.")
    return parsed.copy_with(username=None, password=None, fragment=None)


def _credentials(url: str) -> list[tuple[bytes, bytes]]:
    parsed = httpx.URL(url)
    if not parsed.userinfo:
        return []
    request = next(httpx.BasicAuth(parsed.username, parsed.password).auth_flow(httpx.Request("GET", url)))
    return [(b"Authorization", request.headers["Authorization"].encode())]


def _fetch(
    url: httpx.URL, extra: list[tuple[bytes, bytes]], policy: DownloadPolicy, deadline: Deadline
) -> bytes | httpx.URL:
    """The body, or where a redirect points to."""
    backend = GuardedBackend(deadline, allow_private=policy.allow_private)
    context = _tls() if url.scheme == "https" else None
    try:
        with (
            httpcore.ConnectionPool(ssl_context=context, network_backend=backend) as pool,
            pool.stream("GET", _raw(url), headers=_headers(url) + extra) as response,
        ):
            return _answer(url, response, policy, deadline)
    except ForbiddenAddressError as exc:
        raise InvalidImageError(
            f"{shown(url)} is not fetched: {exc}. Allow private addresses if it is your own."
        ) from exc
    except httpcore.TimeoutException as exc:
        raise DeadlineExceededError(
            f"{shown(url)} was not fetched within {policy.timeout_s:g} s.",
            service="download",
            operation="GET",
        ) from exc
    except (httpcore.NetworkError, httpcore.ProtocolError) as exc:
        raise _unavailable(url, f"could not be fetched: {exc}") from exc


def _answer(
    url: httpx.URL, response: httpcore.Response, policy: DownloadPolicy, deadline: Deadline
) -> bytes | httpx.URL:
    headers = httpx.Headers(response.headers)
    if response.status in _REDIRECTS and "location" in headers:
        return _joined(url, headers["location"])
    if response.status != _OK:
        raise _refusal(url, response.status)
    declared = headers.get("content-length", "")
    if declared.isdigit() and int(declared) > policy.max_bytes:
        raise _too_large(url, policy)
    body = bytearray()
    for piece in _decompressed(url, response.iter_stream(), headers.get("content-encoding", "")):
        deadline.remaining_s()
        body += piece
        if len(body) > policy.max_bytes:
            raise _too_large(url, policy)
    return bytes(body)


def _joined(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return url.join(location)
    except (httpx.InvalidURL, ValueError) as exc:
        raise InvalidImageError(f"{shown(url)} redirects to a URL that cannot be parsed.") from exc


def _decompressed(url: httpx.URL, pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Undo gzip or deflate in small steps, so that a bomb is counted before it is held."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        yield from pieces
        return
    if name not in ("gzip", "x-gzip", "deflate"):
        raise InvalidImageError(f"{shown(url)} is encoded as {encoding!r}, which was not asked for.")
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        for piece in pieces:
            step = inflater.decompress(piece, _STEP_BYTES)
            while step:
                yield step
                step = inflater.decompress(inflater.unconsumed_tail, _STEP_BYTES)
    except zlib.error as exc:
        raise InvalidImageError(f"{shown(url)} sent a damaged {name} body: {exc}.") from exc


_STEP_BYTES = 1 << 18


def _refusal(url: httpx.URL, status: int) -> FashionSearchError:
    if status in _GONE:
        return NotFoundError(f"{shown(url)} does not exist: the server answered {status}.")
    if status in _BUSY or status >= _SERVER_ERROR:
        return _unavailable(url, f"is not available: the server answered {status}", status)
    return InvalidImageError(f"{shown(url)} was refused: the server answered {status}.")


def _too_large(url: httpx.URL, policy: DownloadPolicy) -> InvalidImageError:
    return InvalidImageError(f"{shown(url)} is larger than the limit of {policy.max_bytes:,} bytes.")


def _unavailable(url: httpx.URL, what: str, status: int | None = None) -> ServiceUnavailableError:
    return ServiceUnavailableError(
        f"{shown(url)} {what}.", service="download", operation="GET", status_code=status, retryable=True
    )


def _raw(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _headers(url: httpx.URL) -> list[tuple[bytes, bytes]]:
    return [
        (b"Host", url.netloc),
        (b"Accept", b"image/*,*/*;q=0.5"),
        (b"Accept-Encoding", b"identity"),
        (b"User-Agent", b"fashion-search"),
    ]


@functools.cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()
