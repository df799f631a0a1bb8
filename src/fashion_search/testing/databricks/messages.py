"""What comes in over the wire, what goes out, and the error that is an answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias
from urllib.parse import parse_qsl

__all__ = ["Answer", "ApiError", "Incoming", "Plane", "ServiceName", "empty", "invalid", "json_answer"]

Plane: TypeAlias = Literal["control", "data"]
"""Which of the two addresses was called: the workspace's, or the one its services answer on."""

ServiceName: TypeAlias = Literal[
    "oauth", "serving", "vector-search", "files", "sql", "lakebase", "jobs", "identity"
]
"""Which part of the platform a request is for."""


class ApiError(Exception):
    """A refusal, answered as `{"error_code", "message"}`.

    Attributes:
        status: The HTTP status.
        code: Databricks' word for it.
        message: What is wrong.
        headers: Further headers, such as `retry-after`.
        content: A whole body where the platform has another form, as OAuth has.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: object | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})
        self.content = {"error_code": code, "message": message} if content is None else content


def invalid(message: str) -> ApiError:
    """The refusal of a value: status 400, `INVALID_PARAMETER_VALUE`."""
    return ApiError(400, "INVALID_PARAMETER_VALUE", message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A request as it came.

    Attributes:
        plane: Which address was called.
        method: In upper case.
        path: Still percent-encoded, without the query.
        query: The text after `?`.
        headers: By lower-case name; the last of several counts.
        body: The bytes, whole.
    """

    plane: Plane
    method: str
    path: str
    query: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    def parameters(self) -> dict[str, str]:
        """The query's parameters; the last of several counts."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def several(self, name: str) -> list[str]:
        """Every value of a parameter that may come more than once."""
        return [value for key, value in parse_qsl(self.query, keep_blank_values=True) if key == name]

    def form(self) -> dict[str, str]:
        """The body as a submitted form."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; an empty body is an empty object.

        Raises:
            ApiError: it is none.
        """
        if not self.body:
            return {}
        try:
            content = json.loads(self.body)
        except (ValueError, RecursionError) as exc:
            raise ApiError(400, "MALFORMED_REQUEST", f"The body is not JSON: {exc}") from exc
        if not isinstance(content, dict):
            raise ApiError(400, "MALFORMED_REQUEST", "The body must be a JSON object.")
        return content


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response, whole."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)


def json_answer(content: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """Content as JSON; a number that JSON lacks, such as NaN, is a programming error here."""
    body = json.dumps(content, allow_nan=False, separators=(",", ":")).encode()
    return Answer(status=status, headers={"content-type": "application/json", **(headers or {})}, body=body)


def empty(status: int = 204) -> Answer:
    """An answer without a body."""
    return Answer(status=status)
