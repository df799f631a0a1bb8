"""A product in words, for the text side of its embedding."""

from __future__ import annotations

from fashion_search.types import Product

__all__ = ["describe"]


def describe(product: Product) -> str:
    """Title first, then what is known about the product.

    `"{product_display_name}. {gender} {base_color} {article_type} {sub_category} {usage} {season}"`,
    with runs of white space made one space.

    Returns:
        The text; missing parts are left out, and a product without any gives `""`, which no embedder encodes.
    """
    title = _tidy(product.product_display_name)
    parts = (
        product.gender,
        product.base_color,
        product.article_type,
        product.sub_category,
        product.usage,
        product.season,
    )
    known = _tidy(" ".join(part for part in parts if part))
    return f"{title}. {known}" if title and known else title or known


def _tidy(text: str | None) -> str:
    return " ".join((text or "").split())
