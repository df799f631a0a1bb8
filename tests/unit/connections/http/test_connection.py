import asyncio
import contextlib
import gc
import gzip
import json
import logging
import os
import threading
import time
import warnings

import psutil
import pytest
from pydantic import SecretStr

from fashion_search.connections.credentials import Grant, StaticCredentials
from fashion_search.connections.http.connection import AsyncHttpConnection, HttpConnection
from fashion_search.connections.http.limits import HttpLimits
from fashion_search.connections.http.retry import RetryPolicy
from fashion_search.connections.wire import Together
from fashion_search.deadline import Deadline
from fashion_search.errors import (
    AuthenticationError,
    ConfigurationError,
    DeadlineExceededError,
    InvalidRequestError,
    NotFoundError,
    ServiceError,
    ServiceUnavailableError,
    UnexpectedResponseError,
)

PAT = "dapi0123456789abcdef0123456789abcdef"


@contextlib.contextmanager
def lasting(at_least_s, at_most_s):
    began = time.monotonic()
    yield
    gone = time.monotonic() - began
    assert at_least_s <= gone <= at_most_s, f"took {gone:.3f} s"


def test_a_request_goes_out_as_written_and_comes_back_as_values(server, world, get):
    server.on("/api/ask?x=a%20b", server.reply(body=b'{"a":[1]}', x_request_id="r1"))
    connection = world.connect(server.url + "/", StaticCredentials.bearer(SecretStr(PAT)), product="shop/2.1")

    answer = world.send(
        connection,
        get(
            method="POST",
            path="/api/ask?x=a%20b",
            json={"text": "größe", "n": 1.5},
            headers={"x-more": "1"},
            authenticated=True,
        ),
    )

    assert answer.json() == {"a": [1]}
    assert (answer.status, answer.headers["x-request-id"]) == (200, "r1")
    (seen,) = server.seen
    assert seen.method == "POST"
    assert json.loads(seen.body) == {"text": "größe", "n": 1.5}
    assert seen.headers["content-type"] == "application/json"
    assert seen.headers["authorization"] == f"Bearer {PAT}"
    assert seen.headers["x-more"] == "1"
    assert seen.headers["user-agent"].startswith("fashion-search/")
    assert seen.headers["user-agent"].endswith(" shop/2.1")


def test_an_unauthenticated_request_carries_no_credentials(server, world, get):
    server.on("/", server.reply())
    world.send(world.connect(server.url, StaticCredentials.bearer(SecretStr(PAT))), get())
    assert "authorization" not in server.seen[0].headers


def test_headers_for_home_stay_there(server, world, get):
    class Login(StaticCredentials):
        def __init__(self):
            self._grant = Grant(
                headers={"Authorization": "x"}, address=server.url, home_headers={"x-home": "1"}
            )

    server.on("/", server.reply())
    connection = world.connect(None, Login())
    world.send(connection, get(authenticated=True))
    world.send(connection, get(path=f"{server.url}/", authenticated=True))
    assert [seen.headers.get("x-home") for seen in server.seen] == ["1", None]


def test_without_any_address_the_remedy_is_named(world, get):
    with pytest.raises(ConfigurationError, match="set the host"):
        world.send(world.connect(None), get())


def test_bytes_and_compressed_answers_are_read(server, world, get):
    server.on("/", server.reply(body=gzip.compress(b"x" * 5000), content_encoding="gzip"))
    answer = world.send(world.connect(server.url), get(method="PUT", content=b"\x00\xff"))
    assert answer.content == b"x" * 5000
    assert server.seen[0].body == b"\x00\xff"


def test_one_socket_serves_many_requests(server, world, get):
    server.on("/", server.reply())
    connection = world.connect(server.url)
    for _ in range(5):
        world.send(connection, get())
    assert server.connections == 1


