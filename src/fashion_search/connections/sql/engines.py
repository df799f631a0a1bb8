"""SQLAlchemy engines for PostgreSQL with psycopg, whose pools keep to a call's deadline."""

from __future__ import annotations

import importlib.util
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import AsyncAdaptedQueuePool, QueuePool

from fashion_search.deadline import time_left
from fashion_search.errors import ConfigurationError, MissingDependencyError

if TYPE_CHECKING:  # it needs greenlet, which blocking use does not
    from sqlalchemy.ext.asyncio import AsyncEngine

__all__ = ["PoolSettings", "postgres_engine", "postgres_engine_async"]

_DRIVER = "postgresql+psycopg"
_SHORTEST_CONNECT_S = 2
"""libpq waits no shorter than this for a connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolSettings:
    """How connections are kept.

    Attributes:
        size: Connections kept open.
        overflow: Further ones opened at a rush, and closed after it.
        wait_s: How long a call waits for one; its deadline may be sooner.
        recycle_s: Age at which a connection is replaced.
        connect_s: How long opening one may take; at least 2 seconds are given.
        prepare: Whether statements that come again are prepared; switch it off behind a pooler that hands
            connections out by transaction and does not know prepared statements.
    """

    size: int = 8
    overflow: int = 8
    wait_s: float = 30.0
    recycle_s: float = 1800.0
    connect_s: float = 10.0
    prepare: bool = True


def postgres_engine(
    url: str | URL, *, pool: PoolSettings | None = None, sslmode: str | None = None
) -> Engine:
    """An engine for a PostgreSQL server.

    Args:
        url: `postgresql://user:password@host:5432/database`; encode an `@` in the user's name as `%40`.
        pool: How connections are kept.
        sslmode: libpq's, such as `"require"`; by default what the URL says.

    Raises:
        ConfigurationError: the URL cannot be parsed, or names another kind of database.
        MissingDependencyError: psycopg is not installed.
    """
    pool = pool or PoolSettings()
    _check_installed("psycopg")
    engine = create_engine(_with_driver(url), poolclass=_PatientPool, **_options(pool, sslmode))
    event.listen(engine, "do_connect", _within_deadline)
    return engine


def postgres_engine_async(
    url: str | URL, *, pool: PoolSettings | None = None, sslmode: str | None = None
) -> AsyncEngine:
    """`postgres_engine` for asyncio; use it, and dispose of it, in one event loop."""
    _check_installed("psycopg")
    _check_installed("greenlet")
    from sqlalchemy.ext.asyncio import create_async_engine

    pool = pool or PoolSettings()
    engine = create_async_engine(_with_driver(url), poolclass=_PatientAsyncPool, **_options(pool, sslmode))
    event.listen(engine.sync_engine, "do_connect", _within_deadline)
    return engine


def _check_installed(package: str) -> None:
    if importlib.util.find_spec(package) is None:
        raise MissingDependencyError("PostgreSQL", "postgres")


def _with_driver(url: str | URL) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as exc:
        raise ConfigurationError(
            "The database's URL cannot be parsed (not shown: it may hold a password). Write it as "
            "postgresql://user:password@host:5432/database, with %40 for an @ in the user's name."
        ) from _without_url(exc)
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise ConfigurationError(
            f"{parsed.render_as_string(hide_password=True)} is not a PostgreSQL database; the URL must begin "
            "with postgresql://."
        )
    return parsed.set(drivername=_DRIVER)


def _without_url(exc: Exception) -> Exception:
    """The cause without its message, which repeats the URL."""
    return type(exc)("not shown")


def _options(pool: PoolSettings, sslmode: str | None) -> dict[str, Any]:
    connect: dict[str, Any] = {
        "application_name": "fashion-search",
        "connect_timeout": max(_SHORTEST_CONNECT_S, math.ceil(pool.connect_s)),
        "prepare_threshold": 5 if pool.prepare else None,
        # A connection whose other end vanished is noticed within half a minute.
        "keepalives_idle": 15,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
    }
    if sslmode is not None:
        connect["sslmode"] = sslmode
    return {
        "connect_args": connect,
        "hide_parameters": True,
        "max_overflow": pool.overflow,
        "pool_pre_ping": True,
        "pool_recycle": pool.recycle_s,
        "pool_size": pool.size,
        "pool_timeout": pool.wait_s,
        "pool_use_lifo": True,
    }


def _within_deadline(_dialect: object, _record: object, _args: object, parameters: dict[str, Any]) -> None:
    """Give up opening a connection when the call around it does, as nearly as libpq can."""
    left = time_left()
    if left is not None:
        most = max(_SHORTEST_CONNECT_S, math.ceil(left))
        parameters["connect_timeout"] = min(parameters["connect_timeout"], most)


class _Patience:
    """A pool's time to wait for a connection: its own, or what is left of the call's."""

    _wait_s: float

    @property
    def _timeout(self) -> float:
        left = time_left()
        return self._wait_s if left is None else max(0.0, min(self._wait_s, left))

    @_timeout.setter
    def _timeout(self, wait_s: float) -> None:
        self._wait_s = wait_s


class _PatientPool(_Patience, QueuePool):
    def recreate(self) -> QueuePool:
        """The same pool, empty."""
        fresh = super().recreate()
        fresh._timeout = self._wait_s  # noqa: SLF001  # of the same class
        return fresh


class _PatientAsyncPool(_Patience, AsyncAdaptedQueuePool):
    def recreate(self) -> QueuePool:
        """The same pool, empty."""
        fresh = super().recreate()
        fresh._timeout = self._wait_s  # noqa: SLF001  # of the same class
        return fresh
