"""Lakebase: whoever logs in needs the current token, and tokens change under load without a failed query."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, func, literal, select

sys.path.insert(0, str(Path(__file__).parents[1] / "contract"))
from postgres_server import WANTED, Server, installations, running

from fashion_search.connections.sql.database import AsyncDatabase, Database
from fashion_search.connections.sql.engines import PoolSettings
from fashion_search.connections.sql.lakebase import (
    Lakebase,
    autoscaling,
    lakebase_engine,
    lakebase_engine_async,
    provisioned,
)
from fashion_search.connections.sql.tokens import DatabaseCredentials, DatabaseToken
from fashion_search.deadline import Deadline
from fashion_search.errors import (
    AuthenticationError,
    ConfigurationError,
    DeadlineExceededError,
    NotFoundError,
    ServiceUnavailableError,
)

pytestmark = pytest.mark.postgres

USER = "ann.o'neil+shop@example.com"
ONE = select(literal(1))
FEW = PoolSettings(size=2, overflow=4, recycle_s=0.3)
"""Connections are replaced all the time, so that logging in is what is tested."""


@dataclass
class Bank:
    """Gives out passwords for a role and takes the older ones back: only the newest is accepted.

    Attributes:
        every_s: Seconds between two changes.
        lifetime_s: What is said of a token's life; longer than `every_s` means that it is revoked early.
    """

    server: Server
    every_s: float
    lifetime_s: float
    minted: int = 0
    changes: int = 0
    _current: str = "never-yet"
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def mint(self) -> DatabaseToken:
        """What the workspace would answer: the password that is accepted now."""
        assert threading.current_thread() is not threading.main_thread()
        with self._lock:
            self.minted += 1
            return DatabaseToken(self._current, self.lifetime_s)

    def lakebase(self) -> Lakebase:
        credentials = DatabaseCredentials(self.mint)
        return Lakebase(host="127.0.0.1", port=self.server.port, user=USER, credentials=credentials)

    def __enter__(self) -> Bank:
        self._engine = create_engine(self.server.url)
        self.change()
        self._thread = threading.Thread(target=self._keep_changing)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()
        self._engine.dispose()

    def change(self) -> None:
        with self._lock, self._engine.begin() as connection:
            self.changes += 1
            self._current = f"token-{self.changes}-{time.monotonic_ns()}"
            role = connection.dialect.identifier_preparer.quote_identifier(USER)
            connection.exec_driver_sql(f"ALTER ROLE {role} PASSWORD '{self._current}'")

    def _keep_changing(self) -> None:
        while not self._stop.wait(self.every_s):
            self.change()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    programs = installations()
    if not programs:
        pytest.skip(WANTED)
    with running(Server(programs[0], passwords=True)) as server:
        engine = create_engine(server.url)
        with engine.begin() as connection:
            role = connection.dialect.identifier_preparer.quote_identifier(USER)
            connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
        engine.dispose()
        yield server


def asking(statement):
    rows = yield statement
    return rows[0][0]


def query_until(end: float, database: Database) -> int:
    done = 0
    while time.monotonic() < end:
        with Deadline(5, "query"):
            assert database.run(asking(ONE)) == 1
        done += 1
        time.sleep(0.005)
    return done


def under_load(server: Server, *, seconds: float, every_s: float, lifetime_s: float) -> None:
    with Bank(server, every_s, lifetime_s) as bank:
        engine = lakebase_engine(bank.lakebase(), database="postgres", sslmode="prefer", pool=FEW)
        database, end = Database(engine, service="lakebase"), time.monotonic() + seconds
        with ThreadPoolExecutor(4) as pool:
            done = list(pool.map(lambda _: query_until(end, database), range(4)))
        assert min(done) > 10 * seconds / 8
        assert bank.changes >= seconds / every_s * 0.7
        assert bank.minted >= bank.changes * 0.5
        engine.dispose()


async def query_async_until(end: float, database: AsyncDatabase) -> int:
    done = 0
    while time.monotonic() < end:
        with Deadline(5, "query"):
            assert await database.run(asking(ONE)) == 1
        done += 1
        await asyncio.sleep(0.005)
    return done


def under_load_async(server: Server, *, seconds: float, every_s: float, lifetime_s: float) -> None:
    async def run(bank: Bank) -> None:
        engine = lakebase_engine_async(bank.lakebase(), database="postgres", sslmode="prefer", pool=FEW)
        database, end = AsyncDatabase(engine, service="lakebase"), time.monotonic() + seconds
        done = await asyncio.gather(*(query_async_until(end, database) for _ in range(4)))
        assert min(done) > 10 * seconds / 8
        assert engine.pool.checkedout() == 0
        await engine.dispose()

    with Bank(server, every_s, lifetime_s) as bank:
        asyncio.run(run(bank))
        assert bank.changes >= seconds / every_s * 0.7


LIVES = pytest.mark.parametrize("lifetime_s", [1.0, 3600.0], ids=["expiring", "revoked early"])


@LIVES
def test_no_query_fails_while_tokens_change_every_second(server: Server, lifetime_s: float) -> None:
    under_load(server, seconds=8, every_s=1, lifetime_s=lifetime_s)


@LIVES
def test_no_awaited_query_fails_while_tokens_change_every_second(server: Server, lifetime_s: float) -> None:
    under_load_async(server, seconds=8, every_s=1, lifetime_s=lifetime_s)


@pytest.mark.slow
def test_no_query_fails_in_a_minute_of_tokens_that_change_every_ten_seconds(server: Server) -> None:
    under_load(server, seconds=60, every_s=10, lifetime_s=10)


@pytest.mark.slow
def test_no_awaited_query_fails_in_a_minute_of_tokens_that_change_every_ten_seconds(server: Server) -> None:
    under_load_async(server, seconds=60, every_s=10, lifetime_s=10)


def test_an_open_connection_lives_on_when_its_token_does_not(server: Server) -> None:
    with Bank(server, every_s=100, lifetime_s=3600) as bank:
        engine = lakebase_engine(bank.lakebase(), database="postgres", sslmode="prefer")
        database = Database(engine)
        before = database.run(asking(select(func.pg_backend_pid())))
        bank.change()
        assert database.run(asking(select(func.pg_backend_pid()))) == before
        assert bank.minted == 1
        engine.dispose()


def test_a_token_that_is_never_accepted_is_refused_and_not_shown(server: Server) -> None:
    credentials = DatabaseCredentials(lambda: DatabaseToken("dapi-secret-token", 3600))
    lakebase = Lakebase(host="127.0.0.1", port=server.port, user=USER, credentials=credentials)
    engine = lakebase_engine(lakebase, database="postgres", sslmode="prefer")
    with pytest.raises(AuthenticationError) as caught:
        Database(engine, service="lakebase").run(asking(ONE))
    assert "dapi-secret-token" not in f"{caught.value!r} {caught.value.__cause__!r} {engine!r} {lakebase!r}"
    assert caught.value.service == "lakebase"
    engine.dispose()


def test_the_event_loop_runs_on_while_a_token_is_waited_for(server: Server) -> None:
    with Bank(server, every_s=100, lifetime_s=3600) as bank:

        def slowly() -> DatabaseToken:
            time.sleep(0.5)
            return bank.mint()

        lakebase = Lakebase(
            host="127.0.0.1", port=server.port, user=USER, credentials=DatabaseCredentials(slowly)
        )

        async def run() -> float:
            engine = lakebase_engine_async(lakebase, database="postgres", sslmode="prefer")
            calls = asyncio.gather(*(AsyncDatabase(engine).run(asking(ONE)) for _ in range(4)))
            longest = 0.0
            while not calls.done():
                before = time.monotonic()
                await asyncio.sleep(0.01)
                longest = max(longest, time.monotonic() - before)
            assert await calls == [1, 1, 1, 1]
            await engine.dispose()
            return longest

        assert asyncio.run(run()) < 0.3
        assert bank.minted == 1


def test_waiting_for_a_token_ends_with_the_call() -> None:
    release = threading.Event()

    def stuck() -> DatabaseToken:
        release.wait(10)
        return DatabaseToken("late", 3600)

    credentials = DatabaseCredentials(stuck)
    lakebase = Lakebase(host="127.0.0.1", port=1, user=USER, credentials=credentials)
    engine = lakebase_engine(lakebase, sslmode="prefer")
    started = time.monotonic()
    with Deadline(0.2, "query"), pytest.raises(DeadlineExceededError):
        Database(engine).run(asking(ONE))
    assert time.monotonic() - started < 0.5

    async def awaited() -> None:
        with Deadline(0.2, "query"), pytest.raises(DeadlineExceededError):
            await credentials.token_async()

    asyncio.run(awaited())
    release.set()
    engine.dispose()


class Workspace:
    """As much of databricks-sdk's WorkspaceClient as is asked for."""

    def __init__(self, *, auth_type: str = "pat", host: str | None = "db.example.com") -> None:
        self.asked: list[object] = []
        self.config = SimpleNamespace(auth_type=auth_type, client_id="1234-abcd")
        self.current_user = SimpleNamespace(me=lambda: SimpleNamespace(user_name=USER))
        self.database = SimpleNamespace(
            get_database_instance=lambda _name: SimpleNamespace(read_write_dns=host),
            generate_database_credential=self._provisioned,
        )
        hosts = SimpleNamespace(host=host, read_write_pooled_host="pooled.example.com")
        self.postgres = SimpleNamespace(
            get_endpoint=lambda _name: SimpleNamespace(status=SimpleNamespace(hosts=hosts)),
            generate_database_credential=self._autoscaling,
        )

    def _provisioned(self, *, instance_names: list[str], request_id: str) -> SimpleNamespace:
        self.asked.append(instance_names)
        assert request_id
        soon = datetime.now(timezone.utc) + timedelta(minutes=30)
        return SimpleNamespace(token="t1", expiration_time=soon.strftime("%Y-%m-%dT%H:%M:%S.123456789Z"))  # noqa: S106

    def _autoscaling(self, endpoint: str) -> SimpleNamespace:
        self.asked.append(endpoint)
        stamp = SimpleNamespace(ToJsonString=lambda: "2020-01-01T00:00:00Z")
        return SimpleNamespace(token="t2", expire_time=stamp)  # noqa: S106


