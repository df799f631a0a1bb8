"""What tables, indexes and endpoints are called where nobody says otherwise."""

from __future__ import annotations

from typing import Final

__all__ = [
    "ATTRIBUTES",
    "CATALOG",
    "EMBEDDINGS",
    "EMBEDDING_ENDPOINT",
    "ENCODER",
    "ENRICHED",
    "EVENTS",
    "HYBRID_INDEX",
    "IMAGE_INDEX",
    "PICTURES",
    "PICTURE_ENDPOINT",
    "PRODUCTS",
    "SCHEMA",
    "STYLES",
    "TEXT_INDEX",
    "VECTOR_SEARCH_ENDPOINT",
    "VOLUME",
    "full_name",
]

CATALOG: Final = "main"
SCHEMA: Final = "fashion_demo"

PRODUCTS: Final = "products"
EMBEDDINGS: Final = "product_embeddings_multimodal"
ATTRIBUTES: Final = "product_extracted_attributes"
ENRICHED: Final = "products_enriched"
STYLES: Final = "user_style_features"
EVENTS: Final = "user_events"

IMAGE_INDEX: Final = "vs_image_search"
TEXT_INDEX: Final = "vs_text_search"
HYBRID_INDEX: Final = "vs_hybrid_search"

ENCODER: Final = "clip_multimodal_encoder"
"""The registered model."""

VECTOR_SEARCH_ENDPOINT: Final = "fashion_vector_search"
EMBEDDING_ENDPOINT: Final = "clip-multimodal-encoder"
PICTURE_ENDPOINT: Final = "clip-image-encoder"
"""The older endpoint, which takes pictures alone."""

VOLUME: Final = "raw_data"
PICTURES: Final = f"/Volumes/{CATALOG}/{SCHEMA}/{VOLUME}/images/{{product_id}}.jpg"


def full_name(name: str) -> str:
    """A table, index or model with catalogue and schema before it."""
    return f"{CATALOG}.{SCHEMA}.{name}"
