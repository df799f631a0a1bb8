"""Which column of an input is which field: our names, the Kaggle export's names, the caller's mapping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fashion_search.errors import InvalidRequestError, nearest
from fashion_search.types import Product

__all__ = ["match_columns"]

_ALIASES = {
    "id": "product_id",
    "basecolour": "base_color",
    "colour": "base_color",
    "color": "base_color",
    "title": "product_display_name",
    "name": "product_display_name",
    "image": "image_path",
    "imageurl": "image_path",
    "filename": "image_path",
}


def match_columns(header: Iterable[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Find the column of each field.

    Case and punctuation do not count, so the Kaggle export's `masterCategory` is `master_category`. The
    caller's mapping goes first, then our names, then well-known other ones such as `id` and `baseColour`.

    Args:
        header: The input's columns.
        mapping: Ours to theirs, for columns that are called something else.

    Returns:
        Field to column; fields the input does not have are left out.

    Raises:
        InvalidRequestError: the mapping names an unknown field or column, or no column holds the product id.
    """
    columns = list(header)
    found = {field: _mapped(field, column, columns) for field, column in mapping.items()}
    ours = {_plain(field): field for field in Product.field_names()}
    for names in (ours, _ALIASES):
        for column in columns:
            field = names.get(_plain(column))
            if field and field not in found and column not in found.values():
                found[field] = column
    if "product_id" not in found:
        raise InvalidRequestError(
            f"No column holds the product id. Columns: {', '.join(columns) or 'none'}. "
            "Name it with --map product_id=COLUMN."
        )
    return found


def _mapped(field: str, column: str, columns: list[str]) -> str:
    if field not in Product.field_names():
        raise InvalidRequestError(
            f"Unknown field {field!r} in --map. {nearest(field, Product.field_names())}"
        )
    if column not in columns:
        raise InvalidRequestError(f"No column {column!r} for field {field!r}. {nearest(column, columns)}")
    return column


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
