"""Exchanges side by side."""

from __future__ import annotations

from typing import Any

import pytest

from fashion_search.connections.abreast import abreast, together
from fashion_search.connections.wire import Exchange, Request, Response, Together
from fashion_search.errors import NotFoundError
from fashion_search.steps import run


def request(name: str) -> Request:
    return Request(method="GET", path=name, service="test", operation="get")


class Service:
    """Answers each request with its path; remembers what came together."""

    def __init__(self) -> None:
        self.rounds: list[list[str]] = []

    def run(self, exchange: Exchange) -> Any:
        return run(exchange, self._answer)

    def _answer(self, ask: Request | Together) -> object:
        requests = ask.requests if isinstance(ask, Together) else (ask,)
        self.rounds.append([one.path for one in requests])
        answers = [self._send(one) for one in requests]
        return answers if isinstance(ask, Together) else answers[0]

    def _send(self, asked: Request) -> Response:
        if asked.path == "missing":
            raise NotFoundError("missing")
        return Response(status=200, headers={}, content=asked.path.encode(), request=asked)


def asking(name: str, times: int) -> Exchange:
    said = []
    for number in range(times):
        answer = yield request(f"{name}{number}")
        said.append(answer.content.decode())
    return said


def asking_at_once(*names: str) -> Exchange:
    answers = yield Together(tuple(request(name) for name in names))
    return [answer.content.decode() for answer in answers]


def test_what_several_wait_for_goes_out_together_round_by_round() -> None:
    service = Service()
    found = service.run(abreast([asking("a", 1), asking("b", 3), asking_at_once("x", "y"), asking("c", 2)]))
    assert found == [["a0"], ["b0", "b1", "b2"], ["x", "y"], ["c0", "c1"]]
    assert service.rounds == [["a0", "b0", "x", "y", "c0"], ["b1", "c1"], ["b2"]]


def test_none_and_such_as_ask_nothing_are_done_at_once() -> None:
    service = Service()
    assert service.run(abreast([])) == []
    assert service.run(abreast([asking("a", 0)])) == [[]]
    assert service.rounds == []


def test_the_first_error_ends_all_of_them() -> None:
    ended = []

    def watched() -> Exchange:
        try:
            yield request("a")
            yield request("b")
        finally:
            ended.append("watched")

    def failing() -> Exchange:
        yield request("missing")

    with pytest.raises(NotFoundError):
        Service().run(abreast([watched(), failing()]))
    assert ended == ["watched"]


def test_a_lone_request_goes_out_as_one() -> None:
    service = Service()
    (answer,) = service.run(together([request("a")]))
    assert answer.content == b"a"
    assert service.run(together([])) == []
    assert [one.content for one in service.run(together([request("b"), request("c")]))] == [b"b", b"c"]
    assert service.rounds == [["a"], ["b", "c"]]
