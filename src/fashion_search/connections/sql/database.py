"""Steps that ask a SQL database: one connection a call, within the call's deadline, with our errors."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Engine, Executable
from sqlalchemy.exc import SQLAlchemyError

from fashion_search.connections.sql.errors import out_of_time, translated
from fashion_search.connections.sql.limits import Limits
from fashion_search.deadline import time_left
from fashion_search.observing import span
from fashion_search.steps import Steps, run, run_async

if TYPE_CHECKING:  # it needs greenlet, which blocking use does not
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

__all__ = ["AsyncDatabase", "Database", "SqlAsk"]

SqlAsk: TypeAlias = "Executable | Sequence[Executable]"
"""One statement, answered by its rows; or several, answered by a list of rows each."""

Result = TypeVar("Result")

_NOTHING: Mapping[str, str] = MappingProxyType({})

_GRACE_S = 0.05
"""How long after the deadline the server may still say so itself, which leaves the connection usable."""


class Database:
    """Runs steps over SQLAlchemy statements on an engine. Safe to use from many threads.

    On PostgreSQL the time left of the call around it (`fashion_search.deadline`) becomes the statement
    timeout, so that the server stops working when nobody waits any more. Nothing is committed: steps only
    read.

    Args:
        engine: The database; whoever made it closes it.
        service: What to call it in errors.
    """

    def __init__(self, engine: Engine, *, service: str = "postgres") -> None:
        self.engine = engine
        self._service = service

    def run(self, steps: Steps[SqlAsk, Result], *, settings: Mapping[str, str] = _NOTHING) -> Result:
        """Run steps to their end on one connection, taken when they first ask.

        Args:
            steps: The work. What it yields is answered with lists of rows.
            settings: Names and values for `SET LOCAL`; PostgreSQL only.

        Raises:
            ServiceError: a server could not be reached or could not answer.
            StoreError: a file could not.
            DeadlineExceededError: the call's time is up.
        """
        with (
            span("database", service=self._service),
            _Session(self.engine, self._service, settings) as session,
        ):
            return run(steps, session.answer)


class AsyncDatabase:
    """`Database` for an asynchronous engine. A cancelled call gives its connection back.

    Args:
        engine: The database; whoever made it closes it.
        service: What to call it in errors.
    """

    def __init__(self, engine: AsyncEngine, *, service: str = "postgres") -> None:
        self.engine = engine
        self._service = service

    async def run(self, steps: Steps[SqlAsk, Result], *, settings: Mapping[str, str] = _NOTHING) -> Result:
        """Run steps to their end on one connection, taken when they first ask; as `Database.run`."""
        left = time_left()
        with span("database", service=self._service):
            return await self._run_within(left, steps, settings)

    async def _run_within(
        self, left: float | None, steps: Steps[SqlAsk, Result], settings: Mapping[str, str]
    ) -> Result:
        if left is None:
            return await self._run(steps, settings)
        try:
            return await asyncio.wait_for(self._run(steps, settings), max(left, 0.0) + _GRACE_S)
        except asyncio.TimeoutError as exc:  # not the builtin before Python 3.11
            raise out_of_time(self._service) from exc

    async def _run(self, steps: Steps[SqlAsk, Result], settings: Mapping[str, str]) -> Result:
        async with _AsyncSession(self.engine, self._service, settings) as session:
            return await run_async(steps, session.answer)


class _Session:
    """One call's connection, opened by its first question."""

    def __init__(self, engine: Engine, service: str, settings: Mapping[str, str]) -> None:
        self._engine = engine
        self._service = service
        self._limits = Limits.of(engine.dialect.name, service, settings)
        self._connection: Connection | None = None

    def __enter__(self) -> _Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            with contextlib.suppress(SQLAlchemyError):  # The answer is known; the pool drops what is broken.
                self._connection.close()

    def answer(self, ask: SqlAsk) -> list[Any]:
        """The rows of a statement, or a list of rows for each of several."""
        try:
            if isinstance(ask, Sequence):
                return [self._rows(one) for one in ask]
            return self._rows(ask)
        except SQLAlchemyError as exc:
            raise translated(exc, self._engine.url, self._service) from exc

    def _rows(self, statement: Executable) -> list[Any]:
        connection = self._opened()
        preamble = self._limits.preamble()
        if preamble:
            connection.exec_driver_sql(preamble)
        return list(connection.execute(statement).all())

    def _opened(self) -> Connection:
        self._limits.check()
        if self._connection is None:
            connection = self._engine.connect()
            self._connection = connection
            if self._limits.apply:
                connection.execution_options(isolation_level="AUTOCOMMIT")
        return self._connection


class _AsyncSession:
    """`_Session`, awaited."""

    def __init__(self, engine: AsyncEngine, service: str, settings: Mapping[str, str]) -> None:
        self._engine = engine
        self._service = service
        self._limits = Limits.of(engine.dialect.name, service, settings)
        self._connection: AsyncConnection | None = None

    async def __aenter__(self) -> _AsyncSession:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            with contextlib.suppress(SQLAlchemyError):  # The answer is known; the pool drops what is broken.
                await asyncio.shield(self._connection.close())

    async def answer(self, ask: SqlAsk) -> list[Any]:
        """The rows of a statement, or a list of rows for each of several."""
        try:
            if isinstance(ask, Sequence):
                return [await self._rows(one) for one in ask]
            return await self._rows(ask)
        except SQLAlchemyError as exc:
            raise translated(exc, self._engine.url, self._service) from exc

    async def _rows(self, statement: Executable) -> list[Any]:
        connection = await self._opened()
        preamble = self._limits.preamble()
        if preamble:
            await connection.exec_driver_sql(preamble)
        return list((await connection.execute(statement)).all())

    async def _opened(self) -> AsyncConnection:
        self._limits.check()
        if self._connection is None:
            self._connection = await self._engine.connect()
            if self._limits.apply:
                await self._connection.execution_options(isolation_level="AUTOCOMMIT")
        return self._connection
