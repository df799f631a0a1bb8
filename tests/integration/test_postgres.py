"""Calls to PostgreSQL keep to their deadline, give connections back, and fail with our errors."""

from __future__ import annotations

import asyncio
import random
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy
from sqlalchemy import column, create_engine, func, literal, select, table, text
from sqlalchemy.engine import make_url

sys.path.insert(0, str(Path(__file__).parents[1] / "contract"))
from postgres_server import WANTED, Server, installations, running

from fashion_search.connections.sql.database import AsyncDatabase, Database
from fashion_search.connections.sql.engines import PoolSettings, postgres_engine, postgres_engine_async
from fashion_search.deadline import Deadline
from fashion_search.errors import (
    AuthenticationError,
    ConfigurationError,
    DeadlineExceededError,
    FashionSearchError,
    NotFoundError,
    ServiceUnavailableError,
    StoreError,
)

pytestmark = pytest.mark.postgres

WRONG = "wr0ng-pa55word"
PASSWORD = "s3cret-pa55word"  # noqa: S105


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    programs = installations()
    if not programs:
        pytest.skip(WANTED)
    with running(Server(programs[0], passwords=True)) as server:
        admin = create_engine(server.url)
        with admin.begin() as connection:
            connection.execute(text(f"CREATE ROLE \"ann@shop.example\" LOGIN PASSWORD '{PASSWORD}'"))
        admin.dispose()
        yield server


def asking(statement):
    rows = yield statement
    return rows


def sleeping(seconds: float):
    return asking(select(func.pg_sleep(seconds)))


ONE = select(literal(1))


@pytest.fixture
def engine(server: Server):
    engine = postgres_engine(server.url, pool=PoolSettings(size=2, overflow=0, wait_s=0.3))
    yield engine
    engine.dispose()


def checked_out(engine) -> int:
    return engine.pool.checkedout()


def busy(server: Server) -> int:
    """How many statements of ours the server is working on."""
    admin = create_engine(server.url)
    working = text("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND state = 'active'")
    with admin.connect() as connection:
        found = connection.execute(working).scalar_one() - 1  # this one
    admin.dispose()
    return found


def test_several_statements_are_answered_in_order(engine) -> None:
    rows = Database(engine).run(asking([ONE, select(literal("two"))]))
    assert [[tuple(row) for row in some] for some in rows] == [[(1,)], [("two",)]]


def test_a_slow_statement_ends_with_the_call_and_leaves_the_connection_usable(server, engine) -> None:
    database, started = Database(engine), time.monotonic()
    with Deadline(0.3, "search"), pytest.raises(DeadlineExceededError, match="timeout_s") as caught:
        database.run(sleeping(30))
    assert 0.25 < time.monotonic() - started < 1.5
    assert caught.value.retryable
    assert checked_out(engine) == 0
    assert busy(server) == 0
    assert database.run(asking(ONE))[0][0] == 1


def test_the_second_statement_of_a_call_has_only_what_is_left(engine) -> None:
    def twice():
        yield select(func.pg_sleep(0.25))
        yield select(func.pg_sleep(30))

    started = time.monotonic()
    with Deadline(0.5, "search"), pytest.raises(DeadlineExceededError):
        Database(engine).run(twice())
    assert time.monotonic() - started < 1.5


def test_a_call_whose_time_is_up_asks_nothing(engine) -> None:
    with Deadline(0.01, "search"):
        time.sleep(0.02)
        with pytest.raises(DeadlineExceededError):
            Database(engine).run(asking(ONE))


def test_settings_end_with_the_call(engine) -> None:
    database = Database(engine)
    shown = select(func.current_setting("statement_timeout"), func.current_setting("work_mem"))
    with Deadline(5, "search"):
        inside = database.run(asking(shown), settings={"work_mem": "1234kB"})[0]
    assert inside[1] == "1234kB"
    assert inside[0] not in ("0", "")
    assert database.run(asking(shown))[0][0] == "0"
    assert database.run(asking(shown))[0][1] != "1234kB"


