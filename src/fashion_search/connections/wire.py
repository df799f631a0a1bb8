"""One HTTP exchange as values: what adapters ask for, and what a connection answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from fashion_search.errors import UnexpectedResponseError
from fashion_search.steps import Steps

__all__ = ["Exchange", "Request", "Response", "Together"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to send.

    Attributes:
        method: The HTTP method.
        path: Path and query below the workspace's address, or a whole URL.
        service: Which service, for errors and spans, such as `"model-serving"`.
        endpoint: Which of the service's endpoints, where it has several that fail apart from each other.
        operation: What is asked of it, such as `"query"`.
        json: The body as JSON, when there is one.
        content: The body as bytes, when there is one.
        headers: Headers beside those of every request.
        idempotent: Whether sending it twice does no more than sending it once; only then it is retried.
        may_be_cold: Whether the service behind it may be waking up, which earns the cold budget.
        authenticated: Whether it carries the credentials; a presigned URL must not.
    """

    method: str
    path: str
    service: str
    endpoint: str = ""
    operation: str
    json: object | None = None
    content: bytes | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    idempotent: bool = True
    may_be_cold: bool = False
    authenticated: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back, with a status below 400.

    Attributes:
        status: The HTTP status.
        headers: Header names in lower case.
        content: The body.
        request: What it answers.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    request: Request

    def json(self) -> Any:  # noqa: ANN401
        """The body as JSON.

        Raises:
            UnexpectedResponseError: it is none.
        """
        try:
            return json.loads(self.content)
        except ValueError as exc:
            raise UnexpectedResponseError(
                f"{self.request.service} answered {self.request.operation} with {len(self.content)} bytes "
                "that are not JSON.",
                service=self.request.service,
                operation=self.request.operation,
                status_code=self.status,
                request_id=self.headers.get("x-request-id"),
            ) from exc


@dataclass(frozen=True, slots=True)
class Together:
    """Requests that need not wait for each other; answered by a list, in order.

    Attributes:
        requests: What to send.
        at_once: How many may be on their way at the same time.
    """

    requests: tuple[Request, ...]
    at_once: int = 8


Exchange: TypeAlias = Steps["Request | Together", Any]
"""Steps that ask over HTTP: a `Response` for a `Request`, a list of them for `Together`."""