@pytest.mark.parametrize("how", ["hang", "drip", "drip_headers"])
def test_a_deadline_holds_whatever_the_server_does(server, world, get, how):
    acts = {
        "hang": server.hang(),
        "drip": server.drip(),
        "drip_headers": server.drip(headers_too=True),
    }
    server.on("/", acts[how])
    connection = world.connect(server.url)
    with (
        lasting(0.29, 0.7),
        Deadline(0.3, "search"),
        pytest.raises(DeadlineExceededError, match="did not look in the time") as caught,
    ):
        world.send(connection, get())
    assert (caught.value.service, caught.value.operation, caught.value.retryable) == ("shop", "look", True)


def test_an_attempt_that_hangs_is_given_up_for_another(server, world, get):
    server.on("/", server.hang(), server.reply(body=b"1"))
    connection = world.connect(server.url, retry=RetryPolicy(attempt_timeout_s=0.2))
    with lasting(0.2, 1.0):
        assert world.send(connection, get()).json() == 1


def test_a_call_without_a_deadline_ends_all_the_same(server, world, get):
    server.on("/", server.drip())
    connection = world.connect(server.url, retry=RetryPolicy(call_timeout_s=0.2))
    with lasting(0.19, 0.6), pytest.raises(DeadlineExceededError):
        world.send(connection, get())


def test_an_unknown_host_and_a_closed_port_are_unavailable(world, get):
    patience = RetryPolicy(attempts=1)
    for address in ("http://127.0.0.1:9", "http://no-such-host.invalid"):
        with pytest.raises(ServiceUnavailableError, match="could not be reached") as caught:
            world.send(world.connect(address, retry=patience), get())
        assert caught.value.retryable
        assert caught.value.__cause__ is not None


@pytest.mark.parametrize("act", ["close_without_answer", "cut_short"])
def test_a_broken_answer_is_asked_for_again(server, world, get, act):
    server.on("/", getattr(server, act), server.reply(body=b"[2]"))
    assert world.send(world.connect(server.url), get()).json() == [2]


def test_a_socket_the_server_closed_silently_is_replaced(server, world, get):
    server.on("/", server.answer_then_close_silently())
    connection = world.connect(server.url)
    for _ in range(3):
        assert world.send(connection, get()).status == 200
        time.sleep(0.02)


def test_too_long_an_answer_is_refused_by_its_header_and_by_its_length(server, world, get):
    limits = HttpLimits(max_body_bytes=1000)
    server.on("/", server.reply(body=b"x" * 1001))
    server.on("/zip", server.reply(body=gzip.compress(b"x" * 100_000), content_encoding="gzip"))
    connection = world.connect(server.url, limits=limits)
    for path in ("/", "/zip"):
        with pytest.raises(UnexpectedResponseError, match="more than 1,000 bytes"):
            world.send(connection, get(path=path))


def test_what_is_not_json_is_refused_before_it_is_sent(server, world, get):
    with pytest.raises(InvalidRequestError, match="not valid JSON"):
        world.send(world.connect(server.url), get(method="POST", json={"x": float("nan")}))
    assert server.seen == []


@pytest.mark.parametrize(
    "case",
    [
        (302, UnexpectedResponseError, False),
        (400, ServiceError, False),
        (401, AuthenticationError, False),
        (403, AuthenticationError, False),
        (404, NotFoundError, None),
        (409, ServiceError, False),
        (500, ServiceUnavailableError, True),
        (503, ServiceUnavailableError, True),
    ],
)
def test_a_status_becomes_an_error_that_says_what_the_service_said(server, world, get, case):
    status, error, retryable = case
    said = json.dumps({"error_code": "SOME_CODE", "message": f"it is wrong with {PAT}"}).encode()
    server.on("/", server.reply(status, said, x_request_id="r7"))
    connection = world.connect(server.url, retry=RetryPolicy(attempts=1))
    with pytest.raises(error, match=r"SOME_CODE: it is wrong with \*\*\*") as caught:
        world.send(connection, get(authenticated=True))
    if retryable is not None:
        found = caught.value
        assert (found.status_code, found.request_id, found.retryable) == (status, "r7", retryable)
        assert (found.service, found.operation) == ("shop", "look")