@pytest.mark.parametrize("bad", [{"work_mem": "1; DROP TABLE x"}, {"a b": "1"}])
def test_a_setting_that_is_no_plain_word_is_refused(engine, bad) -> None:
    with pytest.raises(ConfigurationError):
        Database(engine).run(asking(ONE), settings=bad)


def test_waiting_for_a_connection_counts_as_well(server, engine) -> None:
    database = Database(engine)
    threads = [Thread(target=lambda: database.run(sleeping(1.2))) for _ in range(2)]
    for thread in threads:
        thread.start()
    while checked_out(engine) < 2:
        time.sleep(0.01)
    started = time.monotonic()
    with Deadline(0.1, "search"), pytest.raises(DeadlineExceededError):
        database.run(asking(ONE))
    assert time.monotonic() - started < 0.3
    with pytest.raises(ServiceUnavailableError, match="in use"):
        database.run(asking(ONE))
    for thread in threads:
        thread.join()
    assert checked_out(engine) == 0


def test_a_connection_that_was_cut_is_replaced_unnoticed(server, engine) -> None:
    database = Database(engine)
    pid = database.run(asking(select(func.pg_backend_pid())))[0][0]
    admin = create_engine(server.url)
    with admin.connect() as connection:
        connection.execute(select(func.pg_terminate_backend(pid)))
    admin.dispose()
    assert database.run(asking(ONE))[0][0] == 1


def test_a_connection_cut_during_a_call_is_an_error_that_may_pass(server, engine) -> None:
    database = Database(engine)
    caught: list[FashionSearchError] = []

    def call() -> None:
        try:
            database.run(sleeping(20))
        except FashionSearchError as error:
            caught.append(error)

    thread = Thread(target=call)
    thread.start()
    admin = create_engine(server.url)
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'"
    )
    while thread.is_alive():
        with admin.connect() as connection:
            connection.execute(cut)
        time.sleep(0.05)
    thread.join()
    admin.dispose()
    assert isinstance(caught[0], ServiceUnavailableError)
    assert caught[0].retryable
    assert database.run(asking(ONE))[0][0] == 1


def test_a_slow_awaited_statement_ends_with_the_call(server) -> None:
    async def run() -> None:
        engine = postgres_engine_async(server.url, pool=PoolSettings(size=1, overflow=0))
        database = AsyncDatabase(engine)
        started = time.monotonic()
        with Deadline(0.3, "search"), pytest.raises(DeadlineExceededError):
            await database.run(sleeping(30))
        assert time.monotonic() - started < 1.5
        assert checked_out(engine) == 0
        assert (await database.run(asking(ONE)))[0][0] == 1
        await engine.dispose()

    asyncio.run(run())
    assert busy(server) == 0


def test_a_cancelled_call_gives_its_connection_back_and_stops_the_server(server) -> None:
    async def run() -> None:
        engine = postgres_engine_async(server.url, pool=PoolSettings(size=1, overflow=0))
        database = AsyncDatabase(engine)
        for _ in range(5):
            task = asyncio.create_task(database.run(sleeping(30)))
            await asyncio.sleep(0.15)
            assert checked_out(engine) == 1
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert checked_out(engine) == 0
            assert (await database.run(asking(ONE)))[0][0] == 1
        await engine.dispose()

    asyncio.run(run())
    assert busy(server) == 0


def test_two_hundred_awaited_calls_share_one_pool(server) -> None:
    async def run() -> None:
        engine = postgres_engine_async(server.url, pool=PoolSettings(size=5, overflow=3))
        most = 0

        async def call(number: int) -> int:
            nonlocal most
            rows = await AsyncDatabase(engine).run(asking(select(literal(number), func.pg_sleep(0.01))))
            most = max(most, checked_out(engine))
            return rows[0][0]

        assert await asyncio.gather(*(call(number) for number in range(200))) == list(range(200))
        assert most <= 8
        assert checked_out(engine) == 0
        await engine.dispose()

    asyncio.run(run())


