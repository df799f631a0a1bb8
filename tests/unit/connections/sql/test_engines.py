"""Engines for PostgreSQL: what they ask of libpq, how long they wait, and what they need installed."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest

pytest.importorskip("psycopg")
pytest.importorskip("greenlet")

from fashion_search.connections.sql import engines
from fashion_search.connections.sql.engines import PoolSettings, postgres_engine, postgres_engine_async
from fashion_search.deadline import Deadline
from fashion_search.errors import ConfigurationError, MissingDependencyError

URL = "postgresql://ann%40shop.example:hunter2-secret@db.example.com:6432/shop"


def parameters(engine: Any) -> dict[str, Any]:
    """What a new connection would be opened with."""
    found: dict[str, Any] = {}

    class StopError(Exception):
        pass

    def connect(**given: Any) -> None:
        found.update(given)
        raise StopError

    engine.dialect.dbapi.connect, kept = connect, engine.dialect.dbapi.connect
    try:
        with pytest.raises(StopError):
            engine.raw_connection()
    finally:
        engine.dialect.dbapi.connect = kept
    return found


@pytest.mark.parametrize("name", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_any_name_of_postgres_leads_to_the_same_driver(name: str) -> None:
    try:
        engine = postgres_engine(URL.replace("postgresql", name))
    except ConfigurationError:
        assert name == "postgres"  # SQLAlchemy knows it no more
        return
    assert engine.dialect.driver == "psycopg"
    assert (engine.url.username, engine.url.host, engine.url.port) == (
        "ann@shop.example",
        "db.example.com",
        6432,
    )
    assert "hunter2-secret" not in repr(engine)
    engine.dispose()


def test_connections_notice_that_the_other_end_is_gone() -> None:
    engine = postgres_engine(URL, sslmode="require", pool=PoolSettings(connect_s=7.2, prepare=False))
    asked = parameters(engine)
    assert (asked["sslmode"], asked["connect_timeout"], asked["prepare_threshold"]) == ("require", 8, None)
    assert asked["tcp_user_timeout"] == 30_000
    assert asked["application_name"] == "fashion-search"
    with Deadline(3.5, "search"):
        assert parameters(engine)["connect_timeout"] == 4
    with Deadline(0.5, "search"):
        assert parameters(engine)["connect_timeout"] == 2  # libpq waits no shorter
    engine.dispose()


@pytest.mark.parametrize("make", [postgres_engine, postgres_engine_async])
def test_a_pool_waits_no_longer_than_the_call(make: Any) -> None:
    engine = make(URL, pool=PoolSettings(wait_s=30))
    pool = engine.pool
    assert pool.timeout() == 30
    with Deadline(2, "search"):
        assert 1.5 < pool.timeout() <= 2
        again = pool.recreate()
    assert again.timeout() == 30
    assert pool.timeout() == 30


@pytest.mark.parametrize(
    ("missing", "make"), [("psycopg", postgres_engine), ("greenlet", postgres_engine_async)]
)
def test_what_is_not_installed_is_named_with_the_extra(
    missing: str, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        engines.importlib.util, "find_spec", lambda name: None if name == missing else found(name)
    )
    with pytest.raises(MissingDependencyError, match=r"fashion-search\[postgres\]"):
        make(URL)
