"""What a query is answered with: rows with named columns, in pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from fashion_search.connections.reading import json_object, unexpected
from fashion_search.connections.wire import Response
from fashion_search.filters import FIELDS, Columns, Filter, Kind, TextColumn, mask
from fashion_search.types import Product

__all__ = ["Found", "ResultPage", "product_id_of", "read_page"]


_AS_THEY_COME: Final[Mapping[Kind, frozenset[type]]] = MappingProxyType(
    {
        "text": frozenset({str, type(None)}),
        "number": frozenset({float, type(None)}),
        "integer": frozenset({int, type(None)}),
    }
)
"""Types of JSON that need no care, by kind of field."""


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One page of an answer.

    Attributes:
        names: The columns of `rows`, in order; the score among them.
        rows: Values as JSON has them.
        next_token: Where the next page is; empty when there is none.
        response: Where it came from, for errors.
    """

    names: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    next_token: str
    response: Response

    def column(self, name: str) -> list[Any]:
        """The values of a column; of several with one name the last, as the service appends the score.

        Raises:
            UnexpectedResponseError: there is no such column.
        """
        place = self.place(name)
        return [row[place] for row in self.rows]

    def place(self, name: str) -> int:
        """Where a column stands in each row; of several the last."""
        for place in range(len(self.names) - 1, -1, -1):
            if self.names[place] == name:
                return place
        raise unexpected(self.response, f"without a column {name!r}")

    def passing(self, residual: Filter | None) -> list[int]:
        """The rows that pass what the endpoint was not told.

        Raises:
            UnexpectedResponseError: a column that is asked about is not there, or a value has another type.
        """
        if residual is None or not self.rows:
            return list(range(len(self.rows)))
        values = {field: self.values(field) for field in residual.fields()}
        texts = {name: TextColumn.encode(one) for name, one in values.items() if FIELDS[name] == "text"}
        numbers = {name: np.array(one, np.float64) for name, one in values.items() if name not in texts}
        columns = Columns(texts=texts, numbers=numbers, count=len(self.rows))
        return [int(row) for row in np.flatnonzero(mask(residual, columns))]

    def records(self, rows: Sequence[int]) -> list[dict[str, Any]]:
        """Some rows as values by field of a product, of the type the field has.

        Raises:
            UnexpectedResponseError: a value has another type.
        """
        if not rows:
            return []
        names = [name for name in FIELDS if name in self.names or name == "product_id"]
        found = list(zip(*(self.values(name) for name in names), strict=True))
        return [dict(zip(names, found[row], strict=True)) for row in rows]

    def values(self, name: str) -> list[Any]:
        """The column of a field, each value of the field's type; most are so as they come."""
        values, kind = self.column(name), FIELDS[name]
        if name == "product_id":
            return [product_id_of(self.response, value) for value in values]
        if set(map(type, values)) <= _AS_THEY_COME[kind]:
            return values
        if kind == "integer" and (wholes := _wholes(values)) is not None:
            return wholes
        return [self._value(name, kind, value) for value in values]

    def _value(self, name: str, kind: Kind, value: Any) -> str | float | int | None:  # noqa: ANN401
        if value is None or (kind == "text" and isinstance(value, str)):
            return value
        if kind == "number" and isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
        raise unexpected(
            self.response, f"with a {type(value).__name__} in column {name!r}, which holds {kind}"
        )


@dataclass(frozen=True, slots=True)
class Found:
    """Rows that pass.

    Attributes:
        records: Values by field of a product, `product_id` among them; in the order of the service.
        scores: The service's, one for each.
    """

    records: Sequence[Mapping[str, Any]]
    scores: Sequence[float]

    def products(self) -> tuple[Product, ...] | None:
        """The rows as products; `None` when the index carries only some of their fields."""
        names = Product.field_names()
        if self.records and any(name not in self.records[0] for name in names):
            return None
        return tuple(Product(**record) for record in self.records)


def read_page(response: Response, names: tuple[str, ...] = ()) -> ResultPage:
    """Read an answer, in camel case or snake case.

    Args:
        response: The answer.
        names: The columns, as the first page had them; later pages need not repeat them.

    Raises:
        UnexpectedResponseError: columns are not named, or rows do not fit them.
    """
    body = json_object(response)
    names = _names(response, body) or names
    result = body.get("result")
    if not isinstance(result, dict):
        raise unexpected(response, 'without a "result"')
    rows = _either(result, "data_array", "dataArray") or []
    if not isinstance(rows, list) or any(not isinstance(row, list) or len(row) != len(names) for row in rows):
        raise unexpected(response, f"with rows that do not fit its {len(names)} columns")
    token = _either(body, "next_page_token", "nextPageToken") or ""
    return ResultPage(names, rows, str(token), response)


def product_id_of(response: Response, value: object) -> str:
    """A product id; whole numbers may come as `1.0`.

    Raises:
        UnexpectedResponseError: it is neither text nor a whole number.
    """
    if isinstance(value, str):
        return value
    if (whole := _wholes([value])) is not None and whole != [None]:
        return str(whole[0])
    raise unexpected(response, f"with the product id {str(value)[:50]!r}, which is no text")


def _wholes(values: list[Any]) -> list[int | None] | None:
    """Whole numbers, which come as `2012.0`; `None` when there are other values among them."""
    if any(type(value) not in (float, int, type(None)) for value in values):
        return None
    if any(type(value) is float and not value.is_integer() for value in values):
        return None
    return [None if value is None else int(value) for value in values]


def _names(response: Response, body: Mapping[str, Any]) -> tuple[str, ...]:
    manifest = body.get("manifest") or {}
    columns = manifest.get("columns") if isinstance(manifest, dict) else None
    if not columns:
        return ()
    if not isinstance(columns, list) or any(
        not isinstance(one, dict) or not isinstance(one.get("name"), str) for one in columns
    ):
        raise unexpected(response, "with columns that have no names")
    return tuple(one["name"] for one in columns)


def _either(content: Mapping[str, Any], snake: str, camel: str) -> Any:  # noqa: ANN401
    return content[snake] if snake in content else content.get(camel)
