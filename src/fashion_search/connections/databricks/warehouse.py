"""Steps over SQLAlchemy statements on a Databricks SQL warehouse, by the statement execution API."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Generic, TypeAlias, TypeVar
from urllib.parse import quote

from sqlalchemy import Executable

from fashion_search.connections.abreast import together
from fashion_search.connections.databricks.sql import SqlText, as_databricks_sql
from fashion_search.connections.databricks.statement_answers import (
    Row,
    StatementAnswer,
    read_answer,
    read_chunk,
)
from fashion_search.connections.reading import json_object
from fashion_search.connections.runner import AsyncRunner, Runner
from fashion_search.connections.wire import Exchange, Request, Response, Together
from fashion_search.deadline import Deadline, time_left
from fashion_search.errors import ConfigurationError, DeadlineExceededError, FashionSearchError
from fashion_search.steps import Steps, run, run_async

__all__ = ["AsyncWarehouse", "Warehouse", "WarehouseAsk"]

WarehouseAsk: TypeAlias = "Executable | Sequence[Executable]"
"""One statement, answered by its rows as tuples; or several, answered by a list of rows each."""

Result = TypeVar("Result")
_Connection = TypeVar("_Connection")

_SERVICE: Final = "sql-warehouse"
_STATEMENTS: Final = "/api/2.0/sql/statements"

_LONGEST_WAIT_S: Final = 10
_SHORTEST_WAIT_S: Final = 5
"""How long the service holds an answer back until the rows are there: 5 to 50 seconds, or not at all."""

_RETURN_S: Final = 1.0
"""Time kept for the way back when the service holds an answer."""

_CANCEL_S: Final = 0.25
"""Time kept for cancelling a statement that nobody will wait for any more."""

_FIRST_PAUSE_S, _LONGEST_PAUSE_S, _PAUSE_GROWTH = 0.05, 1.0, 1.6


@dataclass(frozen=True, slots=True)
class _Pause:
    """Let some time pass before asking again."""

    seconds: float


_Ask: TypeAlias = "Request | Together | _Pause"


class _Statements(Generic[_Connection]):
    """What both warehouses share: everything but waiting.

    Args:
        connection: To the workspace; whoever made it closes it.
        warehouse_id: Which warehouse; the first that runs when not given.
        at_once: Statements of one call on their way at the same time.
        longest_s: How long a statement may take when the call around it has no deadline; a warehouse that was
            stopped starts meanwhile.
    """

    def __init__(
        self,
        connection: _Connection,
        warehouse_id: str | None = None,
        *,
        at_once: int = 8,
        longest_s: float = 600.0,
    ) -> None:
        self._connection = connection
        self._warehouse_id = warehouse_id
        self._at_once = at_once
        self._longest_s = longest_s

    def __repr__(self) -> str:
        """Class and id."""
        return f"{type(self).__name__}({self._warehouse_id!r})"

    def _rows(self, ask: WarehouseAsk) -> Steps[_Ask, Any]:
        """The rows of one statement, or of each of several."""
        if not isinstance(ask, Sequence):
            return (yield from self._all_rows([ask]))[0]
        return (yield from self._all_rows(ask)) if ask else []

    def _all_rows(self, statements: Sequence[Executable]) -> Steps[_Ask, list[list[Row]]]:
        if self._warehouse_id is None:
            self._warehouse_id = yield from _discovered()
        texts = [as_databricks_sql(statement) for statement in statements]
        asks = [_execute(text, self._warehouse_id) for text in texts]
        answers: list[Response] = yield from together(asks, at_once=self._at_once)
        done = yield from self._finished([read_answer(answer) for answer in answers])
        rows: list[list[Row]] = []
        for answer in done:
            rows += [(yield from _chunks(answer))]
        return rows

    def _finished(self, answers: list[StatementAnswer]) -> Steps[_Ask, list[StatementAnswer]]:
        """Ask after those that still run, less and less often."""
        pause_s = _FIRST_PAUSE_S
        while waiting := [row for row, answer in enumerate(answers) if not answer.is_done]:
            ids = [answers[row].statement_id for row in waiting]
            yield from self._check_time(ids)
            yield _Pause(_shortened(pause_s))
            pause_s = min(pause_s * _PAUSE_GROWTH, _LONGEST_PAUSE_S)
            polls = [_call("GET", f"/{quote(one, safe='')}", "poll statement") for one in ids]
            polled = yield from together(polls, at_once=self._at_once)
            for row, answer in zip(waiting, polled, strict=True):
                answers[row] = read_answer(answer)
        return answers

    def _check_time(self, statement_ids: Sequence[str]) -> Steps[_Ask, None]:
        """Cancel what would be finished for nobody."""
        left = time_left()
        if left is None or left > _CANCEL_S:
            return
        cancels = [_call("POST", f"/{quote(one, safe='')}/cancel", "cancel") for one in statement_ids]
        with contextlib.suppress(FashionSearchError):  # it ends by itself, later
            yield from together(cancels, at_once=self._at_once)
        raise DeadlineExceededError(
            "The SQL warehouse was still at work when the call's time ran out; the statement was cancelled. "
            "Allow more time with timeout_s: a warehouse that was stopped takes minutes to start.",
            service=_SERVICE,
            operation="statement",
            retryable=True,
        )


class Warehouse(_Statements[Runner]):
    """Runs steps over SQLAlchemy statements on a SQL warehouse. Safe to use from many threads.

    Statements are compiled to Databricks SQL with every value bound, and sent with a type each. The time left
    of the call around it (`fashion_search.deadline`) bounds the wait; what is not done by then is cancelled.
    """

    def run(self, steps: Steps[WarehouseAsk, Result]) -> Result:
        """Run steps to their end.

        Args:
            steps: The work. What it yields is answered with lists of rows.

        Raises:
            ConfigurationError: no warehouse was named, and there is none.
            NotFoundError: a table or column is not there.
            DeadlineExceededError: the call's time is up.
            ServiceError: the warehouse could not answer.
        """
        return run(steps, self._answer)

    def _answer(self, ask: WarehouseAsk) -> object:
        with Deadline(self._longest_s, "statement"):
            return run(self._rows(ask), self._wait)

    def _wait(self, ask: _Ask) -> object:
        if isinstance(ask, _Pause):
            time.sleep(ask.seconds)
            return None
        return self._connection.run(_only(ask))


class AsyncWarehouse(_Statements[AsyncRunner]):
    """`Warehouse`, awaited."""

    async def run(self, steps: Steps[WarehouseAsk, Result]) -> Result:
        """Run steps to their end; as `Warehouse.run`."""
        return await run_async(steps, self._answer)

    async def _answer(self, ask: WarehouseAsk) -> object:
        with Deadline(self._longest_s, "statement"):
            return await run_async(self._rows(ask), self._wait)

    async def _wait(self, ask: _Ask) -> object:
        if isinstance(ask, _Pause):
            await asyncio.sleep(ask.seconds)
            return None
        return await self._connection.run(_only(ask))


def _only(ask: Request | Together) -> Exchange:
    return (yield ask)


def _discovered() -> Generator[Request, Response, str]:
    """A warehouse that runs, else one that starts, else one that will when it is asked."""
    answer = yield Request(
        method="GET", path="/api/2.0/sql/warehouses", service=_SERVICE, operation="list warehouses"
    )
    listed = json_object(answer).get("warehouses") or []
    found = [one for one in listed if isinstance(one, dict) and isinstance(one.get("id"), str)]
    usable = [one for one in found if one.get("state") not in ("DELETING", "DELETED")]
    if not usable:
        raise ConfigurationError(
            "There is no SQL warehouse that these credentials may use. Name one with "
            "DATABRICKS_WAREHOUSE_ID, or ask an administrator for CAN USE on one; the catalogue can also be "
            "read from Lakebase."
        )
    order = ("RUNNING", "STARTING")
    best = min(
        usable,
        key=lambda one: (
            order.index(one["state"]) if one.get("state") in order else len(order),
            not one.get("enable_serverless_compute", False),
            str(one.get("name")),
        ),
    )
    return str(best["id"])


def _execute(statement: SqlText, warehouse_id: str) -> Request:
    body = {
        "statement": statement.text,
        "warehouse_id": warehouse_id,
        "parameters": [
            {name: value for name, value in asdict(one).items() if value is not None}
            for one in statement.parameters
        ],
        "wait_timeout": f"{_held_s()}s",
        "on_wait_timeout": "CONTINUE",
        "disposition": "INLINE",
        "format": "JSON_ARRAY",
    }
    return _call("POST", "", "statement", body)


def _held_s() -> int:
    """How long the service may hold the answer back, so that it still comes in time."""
    left = time_left()
    if left is None:
        return _LONGEST_WAIT_S
    wanted = int(min(left - _RETURN_S, _LONGEST_WAIT_S))
    return wanted if wanted >= _SHORTEST_WAIT_S else 0


def _shortened(pause_s: float) -> float:
    left = time_left()
    return pause_s if left is None else max(0.0, min(pause_s, left - _CANCEL_S))


def _call(method: str, path: str, operation: str, body: object | None = None) -> Request:
    return Request(
        method=method, path=f"{_STATEMENTS}{path}", service=_SERVICE, operation=operation, json=body
    )


def _chunks(answer: StatementAnswer) -> Steps[_Ask, list[Row]]:
    """All rows: those that came along, and those behind links."""
    chunk = answer.chunk
    rows = answer.rows(chunk)
    while chunk.next_path is not None:
        further: Response = yield Request(
            method="GET", path=chunk.next_path, service=_SERVICE, operation="read chunk"
        )
        chunk = read_chunk(further)
        rows += answer.rows(chunk)
    return rows
