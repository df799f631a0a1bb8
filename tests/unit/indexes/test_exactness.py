"""The answer is that of scoring every row in float64 and sorting: exactly, on data made to break it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from fashion_search.filters import Columns, F
from fashion_search.indexes import LocalIndex
from fashion_search.indexes import space as space_module
from fashion_search.indexes.space import ScanKind
from fashion_search.types import Candidates, ModelIdentity

Floats = NDArray[np.float32]


@pytest.fixture(params=["float32", "int8"], scope="module")
def scan(request: pytest.FixtureRequest) -> ScanKind:
    if request.param == "int8":
        pytest.importorskip("numkong", reason="needs the extra `fast`")
    return request.param


@pytest.fixture(autouse=True)
def _first_pass_for_few_rows_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(space_module, "SMALL", 0)


def unit(rows: NDArray[np.floating]) -> Floats:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def index_of(vectors: Floats, scan: ScanKind) -> LocalIndex:
    """Product ids and prices are row numbers."""
    count, dimension = vectors.shape
    columns = Columns(texts={}, numbers={"price": np.arange(count, dtype=np.float64)}, count=count)
    identity = ModelIdentity(name="any", dimension=dimension, fingerprint="0" * 64)
    return LocalIndex(
        [f"{row:05d}" for row in range(count)], {"hybrid": vectors}, columns, identity, scan=scan
    )


def brute_force(vectors: Floats, query: Floats, limit: int, rows: range) -> tuple[list[int], Floats]:
    direction = query.astype(np.float64) / np.linalg.norm(query.astype(np.float64))
    cosines = np.einsum("ij,j->i", vectors.astype(np.float64), direction).astype(np.float32)
    cosines = np.clip(cosines, -1, 1)
    there = np.array([row for row in rows if vectors[row].any()], dtype=np.intp)
    order = there[np.lexsort((there, -cosines[there]))][:limit]
    return order.tolist(), cosines[order]


def assert_equal(found: Candidates, expected: tuple[list[int], Floats]) -> None:
    rows, cosines = expected
    assert [int(product_id) for product_id in found.product_ids] == rows
    assert np.array_equal(found.similarities, cosines)


def clusters(random: np.random.Generator, count: int, dimension: int) -> NDArray[np.float64]:
    centres = random.standard_normal((5, dimension)) + 2
    return centres[random.integers(0, 5, count)] + 0.05 * random.standard_normal((count, dimension))


def cone(random: np.random.Generator, count: int, dimension: int) -> NDArray[np.float64]:
    """All rows point nearly the same way; a query may point the other way."""
    return 3 + 0.1 * random.standard_normal((count, dimension))


def near_ties(random: np.random.Generator, count: int, dimension: int) -> NDArray[np.float64]:
    """Rows around one direction, apart by about one unit in the last place of float32."""
    return random.standard_normal(dimension) + 1e-7 * random.standard_normal((count, dimension))


def copies(random: np.random.Generator, count: int, dimension: int) -> NDArray[np.float64]:
    return random.standard_normal((3, dimension))[random.integers(0, 3, count)]


def peaks(random: np.random.Generator, count: int, dimension: int) -> NDArray[np.float64]:
    """One large number and many of half a step of its 8-bit scale: the codes are as wrong as they can be."""
    rows = np.full((count, dimension), 0.5 / 127) * random.choice([-1.0, 1.0], (count, dimension))
    rows[:, 0] = 1
    return rows


def sparse(random: np.random.Generator, count: int, dimension: int) -> NDArray[np.float64]:
    """Many rows of zeros, and orthogonal ones with cosine 0 or 1."""
    return np.eye(dimension)[random.integers(0, dimension, count)] * random.integers(0, 2, (count, 1))


DATA = [clusters, cone, near_ties, copies, peaks, sparse]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Floats, Floats, int, range]:
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    dimension = draw(st.sampled_from([1, 2, 3, 17, 64]))
    kinds = draw(st.lists(st.sampled_from(DATA), min_size=1, max_size=3, unique=True))
    count = draw(st.integers(0, 400))
    vectors = np.concatenate([unit(kind(random, count, dimension)) for kind in kinds])
    vectors = vectors[random.permutation(len(vectors))]
    queries = random.standard_normal((3, dimension)).astype(np.float32)
    if len(vectors):
        own = vectors[random.integers(0, len(vectors), 2)]
        queries[0] = own[0] if own[0].any() else queries[0]
        queries[1] = -own[1] if own[1].any() else queries[1]
    start = draw(st.integers(0, len(vectors)))
    limit = draw(st.sampled_from([1, 2, 20, 150, 5000]))
    return vectors, queries, limit, range(start, draw(st.integers(start, len(vectors))))


@settings(max_examples=150, deadline=None)
@given(case=cases())
def test_every_answer_equals_brute_force(scan: ScanKind, case: tuple[Floats, Floats, int, range]) -> None:
    vectors, queries, limit, rows = case
    index = index_of(vectors, scan)
    where = (F.price >= rows.start) & (F.price < rows.stop)
    for query in queries:
        assert_equal(index.query(query, limit=limit), brute_force(vectors, query, limit, range(len(vectors))))
        assert_equal(index.query(query, limit=limit, where=where), brute_force(vectors, query, limit, rows))
    for filter_, passing in ((None, range(len(vectors))), (where, rows)):
        together = index.query_many(queries, limit=limit, where=filter_)
        for query, found in zip(queries, together, strict=True):
            assert_equal(found, brute_force(vectors, query, limit, passing))


def test_rows_that_differ_in_the_last_place_are_told_apart(scan: ScanKind) -> None:
    """Float32 products cannot order them; the answer does."""
    random = np.random.default_rng(1)
    vectors = unit(near_ties(random, 3000, 512))
    for query in vectors[:3]:
        assert_equal(
            index_of(vectors, scan).query(query, limit=50), brute_force(vectors, query, 50, range(3000))
        )


def test_copies_come_in_order_however_many_there_are(scan: ScanKind) -> None:
    vectors = np.repeat(unit(np.random.default_rng(2).standard_normal((2, 512))), 2000, axis=0)
    found = index_of(vectors, scan).query(vectors[0], limit=2100)
    assert [int(product_id) for product_id in found.product_ids] == list(range(2100))


@pytest.mark.parametrize("present", [1, 30, 700, 2990])
def test_absent_products_never_fill_an_answer(scan: ScanKind, present: int) -> None:
    vectors = unit(np.random.default_rng(3).standard_normal((3000, 32)))
    vectors[np.random.default_rng(4).permutation(3000)[present:]] = 0
    query = np.linspace(-1, 1, 32, dtype=np.float32)
    for limit in (20, 3000):
        found = index_of(vectors, scan).query(query, limit=limit)
        assert len(found) == min(limit, present)
        assert_equal(found, brute_force(vectors, query, limit, range(3000)))


def test_the_few_that_are_present_are_found_wherever_they_stand(scan: ScanKind) -> None:
    """They share two of the blocks whose maxima stand for the rest; all are worse than an absent row's 0."""
    count, columns = 64 * 240, 240
    vectors = np.zeros((count, 8), np.float32)
    places = np.concatenate([np.arange(0, count, columns), np.arange(1, count, columns)])
    vectors[places] = unit(np.random.default_rng(6).random((places.size, 8)))
    query = -np.ones(8, np.float32)
    assert_equal(
        index_of(vectors, scan).query(query, limit=20), brute_force(vectors, query, 20, range(count))
    )


def test_no_cosine_is_above_one(scan: ScanKind) -> None:
    vectors = unit(np.random.default_rng(7).standard_normal((2000, 64))) * np.float32(1.0009)
    index = index_of(vectors, scan)
    assert all(index.query(vector, limit=1).similarities[0] == 1 for vector in vectors[:50])


def test_a_filter_gives_the_same_answer_each_time_it_comes(scan: ScanKind) -> None:
    """First rows are gathered, then a copy of them is scanned."""
    vectors = unit(clusters(np.random.default_rng(5), 4000, 64))
    index = index_of(vectors, scan)
    for price in (300, 1200, 3900):
        expected = brute_force(vectors, vectors[7], 20, range(price))
        for _ in range(3):
            assert_equal(index.query(vectors[7], limit=20, where=F.price < price), expected)
