import asyncio
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from fashion_search.connections.credentials import Grant
from fashion_search.connections.databricks import renewal
from fashion_search.connections.databricks.renewal import Lease, RenewedCredentials
from fashion_search.deadline import Deadline
from fashion_search.errors import AuthenticationError, ServiceUnavailableError


class Office:
    """Mints `token 1`, `token 2`, …"""

    def __init__(self, *, renew_in_s=60.0, ends_in_s=60.0, delay_s=0.0):
        self.renew_in_s, self.ends_in_s, self.delay_s = renew_in_s, ends_in_s, delay_s
        self.calls = []
        self.error = None
        self.lock = threading.Lock()

    def __call__(self, must_be_new):
        with self.lock:
            self.calls.append(must_be_new)
            number = len(self.calls)
        time.sleep(self.delay_s)
        if self.error is not None:
            raise self.error
        return Lease(Grant(headers={"Authorization": f"token {number}"}), self.renew_in_s, self.ends_in_s)


def token_of(grant):
    return grant.headers["Authorization"]


def test_200_callers_of_both_kinds_share_one_login():
    office = Office(delay_s=0.1)
    credentials = RenewedCredentials(office, name="shop")

    async def many():
        return await asyncio.gather(*(credentials.grant_async() for _ in range(136)))

    with ThreadPoolExecutor(64) as pool:
        blocking = [pool.submit(credentials.grant) for _ in range(64)]
        awaited = asyncio.run(many())
    assert {token_of(grant) for grant in [*awaited, *(one.result() for one in blocking)]} == {"token 1"}
    assert office.calls == [False]


def test_a_grant_is_renewed_behind_the_callers_before_it_ends():
    office = Office(renew_in_s=0.05, ends_in_s=60, delay_s=0.3)
    credentials = RenewedCredentials(office, name="shop")
    credentials.grant()
    time.sleep(0.06)
    began = time.monotonic()
    assert token_of(credentials.grant()) == "token 1"
    assert time.monotonic() - began < 0.25
    time.sleep(0.5)
    assert token_of(credentials.grant()) == "token 2"


def test_a_grant_that_ended_is_waited_for():
    office = Office(renew_in_s=0.02, ends_in_s=0.05)
    credentials = RenewedCredentials(office, name="shop")
    credentials.grant()
    time.sleep(0.06)
    assert token_of(credentials.grant()) == "token 2"
    assert token_of(asyncio.run(credentials.grant_async())) == "token 2"


def test_a_grant_still_good_outlives_a_login_that_fails():
    office = Office(renew_in_s=0.02, ends_in_s=60)
    credentials = RenewedCredentials(office, name="shop")
    credentials.grant()
    office.error = AuthenticationError("no", service="shop", operation="login")
    time.sleep(0.03)
    for _ in range(20):
        assert token_of(credentials.grant()) == "token 1"
        time.sleep(0.002)
    assert len(office.calls) == 2


def test_a_failed_login_is_told_to_each_caller_and_tried_again_by_the_next():
    office = Office(delay_s=0.5)
    office.error = AuthenticationError("no", service="shop", operation="login")
    credentials = RenewedCredentials(office, name="shop")
    with ThreadPoolExecutor(8) as pool:
        errors = [future.exception() for future in [pool.submit(credentials.grant) for _ in range(8)]]
    assert all(isinstance(error, AuthenticationError) for error in errors)
    assert len({id(error) for error in errors}) == 8
    assert len(office.calls) == 1

    async def awaited():
        await credentials.grant_async()

    with pytest.raises(AuthenticationError):
        asyncio.run(awaited())
    office.error = None
    assert token_of(credentials.grant()) == "token 3"


def test_what_was_refused_is_not_given_again():
    office = Office()
    credentials = RenewedCredentials(office, name="shop")
    first = credentials.grant()
    credentials._state.held.since -= 10
    assert credentials.refuse(first)
    assert token_of(credentials.grant()) == "token 2"
    assert office.calls == [False, True]
    assert credentials.refuse(first), "another was given in the meantime"
    assert office.calls == [False, True]


