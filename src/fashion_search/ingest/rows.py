"""One raw row to one product: cleaned, typed, and with every value that was lost named."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from fashion_search.ingest.rejects import Cause
from fashion_search.types import Product

__all__ = ["NULL_WORDS", "RawRow", "RowError", "to_product"]

NULL_WORDS = frozenset({"", "NA", "N/A", "NaN", "nan", "NULL", "null", "None"})
"""Texts that stand for a missing value."""

_NO_TEXT = re.compile("[\ud800-\udfff\0]")
_LONGEST_ID = 512
_LONGEST_TEXT = 20_000
_FIRST_YEAR, _LAST_YEAR = 1000, 9999


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it was read.

    Attributes:
        number: Number of the data row, counted from 1.
        values: What the input says, by our field names; only fields the input has.
        problem: Why the row cannot be used, when its form is broken.
        cause: Which sort of problem it is.
    """

    number: int
    values: Mapping[str, object] = field(default_factory=dict)
    problem: str | None = None
    cause: Cause = "unreadable row"


class RowError(ValueError):
    """A row that cannot become a product; stays inside this package."""

    def __init__(self, reason: str, cause: Cause = "bad product id") -> None:
        super().__init__(reason)
        self.cause = cause


def to_product(row: RawRow) -> tuple[Product, list[str]]:
    """Clean and type one row.

    Texts lose white space at their edges; empty ones and words such as `NA` become `None`.

    Returns:
        The product, and what is wrong with values that were left out or repaired.

    Raises:
        RowError: the row is broken, or has no usable product id.
    """
    if row.problem is not None:
        raise RowError(row.problem, row.cause)
    product_id = _checked_id(row.values.get("product_id"))
    problems: list[str] = []
    fields: dict[str, object] = {}
    for name, value in row.values.items():
        if name != "product_id":
            fields[name] = _cleaned(name, value, problems)
    return Product(product_id=product_id, **fields), problems  # type: ignore[arg-type]


def _checked_id(value: object) -> str:
    product_id = _plain_text(value).strip()
    if not product_id:
        raise RowError("The product id is empty.")
    if len(product_id) > _LONGEST_ID:
        raise RowError(f"The product id has {len(product_id)} characters; at most {_LONGEST_ID} are allowed.")
    if not product_id.isprintable():
        raise RowError(f"The product id {product_id!a} holds control characters or bytes that are not UTF-8.")
    return product_id


def _cleaned(name: str, value: object, problems: list[str]) -> object:
    if value is None or (isinstance(value, str) and value.strip() in NULL_WORDS):
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    try:
        if name == "price":
            return _price(value)
        return _year(value) if name == "year" else _text(name, value, problems)
    except (ValueError, OverflowError):
        expected = "a number of 0 or more" if name == "price" else "a year of four digits"
        problems.append(f"{name} {_shown(value)} is not {expected}; left empty.")
        return None
    except TypeError:
        problems.append(f"{name} {_shown(value)} is not one value; left empty.")
        return None


def _price(value: object) -> float:
    price = float(_plain_text(value))
    if not (math.isfinite(price) and price >= 0):
        raise ValueError(price)
    return price


def _year(value: object) -> int:
    number = float(_plain_text(value))
    if not (number.is_integer() and _FIRST_YEAR <= number <= _LAST_YEAR):
        raise ValueError(number)
    return int(number)


def _text(name: str, value: object, problems: list[str]) -> str:
    text = _plain_text(value).strip()
    whole = _NO_TEXT.sub("\ufffd", text)
    if whole != text:
        problems.append(
            f"{name} {_shown(text)} holds bytes that are not UTF-8; they were replaced by \ufffd."
        )
    if len(whole) > _LONGEST_TEXT:
        problems.append(f"{name} has {len(whole)} characters; cut to {_LONGEST_TEXT}.")
    return whole[:_LONGEST_TEXT]


def _plain_text(value: object) -> str:
    """A scalar as text; whole numbers without `.0`, since ids are often read as floats."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise TypeError(value)
    return str(int(value)) if float(value).is_integer() else str(value)


def _shown(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= 80 else f"{text[:77]}..."  # noqa: PLR2004
