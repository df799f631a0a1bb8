"""A server that does what a test says, socket by socket, and connections of both kinds to ask it with."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import socket
import threading
import time
from dataclasses import dataclass, field

import pytest

from fashion_search.connections.http.connection import AsyncHttpConnection, HttpConnection
from fashion_search.connections.wire import Request


@dataclass
class Seen:
    method: str
    path: str
    headers: dict
    body: bytes


@dataclass
class Loopback:
    """Answers each path by its list of acts, in order; the last one repeats."""

    listener: socket.socket = field(
        default_factory=lambda: socket.create_server(("127.0.0.1", 0), backlog=256)
    )
    acts: dict = field(default_factory=dict)
    seen: list = field(default_factory=list)
    connections: int = 0
    ended: threading.Event = field(default_factory=threading.Event)
    open: set = field(default_factory=set)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def on(self, path, *acts):
        self.acts[path] = list(acts)

    @staticmethod
    def reply(status=200, body=b"{}", delay_s=0.0, **headers):
        def act(sock):
            time.sleep(delay_s)
            lines = [f"HTTP/1.1 {status} x", f"content-length: {len(body)}"]
            lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
            sock.sendall("\r\n".join([*lines, "", ""]).encode() + body)

        return act

    def hang(self, seconds=30.0):
        def act(sock):
            self.ended.wait(seconds)
            raise ConnectionResetError

        return act

    def drip(self, pause_s=0.02, *, headers_too=False):
        def act(sock):
            head = b"HTTP/1.1 200 x\r\ncontent-length: 100000\r\n\r\n"
            if headers_too:
                head = b"HTTP/1.1 200 x\r\nx-slow: " + b"y" * 100000
            else:
                sock.sendall(head)
                head = b"z" * 100000
            for byte in head:
                sock.sendall(bytes([byte]))
                if self.ended.wait(pause_s):
                    raise ConnectionResetError

        return act

    @staticmethod
    def close_without_answer(_):
        raise ConnectionResetError

    @staticmethod
    def cut_short(sock):
        sock.sendall(b"HTTP/1.1 200 x\r\ncontent-length: 100\r\n\r\nhalf")
        raise ConnectionResetError

    def answer_then_close_silently(self, body=b"{}"):
        def act(sock):
            self.reply(body=body)(sock)
            raise ConnectionResetError

        return act

    def serve(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            self.open.add(sock)
            threading.Thread(target=self._talk, args=(sock,), daemon=True).start()

    def _talk(self, sock):
        try:
            with sock, contextlib.suppress(OSError, ValueError), sock.makefile("rb") as stream:
                while request := self._read(stream):
                    self.seen.append(request)
                    acts = self.acts[request.path]
                    act = acts.pop(0) if len(acts) > 1 else acts[0]
                    act(sock)
        finally:
            self.open.discard(sock)

    @staticmethod
    def _read(stream):
        line = stream.readline().split()
        if not line:
            return None
        headers = {}
        while (text := stream.readline().strip()) != b"":
            name, _, value = text.decode().partition(":")
            headers[name.lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", 0)))
        return Seen(line[0].decode(), line[1].decode(), headers, body)

    def close(self):
        self.ended.set()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


@pytest.fixture
def start():
    """Starts servers, over TLS when given what they show."""
    started = []

    def begin(context=None):
        loopback = Loopback()
        if context is not None:
            loopback.listener = context.wrap_socket(
                loopback.listener, server_side=True, do_handshake_on_connect=False
            )
        thread = threading.Thread(target=loopback.serve, daemon=True)
        thread.start()
        started.append((loopback, thread))
        return loopback

    yield begin
    for loopback, thread in started:
        loopback.close()
        thread.join()


@pytest.fixture
def server(start):
    return start()


class World:
    """A connection of one kind, asked in the same words whatever the kind."""

    def __init__(self, kind):
        self.kind = kind
        self.made = []
        self.loop = asyncio.new_event_loop() if kind == "awaited" else None

    def connect(self, address, credentials=None, **options):
        make = HttpConnection if self.kind == "blocking" else AsyncHttpConnection
        self.made.append(make(address, credentials, **options))
        return self.made[-1]

    def wait(self, outcome):
        return self.loop.run_until_complete(outcome) if self.kind == "awaited" else outcome

    def send(self, connection, request):
        return self.wait(connection.send(request))

    def run(self, connection, exchange):
        return self.wait(connection.run(exchange))

    def close(self):
        for connection in self.made:
            if self.kind == "awaited":
                self.wait(connection.aclose())
            else:
                connection.close()
        if self.loop is not None:
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
            self.loop.run_until_complete(self.loop.shutdown_default_executor())
            self.loop.close()


@pytest.fixture(params=["blocking", "awaited"])
def world(request):
    made = World(request.param)
    yield made
    made.close()


@pytest.fixture
def get():
    """Makes a request."""
    return functools.partial(
        Request, method="GET", service="shop", operation="look", path="/", authenticated=False
    )