def test_a_login_just_made_and_refused_is_not_made_again():
    credentials = RenewedCredentials(Office(), name="shop")
    assert not credentials.refuse(credentials.grant())


def test_a_grant_that_never_changes_is_not_asked_for_again():
    credentials = RenewedCredentials(lambda _: Lease(Grant(headers={"Authorization": "pat"})), name="shop")
    grant = credentials.grant()
    credentials._state.held.since -= 10
    assert not credentials.refuse(grant)


def test_nobody_waits_for_a_login_beyond_the_deadline():
    credentials = RenewedCredentials(Office(delay_s=1.0), name="shop")
    began = time.monotonic()
    with (
        Deadline(0.1, "search"),
        pytest.raises(ServiceUnavailableError, match="did not answer the login in time"),
    ):
        credentials.grant()
    assert time.monotonic() - began < 0.5


@pytest.fixture
def hanging():
    event = threading.Event()
    yield event
    event.set()


@pytest.mark.parametrize("awaited", [False, True], ids=["blocking", "awaited"])
def test_a_login_that_hangs_gets_another_beside_it_and_the_caller_is_served(monkeypatch, hanging, awaited):
    monkeypatch.setattr(renewal, "_HANGS_AFTER_S", 0.1)
    calls = []

    def mint(must_be_new):
        calls.append(must_be_new)
        if len(calls) == 1:
            hanging.wait(10)
        return Lease(Grant(headers={"Authorization": f"token {len(calls)}"}))

    credentials = RenewedCredentials(mint, name="shop")
    with Deadline(5, "search"):
        grant = asyncio.run(credentials.grant_async()) if awaited else credentials.grant()
    assert token_of(grant) == "token 2"
    assert calls == [False, True]


def test_a_login_service_that_hangs_for_ever_costs_few_threads_and_is_asked_again_when_it_is_back(
    monkeypatch, hanging
):
    monkeypatch.setattr(renewal, "_HANGS_AFTER_S", 0.01)
    monkeypatch.setattr(renewal, "_LONGEST_PATIENCE_S", 0.1)
    calls, is_back = [], False

    def mint(must_be_new):
        calls.append(must_be_new)
        if not is_back:
            hanging.wait(10)
        return Lease(Grant(headers={"Authorization": "token"}))

    credentials = RenewedCredentials(mint, name="shop")
    for _ in range(12):
        with Deadline(0.01, "search"), pytest.raises(ServiceUnavailableError):
            credentials.grant()
    assert len(calls) <= 6
    is_back = True
    with Deadline(5, "search"):
        assert token_of(credentials.grant()) == "token"


def test_cancelling_one_caller_leaves_the_login_to_the_others():
    credentials = RenewedCredentials(Office(delay_s=0.1), name="shop")

    async def scenario():
        tasks = [asyncio.ensure_future(credentials.grant_async()) for _ in range(3)]
        await asyncio.sleep(0.02)
        tasks[0].cancel()
        return await asyncio.gather(*tasks, return_exceptions=True)

    first, *others = asyncio.run(scenario())
    assert isinstance(first, asyncio.CancelledError)
    assert [token_of(grant) for grant in others] == ["token 1"] * 2


def test_waiting_does_not_block_the_event_loop():
    credentials = RenewedCredentials(Office(delay_s=0.2), name="shop")

    async def scenario():
        turns = 0
        login = asyncio.ensure_future(credentials.grant_async())
        while not login.done():
            await asyncio.sleep(0.01)
            turns += 1
        return turns

    assert asyncio.run(scenario()) > 8


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_child_logs_in_for_itself():
    office = Office()
    credentials = RenewedCredentials(office, name="shop")
    credentials.grant()
    with credentials._state.lock:
        child = os.fork()
        if child == 0:
            os._exit(0 if token_of(credentials.grant()) == "token 2" else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_nothing_shown_holds_the_grant():
    credentials = RenewedCredentials(Office(), name="shop")
    grant = credentials.grant()
    assert "token 1" not in repr(credentials) + repr(grant) + repr(credentials._state.held.lease)
