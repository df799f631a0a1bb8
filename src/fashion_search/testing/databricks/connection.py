"""One HTTP/1.1 connection: bytes in, requests out, every answer in one write."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from urllib.parse import urlsplit

import h11

from fashion_search.testing.databricks.messages import Answer, Incoming, Plane

__all__ = ["KEEP", "RESET", "Connection", "Ending", "Serve"]

_MOST_BYTES: Final = 64 * 2**20
"""What is sent beyond this is not kept; each service has its own, lower limit."""

_PIECES: Final = 20
_LEAVES_S: Final = 0.01


@dataclass(frozen=True, slots=True)
class Ending:
    """How an answer is sent, and how the connection goes on after it.

    Attributes:
        kind: `"keep"` as it should be; `"stale"` closed, although the answer did not say so; `"cut"` half the
            body, then reset; `"slow"` the body in pieces; `"reset"` no answer at all.
        over_s: How long a slow body takes.
    """

    kind: Literal["keep", "stale", "cut", "slow", "reset"]
    over_s: float = 0.0


KEEP: Final = Ending("keep")
RESET: Final = Ending("reset")

Serve: TypeAlias = Callable[[Incoming], Awaitable[tuple[Answer, Ending]]]
"""Answers a request, and says how the connection ends."""


class Connection(asyncio.Protocol):
    """One client's connection; requests on it are answered one after another.

    Args:
        plane: Which of the two addresses it came to.
        serve: What answers.
        known: The set of open connections, which this one enters and leaves.
    """

    def __init__(self, plane: Plane, serve: Serve, known: set[Connection]) -> None:
        self._plane = plane
        self._serve = serve
        self._known = known
        self._http = h11.Connection(h11.SERVER)
        self._body: list[bytes] = []
        self._size = 0
        self._request: h11.Request
        self._transport: asyncio.Transport
        self.task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asyncio sets TCP_NODELAY on its sockets itself."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._known.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Nobody waits for the answer any more."""
        self._known.discard(self)
        if self.task is not None:
            self.task.cancel()

    def data_received(self, data: bytes) -> None:
        """More bytes."""
        self._http.receive_data(data)
        self._read_on()

    def eof_received(self) -> bool:
        """The client sends no more; an answer on its way is still written."""
        self._http.receive_data(b"")
        self._read_on()
        return self.task is not None

    def abort(self) -> None:
        """Drop the connection at once."""
        self._transport.abort()

    def _read_on(self) -> None:
        try:
            while self._take(self._http.next_event()):
                pass
        except h11.RemoteProtocolError:
            self._transport.close()

    def _take(self, event: object) -> bool:
        """Use one event; whether to ask for the next."""
        if isinstance(event, h11.Request):
            self._request, self._body, self._size = event, [], 0
            if self._http.they_are_waiting_for_100_continue:
                go_on = h11.InformationalResponse(status_code=100, headers=[])
                self._transport.write(self._http.send(go_on) or b"")
            return True
        if isinstance(event, h11.Data):
            self._size += len(event.data)
            if self._size <= _MOST_BYTES:
                self._body.append(bytes(event.data))
            return True
        if isinstance(event, h11.EndOfMessage):
            self.task = asyncio.get_running_loop().create_task(self._answer())
            return False
        if isinstance(event, h11.ConnectionClosed):
            self._transport.close()
        return False

    async def _answer(self) -> None:
        answer, ending = await self._serve(self._incoming())
        if ending.kind == "reset":
            self._transport.abort()
            return
        await self._send(answer, ending)
        self.task = None
        if ending.kind == "cut":
            self._transport.abort()
        elif ending.kind == "stale" or self._http.our_state is h11.MUST_CLOSE:
            self._transport.close()
        elif self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
            self._read_on()

    def _incoming(self) -> Incoming:
        target = urlsplit(self._request.target.decode("ascii"))
        return Incoming(
            plane=self._plane,
            method=self._request.method.decode("ascii").upper(),
            path=target.path,
            query=target.query,
            headers={name.decode("ascii"): value.decode("latin-1") for name, value in self._request.headers},
            body=b"".join(self._body),
        )

    async def _send(self, answer: Answer, ending: Ending) -> None:
        head = self._http.send(h11.Response(status_code=answer.status, headers=_headers(answer))) or b""
        body = b"" if self._request.method == b"HEAD" else answer.body
        if ending.kind == "cut":
            self._transport.write(head + body[: len(body) // 2])
            await asyncio.sleep(_LEAVES_S)  # an abort throws away what has not left yet
            return
        if ending.kind == "slow":
            await self._trickle(head, body, ending.over_s)
            head = body = b""
            self._http.send(h11.Data(data=answer.body))
        sent = self._http.send(h11.Data(data=body)) or b"" if body else b""
        end = self._http.send(h11.EndOfMessage()) or b""
        self._transport.write(b"".join((head, sent, end)))

    async def _trickle(self, head: bytes, body: bytes, over_s: float) -> None:
        self._transport.write(head)
        step = max(1, -(-len(body) // _PIECES))
        for start in range(0, len(body), step):
            await asyncio.sleep(over_s / _PIECES)
            self._transport.write(body[start : start + step])


def _headers(answer: Answer) -> list[tuple[bytes, bytes]]:
    headers = [(name.encode("ascii"), value.encode("latin-1")) for name, value in answer.headers.items()]
    if answer.status != 204 and "content-length" not in answer.headers:
        headers.append((b"content-length", str(len(answer.body)).encode()))
    return headers
