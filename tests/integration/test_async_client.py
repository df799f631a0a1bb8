"""The awaited facade over the drawn catalogue: the same answers, and a loop that is never kept waiting."""

from __future__ import annotations

import asyncio
import inspect
import socket
import sys
import threading
import time
from datetime import datetime, timezone
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from blocking import blocking_calls

from fashion_search import AsyncFashionClient, F, FashionClient, Query
from fashion_search.errors import ConfigurationError, DeadlineExceededError, NotFoundError
from fashion_search.people import Event
from fashion_search.products import AsyncProducts, Products
from fashion_search.searching import Threads
from fashion_search.types import Candidates
from fashion_search.users import AsyncUsers, Users

OF_ONE_WORLD = {
    FashionClient: {"close", "recommender"},
    AsyncFashionClient: {"aclose", "blocking"},
}


def surface(cls: type) -> dict[str, list[str]]:
    """Public methods and the parameters they take."""
    found = {}
    for name, member in inspect.getmembers(cls):
        if name.startswith("_") or name in OF_ONE_WORLD.get(cls, ()):
            continue
        if callable(member):
            parameters = inspect.signature(member).parameters.values()
            found[name] = [f"{one.name}: {one.annotation} = {one.default} {one.kind}" for one in parameters]
    return found


@pytest.mark.parametrize(
    ("blocking", "awaited"),
    [(FashionClient, AsyncFashionClient), (Products, AsyncProducts), (Users, AsyncUsers)],
)
def test_both_clients_take_the_same_arguments(blocking, awaited):
    assert surface(blocking) == surface(awaited)
    for name in surface(awaited):
        if name not in {"open", "demo", "databricks", "from_settings"}:
            assert inspect.iscoroutinefunction(getattr(awaited, name)), name


def test_every_call_of_the_awaited_client_takes_a_timeout():
    for cls in (AsyncFashionClient, AsyncProducts, AsyncUsers):
        for name, parameters in surface(cls).items():
            if name not in {"open", "demo", "databricks", "from_settings"}:
                assert any(one.startswith("timeout_s") for one in parameters), f"{cls.__name__}.{name}"


def test_answers_are_those_of_the_blocking_client(demo_client, demo_store_path):
    photo = demo_client.pictures.read(demo_client.search("red dress")[0].product)
    queries = ["red dress", Query(text="blue", image=photo, without="leather"), "watch for women under 90"]

    async def ask():
        async with AsyncFashionClient.open(demo_store_path) as client:
            found = [await client.search(one, diversity=0.2) for one in queries]
            found.append(await client.search_image(photo, where=F.gender == "Women", facets=["usage"]))
            found.append(await client.similar(found[0][0].product_id))
            return found

    expected = [demo_client.search(one, diversity=0.2) for one in queries]
    expected.append(demo_client.search_image(photo, where=F.gender == "Women", facets=["usage"]))
    expected.append(demo_client.similar(expected[0][0].product_id))
    for one, other in zip(asyncio.run(ask()), expected, strict=True):
        assert [hit.to_dict() for hit in one] == [hit.to_dict() for hit in other]
        assert one.facets == other.facets
        assert one.where == other.where


def test_people_and_looks_are_those_of_the_blocking_client(demo_client, demo_store_path):
    async def ask():
        async with AsyncFashionClient.open(demo_store_path) as client:
            persona = (await client.users.personas())[0]
            look = await client.complete_the_look((await client.search("jeans"))[0].product_id)
            first = await client.products.list(limit=3)
            return (
                persona.user_id,
                (await client.recommend(persona.user_id)).product_ids,
                [slot.best.product_id for slot in look.slots],
                (await client.users.profile(persona.user_id)).history,
                [(await client.products.get(one.product_id)).product_id for one in first.products],
                await client.products.count(where={"gender": "Men"}),
                await client.products.facets(["gender"]),
            )

    persona = demo_client.users.personas()[0]
    look = demo_client.complete_the_look(demo_client.search("jeans")[0].product_id)
    assert asyncio.run(ask()) == (
        persona.user_id,
        demo_client.recommend(persona.user_id).product_ids,
        [slot.best.product_id for slot in look.slots],
        demo_client.users.profile(persona.user_id).history,
        [one.product_id for one in demo_client.products.list(limit=3).products],
        demo_client.products.count(where={"gender": "Men"}),
        demo_client.products.facets(["gender"]),
    )


def test_what_people_did_is_recorded(demo_client, tmp_path):
    product_id = demo_client.products.list(limit=1).products[0].product_id

    async def ask():
        client = AsyncFashionClient(
            embedder=demo_client.embedder, index=demo_client.index, catalog=demo_client.catalog
        )
        async with client:
            event = Event(user_id="ada", product_id=product_id, kind="click", at=datetime.now(timezone.utc))
            await client.users.record([event])
            return [one.product_id for one in (await client.users.profile("ada")).history]

    assert asyncio.run(ask()) == [product_id]


