"""Products of rows and queries: numpy's, and numkong's for 8-bit integers where it is installed."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import ConfigurationError, MissingDependencyError
from fashion_search.indexes.codes import LARGEST

__all__ = ["ByteKernel", "byte_kernel", "exact_dots", "float_dots"]

Floats = NDArray[np.float32]


def _row_by_row(rows: NDArray[np.floating], vector: NDArray[np.floating], out: NDArray[np.floating]) -> None:
    np.einsum("ij,j->i", rows, vector, out=out)


def _matrix_vector(rows: Floats, vector: Floats, out: Floats) -> None:
    np.dot(rows, vector, out=out)


# np.vecdot (numpy 2) calls one BLAS dot per row. That never starts a BLAS thread, and on a busy machine
# waiting for one makes a product of this size take up to 10 times as long.
_vecdot: Callable[..., object] | None = getattr(np, "vecdot", None)


def float_dots(rows: Floats, vector: Floats, out: Floats) -> None:
    """`out[i] = rows[i] · vector` in float32, in any order of summation."""
    if _vecdot is not None:
        _vecdot(rows, vector, out=out)
    else:
        _matrix_vector(rows, vector, out)


def exact_dots(rows: NDArray[np.float64], vector: NDArray[np.float64]) -> NDArray[np.float64]:
    """`rows @ vector` in float64, where equal rows have equal results whatever stands around them."""
    out = np.empty(len(rows), np.float64)
    if _vecdot is not None:
        _vecdot(rows, vector, out=out)
    else:
        _row_by_row(rows, vector, out)
    return out


class ByteKernel(Protocol):
    """Exact products of int8 rows."""

    def dots(self, rows: NDArray[np.int8], query: NDArray[np.int8], out: Floats) -> None:
        """`out[i] = rows[i] · query` for one query of shape (1, dimension), rounded to float32."""
        ...

    def products(self, rows: NDArray[np.int8], queries: NDArray[np.int8]) -> NDArray[np.int32]:
        """`rows @ queries.T`, shape (rows, queries)."""
        ...


class _Numkong:
    def __init__(self, module: object) -> None:
        self._numkong = cast("_NumkongModule", module)

    def dots(self, rows: NDArray[np.int8], query: NDArray[np.int8], out: Floats) -> None:
        self._numkong.cdist(query, rows, "dot", out=out[np.newaxis])

    def products(self, rows: NDArray[np.int8], queries: NDArray[np.int8]) -> NDArray[np.int32]:
        return np.asarray(self._numkong.dots_packed(rows, self._numkong.dots_pack(queries, dtype="int8")))


class _NumkongModule(Protocol):
    def cdist(self, a: object, b: object, metric: str, *, out: object) -> object: ...
    def dots_pack(self, b: object, *, dtype: str) -> object: ...
    def dots_packed(self, a: object, b: object) -> NDArray[np.int32]: ...


@cache
def byte_kernel() -> ByteKernel:
    """The 8-bit kernel of this machine.

    Raises:
        MissingDependencyError: numkong is not installed.
        ConfigurationError: its products are not exact here, as the bound needs them to be.
    """
    try:
        module = importlib.import_module("numkong")
    except ImportError as exc:
        raise MissingDependencyError("8-bit scanning", "fast") from exc
    kernel = _Numkong(module)
    if not _is_exact(kernel):
        raise ConfigurationError(
            f"numkong {getattr(module, '__version__', '?')} multiplies int8 inexactly on this processor; "
            'use scan="float32".'
        )
    return kernel


def _is_exact(kernel: ByteKernel) -> bool:
    """Whether sums of the largest products come out whole: some instructions cut off at 16 bits."""
    rows = np.full((3, 515), LARGEST, np.int8)
    rows[1] = -LARGEST
    rows[2, ::2] = -LARGEST
    expected = rows.astype(np.int64) @ rows.T.astype(np.int64)
    out = np.empty(3, np.float32)
    for query, sums in zip(rows, expected, strict=True):
        kernel.dots(rows, query[np.newaxis], out)
        if not np.array_equal(out, sums):
            return False
    return np.array_equal(kernel.products(rows, rows), expected)
