"""What the statement API answers: a state, and in the end rows whose cells are texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from fashion_search.connections.reading import json_object, unexpected
from fashion_search.connections.wire import Response
from fashion_search.errors import (
    AuthenticationError,
    FashionSearchError,
    NotFoundError,
    ServiceError,
    ServiceUnavailableError,
)

__all__ = ["Chunk", "Row", "StatementAnswer", "read_answer", "read_chunk"]

Row: TypeAlias = "tuple[Any, ...]"

_WAITING = frozenset({"PENDING", "RUNNING"})
_ENDED = frozenset({"FAILED", "CANCELED", "CLOSED"})
_MISSING = ("TABLE_OR_VIEW_NOT_FOUND", "UNRESOLVED_COLUMN", "SCHEMA_NOT_FOUND", "NO_SUCH_CATALOG")
_FORBIDDEN = ("INSUFFICIENT_PERMISSIONS", "PERMISSION_DENIED", "UNAUTHORIZED_ACCESS")
_BUSY = ("TEMPORARILY_UNAVAILABLE", "SERVICE_UNDER_MAINTENANCE", "RESOURCE_EXHAUSTED", "ABORTED")


def _boolean(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()]


_READERS: Final[Mapping[str, Callable[[str], Any]]] = MappingProxyType(
    {
        **dict.fromkeys(("BYTE", "SHORT", "INT", "LONG"), int),
        **dict.fromkeys(("FLOAT", "DOUBLE", "DECIMAL"), float),
        "BOOLEAN": _boolean,
    }
)
"""How a cell of a type is read; of any other type it stays text."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows, as texts.

    Attributes:
        cells: Rows of texts, `None` for null.
        next_path: Where the next chunk is; `None` when there is none.
    """

    cells: Sequence[Sequence[str | None]]
    next_path: str | None


@dataclass(frozen=True, slots=True)
class StatementAnswer:
    """How far a statement has come.

    Attributes:
        statement_id: Its id.
        is_done: Whether `chunk` has rows; otherwise ask again.
        types: A type for each column.
        chunk: The first rows.
        response: Where it came from.
    """

    statement_id: str
    is_done: bool
    types: tuple[str, ...]
    chunk: Chunk
    response: Response

    def rows(self, chunk: Chunk) -> list[Row]:
        """A chunk's rows, each cell read by its column's type.

        Raises:
            UnexpectedResponseError: a row does not fit the columns, or a cell its type.
        """
        readers = [_READERS.get(kind) for kind in self.types]
        width = len(readers)
        if any(len(row) != width for row in chunk.cells):
            raise unexpected(self.response, f"with rows that do not fit its {width} columns")
        try:
            return [
                tuple(
                    [
                        cell if cell is None or reader is None else reader(cell)
                        for cell, reader in zip(row, readers, strict=True)
                    ]
                )
                for row in chunk.cells
            ]
        except (ValueError, TypeError, KeyError, AttributeError) as exc:
            raise unexpected(self.response, f"with a cell that is none of {', '.join(self.types)}") from exc


def read_answer(response: Response) -> StatementAnswer:
    """Read the answer to a statement, or to a question after it.

    Raises:
        NotFoundError: the table or a column is not there.
        AuthenticationError: it may not be read.
        ServiceUnavailableError: the warehouse cannot now.
        ServiceError: the statement failed otherwise.
        UnexpectedResponseError: the answer is not as documented.
    """
    body = json_object(response)
    status = body.get("status")
    state = status.get("state") if isinstance(status, dict) else None
    statement_id = body.get("statement_id")
    if isinstance(status, dict) and state in _ENDED:
        raise _failure(response, str(state), status.get("error"))
    if state not in (*_WAITING, "SUCCEEDED") or not isinstance(statement_id, str):
        raise unexpected(response, f"with the state {str(state)[:50]!r}")
    if state in _WAITING:
        return StatementAnswer(statement_id, False, (), Chunk((), None), response)  # noqa: FBT003
    types = _types(response, body.get("manifest"))
    return StatementAnswer(statement_id, True, types, _chunk(response, body.get("result") or {}), response)  # noqa: FBT003


def read_chunk(response: Response) -> Chunk:
    """Read a further chunk.

    Raises:
        UnexpectedResponseError: it is none.
    """
    return _chunk(response, json_object(response))


def _types(response: Response, manifest: object) -> tuple[str, ...]:
    if not isinstance(manifest, dict):
        raise unexpected(response, 'without a "manifest"')
    if manifest.get("truncated") is True:
        raise unexpected(response, "with a part of the rows only; ask for fewer at once")
    schema = manifest.get("schema")
    columns = schema.get("columns") if isinstance(schema, dict) else None
    if not isinstance(columns, list) or any(not isinstance(column, dict) for column in columns):
        raise unexpected(response, "without its columns")
    return tuple(str(column.get("type_name", "STRING")).upper() for column in columns)


def _chunk(response: Response, result: object) -> Chunk:
    if not isinstance(result, dict):
        raise unexpected(response, 'with a "result" that is no object')
    cells = result.get("data_array") or []
    if not isinstance(cells, list) or any(not isinstance(row, list) for row in cells):
        raise unexpected(response, "with rows that are no lists")
    link = result.get("next_chunk_internal_link") or None
    if link is not None and not (isinstance(link, str) and link.startswith("/api/")):
        raise unexpected(response, "with a next chunk outside the workspace")
    return Chunk(cells, link)


def _failure(response: Response, state: str, error: object) -> FashionSearchError:
    """What a failed statement comes to; its message names what is missing, and holds no values."""
    told = error if isinstance(error, dict) else {}
    said = f"{told.get('error_code', '')} {str(told.get('message', ''))[:500]}".strip()
    message = f"The SQL warehouse ended the statement as {state}: {said or 'it does not say why'}."
    if any(code in said for code in _MISSING):
        return NotFoundError(f"{message} Create the table, or check the name in the settings.")
    kind: type[ServiceError] = ServiceError
    if any(code in said for code in _FORBIDDEN):
        kind = AuthenticationError
    elif any(code in said for code in _BUSY):
        kind = ServiceUnavailableError
    return kind(
        message,
        service=response.request.service,
        operation=response.request.operation,
        status_code=response.status,
        request_id=response.headers.get("x-request-id"),
        retryable=kind is ServiceUnavailableError,
    )
