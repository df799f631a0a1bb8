"""How many products of one brand, type or colour a list may show."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import InvalidRequestError, nearest
from fashion_search.filters import FIELDS, Columns
from fashion_search.ranking.mmr import Cap

__all__ = ["CAPPED", "brand_of", "caps_for"]

CAPPED = (
    "brand",
    "article_type",
    "base_color",
    "gender",
    "master_category",
    "season",
    "sub_category",
    "usage",
    "year",
)
"""What may be capped: fields that many products share, and the brand that titles begin with."""


def caps_for(most: Mapping[str, int], columns: Columns, brands: Mapping[str, str]) -> list[Cap]:
    """Limits by attribute as groups of candidates.

    Args:
        most: How many of one value may be shown, by attribute, as in `{"brand": 3}`.
        columns: The candidates' fields, n rows.
        brands: Brand by each spelling that titles begin with; only `"brand"` needs them.

    Returns:
        One cap an attribute. Products whose attribute is unknown are never capped.

    Raises:
        InvalidRequestError: an attribute cannot be capped, or a limit is below 1.
    """
    return [_cap(name, limit, columns, brands) for name, limit in most.items()]


def brand_of(title: str, brands: Mapping[str, str]) -> str | None:
    """The brand a title begins with, by the longest spelling; `None` when it begins with none.

    Args:
        title: The title.
        brands: Brand by spelling.
    """
    words = title.split()
    starts = (" ".join(words[:count]) for count in range(len(words), 0, -1))
    return next((brands[start] for start in starts if start in brands), None)


def _cap(name: str, most: int, columns: Columns, brands: Mapping[str, str]) -> Cap:
    if name not in CAPPED:
        raise InvalidRequestError(f"{name!r} cannot be capped. {nearest(str(name), CAPPED)}")
    if most < 1:
        raise InvalidRequestError(f"The cap of {name} is {most!r}; it must be at least 1.")
    if name == "brand":
        return Cap(_brands(columns, brands), most)
    return Cap(columns.codes(name) if FIELDS[name] == "text" else _years(columns.numbers(name)), most)


def _brands(columns: Columns, brands: Mapping[str, str]) -> NDArray[np.intp]:
    titles = columns.text("product_display_name")
    found = [
        brand_of(titles.vocabulary[code], brands) if code >= 0 else None for code in titles.codes.tolist()
    ]
    number_of = {name: number for number, name in enumerate(sorted({name for name in found if name}))}
    return np.array([-1 if name is None else number_of[name] for name in found], dtype=np.intp)


def _years(values: NDArray[np.float64]) -> NDArray[np.intp]:
    return np.where(np.isnan(values), -1, np.nan_to_num(values)).astype(np.intp)
