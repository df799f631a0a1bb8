"""The tables that batch work reads and writes, column by column."""

from __future__ import annotations

from fashion_search.batch.schema import Column, Schema

__all__ = [
    "CONTENT_HASH",
    "DEAD_LETTERS",
    "EMBEDDINGS",
    "EVENTS",
    "JOB_VERSION",
    "PRODUCTS",
    "USER_STYLES",
]

CONTENT_HASH = Column("content_hash", "text", "Hash of everything the row was made from")
JOB_VERSION = Column("job_version", "text", "What made the row: job, model and settings")

PRODUCTS = Schema(
    (
        Column("product_id", "text", "Key", required=True),
        Column("product_display_name", "text"),
        Column("master_category", "text"),
        Column("sub_category", "text"),
        Column("article_type", "text"),
        Column("base_color", "text"),
        Column("price", "number"),
        Column("image_path", "text"),
        Column("gender", "text"),
        Column("season", "text"),
        Column("year", "integer"),
        Column("usage", "text"),
    )
)

EMBEDDINGS = PRODUCTS.with_columns(
    Column("image_embedding", "vector", "Unit length; null without a usable picture"),
    Column("text_embedding", "vector", "Unit length; null without words"),
    Column("hybrid_embedding", "vector", "Unit length: the middle of picture and words, or the one there is"),
    Column("embedded_text", "text", "The words that were embedded"),
    Column("embedding_model", "text", "Name and fingerprint of the model"),
    Column("embedding_dimension", "integer"),
    CONTENT_HASH,
    JOB_VERSION,
    Column("updated_at", "time", "When the row was made"),
)

DEAD_LETTERS = Schema(
    (
        Column("product_id", "text", "Key", required=True),
        Column("reason", "text", "Why the row could not be done"),
        Column("tries", "integer", "How often it was tried"),
        Column("kept", "flag", "Whether the target has a row for it all the same"),
        CONTENT_HASH,
        JOB_VERSION,
        Column("failed_at", "time"),
    )
)

EVENTS = Schema(
    (
        Column("user_id", "text", required=True),
        Column("product_id", "text", required=True),
        Column("kind", "text", "view, click, cart, purchase or return", required=True),
        Column("at", "time", "When it happened", required=True),
    )
)

USER_STYLES = Schema(
    (
        Column("user_id", "text", "Key", required=True),
        Column("user_embedding", "vector", "Unit length; null when nothing liked has a vector"),
        Column("segment", "text", "budget, athletic, luxury, professional or gen-z"),
        Column("num_interactions", "integer", "Events it was made from"),
        Column("category_prefs", "shares", "Article type to how much it is liked, the strongest 1"),
        Column("color_prefs", "shares"),
        Column("gender_prefs", "shares"),
        Column("usage_prefs", "shares"),
        Column("avg_price", "number"),
        Column("min_price", "number"),
        Column("max_price", "number"),
        Column("last_seen", "time"),
        Column("embedding_model", "text"),
        CONTENT_HASH,
        JOB_VERSION,
        Column("updated_at", "time"),
    )
)
