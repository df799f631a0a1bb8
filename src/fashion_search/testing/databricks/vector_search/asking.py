"""The body of a query, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from fashion_search.testing.databricks.messages import invalid
from fashion_search.testing.databricks.vector_search.conditions import Condition
from fashion_search.testing.databricks.vector_search.indexes import EndpointType
from fashion_search.testing.databricks.vector_search.nearest import Query
from fashion_search.testing.databricks.vector_search.standard_filters import read_standard
from fashion_search.testing.databricks.vector_search.storage_filters import read_storage

__all__ = ["MOST_RESULTS", "Asked", "read_query"]

MOST_RESULTS: Final = 10_000
_DEFAULT_RESULTS: Final = 10

_KNOWN = frozenset(
    {"columns", "num_results", "query_vector", "query_text", "query_type", "filters_json", "filter_string"}
    | {"score_threshold", "debug_level", "endpoint_name"}
)
_NOT_EMULATED = frozenset(
    {"reranker", "columns_to_rerank", "query_columns", "sort_columns", "facets", "query_experiment_config"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A valid query.

    Attributes:
        columns: What to answer of each row.
        limit: How many rows.
        vector: Shape (dimension,), float64.
        condition: Which rows may be found.
        threshold: The least score.
    """

    columns: tuple[str, ...]
    limit: int
    vector: Query
    condition: Condition | None
    threshold: float


def read_query(body: Mapping[str, Any], endpoint_type: EndpointType) -> Asked:
    """A query as values.

    Raises:
        ApiError: something is missing, unknown, of the wrong type or not emulated.
    """
    given = {name: value for name, value in body.items() if value not in (None, "", [], {})}
    _check_names(given)
    _check_kind(given)
    return Asked(
        columns=_columns(given.get("columns")),
        limit=_limit(body.get("num_results", _DEFAULT_RESULTS)),
        vector=_vector(given.get("query_vector")),
        condition=_condition(given, endpoint_type),
        threshold=_threshold(given.get("score_threshold", 0.0)),
    )


def _check_names(given: Mapping[str, Any]) -> None:
    for name in given:
        if name in _NOT_EMULATED:
            raise invalid(f"{name!r} is not supported by this emulator.")
        if name not in _KNOWN:
            raise invalid(f"Unknown field {name!r} in the query.")


def _check_kind(given: Mapping[str, Any]) -> None:
    kind = str(given.get("query_type", "ANN")).upper()
    if kind not in ("ANN", "HYBRID", "FULL_TEXT"):
        raise invalid(f"Unknown query_type {given['query_type']!r}; use ANN, HYBRID or FULL_TEXT.")
    if kind != "ANN":
        raise invalid(f"query_type {kind} is not supported by this emulator, which keeps no full-text index.")
    if "query_text" in given and "query_vector" in given:
        raise invalid("An ANN query takes query_text or query_vector, not both.")
    if "query_text" in given:
        raise invalid(
            "query_text needs an index with an embedding model endpoint; this index has self-managed "
            "embeddings: use query_vector."
        )


def _columns(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise invalid("columns must be a list of column names, and not empty.")
    if len(set(value)) != len(value):
        raise invalid(f"columns names a column twice: {value}.")
    return tuple(value)


def _limit(value: object) -> int:
    number = value if isinstance(value, (int, float)) and not isinstance(value, bool) else 0
    if not 1 <= number <= MOST_RESULTS or number != int(number):
        raise invalid(f"num_results must be a whole number from 1 to {MOST_RESULTS}; got {value!r}.")
    return int(number)


def _vector(value: object) -> Query:
    if value is None:
        raise invalid("A query needs query_vector.")
    try:
        vector = np.array(value, dtype=np.float64)
    except (TypeError, ValueError) as exc:
        raise invalid("query_vector must be a list of numbers.") from exc
    if vector.ndim != 1 or not np.isfinite(vector).all():
        raise invalid("query_vector must be a flat list of finite numbers.")
    return vector


def _condition(given: Mapping[str, Any], endpoint_type: EndpointType) -> Condition | None:
    """Each kind of endpoint reads one dialect."""
    right, wrong = ("filters_json", "filter_string")
    if endpoint_type == "STORAGE_OPTIMIZED":
        right, wrong = wrong, right
    if wrong in given:
        raise invalid(f"{wrong} is not supported on a {endpoint_type} endpoint; use {right}.")
    text = given.get(right)
    if text is None:
        return None
    if not isinstance(text, str):
        raise invalid(f"{right} must be text.")
    return read_storage(text) if endpoint_type == "STORAGE_OPTIMIZED" else read_standard(text)


def _threshold(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise invalid(f"score_threshold must be a number; got {value!r}.")
    return float(value)