def test_requests_together_are_answered_in_order_and_within_their_bound(server, world, get):
    busy, most, lock = 0, 0, threading.Lock()

    def counted(sock):
        nonlocal busy, most
        with lock:
            busy, most = busy + 1, max(most, busy + 1)
        time.sleep(0.03)
        with lock:
            busy -= 1
        server.reply()(sock)

    paths = [f"/{n}" for n in range(12)]
    for path in paths:
        server.on(path, counted)

    def exchange():
        answers = yield Together(tuple(get(path=path) for path in paths), at_once=3)
        return [answer.request.path for answer in answers]

    assert world.run(world.connect(server.url), exchange()) == paths
    assert most == 3


def test_none_together_is_an_empty_list(server, world):
    def exchange():
        return (yield Together(()))

    assert world.run(world.connect(server.url), exchange()) == []


def test_the_first_error_ends_requests_sent_together(server, world, get):
    server.on("/bad", server.reply(400))
    server.on("/slow", server.reply(delay_s=0.2))

    def exchange():
        yield Together((get(path="/bad"), *(get(path="/slow") for _ in range(30))), at_once=2)

    with lasting(0, 1.0), pytest.raises(ServiceError):
        world.run(world.connect(server.url), exchange())
    time.sleep(0.3)
    assert len(server.seen) <= 4


def test_requests_together_see_the_deadline(server, world, get):
    server.on("/", server.hang())

    def exchange():
        yield Together((get(), get()))

    with lasting(0.19, 0.6), Deadline(0.2, "search"), pytest.raises(DeadlineExceededError):
        world.run(world.connect(server.url), exchange())


def test_an_exchange_may_handle_an_error_and_go_on(server, world, get):
    server.on("/gone", server.reply(404))
    server.on("/there", server.reply(body=b"3"))

    def exchange():
        try:
            yield get(path="/gone")
        except NotFoundError:
            return (yield get(path="/there")).json()

    assert world.run(world.connect(server.url), exchange()) == 3


def test_all_sockets_in_use_says_so(server, world, get):
    server.on("/slow", server.reply(delay_s=0.5))
    limits = HttpLimits(pool_size=1, pool_timeout_s=0.1)
    connection = world.connect(server.url, limits=limits, retry=RetryPolicy(attempts=1))

    def exchange():
        yield Together((get(path="/slow"), get(path="/slow")))

    if world.kind == "awaited":
        with pytest.raises(ServiceUnavailableError, match="Raise pool_size"):
            world.run(connection, exchange())
        return
    thread = threading.Thread(target=connection.send, args=(get(path="/slow"),))
    thread.start()
    time.sleep(0.05)
    with pytest.raises(ServiceUnavailableError, match="Raise pool_size"):
        connection.send(get(path="/slow"))
    thread.join()


def test_a_closed_connection_says_so_and_closes_twice(server, world, get):
    server.on("/", server.reply())
    connection = world.connect(server.url)
    world.send(connection, get())
    world.close()
    world.loop = asyncio.new_event_loop() if world.kind == "awaited" else None
    with pytest.raises(InvalidRequestError, match="closed"):
        world.send(connection, get())


