import contextlib
import itertools
import time
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest

from fashion_search.connections.http.answers import retry_after_s
from fashion_search.connections.http.health import Health
from fashion_search.connections.http.retry import RetryPolicy
from fashion_search.connections.warming import warming
from fashion_search.connections.wire import Together
from fashion_search.deadline import Deadline
from fashion_search.errors import (
    ConfigurationError,
    DeadlineExceededError,
    RateLimitedError,
    ServiceUnavailableError,
)

QUICK = RetryPolicy(first_wait_s=0.001, longest_wait_s=0.002)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again(server, world, get, status):
    server.on("/", server.reply(status), server.reply(status), server.reply(body=b"1"))
    assert world.send(world.connect(server.url, retry=QUICK), get()).json() == 1
    assert len(server.seen) == 3


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422])
def test_a_lasting_failure_is_not(server, world, get, status):
    server.on("/", server.reply(status))
    with pytest.raises(Exception, match=str(status)):
        world.send(world.connect(server.url, retry=QUICK), get())
    assert len(server.seen) == 1


def test_attempts_are_counted(server, world, get):
    server.on("/", server.reply(503))
    with pytest.raises(ServiceUnavailableError, match="503"):
        world.send(world.connect(server.url, retry=QUICK), get())
    assert len(server.seen) == QUICK.attempts


def test_what_may_have_been_done_is_not_sent_twice(server, world, get):
    server.on("/", server.close_without_answer)
    server.on("/busy", server.reply(503))
    connection = world.connect(server.url, retry=QUICK)
    for path in ("/", "/busy"):
        with pytest.raises(ServiceUnavailableError):
            world.send(connection, get(path=path, idempotent=False))
    assert len(server.seen) == 2


def test_what_never_arrived_is_sent_again_even_so(world, get):
    connection = world.connect("http://127.0.0.1:9", retry=QUICK)
    attempts = connection._wire.attempts(get(idempotent=False))
    with pytest.raises(ServiceUnavailableError):
        world.send(connection, get(idempotent=False))
    assert attempts._health._failures == QUICK.attempts


def test_a_pause_that_was_asked_for_is_kept(server, world, get):
    server.on("/", server.reply(429, retry_after="0.2"), server.reply())
    began = time.monotonic()
    world.send(world.connect(server.url, retry=QUICK), get())
    assert 0.2 <= time.monotonic() - began < 1


def test_a_pause_longer_than_the_deadline_is_not_waited_for(server, world, get):
    server.on("/", server.reply(429, retry_after="30"))
    began = time.monotonic()
    with Deadline(5, "search"), pytest.raises(RateLimitedError) as caught:
        world.send(world.connect(server.url), get())
    assert caught.value.retry_after_s == 30
    assert time.monotonic() - began < 1


