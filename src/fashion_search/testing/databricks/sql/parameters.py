"""Named parameters of a statement: text with a type, as values."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from fashion_search.testing.databricks.messages import invalid

__all__ = ["read_parameters"]


def _boolean(text: str) -> int:
    known = {"true": 1, "false": 0}
    return known[text.lower()]


def _finite(text: str) -> float:
    value = float(text)
    if math.isnan(value):
        raise ValueError(text)
    return value


_READ: Final[dict[str, Callable[[str], Any]]] = {
    "STRING": str,
    "DATE": str,
    "TIMESTAMP": str,
    "BOOLEAN": _boolean,
    **dict.fromkeys(("TINYINT", "SMALLINT", "INT", "INTEGER", "BIGINT", "LONG"), int),
    **dict.fromkeys(("FLOAT", "DOUBLE", "DECIMAL"), _finite),
}


def read_parameters(given: object) -> dict[str, Any]:
    """Values by name, from `[{"name", "value", "type"}]`; a missing value is null, a missing type STRING.

    Raises:
        ApiError: it is not of that form, or a value is not of its type.
    """
    if given is None:
        return {}
    if not isinstance(given, list) or not all(isinstance(one, dict) and one.get("name") for one in given):
        raise invalid("parameters must be a list of objects with a name.")
    return {str(one["name"]): _value(one) for one in given}


def _value(one: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as its type says
    kind, value = str(one.get("type") or "STRING").upper().partition("(")[0], one.get("value")
    if kind not in _READ:
        raise invalid(f"Parameter {one['name']!r} has the unknown type {one.get('type')!r}.")
    if value is None:
        return None
    if not isinstance(value, str):
        raise invalid(f"The value of parameter {one['name']!r} must be text, whatever its type.")
    try:
        return _READ[kind](value)
    except (ValueError, KeyError) as exc:
        raise invalid(f"Parameter {one['name']!r}: {value!r} is no {kind}.") from exc
