"""Products and vectors brought into the order an index keeps, or refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fashion_search.errors import InvalidRequestError
from fashion_search.filters import Columns
from fashion_search.indexes.presence import norms, uneven
from fashion_search.types import SPACES, Product, Space, Vectors

__all__ = ["arranged", "checked_columns", "checked_layout"]


def arranged(
    products: Sequence[Product], vectors: Mapping[Space, ArrayLike], dimension: int
) -> tuple[tuple[Product, ...], dict[Space, Vectors]]:
    """Products and their vectors in order of product id.

    Args:
        products: Any order.
        vectors: By space, shape (n, dimension), rows as `products`.
        dimension: Length of the model's vectors.

    Returns:
        The products sorted, and by space their vectors in the same order, float32.

    Raises:
        InvalidRequestError: an id comes twice, the shapes differ, or a vector has another length than 1
            or 0.
    """
    order = sorted(range(len(products)), key=lambda row: products[row].product_id)
    rows = tuple(products[row] for row in order)
    sources = {space: _unit_rows(space, products, values, dimension) for space, values in vectors.items()}
    return rows, {space: source[np.asarray(order, np.intp)] for space, source in sources.items()}


def checked_layout(product_ids: Sequence[str], vectors: Mapping[Space, Vectors], dimension: int) -> None:
    """See that ids ascend and that every space has one float32 row per id.

    Raises:
        InvalidRequestError: they do not.
    """
    for first, second in pairwise(product_ids):
        if first == second:
            raise InvalidRequestError(f"Product id {first!r} comes twice; ids must be unique.")
        if first > second:
            raise InvalidRequestError(f"Product id {second!r} follows {first!r}; ids must be sorted.")
    if not vectors or not set(vectors) <= set(SPACES):
        raise InvalidRequestError(f"Spaces are {sorted(vectors)}; give one or more of {list(SPACES)}.")
    for space, values in vectors.items():
        _check_shape(space, values.shape, len(product_ids), dimension)
        if values.dtype != np.float32:
            raise InvalidRequestError(f"The {space} vectors are {values.dtype}; they must be float32.")


def checked_columns(columns: Columns, count: int) -> Columns:
    """The columns, when they have one row per product.

    Raises:
        InvalidRequestError: they have another number of rows.
    """
    if len(columns) != count:
        raise InvalidRequestError(f"The columns have {len(columns)} rows; there are {count} products.")
    return columns


def _unit_rows(
    space: Space, products: Sequence[Product], values: ArrayLike, dimension: int
) -> NDArray[np.float32]:
    rows = np.asarray(values, dtype=np.float32)
    _check_shape(space, rows.shape, len(products), dimension)
    lengths = norms(rows)
    for row in uneven(lengths)[:1]:
        raise InvalidRequestError(
            f"The {space} vector of product {products[row].product_id!r} has length {lengths[row]:.4g}; "
            "divide each vector by its length first, or give zeros for a product without one."
        )
    return rows


def _check_shape(space: Space, shape: tuple[int, ...], count: int, dimension: int) -> None:
    if shape != (count, dimension):
        raise InvalidRequestError(
            f"The {space} vectors have shape {shape}; {count} products and this model need "
            f"({count}, {dimension})."
        )
