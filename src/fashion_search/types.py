"""The values that travel through the whole package: products, queries, vectors."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import InvalidRequestError

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = [
    "DIMENSION",
    "SPACES",
    "Candidates",
    "Facet",
    "ImageLike",
    "ModelIdentity",
    "Page",
    "Product",
    "Progress",
    "ProgressCallback",
    "Query",
    "QueryKind",
    "Space",
    "Vector",
    "Vectors",
]

Vector: TypeAlias = NDArray[np.float32]
"""One unit-length embedding, shape (dimension,), float32."""

Vectors: TypeAlias = NDArray[np.float32]
"""Unit-length embeddings in rows, shape (n, dimension), float32."""

ImageLike: TypeAlias = "bytes | str | os.PathLike[str] | Image | NDArray[Any]"
"""A picture: bytes, a path, an http(s) URL, a PIL image, or an array (h, w), (h, w, 3) or (h, w, 4)."""

Space: TypeAlias = Literal["image", "text", "hybrid"]
"""Which of a product's three vectors is meant."""

SPACES: tuple[Space, ...] = ("image", "text", "hybrid")

QueryKind: TypeAlias = Literal["text", "image"]
"""What a query vector was made from."""

DIMENSION = 512
"""Length of the vectors of the default model; other models may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One row of the catalogue. Field names are the column names of the `products` table."""

    product_id: str
    product_display_name: str | None = None
    master_category: str | None = None
    sub_category: str | None = None
    article_type: str | None = None
    base_color: str | None = None
    price: float | None = None
    """Price in the catalogue's own currency."""
    image_path: str | None = None
    """Where the picture is: a file name inside the catalogue's picture folder, or a URL."""
    gender: str | None = None
    season: str | None = None
    year: int | None = None
    usage: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The fields by name, `None` where unknown."""
        return {name: getattr(self, name) for name in _PRODUCT_FIELDS}

    @classmethod
    def field_names(cls) -> tuple[str, ...]:
        """The columns, in table order."""
        return _PRODUCT_FIELDS


_PRODUCT_FIELDS = tuple(one.name for one in fields(Product))
"""`asdict` would copy every value deeply, which costs more than the rest of a search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelIdentity:
    """Which model made a vector: two vectors compare only when these are equal.

    Attributes:
        name: Human-readable name.
        dimension: Length of the vectors.
        fingerprint: Hash over weights, tokenizer and preprocessing.
    """

    name: str
    dimension: int
    fingerprint: str

    def __str__(self) -> str:
        """Name, dimension and the start of the fingerprint."""
        return f"{self.name} ({self.dimension}-d, {self.fingerprint[:12]})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to look for: words, a picture, or both, and what to leave out.

    Attributes:
        text: Words.
        image: A picture.
        without: Words for what is not wanted. Its direction is subtracted, and products that carry a
            known attribute word of it are excluded.
        weights: Weight of each part, by `"text"`, `"image"` and `"without"`; positive, normalised to the
            sum of text and image. Parts not named weigh 0.5; a lone part weighs 1.

    Raises:
        InvalidRequestError: neither text nor image is given, or a weight is unknown or not positive.
    """

    text: str | None = None
    image: ImageLike | None = None
    without: str | None = None
    weights: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a query that asks for nothing, and weights that mean nothing."""
        if self.image is None and not (self.text and self.text.strip()):
            raise InvalidRequestError("A query needs text or image; both are empty.")
        for part, weight in self.weights.items():
            if part not in ("text", "image", "without"):
                raise InvalidRequestError(f"Unknown weight {part!r}; known: 'image', 'text', 'without'.")
            if not (np.isfinite(weight) and weight > 0):
                raise InvalidRequestError(f"Weight {part!r} is {weight!r}; it must be a positive number.")


@dataclass(frozen=True, slots=True)
class Candidates:
    """What an index answers: products and their cosine to the query, best first.

    Attributes:
        product_ids: Best first; equal similarities in order of product id.
        similarities: Cosines, shape (n,), float32, not increasing.
        products: The products themselves, where the index answers with their fields; it saves a call to the
            catalogue.
    """

    product_ids: tuple[str, ...]
    similarities: NDArray[np.float32]
    products: tuple[Product, ...] | None = None

    def __len__(self) -> int:
        """How many products were found."""
        return len(self.product_ids)

    def rows(self, kept: Sequence[int] | NDArray[np.intp]) -> Candidates:
        """Some of the candidates, in a new order."""
        listed = kept.tolist() if isinstance(kept, np.ndarray) else kept
        products = self.products and tuple([self.products[row] for row in listed])
        return Candidates(tuple([self.product_ids[row] for row in listed]), self.similarities[kept], products)


@dataclass(frozen=True, slots=True)
class Facet:
    """How many products share one value of a field. `value` is `None` for products without one."""

    value: str | int | float | None
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some products of a listing, and where to go on.

    Attributes:
        products: The products, in the order asked for.
        next_cursor: Opaque text for the next call, or `None` on the last page.
    """

    products: tuple[Product, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far long work has come.

    Attributes:
        stage: What is being done, in a word or two.
        done: Units finished.
        total: Units in all; 0 when not known.
    """

    stage: str
    done: int
    total: int


ProgressCallback: TypeAlias = Callable[[Progress], None]
"""Called now and then, always from the calling thread; whatever it raises ends the work."""