def test_retry_after_is_read_as_seconds_or_a_date():
    soon = datetime.now(timezone.utc) + timedelta(seconds=20)
    assert retry_after_s({"retry-after": "1.5"}) == 1.5
    assert retry_after_s({"retry-after": format_datetime(soon, usegmt=True)}) == pytest.approx(20, abs=2)
    assert retry_after_s({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    for nonsense in ("", "soon", "inf", "nan", "-"):
        assert retry_after_s({"retry-after": nonsense}) is None
    assert retry_after_s({"retry-after": "-3"}) == 0


def test_an_outage_is_not_amplified(server, world, get):
    server.on("/", server.reply(503))
    policy = RetryPolicy(
        first_wait_s=0, longest_wait_s=0.001, retry_ratio=0.1, retry_floor_per_s=0.5, open_after=10_000
    )
    connection = world.connect(server.url, retry=policy)
    for _ in range(100):
        with contextlib.suppress(ServiceUnavailableError):
            world.send(connection, get())
    assert 100 < len(server.seen) <= 100 + 10 + 5 + 10


def test_a_service_that_fails_again_and_again_is_left_alone_then_tried(server, world, get):
    server.on("/", *[server.reply(503)] * 3, server.reply(body=b"1"))
    policy = RetryPolicy(attempts=1, open_after=3, open_for_s=0.3)
    connection = world.connect(server.url, retry=policy)
    for _ in range(3):
        with pytest.raises(ServiceUnavailableError, match="503"):
            world.send(connection, get())
    began = time.monotonic()
    with pytest.raises(
        ServiceUnavailableError, match=r"failed 3 times in a row .* again in 0\.\d s"
    ) as caught:
        world.send(connection, get())
    assert caught.value.retryable
    assert time.monotonic() - began < 0.1
    assert len(server.seen) == 3

    time.sleep(0.3)
    assert world.send(connection, get()).json() == 1


@pytest.mark.parametrize("apart", [{"service": "other"}, {"endpoint": "another"}])
def test_another_service_or_endpoint_of_the_same_connection_is_not_affected(server, world, get, apart):
    server.on("/", server.reply(503))
    server.on("/well", server.reply())
    connection = world.connect(server.url, retry=RetryPolicy(attempts=1, open_after=1, open_for_s=60))
    with pytest.raises(ServiceUnavailableError):
        world.send(connection, get())
    with pytest.raises(ServiceUnavailableError, match="was not asked"):
        world.send(connection, get(path="/well"))
    assert world.send(connection, get(path="/well", **apart)).status == 200


def test_throttling_and_refusals_do_not_count_as_failures(server, world, get):
    server.on("/", server.reply(429), server.reply(400), server.reply(404), server.reply())
    connection = world.connect(server.url, retry=RetryPolicy(attempts=1, open_after=1))
    for _ in range(3):
        with pytest.raises(Exception, match="answered look with 4"):
            world.send(connection, get())
    assert world.send(connection, get()).status == 200


def test_after_the_pause_one_caller_tries_while_the_others_wait():
    now = itertools.count(0, 0)
    clock = [0.0]
    health = Health(RetryPolicy(open_after=1, open_for_s=5), clock=lambda: clock[0] + next(now))
    health.failed()
    assert health.seconds_to_wait() == 5
    clock[0] = 5.0
    assert health.seconds_to_wait() == 0
    assert health.seconds_to_wait() == 5
    health.failed()
    assert health.seconds_to_wait() == 5
    clock[0] = 10.0
    assert health.seconds_to_wait() == 0
    health.responded()
    assert health.seconds_to_wait() == 0


def test_a_failure_says_nothing_when_somebody_else_was_answered_meanwhile():
    clock = [1.0]
    health = Health(RetryPolicy(open_after=2), clock=lambda: clock[0])
    health.responded()
    for _ in range(5):
        health.failed(since=0.5)
    assert health.seconds_to_wait() == 0
    for _ in range(2):
        health.failed(since=1.5)
    assert health.seconds_to_wait() > 0


@pytest.mark.parametrize("sign", ["429", "503", "504", "hang"])
def test_a_service_that_is_starting_is_waited_for_beyond_the_attempts(server, world, get, sign):
    act = server.hang() if sign == "hang" else server.reply(int(sign))
    server.on("/", *[act] * 6, server.reply(body=b"1"))
    told = []
    policy = RetryPolicy(attempts=2, first_wait_s=0.001, cold_wait_s=0.02, attempt_timeout_s=0.05)
    with warming(told.append):
        assert world.send(world.connect(server.url, retry=policy), get(may_be_cold=True)).json() == 1
    assert len(told) >= 6
    assert {(one.stage, one.total) for one in told} == {("shop is starting", 300)}


def test_starting_has_a_budget_of_its_own_and_says_so(server, world, get):
    server.on("/", server.reply(503))
    policy = RetryPolicy(first_wait_s=0.001, cold_wait_s=0.02, cold_budget_s=0.2)
    began = time.monotonic()
    either = (ServiceUnavailableError, DeadlineExceededError)  # the last attempt may still be on its way
    with pytest.raises(either, match="It seems to be starting: warm it up first"):
        world.send(world.connect(server.url, retry=policy), get(may_be_cold=True))
    assert 0.1 < time.monotonic() - began < 1


def test_starting_never_outlasts_the_deadline(server, world, get):
    server.on("/", server.hang())
    began = time.monotonic()
    with Deadline(0.2, "search"), pytest.raises(DeadlineExceededError, match="seems to be starting"):
        world.send(world.connect(server.url), get(may_be_cold=True))
    assert time.monotonic() - began < 0.6


def test_a_service_that_answered_lately_is_not_starting(server, world, get):
    server.on("/", server.reply(), server.reply(503))
    connection = world.connect(server.url, retry=QUICK)
    world.send(connection, get(may_be_cold=True))
    with pytest.raises(ServiceUnavailableError) as caught:
        world.send(connection, get(may_be_cold=True))
    assert "starting" not in str(caught.value)
    assert len(server.seen) == 1 + QUICK.attempts


def test_an_answer_that_a_sleeper_can_give_does_not_make_it_awake(server, world, get):
    server.on("/state", server.reply())
    server.on("/", *[server.reply(503)] * 6, server.reply())
    connection = world.connect(
        server.url, retry=RetryPolicy(attempts=2, first_wait_s=0.001, cold_wait_s=0.01)
    )
    world.send(connection, get(path="/state"))
    assert world.send(connection, get(may_be_cold=True)).status == 200


def test_starting_does_not_open_the_circuit(server, world, get):
    server.on("/", *[server.reply(503)] * 5, server.reply())
    policy = RetryPolicy(first_wait_s=0.001, cold_wait_s=0.002, open_after=2)
    assert world.send(world.connect(server.url, retry=policy), get(may_be_cold=True)).status == 200


def test_what_the_listener_raises_ends_the_wait(server, world, get):
    server.on("/", server.reply(503))

    def stop(progress):
        raise KeyError(progress.stage)

    with warming(stop), pytest.raises(KeyError, match="shop is starting"):
        world.send(world.connect(server.url), get(may_be_cold=True))


def test_requests_together_each_have_their_attempts(server, world, get):
    server.on("/a", server.reply(503), server.reply(body=b"1"))
    server.on("/b", server.reply(429), server.reply(body=b"2"))

    def exchange():
        answers = yield Together((get(path="/a"), get(path="/b")))
        return [answer.json() for answer in answers]

    assert world.run(world.connect(server.url, retry=QUICK), exchange()) == [1, 2]


def test_a_policy_that_allows_nothing_is_refused():
    for wrong in ({"attempts": 0}, {"attempt_timeout_s": -1}, {"first_wait_s": float("nan")}):
        with pytest.raises(ConfigurationError, match=next(iter(wrong))):
            RetryPolicy(**wrong)
    assert RetryPolicy(first_wait_s=0, retry_ratio=0).first_wait_s == 0
