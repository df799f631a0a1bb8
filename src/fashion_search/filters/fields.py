"""The closed set of names a filter may use, and what each holds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from fashion_search.errors import FilterError, nearest
from fashion_search.filters.values import shown

__all__ = ["FIELDS", "Kind", "kind_of"]

Kind: TypeAlias = Literal["text", "number", "integer"]
"""What a field holds: text, a floating-point number, or a whole number."""

FIELDS: Mapping[str, Kind] = MappingProxyType(
    {
        "product_id": "text",
        "product_display_name": "text",
        "master_category": "text",
        "sub_category": "text",
        "article_type": "text",
        "base_color": "text",
        "price": "number",
        "image_path": "text",
        "gender": "text",
        "season": "text",
        "year": "integer",
        "usage": "text",
    }
)
"""Every field of a product, in table order, with its kind. The names are those of `Product`."""


def kind_of(field: object) -> Kind:
    """What a field holds.

    Raises:
        FilterError: there is no such field; names the nearest ones.
    """
    kind = FIELDS.get(field) if isinstance(field, str) else None
    if kind is None:
        hint = nearest(field[:100], FIELDS) if isinstance(field, str) else "A field is named by text."
        raise FilterError(f"Unknown field {shown(field)}. {hint}")
    return kind
