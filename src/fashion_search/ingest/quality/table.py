"""The rows as they stand in the file, before anything is cleaned, turned into columns of text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fashion_search.types import Product

__all__ = ["NULL_WORDS", "RawColumns", "is_null_word"]

NULL_WORDS = frozenset(
    {"na", "n/a", "#n/a", "n.a.", "none", "null", "nil", "nan", "nat", "<na>", "-", "--", "?"}
)
"""Texts that mean "nothing is known", in lower case."""

_NOT_DESCRIPTIVE = ("product_id", "image_path")


def is_null_word(text: str) -> bool:
    """Whether a cell holds a word for nothing instead of being empty."""
    return text.strip().lower() in NULL_WORDS


class RawColumns:
    """Columns of text by field name; an empty string where the file has nothing.

    Attributes:
        product_ids: In the order of the file.
        fields: The columns that hold anything, other than the product id and the place of the picture.
    """

    def __init__(self, rows: Iterable[Mapping[str, object]]) -> None:
        listed = list(rows)
        names = dict.fromkeys((*Product.field_names(), *(name for row in listed for name in row)))
        columns = {name: [_text(row.get(name)) for row in listed] for name in names}
        self.product_ids: list[str] = columns["product_id"]
        self._columns = {name: column for name, column in columns.items() if any(column)}
        self._cleaned: dict[str, list[str]] = {}
        self.fields = tuple(name for name in self._columns if name not in _NOT_DESCRIPTIVE)

    def __len__(self) -> int:
        """How many rows."""
        return len(self.product_ids)

    def __contains__(self, field: str) -> bool:
        """Whether any row has something in this column."""
        return field in self._columns

    def raw(self, field: str) -> list[str]:
        """A column as it stands in the file; empty strings when there is no such column."""
        return self._columns.get(field) or [""] * len(self)

    def clean(self, field: str) -> list[str]:
        """A column without edge white space, and empty where it says "nothing is known"."""
        if field not in self._cleaned:
            known = {text: "" if is_null_word(text) else text.strip() for text in set(self.raw(field))}
            self._cleaned[field] = [known[text] for text in self.raw(field)]
        return self._cleaned[field]

    @property
    def titles(self) -> list[str]:
        """The titles as they stand in the file."""
        return self.raw("product_display_name")


def _text(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124  # NaN is what a missing number becomes in a DataFrame
        return ""
    return value if isinstance(value, str) else str(value)