def test_64_threads_share_a_connection_and_leave_nothing_behind(server, get):
    server.on("/", server.reply(delay_s=0.01))
    before, files = threading.active_count(), psutil.Process().num_fds()
    connection = HttpConnection(server.url, limits=HttpLimits(pool_size=16))

    def exchange():
        return len((yield Together((get(), get()))))

    results = []
    threads = [
        threading.Thread(target=lambda: results.extend(connection.run(exchange()) for _ in range(3)))
        for _ in range(64)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connection.close()

    assert results == [2] * 192
    assert server.connections <= 16
    give_up = time.monotonic() + 5
    while (
        threading.active_count() > before or psutil.Process().num_fds() > files
    ) and time.monotonic() < give_up:
        time.sleep(0.01)
    assert threading.active_count() <= before
    assert psutil.Process().num_fds() <= files


def test_cancelling_gives_the_socket_back(server, get):
    server.on("/hang", server.hang())
    server.on("/", server.reply())

    async def scenario():
        async with AsyncHttpConnection(
            server.url, limits=HttpLimits(pool_size=4, pool_timeout_s=1.0)
        ) as connection:
            for _ in range(5):
                tasks = [asyncio.ensure_future(connection.send(get(path="/hang"))) for _ in range(6)]
                await asyncio.sleep(0.02)
                for task in tasks:
                    task.cancel()
                assert all(
                    isinstance(one, asyncio.CancelledError)
                    for one in await asyncio.gather(*tasks, return_exceptions=True)
                )
            answers = await asyncio.gather(*(connection.send(get()) for _ in range(8)))
            return [answer.status for answer in answers]

    assert asyncio.run(scenario()) == [200] * 8


def test_the_event_loop_is_never_blocked(server, get):
    server.on("/", server.reply(delay_s=0.2))

    async def scenario():
        longest, last = 0.0, time.monotonic()

        async def watch():
            nonlocal longest, last
            while True:
                await asyncio.sleep(0.005)
                now = time.monotonic()
                longest, last = max(longest, now - last), now

        watching = asyncio.ensure_future(watch())
        async with AsyncHttpConnection(server.url) as connection:
            await connection.send(get())
            longest = 0.0
            await asyncio.gather(*(connection.send(get()) for _ in range(4)))
        watching.cancel()
        return longest

    assert asyncio.run(scenario()) < 0.15


def test_one_connection_serves_one_event_loop_after_another(server, get):
    server.on("/", server.reply())
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", ResourceWarning
        )  # sockets of a loop that ended are left to the collector
        connection = AsyncHttpConnection(server.url)
        for _ in range(3):
            assert asyncio.run(connection.send(get())).status == 200
        assert len(connection._by_loop) == 1
        del connection
        gc.collect()
    assert server.connections == 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_child_opens_sockets_of_its_own(server, get):
    server.on("/", server.reply())
    with HttpConnection(server.url) as connection:
        connection.send(get())
        child = os.fork()
        if child == 0:
            code = 1
            with contextlib.suppress(BaseException):
                code = 0 if connection.send(get()).status == 200 else 2
            os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert connection.send(get()).status == 200
    assert server.connections == 2


def test_nothing_shown_of_a_connection_holds_a_secret(server, world, get):
    server.on("/", server.reply(401))
    connection = world.connect(server.url, StaticCredentials.bearer(SecretStr(PAT)))
    with pytest.raises(AuthenticationError) as caught:
        world.send(connection, get(authenticated=True))
    shown = [repr(connection), repr(connection._wire), repr(caught.value), str(caught.value.__dict__)]
    assert PAT not in " ".join(shown)


def test_no_logger_is_told_where_a_request_went_or_what_it_carried(server, world, get, caplog):
    link = "/picture?X-Amz-Signature=s1gnature"
    server.on(link, server.reply(404, b"no such picture"))
    connection = world.connect(server.url, StaticCredentials.bearer(SecretStr(PAT)))
    with caplog.at_level(logging.DEBUG), pytest.raises(NotFoundError):
        world.send(connection, get(path=server.url + link, authenticated=True))
    assert "shop look: status 404" in caplog.text
    for kept in ("s1gnature", PAT):
        assert kept not in caplog.text


def test_a_product_that_cannot_be_a_header_is_refused():
    with pytest.raises(ConfigurationError, match="product"):
        HttpConnection("http://x", product="a\r\nb: c")


def test_a_request_leaves_no_circle_for_the_garbage_collector(server, world, get):
    server.on("/", server.reply())
    connection = world.connect(server.url)
    world.send(connection, get())
    gc.collect()
    gc.disable()
    try:
        for _ in range(20):
            world.send(connection, get())
        assert gc.collect() == 0
    finally:
        gc.enable()
