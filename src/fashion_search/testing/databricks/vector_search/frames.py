"""Tables by column, so that a filter is answered for all rows at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from fashion_search.filters import FIELDS, Columns, TextColumn
from fashion_search.testing.databricks.messages import invalid
from fashion_search.types import Vectors

__all__ = [
    "BooleanColumn",
    "ColumnKind",
    "ConstantColumn",
    "Frame",
    "FrameColumn",
    "Mask",
    "NumberColumn",
    "Rows",
    "TextValues",
    "VectorColumn",
    "column_of_values",
    "product_columns",
]

Mask: TypeAlias = "NDArray[np.bool_]"
Rows: TypeAlias = "NDArray[np.intp]"
ColumnKind: TypeAlias = Literal["text", "number", "boolean", "timestamp", "vector"]


class FrameColumn(Protocol):
    """One column."""

    @property
    def kind(self) -> ColumnKind:
        """What a filter may compare it with."""
        ...

    @property
    def type_text(self) -> str:
        """Its SQL type, such as `"double"`."""
        ...

    def known(self) -> Mask:
        """Which rows have a value, shape (n,)."""
        ...

    def values(self, rows: Rows) -> list[Any]:
        """The values of some rows as JSON writes them, `None` for null."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class TextValues:
    """Text, each different value kept once."""

    column: TextColumn
    kind: ColumnKind = "text"
    type_text: str = "string"

    def known(self) -> Mask:
        """Which rows have a value."""
        return self.column.codes >= 0

    def values(self, rows: Rows) -> list[Any]:
        """Texts."""
        vocabulary = self.column.vocabulary
        return [None if code < 0 else vocabulary[code] for code in self.column.codes[rows].tolist()]


@dataclass(frozen=True, slots=True, eq=False)
class NumberColumn:
    """Numbers as float64, NaN for null; whole numbers are answered as `2012.0`, as the service does."""

    numbers: NDArray[np.float64]
    type_text: str = "double"
    kind: ColumnKind = "number"

    def known(self) -> Mask:
        """Which rows have a value."""
        return ~np.isnan(self.numbers)

    def values(self, rows: Rows) -> list[Any]:
        """Floats."""
        return [None if number != number else number for number in self.numbers[rows].tolist()]  # noqa: PLR0124


@dataclass(frozen=True, slots=True, eq=False)
class BooleanColumn:
    """Booleans: 1, 0, and -1 for null, int8."""

    codes: NDArray[np.int8]
    kind: ColumnKind = "boolean"
    type_text: str = "boolean"

    def known(self) -> Mask:
        """Which rows have a value."""
        return self.codes >= 0

    def values(self, rows: Rows) -> list[Any]:
        """Booleans."""
        return [None if code < 0 else bool(code) for code in self.codes[rows].tolist()]


@dataclass(frozen=True, slots=True, eq=False)
class ConstantColumn:
    """The same value in every row."""

    value: Any
    count: int
    kind: ColumnKind
    type_text: str

    def known(self) -> Mask:
        """All of them."""
        return np.ones(self.count, dtype=np.bool_)

    def values(self, rows: Rows) -> list[Any]:
        """The value again and again."""
        return [self.value] * len(rows)


@dataclass(frozen=True, slots=True, eq=False)
class VectorColumn:
    """Vectors in rows, zeros for null."""

    vectors: Vectors
    kind: ColumnKind = "vector"
    type_text: str = "array<float>"

    def known(self) -> Mask:
        """Which rows have a vector."""
        return np.asarray(self.vectors.any(axis=1))

    def values(self, rows: Rows) -> list[Any]:
        """Lists of floats."""
        return [row if any(row) else None for row in self.vectors[rows].tolist()]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A table by column.

    Attributes:
        columns: By name, in table order.
        count: How many rows.
    """

    columns: Mapping[str, FrameColumn]
    count: int

    def column(self, name: str) -> FrameColumn:
        """One column.

        Raises:
            ApiError: there is none of this name.
        """
        found = self.columns.get(name)
        if found is None:
            raise invalid(f"Column {name!r} does not exist; columns: {', '.join(self.columns)}.")
        return found

    def rows(self, names: Sequence[str], rows: Rows) -> list[list[Any]]:
        """Some rows, each a list of the values of some columns."""
        if not names:
            return [[] for _ in rows]
        return [list(row) for row in zip(*(self.column(name).values(rows) for name in names), strict=True)]


def product_columns(columns: Columns) -> dict[str, FrameColumn]:
    """The columns of the products."""
    types = {"number": "double", "integer": "int"}
    return {
        name: TextValues(columns.text(name))
        if kind == "text"
        else NumberColumn(columns.numbers(name), types[kind])
        for name, kind in FIELDS.items()
    }


def column_of_values(type_text: str, values: Iterable[Any]) -> FrameColumn:
    """A column of values that came as JSON.

    Raises:
        ApiError: a value is not of the column's type.
    """
    kept = list(values)
    try:
        return _column(type_text, kept)
    except (TypeError, ValueError) as exc:
        raise invalid(f"A value is not of type {type_text}: {exc}.") from exc


def _column(type_text: str, values: list[Any]) -> FrameColumn:
    if type_text.startswith("array"):
        dimension = max((len(value) for value in values if value is not None), default=0)
        rows = [[0.0] * dimension if value is None else value for value in values]
        return VectorColumn(np.array(rows, dtype=np.float32).reshape(len(rows), dimension))
    if type_text in ("string", "timestamp", "date"):
        wrong = next((value for value in values if value is not None and not isinstance(value, str)), None)
        if wrong is not None:
            raise TypeError(f"{wrong!r} is no text")
        return TextValues(
            TextColumn.encode(values), "text" if type_text == "string" else "timestamp", type_text
        )
    if type_text == "boolean":
        return BooleanColumn(np.array([-1 if v is None else int(v) for v in values], dtype=np.int8))
    return NumberColumn(np.array([np.nan if v is None else v for v in values], dtype=np.float64), type_text)
