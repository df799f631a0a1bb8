"""The emulator's own HTTP, byte by byte: what clients other than the usual ones may send."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from fashion_search.testing.databricks import DatabricksEmulator

GET = b"GET /.well-known/databricks-config HTTP/1.1\r\nhost: x\r\n\r\n"
TOKEN = b"POST /oidc/v1/token HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\n"
FORM = b"grant_type=password"


@pytest.fixture
def wire(emulator: DatabricksEmulator) -> Iterator[socket.socket]:
    port = int(emulator.host.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        yield connection


def answers(wire: socket.socket, count: int) -> list[tuple[bytes, bytes]]:
    """Status lines and bodies of the next answers, read to their length."""
    found, text = [], b""
    while len(found) < count:
        while b"\r\n\r\n" not in text:
            text += received(wire)
        head, _, text = text.partition(b"\r\n\r\n")
        length = next(
            (int(line[16:]) for line in head.split(b"\r\n") if line.startswith(b"content-length")), 0
        )
        while len(text) < length:
            text += received(wire)
        found.append((head.partition(b"\r\n")[0], text[:length]))
        text = text[length:]
    return found


def received(wire: socket.socket) -> bytes:
    piece = wire.recv(65536)
    assert piece, "the connection ended too early"
    return piece


def test_requests_sent_ahead_are_answered_in_order(wire):
    wire.sendall(GET + GET.replace(b"/.well-known/databricks-config", b"/nothing") + GET)
    statuses = [status.split()[1] for status, _ in answers(wire, 3)]
    assert statuses == [b"200", b"404", b"200"]


def test_a_request_may_come_byte_by_byte(wire):
    for place in range(len(GET)):
        wire.sendall(GET[place : place + 1])
    assert answers(wire, 1)[0][0].startswith(b"HTTP/1.1 200")


def test_a_client_that_sends_no_more_is_still_answered(wire):
    wire.sendall(GET)
    wire.shutdown(socket.SHUT_WR)
    assert answers(wire, 1)[0][0].startswith(b"HTTP/1.1 200")
    assert wire.recv(10) == b""


def test_a_body_may_come_in_chunks(wire):
    wire.sendall(TOKEN + b"transfer-encoding: chunked\r\n\r\n13\r\n" + FORM + b"\r\n0\r\n\r\n")
    ((status, body),) = answers(wire, 1)
    assert status.startswith(b"HTTP/1.1 400")
    assert b"unsupported_grant_type" in body


def test_a_client_may_ask_before_it_sends_the_body(wire):
    wire.sendall(TOKEN + b"expect: 100-continue\r\ncontent-length: 19\r\n\r\n")
    assert answers(wire, 1)[0][0].startswith(b"HTTP/1.1 100")
    wire.sendall(FORM)
    assert answers(wire, 1)[0][0].startswith(b"HTTP/1.1 400")


def test_a_connection_is_closed_when_the_client_asks_for_it(wire):
    wire.sendall(GET.replace(b"host: x", b"host: x\r\nconnection: close"))
    assert answers(wire, 1)[0][0].startswith(b"HTTP/1.1 200")
    assert wire.recv(10) == b""


def test_what_is_not_http_ends_the_connection(wire):
    wire.sendall(b"\x16\x03\x01 this is TLS, or nonsense\r\n\r\n")
    assert wire.recv(10) == b""


def test_head_is_answered_without_a_body(wire):
    wire.sendall(b"HEAD /api/2.0/fs/files/Volumes/x HTTP/1.1\r\nhost: x\r\n\r\n" + GET)
    text = b""
    while text.count(b"HTTP/1.1") < 2:
        text += received(wire)
    head = text.split(b"HTTP/1.1 200")[0]
    assert head.startswith(b"HTTP/1.1 401")
    assert head.endswith(b"\r\n\r\n")