ENDPOINT = "projects/p/branches/b/endpoints/e"


def test_a_provisioned_instance_is_looked_up_by_name() -> None:
    workspace = Workspace()
    found = provisioned(workspace, "inst")  # type: ignore[arg-type]
    assert (found.host, found.user, found.port, found.pooled) == ("db.example.com", USER, 5432, False)
    assert [found.credentials.token(), found.credentials.token()] == ["t1", "t1"]
    assert workspace.asked == [["inst"]]
    assert "t1" not in repr(found)


def test_an_autoscaling_endpoint_is_looked_up_by_its_path() -> None:
    found = autoscaling(Workspace(auth_type="oauth-m2m"), ENDPOINT, pooled=True)  # type: ignore[arg-type]
    assert (found.host, found.user, found.pooled) == ("pooled.example.com", "1234-abcd", True)
    assert found.credentials.token() == "t2"
    engine = lakebase_engine(found)
    assert engine.url.render_as_string() == (
        "postgresql+psycopg://1234-abcd@pooled.example.com:5432/databricks_postgres"
    )
    engine.dispose()


def test_a_user_with_an_at_sign_stays_one_name() -> None:
    engine = lakebase_engine(provisioned(Workspace(), "inst"))  # type: ignore[arg-type]
    assert (engine.url.username, engine.url.host) == (USER, "db.example.com")
    engine.dispose()


def test_names_that_lead_nowhere_are_said() -> None:
    with pytest.raises(ConfigurationError, match="endpoints"):
        autoscaling(Workspace(), "my-endpoint")  # type: ignore[arg-type]
    with pytest.raises(NotFoundError, match="inst"):
        provisioned(Workspace(host=None), "inst")  # type: ignore[arg-type]
    with pytest.raises(NotFoundError, match="address"):
        autoscaling(Workspace(host=None), ENDPOINT)  # type: ignore[arg-type]


def test_a_workspace_that_cannot_be_reached_is_an_error_that_may_pass() -> None:
    workspace = Workspace()
    found = provisioned(workspace, "inst")  # type: ignore[arg-type]

    def unreachable(**_: object) -> object:
        raise ConnectionError("nobody there")

    workspace.database.generate_database_credential = unreachable
    with pytest.raises(ServiceUnavailableError) as caught:
        found.credentials.token()
    assert caught.value.retryable
    assert caught.value.service == "lakebase"
