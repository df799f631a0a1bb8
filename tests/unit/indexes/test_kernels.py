"""Products are exact where they are said to be, and what is missing is named."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator

import numpy as np
import pytest

from fashion_search.errors import ConfigurationError, MissingDependencyError
from fashion_search.indexes import kernels
from fashion_search.indexes.kernels import byte_kernel, exact_dots, float_dots


@pytest.fixture(autouse=True)
def _no_kernel_from_another_test() -> Iterator[None]:
    byte_kernel.cache_clear()
    yield
    byte_kernel.cache_clear()


@pytest.mark.parametrize("dimension", [1, 2, 3, 31, 64, 65, 200, 512, 513, 1040])
def test_eight_bit_products_are_whole_numbers_without_loss(dimension: int) -> None:
    pytest.importorskip("numkong", reason="needs the extra `fast`")
    random = np.random.default_rng(dimension)
    rows = random.integers(-127, 128, (37, dimension)).astype(np.int8)
    rows[0], rows[1] = 127, -127
    queries = rows[[0, 1, 5]].copy()
    expected = rows.astype(np.int64) @ queries.T.astype(np.int64)
    kernel = byte_kernel()
    out = np.empty(50, np.float32)
    for query, sums in zip(queries, expected.T, strict=True):
        kernel.dots(rows, query[np.newaxis], out[5:42])
        assert out[5:42].tolist() == sums.tolist()
    assert kernel.products(rows, queries).tolist() == expected.tolist()


def test_without_numkong_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numkong", None)
    with pytest.raises(MissingDependencyError, match=r"fashion-search\[fast\]"):
        byte_kernel()


def test_a_kernel_that_cuts_sums_off_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class CutsOff:
        __version__ = "0"

        def cdist(self, query: np.ndarray, rows: np.ndarray, metric: str, *, out: np.ndarray) -> None:
            out[:] = np.clip(query.astype(np.int64) @ rows.T, -(2**15), 2**15 - 1)

    monkeypatch.setattr(importlib, "import_module", lambda _: CutsOff())
    with pytest.raises(ConfigurationError, match="inexactly"):
        byte_kernel()


@pytest.mark.parametrize("with_vecdot", [True, False])
def test_float_products_are_those_of_numpy(monkeypatch: pytest.MonkeyPatch, *, with_vecdot: bool) -> None:
    if not with_vecdot:
        monkeypatch.setattr(kernels, "_vecdot", None)  # numpy 1
    rows = np.random.default_rng(1).standard_normal((30, 40))
    singles = rows.astype(np.float32)
    out = np.empty(30, np.float32)
    float_dots(singles, singles[3], out)
    assert np.allclose(out, singles @ singles[3], atol=1e-5)
    assert np.allclose(exact_dots(rows, rows[3]), rows @ rows[3], rtol=0, atol=1e-13)


@pytest.mark.parametrize("with_vecdot", [True, False])
def test_equal_rows_have_equal_products_in_any_place(
    monkeypatch: pytest.MonkeyPatch, *, with_vecdot: bool
) -> None:
    if not with_vecdot:
        monkeypatch.setattr(kernels, "_vecdot", None)
    row = np.random.default_rng(2).standard_normal(512)
    assert len(set(exact_dots(np.tile(row, (67, 1)), row * 0.7).tolist())) == 1
