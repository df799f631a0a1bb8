"""The dictionary filters of standard endpoints, read as strictly as they are documented."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final

from fashion_search.testing.databricks.messages import invalid
from fashion_search.testing.databricks.vector_search.conditions import (
    AllOf,
    AnyOf,
    Compared,
    Condition,
    HasToken,
    Negated,
    OneOf,
    Operator,
    Scalar,
)

__all__ = ["read_standard"]

_KEY: Final = re.compile(r"(?P<column>[A-Za-z_]\w*)(?P<operator> NOT| LIKE| <=| >=| <| >)?")
_ORDER: Final[dict[str, Operator]] = {" <": "<", " <=": "<=", " >": ">", " >=": ">="}


def read_standard(filters_json: str) -> Condition | None:
    """What `filters_json` says; `None` for no condition.

    A dictionary, or a list of dictionaries that must all match. A key is a column with an optional operator
    after a space; several such, joined by ` OR `, take a list with one value for each.

    Raises:
        ApiError: it is not of that form. Nested objects are among what is refused.
    """
    try:
        content = json.loads(filters_json)
    except (ValueError, RecursionError) as exc:
        raise invalid(f"filters_json is not JSON: {exc}.") from exc
    dictionaries = content if isinstance(content, list) else [content]
    if not all(isinstance(one, dict) for one in dictionaries):
        raise invalid("filters_json must be an object, or a list of objects.")
    parts = tuple(_entry(key, value) for one in dictionaries for key, value in one.items())
    return AllOf(parts) if parts else None


def _entry(key: str, value: object) -> Condition:
    keys = key.split(" OR ")
    if len(keys) == 1:
        return _condition(key, value)
    if not isinstance(value, list) or len(value) != len(keys):
        raise invalid(f"The filter key {key!r} needs a list of {len(keys)} values, one for each part.")
    return AnyOf(tuple(_alternative(one, each) for one, each in zip(keys, value, strict=True)))


def _alternative(key: str, value: object) -> Condition:
    if key.endswith(" NOT") or isinstance(value, list):
        raise invalid(f"NOT and lists are not supported within OR: {key!r}.")
    return _condition(key, value)


def _condition(key: str, value: object) -> Condition:
    column, operator = _split(key)
    if operator == " LIKE":
        return HasToken(column, _text(key, value))
    if operator in _ORDER:
        return Compared(column, _ORDER[operator], _scalar(key, value))
    found: Condition = (
        OneOf(column, _scalars(key, value))
        if isinstance(value, list)
        else Compared(column, "=", _scalar(key, value))
    )
    return Negated(found) if operator == " NOT" else found


def _split(key: str) -> tuple[str, str]:
    found = _KEY.fullmatch(key)
    if found is None:
        raise invalid(
            f"Invalid filter key {key!r}: write a column, then one of NOT, LIKE, <, <=, >, >= after a space."
        )
    return found["column"], found["operator"] or ""


def _scalars(key: str, values: list[Any]) -> tuple[Scalar, ...]:
    if not values:
        raise invalid(f"The list of {key!r} is empty.")
    return tuple(_scalar(key, value) for value in values)


def _scalar(key: str, value: object) -> Scalar:
    if isinstance(value, dict):
        raise invalid(
            f"Invalid filter value for {key!r}: nested objects such as {value!r} are not supported."
        )
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, (int, float)) and math.isfinite(value):
        return value
    raise invalid(f"Invalid filter value for {key!r}: {value!r}.")


def _text(key: str, value: object) -> str:
    if isinstance(value, str) and "%" not in value:
        return value
    raise invalid(f"{key!r} takes words to find whole, without wildcards; got {value!r}.")
