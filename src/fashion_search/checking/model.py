"""Whether the model that encodes queries is the one that made the vectors: by encoding a product again."""

from __future__ import annotations

import numpy as np

from fashion_search.embedders.describe import describe
from fashion_search.errors import ModelMismatchError, NotFoundError
from fashion_search.protocols import Catalog, Embedder, Index
from fashion_search.types import Product

__all__ = ["a_product", "same_vectors"]

_ALIKE = 0.99
"""Cosine above which two vectors of one text are of one model; other hardware and batches move it less."""
_PRODUCTS = 20


def a_product(catalog: Catalog) -> Product:
    """Any product with a title.

    Raises:
        NotFoundError: the catalogue is empty.
    """
    return _described(catalog)[0]


def same_vectors(embedder: Embedder, index: Index, catalog: Catalog) -> str:
    """Encode a product's text and compare it with the stored vector.

    Returns:
        The cosine, in words.

    Raises:
        ModelMismatchError: they differ.
        NotFoundError: no product has a vector of its text.
    """
    products = _described(catalog)
    stored = index.vectors_of([product.product_id for product in products], space="text")
    for product, vector in zip(products, stored, strict=True):
        if not vector.any():
            continue
        encoded = embedder.embed_texts([describe(product)])[0]
        cosine = float(np.dot(encoded, vector) / (np.linalg.norm(encoded) * np.linalg.norm(vector)))
        if cosine >= _ALIKE:
            return f"encodes {product.product_id} as it is stored (cosine {cosine:.4f})"
        raise ModelMismatchError(
            f"The text of product {product.product_id} encodes to another vector than the stored one: "
            f"cosine {cosine:.4f}, not {_ALIKE} or above. Another model made them, or other text; "
            "encode the catalogue again, or serve the model that made them."
        )
    raise NotFoundError(f"None of {len(products)} products has a vector of its text to compare with.")


def _described(catalog: Catalog) -> list[Product]:
    products = [one for one in catalog.list(limit=_PRODUCTS).products if describe(one)]
    if not products:
        raise NotFoundError("The catalogue has no product with a title or an attribute.")
    return products
