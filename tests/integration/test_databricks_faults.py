"""64 callers on a bad day: a quarter of the requests goes wrong, and tokens end every five seconds.

The emulator has a process of its own, so that what is late is the client.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from elsewhere import settle

from fashion_search import AsyncFashionClient, FashionClient
from fashion_search.connections.databricks.renewal import RenewedCredentials
from fashion_search.errors import FashionSearchError

pytest.importorskip("databricks.sdk", reason="needs the databricks extra")

LASTING_S = float(os.environ.get("FASHION_TEST_LASTING_S", "8"))
"""How long the tests take; the acceptance session says 60."""

LATE_S = 0.1 if os.environ.get("FASHION_TEST_STRICT") == "1" else 2.0
"""How late an answer may be: the acceptance session runs on a machine with nothing else to do."""

CALLERS = 64
TIMEOUT_S = 3.0
TOKEN_S = 5.0
THINKING_S = 2.0
"""Between two calls of one caller; without it the test would measure how many fit on a processor."""

FAULTS = ("share_429=0.1", "share_503=0.1", "share_hang=0.05", f"token_lifetime_s={TOKEN_S}", "seed=3")
LOGINS_AT_ONCE = 5
OF_THE_SDK = 8
"""Connections that databricks-sdk keeps for the process, or holds in log-ins that hang without a limit."""

pytestmark = [
    pytest.mark.slow,
    # the SDK leaves its sockets to the garbage collector
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"),
]


class Seen:
    """What came of every call, and how long each took."""

    def __init__(self, expected: dict[str, tuple[str, ...]]) -> None:
        self.texts = list(expected)
        self._expected = expected
        self._lock = threading.Lock()
        self.outcomes: Counter[str] = Counter()
        self.seconds: list[float] = []

    def note(self, text: str, outcome: tuple[str, ...] | FashionSearchError, began: float) -> None:
        took = time.monotonic() - began
        if isinstance(outcome, FashionSearchError):
            told = type(outcome).__name__
        else:
            told = "right" if outcome == self._expected[text] else "WRONG"
        with self._lock:
            self.outcomes[told] += 1
            self.seconds.append(took)

    def judge(self, sent: int) -> None:
        calls = len(self.seconds)
        late = sum(took > TIMEOUT_S + 0.1 for took in self.seconds)
        print(
            f"{calls} calls: {dict(self.outcomes)}; slowest {max(self.seconds):.3f} s of {TIMEOUT_S}, "
            f"{late} more than 0.1 s late; {sent} requests"
        )
        assert self.outcomes["WRONG"] == 0
        assert self.outcomes["right"] > calls / 2
        assert max(self.seconds) <= TIMEOUT_S + LATE_S
        assert sent <= 2 * 1.2 * calls + 4 * LASTING_S + 200, (
            "two requests a call, a fifth more, and the start"
        )


@pytest.fixture
def seen(demo_client) -> Seen:
    texts = [f"{color} {kind}" for color in ("red", "blue", "black", "green") for kind in ("dress", "watch")]
    return Seen({text: demo_client.search(text, understand=False).product_ids for text in texts})


@pytest.fixture
def bad_day(elsewhere):
    elsewhere(*(part for fault in FAULTS for part in ("--scenario", fault)))
    return elsewhere


@pytest.fixture
def logins(monkeypatch) -> Iterator[list[float]]:
    """When somebody logged in; in the end, that it happened as often as tokens end."""
    begun: list[float] = []
    fly = RenewedCredentials._fly

    def counted(*args) -> None:
        begun.append(time.monotonic())
        fly(*args)

    monkeypatch.setattr(RenewedCredentials, "_fly", counted)
    yield begun
    assert LASTING_S / TOKEN_S - 1 <= len(begun) <= 4 * (LASTING_S / TOKEN_S + 4)


def test_every_call_ends_rightly_or_with_our_error_in_time(bad_day, seen, logins):
    threads = set(threading.enumerate())
    with FashionClient.databricks() as client:
        patiently(client.warm_up)
        end = time.monotonic() + LASTING_S

        def caller(number: int) -> None:
            drawn = random.Random(number)
            while time.monotonic() < end:
                time.sleep(drawn.uniform(0.0, THINKING_S))
                text, began = drawn.choice(seen.texts), time.monotonic()
                try:
                    found = client.search(text, understand=False, timeout_s=TIMEOUT_S).product_ids
                except FashionSearchError as exc:
                    found = exc
                seen.note(text, found, began)

        with frozen(), ThreadPoolExecutor(CALLERS) as pool:
            list(pool.map(caller, range(CALLERS)))
    settle(lambda: bad_day.sockets <= OF_THE_SDK)
    assert bad_day.sockets <= OF_THE_SDK
    seen.judge(bad_day.stop())
    nothing_runs_on(threads)


def test_every_awaited_call_ends_rightly_or_with_our_error_in_time(bad_day, seen, logins):
    threads = set(threading.enumerate())

    async def caller(client: AsyncFashionClient, number: int, end: float) -> None:
        drawn = random.Random(number)
        while time.monotonic() < end:
            await asyncio.sleep(drawn.uniform(0.0, THINKING_S))
            text, began = drawn.choice(seen.texts), time.monotonic()
            try:
                found = (await client.search(text, understand=False, timeout_s=TIMEOUT_S)).product_ids
            except FashionSearchError as exc:
                found = exc
            seen.note(text, found, began)

    async def ask() -> None:
        async with AsyncFashionClient.databricks() as client:
            await patiently_awaited(client.warm_up)
            end = time.monotonic() + LASTING_S
            with frozen():
                await asyncio.gather(*(caller(client, number, end) for number in range(CALLERS)))

    asyncio.run(ask())
    settle(lambda: bad_day.sockets <= OF_THE_SDK)
    assert bad_day.sockets <= OF_THE_SDK
    seen.judge(bad_day.stop())
    nothing_runs_on(threads)


def nothing_runs_on(before: set[threading.Thread]) -> None:
    """No thread but the SDK's own tries at a login, which end within 300 seconds of the workspace's end."""

    def left() -> list[str]:
        names = [one.name for one in set(threading.enumerate()) - before]
        return [name for name in names if name != "fashion-search-login"] + names[LOGINS_AT_ONCE:]

    settle(lambda: not left())
    assert left() == []


@contextlib.contextmanager
def frozen() -> Iterator[None]:
    """What is there after the start is not looked through again: a full collection stops all for 0.1 s."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def patiently(warm_up, tries: int = 30) -> None:
    """A start on a bad day takes several tries; short ones, as one hanging request costs all of a try."""
    for _ in range(tries):
        with contextlib.suppress(FashionSearchError):
            return warm_up(timeout_s=TIMEOUT_S)
    raise AssertionError("never warm")


async def patiently_awaited(warm_up, tries: int = 30) -> None:
    for _ in range(tries):
        with contextlib.suppress(FashionSearchError):
            return await warm_up(timeout_s=TIMEOUT_S)
    raise AssertionError("never warm")
