"""Answers in the two spellings: camelCase from the data plane, snake_case from the control plane."""

from __future__ import annotations

import re
from typing import Any

from fashion_search.testing.databricks.messages import Answer, Plane, json_answer
from fashion_search.testing.databricks.vector_search.frames import Frame, Rows
from fashion_search.testing.databricks.vector_search.pages import Found, Pages

__all__ = ["page_answer", "scan_answer", "spelled"]


def page_answer(found: Found, pages: Pages, plane: Plane, *, first: bool, debug: bool = False) -> Answer:
    """One page of a query's rows; the first says what the columns are."""
    page, rest = found.first(), found.rest()
    told: dict[str, Any] = {}
    if first:
        told["manifest"] = _manifest(found)
    told["result"] = _result(page)
    told["next_page_token"] = pages.keep(rest) if rest is not None else ""
    if debug:
        told["debug_info"] = {"response_time": 1.0, "ann_time": 1.0}
    return json_answer(spelled(told, plane))


def spelled(value: Any, plane: Plane) -> Any:  # noqa: ANN401 - any JSON
    """The same value with keys as a plane spells them; values are left alone."""
    if plane == "control":
        return value
    if isinstance(value, dict):
        return {
            _camel(key): one if key == "data_array" else spelled(one, plane) for key, one in value.items()
        }
    return [spelled(one, plane) for one in value] if isinstance(value, list) else value


def scan_answer(frame: Frame, rows: Rows, primary_key: str, plane: Plane) -> Answer:
    """Rows as the scan tells them: every value under the name of its kind."""
    names = list(frame.columns)
    data = [
        {"fields": [{"key": name, "value": _wrapped(value)} for name, value in zip(names, row, strict=True)]}
        for row in frame.rows(names, rows)
    ]
    told: dict[str, Any] = {}
    if data:
        told["data"] = data
        told["last_primary_key"] = _as_key(frame.column(primary_key).values(rows[-1:])[0])
    return json_answer(spelled(told, plane))


def _manifest(found: Found) -> dict[str, Any]:
    columns = [{"name": name, "type_text": found.frame.column(name).type_text} for name in found.columns]
    columns.append({"name": "score", "type_text": "double"})
    return {"column_count": len(columns), "columns": columns}


def _result(page: Found) -> dict[str, Any]:
    """As proto3 writes JSON, an empty list is left out."""
    if not len(page.rows):
        return {"row_count": 0}
    rows = page.frame.rows(page.columns, page.rows)
    for row, score in zip(rows, page.scores.tolist(), strict=True):
        row.append(score)
    return {"row_count": len(rows), "data_array": rows}


def _wrapped(value: object) -> dict[str, Any]:
    if isinstance(value, str):
        return {"string_value": value}
    if isinstance(value, bool):
        return {"bool_value": value}
    if isinstance(value, list):
        return {"list_value": {"values": [_wrapped(one) for one in value]}}
    return {"null_value": "NULL_VALUE"} if value is None else {"number_value": value}


def _as_key(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _camel(key: str) -> str:
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), key)
