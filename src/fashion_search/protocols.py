"""Every Protocol: the architecture on one page.

A part is anything with these methods; nothing inherits from them. `fashion_search.testing` has a contract
suite for each, so that a part of your own can be tested like ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from fashion_search.filters import Columns, Filter
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

__all__ = [
    "Catalog",
    "ColumnarIndex",
    "Embedder",
    "Index",
    "PictureSource",
]


class Embedder(Protocol):
    """Turns words and pictures into unit vectors of one space."""

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is; stored with everything it encodes."""
        ...

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Encode texts, one row each, in order. Empty input gives shape (0, dimension)."""
        ...

    def embed_images(self, images: Sequence[ImageLike]) -> Vectors:
        """Encode pictures, one row each, in order. Empty input gives shape (0, dimension).

        Raises:
            InvalidImageError: a picture cannot be read.
        """
        ...


class Index(Protocol):
    """Finds the products whose vectors are nearest to a query vector, among those that pass a filter."""

    @property
    def identity(self) -> ModelIdentity:
        """The model whose vectors are stored."""
        ...

    def __len__(self) -> int:
        """How many products are stored."""
        ...

    def query(
        self,
        vector: Vector,
        *,
        limit: int,
        where: Filter | None = None,
        space: Space = "hybrid",
    ) -> Candidates:
        """The `limit` nearest products, best first, ties by product id.

        Products without a vector in `space` are left out; never fewer than `limit` when enough match.

        Raises:
            InvalidRequestError: the vector has the wrong length or is not finite, or `limit` is below 1.
            FilterError: the filter is not valid for the catalogue's fields.
        """
        ...

    def query_many(
        self,
        vectors: Vectors,
        *,
        limit: int,
        where: Filter | None = None,
        space: Space = "hybrid",
    ) -> list[Candidates]:
        """`query` for each row of `vectors`, answered together."""
        ...

    def vectors_of(self, product_ids: Sequence[str], *, space: Space = "hybrid") -> Vectors:
        """The stored vectors, one row per id, in order; a row of zeros where the product has none.

        Raises:
            NotFoundError: an id is not in the index.
        """
        ...


@runtime_checkable
class ColumnarIndex(Protocol):
    """An optional ability of an index: the products' fields at hand, which saves asking the catalogue."""

    @property
    def columns(self) -> Columns:
        """The fields of all products, in order of product id by code point."""
        ...

    def columns_of(self, product_ids: Sequence[str]) -> Columns:
        """The fields of some products, one row per id, in order.

        Raises:
            NotFoundError: an id is not in the index.
        """
        ...


class Catalog(Protocol):
    """Keeps the products and answers questions about them that need no vector."""

    def get(self, product_id: str) -> Product:
        """One product.

        Raises:
            NotFoundError: there is none with this id.
        """
        ...

    def get_many(self, product_ids: Sequence[str]) -> Mapping[str, Product]:
        """The products that exist among these ids, in the order asked for."""
        ...

    def list(
        self,
        *,
        where: Filter | None = None,
        order_by: str = "product_id",
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page:
        """One page of products in order of a field; a leading `-` reverses it.

        Ties are in order of product id, products without a value come last, and a cursor stays valid while
        rows are added or removed.

        Raises:
            FilterError: unknown field.
            InvalidRequestError: `limit` is below 1, or the cursor belongs to another listing.
        """
        ...

    def count(self, *, where: Filter | None = None) -> int:
        """How many products pass the filter."""
        ...

    def facets(
        self, fields: Sequence[str], *, where: Filter | None = None, limit: int = 20
    ) -> dict[str, tuple[Facet, ...]]:
        """For each field its most frequent values among the products that pass, ties in order of value."""
        ...


class PictureSource(Protocol):
    """Finds the encoded picture of a product."""

    def read(self, product: Product) -> bytes | None:
        """The picture's encoded bytes, or `None` when the product has none."""
        ...
