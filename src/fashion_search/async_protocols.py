"""The Protocols of `fashion_search.protocols` with their calls awaited.

What a method means, and what it raises, is said once, at its blocking form. The asynchronous client
also takes the blocking parts, and calls them in a bounded number of threads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from fashion_search.filters import Filter
from fashion_search.types import (
    Candidates,
    Facet,
    ImageLike,
    ModelIdentity,
    Page,
    Product,
    Space,
    Vector,
    Vectors,
)

__all__ = ["AsyncCatalog", "AsyncEmbedder", "AsyncIndex", "AsyncPictureSource"]


class AsyncEmbedder(Protocol):
    """An `Embedder` whose calls are awaited."""

    @property
    def identity(self) -> ModelIdentity: ...

    async def embed_texts(self, texts: Sequence[str]) -> Vectors: ...

    async def embed_images(self, images: Sequence[ImageLike]) -> Vectors: ...


class AsyncIndex(Protocol):
    """An `Index` whose calls are awaited."""

    @property
    def identity(self) -> ModelIdentity: ...

    def __len__(self) -> int: ...

    async def query(
        self, vector: Vector, *, limit: int, where: Filter | None = None, space: Space = "hybrid"
    ) -> Candidates: ...

    async def query_many(
        self, vectors: Vectors, *, limit: int, where: Filter | None = None, space: Space = "hybrid"
    ) -> list[Candidates]: ...

    async def vectors_of(self, product_ids: Sequence[str], *, space: Space = "hybrid") -> Vectors: ...


class AsyncCatalog(Protocol):
    """A `Catalog` whose calls are awaited."""

    async def get(self, product_id: str) -> Product: ...

    async def get_many(self, product_ids: Sequence[str]) -> Mapping[str, Product]: ...

    async def list(
        self,
        *,
        where: Filter | None = None,
        order_by: str = "product_id",
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page: ...

    async def count(self, *, where: Filter | None = None) -> int: ...

    async def facets(
        self, fields: Sequence[str], *, where: Filter | None = None, limit: int = 20
    ) -> dict[str, tuple[Facet, ...]]: ...


class AsyncPictureSource(Protocol):
    """A `PictureSource` whose calls are awaited."""

    async def read(self, product: Product) -> bytes | None: ...
