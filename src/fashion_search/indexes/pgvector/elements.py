"""pgvector's type and operator as SQLAlchemy sees them; nothing has to be registered on a connection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BindParameter, Cast, ColumnElement, Dialect, Double, LargeBinary, cast, func, literal
from sqlalchemy.types import UserDefinedType

from fashion_search.types import Vectors

__all__ = ["HEADER", "EmbeddingType", "as_bytes", "negative_product", "read_vectors", "written"]

HEADER = 4
"""Bytes before the numbers in pgvector's binary form: the dimension and a reserved word, 16 bits each."""


class EmbeddingType(UserDefinedType[NDArray[np.floating[Any]]]):
    """`vector(dimension)`; travels to the server as text.

    Args:
        dimension: Length of the vectors; `None` means any.
    """

    cache_ok = True

    def __init__(self, dimension: int | None = None) -> None:
        self.dimension = dimension

    def get_col_spec(self, **_: object) -> str:
        """How a table is made with it."""
        return "vector" if self.dimension is None else f"vector({self.dimension})"

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str | None]:  # noqa: ARG002
        """Numbers as pgvector reads them, with all digits of float32."""

        def process(value: NDArray[np.floating[Any]] | None) -> str | None:
            return None if value is None else f"[{','.join(map(repr, value.astype(np.float32).tolist()))}]"

        return process

    def bind_expression(self, bindvalue: BindParameter[Any]) -> Cast[Any]:
        """Say what the text is."""
        return cast(bindvalue, self)


def negative_product(column: ColumnElement[Any], vector: NDArray[np.floating[Any]]) -> ColumnElement[float]:
    """`column <#> vector`: the negative inner product, which is minus the cosine of unit vectors."""
    return column.op("<#>", return_type=Double())(literal(vector, EmbeddingType()))


def as_bytes(column: ColumnElement[Any]) -> ColumnElement[bytes]:
    """A vector in pgvector's binary form, which is read twenty times as fast as its text."""
    return func.vector_send(column, type_=LargeBinary())


def read_vectors(rows: Sequence[bytes], dimension: int) -> Vectors:
    """Vectors from pgvector's binary form, shape (n, dimension), float32."""
    if not rows:
        return np.empty((0, dimension), dtype=np.float32)
    joined = np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(len(rows), HEADER + 4 * dimension)
    return np.ascontiguousarray(joined[:, HEADER:]).view(">f4").astype(np.float32)


def written(vectors: Vectors) -> list[bytes | None]:
    """Vectors in pgvector's binary form; `None` for a row of zeros, which is no vector."""
    count, dimension = vectors.shape
    head = np.array([dimension, 0], dtype=">i2").view(np.uint8)
    content = np.empty((count, HEADER + 4 * dimension), dtype=np.uint8)
    content[:, :HEADER] = head
    content[:, HEADER:] = np.ascontiguousarray(vectors, dtype=">f4").view(np.uint8)
    present = np.flatnonzero(vectors.any(axis=1))
    rows: list[bytes | None] = [None] * count
    for row in present.tolist():
        rows[row] = content[row].tobytes()
    return rows
