"""Rows as columns, so that a filter can be answered for all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import FilterError
from fashion_search.filters.bitmaps import BitmapCache
from fashion_search.filters.fields import FIELDS, kind_of
from fashion_search.filters.rows import number_in, text_in
from fashion_search.types import Product

__all__ = ["Columns", "TextColumn"]

_Scalar = TypeVar("_Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False)
class TextColumn:
    """A column of text, each different value kept once.

    Attributes:
        codes: Position of each row's value in the vocabulary, -1 for null; shape (n,), int32.
        vocabulary: The different values in order of code points.
    """

    codes: NDArray[np.int32]
    vocabulary: tuple[str, ...]

    @classmethod
    def encode(cls, values: Sequence[str | None]) -> TextColumn:
        """The column of these values."""
        vocabulary = tuple(sorted({value for value in values if value is not None}))
        code_of: dict[str | None, int] = {value: code for code, value in enumerate(vocabulary)}
        code_of[None] = -1
        codes = np.fromiter((code_of[value] for value in values), dtype=np.int32, count=len(values))
        return cls(codes, vocabulary)


class Columns:
    """Columnar rows: text dictionary-encoded, numbers float64 with NaN for null. Read-only, thread-safe.

    Args:
        texts: Columns of text fields; those not given are null throughout.
        numbers: Columns of number fields, shape (count,), float64; those not given are null throughout.
        count: How many rows.

    Raises:
        FilterError: an unknown field, a field of the other kind, or a column of another length.
    """

    def __init__(
        self, *, texts: Mapping[str, TextColumn], numbers: Mapping[str, NDArray[np.float64]], count: int
    ) -> None:
        self._count = count
        self._texts = {field: _frozen_text(field, column, count) for field, column in texts.items()}
        self._numbers = {field: _frozen_numbers(field, column, count) for field, column in numbers.items()}
        self._no_text = TextColumn(_read_only(np.full(count, -1, dtype=np.int32)), ())
        self._no_number = _read_only(np.full(count, np.nan))
        self.bitmaps = BitmapCache()
        """Masks already computed for these rows."""

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, object]]) -> Columns:
        """Columns of rows given as values by field name; other names are ignored, a missing field is null.

        Raises:
            FilterError: a row holds text where a number belongs, or the other way round.
        """
        kept = list(rows)
        texts = {
            f: TextColumn.encode([text_in(row, f) for row in kept]) for f in FIELDS if kind_of(f) == "text"
        }
        numbers = {f: _floats([number_in(row, f) for row in kept]) for f in FIELDS if kind_of(f) != "text"}
        return cls(texts=texts, numbers=numbers, count=len(kept))

    @classmethod
    def from_products(cls, products: Iterable[Product]) -> Columns:
        """Columns of products, one row each, in order."""
        names = Product.field_names()
        return cls.from_rows([{name: getattr(product, name) for name in names} for product in products])

    def __len__(self) -> int:
        """How many rows."""
        return self._count

    def take(self, rows: NDArray[np.intp]) -> Columns:
        """Some of the rows, in the order asked for; vocabularies stay as they are.

        Args:
            rows: Row numbers, shape (m,).
        """
        return _Taken(self, rows)

    def text(self, field: str) -> TextColumn:
        """A text field.

        Raises:
            FilterError: unknown field, or one that holds numbers.
        """
        _check_kind(field, text=True)
        return self._texts.get(field, self._no_text)

    def codes(self, field: str) -> NDArray[np.int32]:
        """Position of each row's value in `vocabulary(field)`, -1 for null; shape (n,), int32, read-only."""
        return self.text(field).codes

    def vocabulary(self, field: str) -> tuple[str, ...]:
        """The different values of a text field in order of code points."""
        return self.text(field).vocabulary

    def numbers(self, field: str) -> NDArray[np.float64]:
        """The values of a number field, NaN for null; shape (n,), float64, read-only.

        Raises:
            FilterError: unknown field, or one that holds text.
        """
        _check_kind(field, text=False)
        return self._numbers.get(field, self._no_number)

    def __repr__(self) -> str:
        return f"Columns({self._count:,} rows)"


class _Taken(Columns):
    """Some rows of other columns; a field is gathered when it is first asked for."""

    def __init__(self, whole: Columns, rows: NDArray[np.intp]) -> None:
        super().__init__(texts={}, numbers={}, count=len(rows))
        self._whole = whole
        self._rows = np.array(rows, dtype=np.intp)

    def take(self, rows: NDArray[np.intp]) -> Columns:
        return self._whole.take(self._rows[rows])

    def text(self, field: str) -> TextColumn:
        known = self._texts.get(field)
        if known is None:
            column = self._whole.text(field)
            known = TextColumn(_read_only(column.codes[self._rows]), column.vocabulary)
            self._texts[field] = known
        return known

    def numbers(self, field: str) -> NDArray[np.float64]:
        known = self._numbers.get(field)
        if known is None:
            known = self._numbers[field] = _read_only(self._whole.numbers(field)[self._rows])
        return known


def _frozen_text(field: str, column: TextColumn, count: int) -> TextColumn:
    _check_kind(field, text=True)
    _check_length(field, column.codes, count)
    return TextColumn(_read_only(column.codes), column.vocabulary)


def _frozen_numbers(field: str, column: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    _check_kind(field, text=False)
    _check_length(field, column, count)
    return _read_only(column)


def _read_only(array: NDArray[_Scalar]) -> NDArray[_Scalar]:
    view = array.view()
    view.flags.writeable = False
    return view


def _floats(values: list[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _check_kind(field: str, *, text: bool) -> None:
    if (kind_of(field) == "text") != text:
        raise FilterError(
            f"{field} holds {'numbers' if text else 'text'}, not {'text' if text else 'numbers'}."
        )


def _check_length(field: str, column: NDArray[np.generic], count: int) -> None:
    if column.shape != (count,):
        raise FilterError(f"The column of {field} has shape {column.shape}; {count:,} rows need ({count},).")
