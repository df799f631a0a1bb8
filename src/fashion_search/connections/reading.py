"""Reading answers strictly: what is not as documented is an error that says whose answer it was."""

from __future__ import annotations

from typing import Any

from fashion_search.connections.wire import Response
from fashion_search.errors import UnexpectedResponseError

__all__ = ["json_object", "unexpected"]


def json_object(response: Response) -> dict[str, Any]:
    """The body as a JSON object.

    Raises:
        UnexpectedResponseError: it is none.
    """
    body = response.json()
    if not isinstance(body, dict):
        raise unexpected(response, f"with a JSON {type(body).__name__}, not an object")
    return body


def unexpected(response: Response, what: str) -> UnexpectedResponseError:
    """The error for an answer that is not as documented.

    Args:
        response: The answer.
        what: Goes on after "… answered …"; holds no data of the answer that may be long or private.
    """
    asked = response.request
    headers = response.headers
    return UnexpectedResponseError(
        f"{asked.service} answered {asked.operation} {what}.",
        service=asked.service,
        operation=asked.operation,
        status_code=response.status,
        request_id=headers.get("x-request-id") or headers.get("x-databricks-request-id"),
    )
