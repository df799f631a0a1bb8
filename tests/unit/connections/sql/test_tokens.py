"""Passwords that expire: kept, renewed in time, asked for once at a time."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from fashion_search.connections.sql import tokens as database_tokens
from fashion_search.connections.sql.tokens import DatabaseCredentials, DatabaseToken
from fashion_search.deadline import Deadline, time_left
from fashion_search.errors import ServiceUnavailableError


class Mint:
    def __init__(self, lifetime_s: float = 3600.0) -> None:
        self.lifetime_s = lifetime_s
        self.count = 0
        self.error: Exception | None = None
        self.pause_s = 0.0
        self.saw: list[float | None] = []

    def __call__(self) -> DatabaseToken:
        self.saw.append(time_left())
        time.sleep(self.pause_s)
        if self.error is not None:
            raise self.error
        self.count += 1
        return DatabaseToken(f"token-{self.count}", self.lifetime_s)


def wait_until(true) -> None:
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_token_is_kept_while_it_is_good():
    mint = Mint()
    credentials = DatabaseCredentials(mint)
    assert credentials.current() is None
    assert [credentials.token() for _ in range(3)] == ["token-1"] * 3
    assert credentials.current() == "token-1"


def test_many_who_ask_at_once_wait_for_one_answer():
    mint = Mint()
    mint.pause_s = 0.1
    credentials = DatabaseCredentials(mint)
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(credentials.token())) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["token-1"] * 20

    async def awaited() -> list[str]:
        return await asyncio.gather(*(credentials.token_async() for _ in range(20)))

    credentials.refuse("token-1")
    assert asyncio.run(awaited()) == ["token-2"] * 20


def test_one_that_grows_old_is_renewed_in_the_background(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(database_tokens.time, "monotonic", lambda: clock[0])
    mint = Mint(lifetime_s=100)
    credentials = DatabaseCredentials(mint)
    assert credentials.token() == "token-1"
    clock[0] = 49
    assert (credentials.token(), mint.count) == ("token-1", 1)
    clock[0] = 51
    assert credentials.token() == "token-1"  # nobody waits
    monkeypatch.undo()
    wait_until(lambda: mint.count == 2 and credentials._kept.token.text == "token-2")


def test_one_that_has_expired_is_not_given(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(database_tokens.time, "monotonic", lambda: clock[0])
    credentials = DatabaseCredentials(Mint(lifetime_s=100))
    credentials.token()
    clock[0] = 99
    assert credentials.current() is None
    assert credentials.token() == "token-2"


def test_a_renewal_that_fails_leaves_the_old_one_and_is_not_tried_at_every_turn(monkeypatch):
    clock = [0.0]
    mint = Mint(lifetime_s=100)
    credentials = DatabaseCredentials(mint)
    monkeypatch.setattr(database_tokens.time, "monotonic", lambda: clock[0])
    credentials.token()
    clock[0], mint.error = 60, OSError("down")
    credentials.token()
    end = time.perf_counter() + 5
    while credentials._flight is not None and time.perf_counter() < end:
        time.sleep(0.005)
    asked = len(mint.saw)
    assert [credentials.token() for _ in range(5)] == ["token-1"] * 5
    assert len(mint.saw) == asked == 2


def test_who_needs_a_token_gets_the_error():
    mint = Mint()
    mint.error = ServiceUnavailableError("down", service="lakebase", operation="mint", retryable=True)
    credentials = DatabaseCredentials(mint)
    with pytest.raises(ServiceUnavailableError, match="down"):
        credentials.token()
    mint.error = None
    assert credentials.token() == "token-1"


def test_a_refused_token_is_not_given_again_and_another_is_not_lost():
    credentials = DatabaseCredentials(Mint())
    credentials.token()
    credentials.refuse("some older one")
    assert credentials.token() == "token-1"
    credentials.refuse("token-1")
    assert credentials.token() == "token-2"


def test_asking_does_not_carry_the_deadline_of_whoever_asked_first():
    mint = Mint()
    with Deadline(5, "query"):
        DatabaseCredentials(mint).token()
    assert mint.saw == [None]


def test_nothing_shows_the_token():
    credentials = DatabaseCredentials(Mint())
    text = credentials.token()
    assert text not in f"{credentials!r} {credentials._kept!r} {DatabaseToken(text, 1.0)!r}"
