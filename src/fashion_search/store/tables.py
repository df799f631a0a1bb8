"""The tables, as SQLAlchemy sees them; `products` is the same in every SQL database."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, Integer, MetaData, String, Table

__all__ = ["metadata", "products", "sources"]

metadata = MetaData()

_TEXT = String().with_variant(String(collation="C"), "postgresql")
"""Text compared by code point, as Python and SQLite do, so that order and ties agree everywhere."""

products = Table(
    "products",
    metadata,
    Column("product_id", _TEXT, primary_key=True),
    Column("product_display_name", _TEXT),
    Column("master_category", _TEXT),
    Column("sub_category", _TEXT),
    Column("article_type", _TEXT),
    Column("base_color", _TEXT),
    Column("price", Float(53)),
    Column("image_path", _TEXT),
    Column("gender", _TEXT),
    Column("season", _TEXT),
    Column("year", Integer),
    Column("usage", _TEXT),
)
"""One row per product, with the columns of `fashion_search.Product`."""

_COUNTED = (
    "master_category",
    "sub_category",
    "article_type",
    "base_color",
    "price",
    "gender",
    "season",
    "year",
    "usage",
)

for _name in _COUNTED:
    Index(f"ix_products_{_name}", products.c[_name], products.c.product_id)

sources = Table(
    "sources",
    metadata,
    Column("product_id", String, primary_key=True),
    Column("text_hash", String, nullable=False),
    Column("picture_hash", String),
    Column("picture_problem", String),
    Column("facts", String),
    Column("thumbnail_hash", String),
    Column("pack", String),
    Column("start", BigInteger),
    Column("size", Integer),
)
"""What each product's vectors were made from, and where its thumbnail lies; only in the embedded store."""
