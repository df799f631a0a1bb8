"""Notices calls that block the thread of an event loop."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

_watched: dict[int, list[str]] = {}


def _note(what: str) -> None:
    seen = _watched.get(threading.get_ident())
    if seen is not None:
        seen.append(what)


def _audit(event: str, args: tuple[object, ...]) -> None:
    if not _watched:
        return
    if event in {"socket.getaddrinfo", "socket.gethostbyname", "subprocess.Popen", "sqlite3.connect"}:
        _note(event)
    if event == "socket.connect" and args[0].gettimeout() != 0:  # type: ignore[attr-defined]
        _note(event)


@cache
def _hook() -> None:
    """Once in a process: an audit hook cannot be taken away again."""
    sys.addaudithook(_audit)


@contextmanager
def blocking_calls() -> Iterator[list[str]]:
    """The blocking calls of this thread inside the block: sockets, sleeps, name look-ups, databases."""
    _hook()
    seen: list[str] = []
    real = {name: getattr(socket.socket, name) for name in ("recv", "recv_into", "send", "sendall")}
    slept = time.sleep

    def guarded(name: str):
        def call(sock, *args, **kwargs):
            if sock.gettimeout() != 0:
                _note(f"socket.{name}")
            return real[name](sock, *args, **kwargs)

        return call

    def sleep(seconds: float) -> None:
        _note("time.sleep")
        slept(seconds)

    _watched[threading.get_ident()] = seen
    for name in real:
        setattr(socket.socket, name, guarded(name))
    time.sleep = sleep
    try:
        yield seen
    finally:
        del _watched[threading.get_ident()]
        for name, function in real.items():
            setattr(socket.socket, name, function)
        time.sleep = slept
