"""What the workspace says about an index: its size, its vectors, its columns, the kind of its endpoint."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias
from urllib.parse import quote

from fashion_search.connections.abreast import together
from fashion_search.connections.reading import json_object, unexpected
from fashion_search.connections.wire import Exchange, Request, Response
from fashion_search.errors import AuthenticationError, ConfigurationError
from fashion_search.types import Space

__all__ = ["Description", "Dialect", "described", "dialect_of", "index_path"]

Dialect: TypeAlias = Literal["standard", "storage_optimized"]
"""How the endpoint wants to be told conditions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """One index.

    Attributes:
        name: `catalog.schema.index`.
        endpoint: The Vector Search endpoint that serves it.
        row_count: How many rows it holds.
        dimension: Length of its vectors; `None` when it does not say.
        vector_column: Where its vectors are in the table; `None` when it does not say.
        columns: The columns it carries; `None` when it does not say, which means all of the table.
    """

    name: str
    endpoint: str
    row_count: int
    dimension: int | None
    vector_column: str | None
    columns: frozenset[str] | None

    def carried(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of some columns that it carries, in order."""
        return tuple(name for name in names if self.columns is None or name in self.columns)


def index_path(name: str, call: str = "") -> str:
    """The path of an index, or of a call to it."""
    return f"/api/2.0/vector-search/indexes/{quote(name, safe='')}{call}"


def described(names: Mapping[Space, str]) -> Exchange:
    """Ask about indexes.

    Returns:
        By space, a `Description`.

    Raises:
        NotFoundError: there is no such index.
        UnexpectedResponseError: the answer is not as documented.
    """
    asks = [_get(index_path(name), "describe index") for name in names.values()]
    answers = yield from together(asks)
    return {space: _read(answer, name) for (space, name), answer in zip(names.items(), answers, strict=True)}


def dialect_of(endpoint: str) -> Exchange:
    """Ask which kind an endpoint is; one that does not say is a standard one, as all once were."""
    try:
        answer: Response = yield _get(
            f"/api/2.0/vector-search/endpoints/{quote(endpoint, safe='')}", "describe endpoint"
        )
    except AuthenticationError as exc:
        raise ConfigurationError(
            f"Vector Search endpoint {endpoint!r} may not be described with these credentials. State "
            'dialect="standard" or dialect="storage_optimized", or grant CAN USE on the endpoint.'
        ) from exc
    kind = str(json_object(answer).get("endpoint_type") or "")
    return "storage_optimized" if "STORAGE" in kind.upper() else "standard"


def _get(path: str, operation: str) -> Request:
    return Request(method="GET", path=path, service="vector-search", operation=operation)


def _read(answer: Response, name: str) -> Description:
    body = json_object(answer)
    status = body.get("status") if isinstance(body.get("status"), dict) else {}
    spec = body.get("delta_sync_index_spec") or body.get("direct_access_index_spec") or {}
    if not isinstance(spec, dict) or not isinstance(status, dict):
        raise unexpected(answer, f"for {name!r} in another form than documented")
    vectors = spec.get("embedding_vector_columns") or [{}]
    first = vectors[0] if isinstance(vectors, list) and isinstance(vectors[0], dict) else {}
    column, dimension = first.get("name"), first.get("embedding_dimension")
    return Description(
        name=name,
        endpoint=str(body.get("endpoint_name") or ""),
        row_count=_whole(answer, status.get("indexed_row_count") or 0),
        dimension=None if dimension is None else _whole(answer, dimension),
        vector_column=column if isinstance(column, str) else None,
        columns=_columns(spec, str(body.get("primary_key") or ""), column),
    )


def _whole(answer: Response, value: object) -> int:
    try:
        return int(str(value))
    except ValueError as exc:
        raise unexpected(answer, f"with {str(value)[:50]!r} where a whole number belongs") from exc


def _columns(spec: Mapping[str, Any], primary_key: str, vector: object) -> frozenset[str] | None:
    """What is synced: all columns, or those listed with key and vector; a direct index has a schema."""
    listed = spec.get("columns_to_sync")
    if isinstance(listed, list) and listed:
        return frozenset({*map(str, listed), primary_key, str(vector)})
    try:
        schema = json.loads(spec.get("schema_json") or "null")
    except (ValueError, TypeError):
        return None
    return frozenset(schema) if isinstance(schema, dict) else None
