"""A product as terms: what an index of words knows of it."""

from __future__ import annotations

from functools import lru_cache

from fashion_search.terms.words import terms
from fashion_search.types import Product

__all__ = ["DESCRIBED_BY", "attribute_terms", "title_terms"]

DESCRIBED_BY = ("article_type", "sub_category", "master_category", "base_color", "gender", "usage", "season")
"""The fields whose values are words of a product, besides its title."""


def title_terms(product: Product) -> list[str]:
    """The terms of the title, repeats kept; none without a title."""
    return terms(product.product_display_name or "")


def attribute_terms(product: Product) -> list[str]:
    """The terms of the attributes, field by field, repeats kept."""
    values = (getattr(product, name) for name in DESCRIBED_BY)
    return [term for value in values if value for term in _of_value(value)]


@lru_cache(maxsize=10_000)
def _of_value(value: str) -> tuple[str, ...]:
    """Attributes take few values, so each is read once."""
    return tuple(terms(value))
