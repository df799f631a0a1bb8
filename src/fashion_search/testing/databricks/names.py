"""What things are called on the emulated workspace; the names a client assumes when told nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fashion_search import names
from fashion_search.types import Space

__all__ = ["Names"]

_INDEXES: Mapping[Space, str] = {
    "image": names.IMAGE_INDEX,
    "text": names.TEXT_INDEX,
    "hybrid": names.HYBRID_INDEX,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names of tables, indexes and endpoints."""

    schema: str = f"{names.CATALOG}.{names.SCHEMA}"
    vector_search_endpoint: str = names.VECTOR_SEARCH_ENDPOINT
    multimodal_endpoint: str = names.EMBEDDING_ENDPOINT
    image_endpoint: str = names.PICTURE_ENDPOINT
    volume: str = f"/Volumes/{names.CATALOG}/{names.SCHEMA}/{names.VOLUME}"
    warehouse_id: str = "abcdef0123456789"
    warehouse: str = "Starter Warehouse"
    database_instance: str = "fashion-db"
    postgres_endpoint: str = "projects/fashion/branches/production/endpoints/primary"

    @property
    def products(self) -> str:
        """The table of products."""
        return f"{self.schema}.{names.PRODUCTS}"

    @property
    def embeddings(self) -> str:
        """The table of products with their vectors, which the indexes are made from."""
        return f"{self.schema}.{names.EMBEDDINGS}"

    @property
    def styles(self) -> str:
        """The table of what shoppers like."""
        return f"{self.schema}.{names.STYLES}"

    @property
    def pictures(self) -> str:
        """The folder of the products' pictures."""
        return f"{self.volume}/images"

    def index(self, space: Space) -> str:
        """The index of one space."""
        return f"{self.schema}.{_INDEXES[space]}"
