"""The API of SQL warehouses: what there is, and statements with their chunks."""

from __future__ import annotations

import re
import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from fashion_search.testing.databricks.messages import Answer, ApiError, invalid, json_answer
from fashion_search.testing.databricks.names import Names
from fashion_search.testing.databricks.routes import Call, Needs, Route
from fashion_search.testing.databricks.sql.parameters import read_parameters
from fashion_search.testing.databricks.sql.tables import Result, ResultColumn, Tables
from fashion_search.testing.databricks.sql.words import SqlError

__all__ = ["Warehouses"]

_STATEMENTS: Final = "/api/2.0/sql/statements"
_REMEMBERED: Final = 1000
_SHORTEST_WAIT_S, _LONGEST_WAIT_S = 5, 50
_TYPE_NAMES: Final = {"BIGINT": "LONG", "ARRAY<FLOAT>": "ARRAY"}
_NEEDS = Needs(scope="sql")


@dataclass(slots=True)
class _Statement:
    """One statement and what came of it; a canceled one has neither."""

    statement_id: str
    result: Result | None
    error: str | None
    polls_left: int
    canceled: bool = False
    chunks: list[Sequence[tuple[Any, ...]]] = field(default_factory=list)


class Warehouses:
    """One warehouse, always running.

    Args:
        tables: Runs the statements.
        names: What the warehouse is called.
        pending_polls: Gives how often a statement is asked for before it has succeeded.
        chunk_rows: How many rows a chunk has.
    """

    def __init__(
        self, tables: Tables, names: Names, *, pending_polls: Callable[[], int], chunk_rows: int
    ) -> None:
        self._tables = tables
        self._names = names
        self._pending_polls = pending_polls
        self._chunk_rows = chunk_rows
        self._statements: OrderedDict[str, _Statement] = OrderedDict()
        self._lock = threading.Lock()

    def routes(self) -> list[Route]:
        """Statements run off the event loop."""
        one = f"{_STATEMENTS}/{{statement}}"
        found: list[tuple[str, str, Callable[[Call], Answer]]] = [
            ("GET", "/api/2.0/sql/warehouses", self._list),
            ("GET", "/api/2.0/sql/warehouses/{warehouse}", self._get_warehouse),
            ("POST", _STATEMENTS, self._execute),
            ("GET", one, self._get),
            ("GET", f"{one}/result/chunks/{{chunk}}", self._chunk),
            ("POST", f"{one}/cancel", self._cancel),
        ]
        return [
            Route(
                method=method,
                path=path,
                handler=handler,
                service="sql",
                needs=_NEEDS,
                computes=path.startswith(_STATEMENTS),
            )
            for method, path, handler in found
        ]

    def _warehouse(self) -> dict[str, Any]:
        return {
            "id": self._names.warehouse_id,
            "name": self._names.warehouse,
            "state": "RUNNING",
            "cluster_size": "2X-Small",
            "warehouse_type": "PRO",
            "enable_serverless_compute": True,
        }

    def _list(self, _: Call) -> Answer:
        return json_answer({"warehouses": [self._warehouse()]})

    def _get_warehouse(self, call: Call) -> Answer:
        self._check_warehouse(call.parameters["warehouse"])
        return json_answer(self._warehouse())

    def _check_warehouse(self, warehouse_id: object) -> None:
        if warehouse_id != self._names.warehouse_id:
            raise ApiError(404, "RESOURCE_DOES_NOT_EXIST", f"SQL warehouse {warehouse_id} does not exist.")

    def _execute(self, call: Call) -> Answer:
        body = call.incoming.json()
        self._check_warehouse(body.get("warehouse_id"))
        text = body.get("statement")
        if not isinstance(text, str) or not text.strip():
            raise invalid("statement must be text.")
        if body.get("disposition", "INLINE") != "INLINE" or body.get("format", "JSON_ARRAY") != "JSON_ARRAY":
            raise invalid("This emulator answers disposition INLINE with format JSON_ARRAY alone.")
        schema = ".".join(str(part) for part in (body.get("catalog"), body.get("schema")) if part)
        statement = self._run(text, read_parameters(body.get("parameters")), schema or None)
        waits = _wait_s(body.get("wait_timeout", "10s")) > 0
        with self._lock:
            self._statements[statement.statement_id] = statement
            while len(self._statements) > _REMEMBERED:
                self._statements.popitem(last=False)
        if waits and not statement.polls_left:
            return json_answer(self._told(statement))
        return json_answer(_pending(statement))

    def _run(self, text: str, parameters: dict[str, Any], schema: str | None) -> _Statement:
        statement_id, polls = str(uuid.uuid4()), self._pending_polls()
        try:
            result = self._tables.run(text, parameters, schema)
        except SqlError as exc:
            return _Statement(statement_id, None, exc.message, polls)
        size = self._chunk_rows
        chunks: list[Sequence[tuple[Any, ...]]]
        chunks = [result.rows[start : start + size] for start in range(0, len(result.rows), size)]
        return _Statement(statement_id, result, None, polls, chunks=chunks or [[]])

    def _get(self, call: Call) -> Answer:
        statement = self._statement(call)
        with self._lock:
            statement.polls_left -= 1
            pending = statement.polls_left > 0
        return json_answer(_pending(statement) if pending else self._told(statement))

    def _chunk(self, call: Call) -> Answer:
        statement = self._statement(call)
        number = int(call.parameters["chunk"]) if call.parameters["chunk"].isdigit() else -1
        if statement.result is None or not 0 <= number < len(statement.chunks):
            raise invalid(f"Statement {statement.statement_id} has no chunk {call.parameters['chunk']}.")
        return json_answer(self._told_chunk(statement, number))

    def _cancel(self, call: Call) -> Answer:
        self._statement(call).canceled = True
        return json_answer({})

    def _statement(self, call: Call) -> _Statement:
        found = self._statements.get(call.parameters["statement"])
        if found is None:
            raise ApiError(
                404, "RESOURCE_DOES_NOT_EXIST", f"The statement {call.parameters['statement']} was not found."
            )
        return found

    def _told(self, statement: _Statement) -> dict[str, Any]:
        told: dict[str, Any] = {"statement_id": statement.statement_id}
        if statement.canceled:
            return told | {"status": {"state": "CANCELED"}}
        if statement.result is None:
            error = {"error_code": "BAD_REQUEST", "message": statement.error}
            return told | {"status": {"state": "FAILED", "error": error}}
        return told | {
            "status": {"state": "SUCCEEDED"},
            "manifest": self._manifest(statement.result, statement.chunks),
            "result": self._told_chunk(statement, 0),
        }

    def _manifest(self, result: Result, chunks: Sequence[Sequence[Any]]) -> dict[str, Any]:
        size = self._chunk_rows
        return {
            "format": "JSON_ARRAY",
            "schema": {
                "column_count": len(result.columns),
                "columns": [_told_column(place, column) for place, column in enumerate(result.columns)],
            },
            "total_chunk_count": len(chunks),
            "chunks": [
                {"chunk_index": number, "row_offset": number * size, "row_count": len(chunk)}
                for number, chunk in enumerate(chunks)
            ],
            "total_row_count": len(result.rows),
            "truncated": False,
        }

    def _told_chunk(self, statement: _Statement, number: int) -> dict[str, Any]:
        """Every cell is text; as proto3 writes JSON, an empty list is left out."""
        chunk = statement.chunks[number]
        told: dict[str, Any] = {
            "chunk_index": number,
            "row_offset": number * self._chunk_rows,
            "row_count": len(chunk),
        }
        if chunk:
            told["data_array"] = [[None if cell is None else str(cell) for cell in row] for row in chunk]
        if number + 1 < len(statement.chunks):
            told["next_chunk_index"] = number + 1
            told["next_chunk_internal_link"] = (
                f"{_STATEMENTS}/{statement.statement_id}/result/chunks/{number + 1}?row_offset="
                f"{(number + 1) * self._chunk_rows}"
            )
        return told


def _wait_s(value: object) -> int:
    """How long an answer may be held back: 5 to 50 seconds, or not at all."""
    seconds = int(value[:-1]) if isinstance(value, str) and re.fullmatch(r"\d{1,4}s", value) else -1
    if seconds != 0 and not _SHORTEST_WAIT_S <= seconds <= _LONGEST_WAIT_S:
        raise invalid(f"wait_timeout must be 0s, or from 5s to 50s; got {value!r}.")
    return seconds


def _pending(statement: _Statement) -> dict[str, Any]:
    return {"statement_id": statement.statement_id, "status": {"state": "PENDING"}}


def _told_column(place: int, column: ResultColumn) -> dict[str, Any]:
    kind = column.type_text
    return {
        "name": column.name,
        "type_text": kind,
        "type_name": _TYPE_NAMES.get(kind, kind),
        "position": place,
    }