def test_blocking_parts_are_never_called_on_the_loop(demo_client):
    called: set[tuple[str, int]] = set()

    class Watched:
        def __init__(self, part):
            self._part = part

        def __getattr__(self, name):
            found = getattr(self._part, name)
            if not inspect.ismethod(found):
                return found

            def call(*args, **kwargs):
                called.add((name, threading.get_ident()))
                return found(*args, **kwargs)

            return call

    async def ask():
        async with AsyncFashionClient(
            embedder=Watched(demo_client.embedder),
            index=Watched(demo_client.index),
            catalog=Watched(demo_client.catalog),
        ) as client:
            with blocking_calls() as blocked:
                hits = await client.search("red dress under 80 for women", diversity=0.3, facets=["gender"])
                await client.similar(hits[0].product_id)
                await client.products.list(limit=2)
                await client.recommend(None)
            return threading.get_ident(), blocked

    loop_thread, blocked = asyncio.run(ask())
    assert {"embed_texts", "query", "get_many", "facets", "vectors_of", "list"} <= {
        name for name, _ in called
    }
    assert {name for name, thread in called if thread == loop_thread} <= {"columns_of"}
    assert blocked == []


def test_the_detector_notices_a_blocking_socket_and_a_sleep():
    here, there = socket.socketpair()
    with here, there, blocking_calls() as blocked:
        here.sendall(b"x")
        there.recv(1)
        time.sleep(0.001)
    assert blocked == ["socket.sendall", "socket.recv", "time.sleep"]


class SlowIndex:
    """Awaits forever; says when it was cancelled."""

    def __init__(self, index):
        self.identity = index.identity
        self.cancelled = False

    def __len__(self) -> int:
        return 1

    async def query(self, vector, *, limit, where=None, space="hybrid") -> Candidates:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        raise AssertionError


def test_a_deadline_cancels_what_is_under_way_in_time(demo_client):
    index = SlowIndex(demo_client.index)

    async def ask():
        async with AsyncFashionClient(
            embedder=demo_client.embedder, index=index, catalog=demo_client.catalog
        ) as client:
            start = time.monotonic()
            with pytest.raises(DeadlineExceededError, match=r"search ran out of its 0\.3 s"):
                await client.search("red dress", understand=False, timeout_s=0.3)
            return time.monotonic() - start

    assert asyncio.run(ask()) < 1.0
    assert index.cancelled


def test_cancelling_a_search_cancels_its_parts(demo_client):
    index = SlowIndex(demo_client.index)

    async def ask():
        async with AsyncFashionClient(
            embedder=demo_client.embedder, index=index, catalog=demo_client.catalog
        ) as client:
            task = asyncio.ensure_future(client.search("red dress", understand=False))
            await asyncio.sleep(0.3)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(ask())
    assert index.cancelled


def test_calls_in_threads_need_a_blocking_form_of_awaited_parts(demo_client):
    async def ask():
        async with AsyncFashionClient(
            embedder=demo_client.embedder,
            index=SlowIndex(demo_client.index),
            catalog=demo_client.catalog,
        ) as client:
            with pytest.raises(ConfigurationError, match="SlowIndex must be awaited"):
                await client.recommend(None)

    asyncio.run(ask())


def test_two_hundred_searches_at_once_are_all_answered_and_leave_no_thread(demo_client, demo_store_path):
    before = threading.active_count()

    async def ask():
        async with AsyncFashionClient.open(demo_store_path) as client:
            texts = [f"{color} {kind}" for color in ("red", "blue") for kind in ("dress", "watch")] * 50
            return await asyncio.gather(*(client.search(text, limit=5) for text in texts))

    answers = asyncio.run(ask())
    assert len(answers) == 200
    assert answers[0].product_ids == demo_client.search("red dress", limit=5).product_ids
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before


def test_an_unknown_product_is_named(demo_store_path):
    async def ask():
        async with AsyncFashionClient.open(demo_store_path) as client:
            with pytest.raises(NotFoundError, match="no-such"):
                await client.similar("no-such")

    asyncio.run(ask())


def test_threads_are_bounded():
    running, most = 0, 0
    lock = threading.Lock()

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.01)
        with lock:
            running -= 1

    async def ask() -> None:
        threads = Threads(at_most=3)
        await asyncio.gather(*(threads.run(work) for _ in range(20)))
        threads.close()

    asyncio.run(ask())
    assert most == 3
