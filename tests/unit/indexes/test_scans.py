"""A first pass may overestimate a cosine, never underestimate it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fashion_search.indexes.codes import encode, encode_query, rounded
from fashion_search.indexes.kernels import byte_kernel
from fashion_search.indexes.scans import ByteScan, FloatScan, Scan
from fashion_search.indexes.workspace import Workspace


def scan_of(kind: str, vectors: np.ndarray) -> Scan:
    if kind == "float32":
        return FloatScan(vectors, 1.002, Workspace())
    pytest.importorskip("numkong", reason="needs the extra `fast`")
    return ByteScan(encode(vectors), byte_kernel(), Workspace())


def units(seed: int, count: int, dimension: int, peak: float) -> np.ndarray:
    """Unit rows, one component of each `peak` times as large as it was."""
    rows = np.random.default_rng(seed).standard_normal((count, dimension))
    rows[np.arange(count), np.arange(count) % dimension] *= peak
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.mark.parametrize("kind", ["float32", "int8"])
@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    dimension=st.sampled_from([1, 3, 64, 512, 1100]),
    peak=st.sampled_from([1.0, 30.0, 1e4]),
)
def test_bounds_are_not_below_the_cosines(kind: str, seed: int, dimension: int, peak: float) -> None:
    vectors = units(seed, 300, dimension, peak).astype(np.float32)
    queries = np.concatenate([units(seed + 1, 4, dimension, peak), vectors[:2].astype(np.float64)])
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    scan = scan_of(kind, vectors)
    cosines = queries @ vectors.T.astype(np.float64)
    some = np.arange(0, 300, 7)
    most = np.arange(1, 300)
    for query, own in zip(queries, cosines, strict=True):
        for rows in (None, some, most):
            exact = own if rows is None else own[rows]
            assert np.all(scan.upper_bounds(query, rows) >= exact)
        assert np.all(scan.subset(some).upper_bounds(query, None) >= own[some])
    assert np.all(scan.upper_bounds_many(queries, None) >= cosines)
    assert np.all(scan.upper_bounds_many(queries, some) >= cosines[:, some])


@pytest.mark.parametrize(("kind", "loose"), [("float32", 1e-4), ("int8", 0.03)])
def test_bounds_are_close_enough_to_leave_most_rows_out(kind: str, loose: float) -> None:
    vectors = units(1, 500, 512, 1.0).astype(np.float32)
    query = units(2, 1, 512, 1.0)[0]
    bounds = scan_of(kind, vectors).upper_bounds(query, None)
    assert np.max(bounds - vectors.astype(np.float64) @ query) < loose


def test_bounds_stay_close_on_vectors_that_all_point_the_same_way() -> None:
    vectors = units(1, 500, 512, 1.0) + 5 * units(2, 1, 512, 1.0)
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    query = vectors[0].astype(np.float64)
    bounds = scan_of("int8", vectors).upper_bounds(query, None)
    assert np.max(bounds - vectors.astype(np.float64) @ query) < 0.002


def test_codes_say_how_far_they_are_off() -> None:
    vectors = units(3, 2100, 48, 5.0).astype(np.float32)
    vectors[2000:] = vectors[:1100].mean(axis=0)  # the last part of the rows is unlike the first
    codes = encode(vectors)
    coded = codes.integers * codes.scales[:, np.newaxis].astype(np.float64)
    off = np.linalg.norm(vectors - codes.centre - coded, axis=1)
    assert np.all(codes.errors >= off - 1e-7)
    assert np.all(codes.errors <= off * 1.01)
    assert np.all(codes.offsets >= (vectors - codes.centre) @ codes.centre)
    assert codes.longest >= np.linalg.norm(coded, axis=1).max()
    assert np.abs(codes.integers).max() == 127


@pytest.mark.parametrize("tiny", [0, 1e-45, 1e-35])
def test_a_row_of_next_to_nothing_becomes_zeros(tiny: float) -> None:
    found = rounded(np.full((2, 4), tiny, np.float32))
    assert not found.integers.any()
    assert found.errors.max() <= 2.1 * tiny


def test_what_all_rows_share_costs_no_precision() -> None:
    apart = 0.05 * units(5, 300, 64, 1.0)
    together = apart + units(6, 1, 64, 1.0)
    together /= np.linalg.norm(together, axis=1, keepdims=True)
    assert encode(together.astype(np.float32)).errors.max() < 0.12 * rounded(together).errors.max()


def test_a_coded_query_says_how_far_it_is_off() -> None:
    codes = encode(units(3, 200, 512, 5.0).astype(np.float32))
    for query in units(4, 3, 512, 3.0), codes.centre[np.newaxis]:
        coded = encode_query(query[0], codes)
        off = np.linalg.norm(query[0] - codes.centre - coded.integers[0] * coded.scale)
        assert off <= coded.error <= off + 1e-5
