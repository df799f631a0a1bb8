"""What things are called on the emulated workspace; the names a client assumes when told nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from fashion_search.types import Space

__all__ = ["Names"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names of tables, indexes and endpoints."""

    schema: str = "main.fashion_demo"
    vector_search_endpoint: str = "fashion_vector_search"
    multimodal_endpoint: str = "clip-multimodal-encoder"
    image_endpoint: str = "clip-image-encoder"
    volume: str = "/Volumes/main/fashion_demo/raw_data"
    warehouse_id: str = "abcdef0123456789"
    warehouse: str = "Starter Warehouse"
    database_instance: str = "fashion-db"
    postgres_endpoint: str = "projects/fashion/branches/production/endpoints/primary"

    @property
    def products(self) -> str:
        """The table of products."""
        return f"{self.schema}.products"

    @property
    def embeddings(self) -> str:
        """The table of products with their vectors, which the indexes are made from."""
        return f"{self.schema}.product_embeddings_multimodal"

    @property
    def styles(self) -> str:
        """The table of what shoppers like."""
        return f"{self.schema}.user_style_features"

    @property
    def pictures(self) -> str:
        """The folder of the products' pictures."""
        return f"{self.volume}/images"

    def index(self, space: Space) -> str:
        """The index of one space."""
        return f"{self.schema}.vs_{space}_search"
