"""What an HTTP answer means: a response, or which of our errors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TypedDict

from fashion_search.connections.secrets import redacted
from fashion_search.connections.wire import Request
from fashion_search.errors import (
    AuthenticationError,
    FashionSearchError,
    NotFoundError,
    RateLimitedError,
    ServiceError,
    ServiceUnavailableError,
    UnexpectedResponseError,
)

__all__ = ["Where", "refusal", "retry_after_s", "where"]

_REQUEST_IDS = ("x-request-id", "x-databricks-request-id", "x-amz-request-id", "x-ms-request-id")
_BUSY = frozenset({408, 425, 500, 502, 503, 504, 507, 529})


class Where(TypedDict):
    """What every `ServiceError` says about where it happened."""

    service: str
    operation: str
    status_code: int | None
    request_id: str | None


def where(request: Request, status: int | None = None, headers: Mapping[str, str] | None = None) -> Where:
    """The attributes of an error for this request.

    Args:
        request: What was asked.
        status: The answer's, if there was one.
        headers: The answer's, names in lower case.
    """
    ids = (headers[name] for name in _REQUEST_IDS if headers and name in headers)
    return Where(
        service=request.service,
        operation=request.operation,
        status_code=status,
        request_id=next(ids, None),
    )


def refusal(
    request: Request,
    status: int,
    headers: Mapping[str, str],
    content: bytes,
    *,
    secrets: Iterable[str] = (),
) -> FashionSearchError:
    """The error for an answer with status 300 or above.

    Args:
        request: What was asked.
        status: The HTTP status.
        headers: Names in lower case.
        content: The body, or its beginning.
        secrets: Texts that must not be repeated.
    """
    place = where(request, status, headers)
    said = _said(content, secrets)
    asked = f"{request.service} answered {request.operation} with {status}{said}"
    if status in (401, 403):
        return AuthenticationError(f"{asked} {_remedy(status)}", **place)
    if status == HTTPStatus.NOT_FOUND:
        return NotFoundError(f"{asked} Check the names in the settings, and that they may be seen.")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        limited = RateLimitedError(
            f"{asked} Send less at once, or ask for a higher limit.", **place, retryable=True
        )
        limited.retry_after_s = retry_after_s(headers)
        return limited
    if status in _BUSY:
        return ServiceUnavailableError(f"{asked} It may succeed later.", **place, retryable=True)
    if status < HTTPStatus.BAD_REQUEST:
        return UnexpectedResponseError(
            f"{asked} Redirects are not followed; check that the host is the workspace's own address.",
            **place,
        )
    return ServiceError(asked, **place)


def _remedy(status: int) -> str:
    if status == HTTPStatus.UNAUTHORIZED:
        return "The credentials are wrong, or have expired; log in again or replace them."
    return "The credentials are right but lack a permission; ask the owner for it."


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds the service asks to wait, from `Retry-After` as seconds or a date; `None` when it does not."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    try:
        return max(0.0, float(value)) if float(value) < float("inf") else None
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())


def _said(content: bytes, secrets: Iterable[str]) -> str:
    """What the body says went wrong, ending with a full stop."""
    text = content.decode("utf-8", "replace")
    try:
        body = json.loads(text)
    except ValueError:
        body = None
    if isinstance(body, dict):
        code = body.get("error_code") or body.get("error")
        message = body.get("message") or body.get("error_description") or body.get("detail")
        text = ": ".join(str(part) for part in (code, message) if isinstance(part, str) and part)
    elif text.lstrip().startswith("<"):
        text = ""
    shown = redacted(text, secrets)
    if not shown:
        return "."
    return f": {shown}" if shown[-1] in ".!?…" else f": {shown}."
