"""Products with their vectors, as they are sent: checked, hashed, and as cells of a table."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, NamedTuple

from fashion_search.errors import InvalidRequestError
from fashion_search.filters import FIELDS
from fashion_search.indexes.pgvector.copying import Cells, float8, int4, texts, timestamptz
from fashion_search.indexes.pgvector.elements import written
from fashion_search.indexes.pgvector.facts import written_model
from fashion_search.indexes.pgvector.tables import embedding_column
from fashion_search.indexes.presence import norms, uneven
from fashion_search.types import SPACES, ModelIdentity, Product, Space, Vectors

__all__ = ["Batch", "check_rows", "embedding_cells", "field_cells", "hashes"]


class Batch(NamedTuple):
    """Some products and their vectors.

    Attributes:
        products: No id twice, here or in another batch.
        vectors: By space, shape (n, dimension), float32, rows as `products`, of unit length; a row of zeros
            where a product has none.
    """

    products: Sequence[Product]
    vectors: Mapping[Space, Vectors]


def check_rows(space: Space, batch: Batch, dimension: int) -> None:
    """See that the vectors of a space fit.

    Raises:
        InvalidRequestError: another shape, or a vector that is neither of unit length nor zero.
    """
    rows = batch.vectors[space]
    if rows.shape != (len(batch.products), dimension):
        raise InvalidRequestError(
            f"The {space} vectors have shape {rows.shape}; these products and this model need "
            f"({len(batch.products)}, {dimension})."
        )
    lengths = norms(rows)
    for row in uneven(lengths)[:1]:
        raise InvalidRequestError(
            f"The {space} vector of {batch.products[row].product_id!r} has length {lengths[row]:.4g}; "
            "divide each vector by its length first, or give zeros for a product without one."
        )


def field_cells(products: Sequence[Product]) -> dict[str, Cells]:
    """The columns of `products`."""
    write: dict[str, Callable[[Any], Cells]] = {"text": texts, "number": float8, "integer": int4}
    return {
        name: write[kind]([getattr(product, name) for product in products]) for name, kind in FIELDS.items()
    }


def hashes(batch: Batch, model: str) -> list[bytes]:
    """Of each product, everything that is stored of it."""
    names = Product.field_names()
    parts = [batch.vectors[space].astype("<f4") for space in SPACES]
    found = []
    for row, product in enumerate(batch.products):
        values = repr([model, *(getattr(product, name) for name in names)]).encode()
        digest = hashlib.blake2b(values, digest_size=16)
        for part in parts:
            digest.update(part[row].tobytes())
        found.append(digest.digest())
    return found


def embedding_cells(
    batch: Batch, rows: Sequence[int], found: Sequence[bytes], model: ModelIdentity
) -> dict[str, Cells]:
    """The columns of `product_embeddings_multimodal`, but for those of `products`.

    Args:
        batch: The products.
        rows: Which of them.
        found: The hash of each of the batch.
        model: What made the vectors.
    """
    cells: dict[str, Cells] = {
        embedding_column(space): written(batch.vectors[space][list(rows)]) for space in SPACES
    }
    count = len(rows)
    cells["embedding_model"] = [written_model(model).encode()] * count
    cells["embedding_dimension"] = int4([model.dimension] * count)
    cells["updated_at"] = [timestamptz(datetime.now(tz=timezone.utc))] * count
    cells["content_hash"] = [found[row] for row in rows]
    return cells