# SQLAlchemy 2.0 leaves a connection that was cancelled while it opened to the garbage collector.
@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
    if sqlalchemy.__version__.startswith("2.0.")
    else "error::pytest.PytestUnraisableExceptionWarning"
)
def test_calls_cancelled_at_any_moment_leave_a_whole_pool(server) -> None:
    """Also while they wait for a connection, or are opening one."""

    async def run() -> None:
        engine = postgres_engine_async(server.url, pool=PoolSettings(size=2, overflow=2, recycle_s=0.01))
        database, dice = AsyncDatabase(engine), random.Random(3)

        async def call() -> None:
            with Deadline(5, "search"):
                await database.run(sleeping(0.02))

        for _ in range(5):
            tasks = [asyncio.create_task(call()) for _ in range(20)]
            for task in tasks:
                await asyncio.sleep(dice.uniform(0, 0.01))
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            assert checked_out(engine) == 0
        assert len(await asyncio.gather(*(database.run(asking(ONE)) for _ in range(12)))) == 12
        await engine.dispose()

    asyncio.run(run())
    assert busy(server) == 0


def shown(error: BaseException) -> str:
    """Everything a log would hold of an error."""
    return "".join(traceback.format_exception(type(error), error, error.__traceback__))


def test_a_refused_password_is_an_error_without_it(server) -> None:
    url = make_url("postgresql://ann%40shop.example@127.0.0.1/postgres").set(port=server.port, password=WRONG)
    engine = postgres_engine(url, sslmode="prefer")
    with pytest.raises(AuthenticationError, match="role") as caught:
        Database(engine).run(asking(ONE))
    assert WRONG not in shown(caught.value)
    assert not caught.value.retryable
    right = postgres_engine(url.set(password=PASSWORD))
    assert Database(right).run(asking(ONE))[0][0] == 1
    for one in (engine, right):
        assert PASSWORD not in repr(one)
        one.dispose()


def test_nobody_listening_is_an_error_that_may_pass(server) -> None:
    engine = postgres_engine(f"postgresql://ann:{PASSWORD}@127.0.0.1:1/postgres")
    started = time.monotonic()
    with pytest.raises(ServiceUnavailableError) as caught:
        Database(engine).run(asking(ONE))
    assert caught.value.retryable
    assert time.monotonic() - started < 5
    assert PASSWORD not in shown(caught.value)


def test_a_missing_table_is_named_and_what_was_asked_for_is_not_shown(engine) -> None:
    missing = table("nowhere", column("name"))
    statement = select(missing.c.name).where(missing.c.name == "private-value-of-somebody")
    with pytest.raises(NotFoundError, match="nowhere") as caught:
        Database(engine).run(asking(statement))
    assert "private-value" not in shown(caught.value)


def test_an_engine_of_ones_own_does_not_show_parameters_either(server) -> None:
    engine = create_engine(server.url)  # without hide_parameters
    divided = select(literal(1) / func.length(literal("private-value-of-somebody")) / literal(0))
    with pytest.raises(FashionSearchError) as caught:
        Database(engine).run(asking(divided))
    assert "private-value" not in shown(caught.value)
    engine.dispose()


def test_a_forbidden_table_is_a_matter_of_rights(server) -> None:
    url = make_url("postgresql://127.0.0.1/postgres").set(
        username="ann@shop.example", password=PASSWORD, port=server.port
    )
    engine = postgres_engine(url)
    with pytest.raises(AuthenticationError, match="Grant"):
        Database(engine).run(asking(select(table("pg_authid", column("rolpassword")))))
    engine.dispose()


@pytest.mark.parametrize(
    "url",
    ["mysql://u:s3cret-pa55word@h/d", "not a url s3cret-pa55word", "postgresql://u:s3cret-pa55word@h:port/d"],
)
def test_a_url_that_will_not_do_is_refused_without_its_password(url) -> None:
    with pytest.raises(ConfigurationError) as caught:
        postgres_engine(url)
    assert PASSWORD not in shown(caught.value)


def test_a_file_is_still_a_store(tmp_path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'none' / 'x.sqlite'}")
    with pytest.raises(StoreError, match="fashion-search info"):
        Database(engine).run(asking(ONE))
    engine.dispose()
