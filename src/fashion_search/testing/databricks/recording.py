"""What the emulator was asked, kept for tests to look at, without secrets."""

from __future__ import annotations

import json
import re
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, overload
from urllib.parse import parse_qsl, urlencode

from fashion_search.testing.databricks.messages import Incoming, Plane, ServiceName

__all__ = ["Recorded", "Recording"]

_MASK = "***"
_SECRET_FIELDS = frozenset({"client_secret", "assertion", "refresh_token", "token", "password"})
_KEPT_BODY = 256 * 1024
_KEPT_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One request and what became of it.

    Attributes:
        plane: Which address was called.
        service: Which part of the platform; `None` where nothing answers.
        method: In upper case.
        path: As sent; the secret of a signed URL is masked.
        query: The text after `?`.
        headers: By lower-case name, credentials masked.
        body: The bytes, secrets masked; empty when there were more than 256 KiB.
        body_bytes: How many bytes there were.
        status: What was answered; `None` for nothing, as when the connection was reset.
        fate: What the scenario made of it, `"answered"` on a calm day.
        request_id: The answer's `x-request-id`.
    """

    plane: Plane
    service: ServiceName | None
    method: str
    path: str
    query: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    body_bytes: int
    status: int | None
    fate: str
    request_id: str

    def json(self) -> Any:  # noqa: ANN401 - whatever was sent
        """The body as JSON."""
        return json.loads(self.body)

    def form(self) -> dict[str, str]:
        """The body as a form."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @classmethod
    def of(
        cls,
        incoming: Incoming,
        *,
        service: ServiceName | None,
        status: int | None,
        fate: str,
        request_id: str,
    ) -> Recorded:
        """The record of a request, secrets masked."""
        return cls(
            plane=incoming.plane,
            service=service,
            method=incoming.method,
            path=re.sub(r"^/presigned/[^/]+", f"/presigned/{_MASK}", incoming.path),
            query=incoming.query,
            headers={name: _header(name, value) for name, value in incoming.headers.items()},
            body=_body(incoming),
            body_bytes=len(incoming.body),
            status=status,
            fate=fate,
            request_id=request_id,
        )


class Recording(Sequence[Recorded]):
    """The latest requests, oldest first, in order of their answers. Safe to read from any thread.

    Args:
        kept: How many are remembered; fewer when their bodies come to more than 64 MiB.
    """

    def __init__(self, kept: int) -> None:
        self._most = kept
        self._kept: deque[Recorded] = deque()
        self._bytes = 0
        self._lock = threading.Lock()
        self.total = 0
        """How many there were in all."""

    def append(self, record: Recorded) -> None:
        """Remember one more."""
        with self._lock:
            self._kept.append(record)
            self._bytes += len(record.body)
            self.total += 1
            while len(self._kept) > self._most or self._bytes > _KEPT_BYTES:
                self._bytes -= len(self._kept.popleft().body)

    def clear(self) -> None:
        """Forget them."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0

    def of(self, service: ServiceName) -> list[Recorded]:
        """Those for one part of the platform."""
        return [record for record in self if record.service == service]

    @overload
    def __getitem__(self, number: int) -> Recorded: ...
    @overload
    def __getitem__(self, number: slice) -> list[Recorded]: ...
    def __getitem__(self, number: int | slice) -> Recorded | list[Recorded]:
        return self._snapshot()[number]

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[Recorded]:
        return iter(self._snapshot())

    def _snapshot(self) -> list[Recorded]:
        with self._lock:
            return list(self._kept)


def _header(name: str, value: str) -> str:
    if name in ("authorization", "proxy-authorization", "cookie"):
        kind, separator, _ = value.partition(" ")
        return f"{kind} {_MASK}" if separator else _MASK
    return value


def _body(incoming: Incoming) -> bytes:
    if len(incoming.body) > _KEPT_BODY:
        return b""
    if "form-urlencoded" in incoming.headers.get("content-type", ""):
        fields = incoming.form().items()
        return urlencode([(n, _MASK if n in _SECRET_FIELDS else value) for n, value in fields]).encode()
    return incoming.body
