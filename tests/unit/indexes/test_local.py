"""How a local index is made and shared."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from fashion_search.errors import FilterError, InvalidRequestError, MissingDependencyError, StoreError
from fashion_search.filters import Columns, F
from fashion_search.indexes import LocalIndex
from fashion_search.types import SPACES, ModelIdentity, Product

IDENTITY = ModelIdentity(name="any", dimension=8, fingerprint="0" * 64)


def units(count: int, dimension: int = 8, seed: int = 1) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((count, dimension))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def products(*ids: str) -> list[Product]:
    return [Product(product_id=product_id, price=float(place)) for place, product_id in enumerate(ids)]


def test_products_may_come_in_any_order() -> None:
    vectors = units(3)
    index = LocalIndex.from_products(products("b", "a", "B"), {"hybrid": vectors}, IDENTITY)
    assert index.product_ids == ("B", "a", "b")
    assert np.array_equal(index.vectors(), vectors[[2, 1, 0]])
    assert index.columns.numbers("price").tolist() == [2, 1, 0]
    assert index.query(vectors[0], limit=1, where=F.price < 2).product_ids == ("b",)


def test_an_id_that_comes_twice_is_named() -> None:
    with pytest.raises(InvalidRequestError, match="'x' comes twice"):
        LocalIndex.from_products(products("x", "y", "x"), {"hybrid": units(3)}, IDENTITY)


@pytest.mark.parametrize("factor", [0.5, 1.01, 1e30, np.nan, np.inf])
def test_a_vector_of_another_length_is_named_by_its_product(factor: float) -> None:
    vectors = units(3)
    vectors[1] *= np.float32(factor)
    with pytest.raises(InvalidRequestError, match="product 'a' has length"):
        LocalIndex.from_products(products("b", "a", "c"), {"hybrid": vectors}, IDENTITY)


def test_vectors_rounded_to_half_precision_are_welcome() -> None:
    vectors = units(300).astype(np.float16)
    index = LocalIndex.from_products(
        products(*(f"{row:03d}" for row in range(300))), {"hybrid": vectors}, IDENTITY
    )
    assert len(index.query(units(1)[0], limit=300)) == 300


@pytest.mark.parametrize(
    ("ids", "spaces", "said"),
    [
        (["a", "b"], {"hybrid": units(3)}, "shape"),
        (["a", "b"], {"hybrid": units(2, 9)}, "shape"),
        (["a", "b"], {"hybrid": units(2).astype(np.float64)}, "float64"),
        (["b", "a"], {"hybrid": units(2)}, "sorted"),
        (["a", "a"], {"hybrid": units(2)}, "twice"),
        (["a", "b"], {}, "Spaces"),
        (["a", "b"], {"smell": units(2)}, "smell"),
    ],
)
def test_parts_that_do_not_fit_together_are_refused(ids: list[str], spaces: dict, said: str) -> None:
    with pytest.raises(InvalidRequestError, match=said):
        LocalIndex(ids, spaces, Columns.from_products(products("a", "b")), IDENTITY)


@pytest.mark.parametrize("lazily", [True, False])
def test_columns_of_another_catalogue_are_refused(*, lazily: bool) -> None:
    columns = Columns.from_products(products("a"))

    def made_and_asked() -> object:
        source = (lambda: columns) if lazily else columns
        index = LocalIndex(["a", "b"], {"hybrid": units(2)}, source, IDENTITY)
        return index.query(units(1)[0], limit=1, where=F.price < 2)

    with pytest.raises(InvalidRequestError, match="1 rows"):
        made_and_asked()


def test_stored_vectors_that_are_no_directions_are_reported() -> None:
    vectors = units(2)
    vectors[1] *= 2
    index = LocalIndex(["a", "b"], {"hybrid": vectors}, Columns.from_products(products("a", "b")), IDENTITY)
    with pytest.raises(StoreError, match="Row 1 of the hybrid vectors has length 2"):
        index.query(units(1)[0], limit=1)


def test_a_space_it_does_not_have_is_refused() -> None:
    index = LocalIndex.from_products(products("a"), {"image": units(1)}, IDENTITY)
    with pytest.raises(InvalidRequestError, match="'hybrid'"):
        index.query(units(1)[0], limit=1)


def test_a_dictionary_is_no_filter() -> None:
    index = LocalIndex.from_products(products("a"), {"hybrid": units(1)}, IDENTITY)
    with pytest.raises(FilterError, match=r"F\.price"):
        index.query(units(1)[0], limit=1, where={"price <": 3})  # type: ignore[arg-type]


def test_without_the_extra_auto_is_float32_and_int8_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing() -> None:
        raise MissingDependencyError("8-bit scanning", "fast")

    monkeypatch.setattr("fashion_search.indexes.space.byte_kernel", missing)
    vectors = units(2000)
    names = products(*(f"{row:04d}" for row in range(2000)))
    found = LocalIndex.from_products(names, {"hybrid": vectors}, IDENTITY).query(vectors[5], limit=1)
    assert found.product_ids == ("0005",)
    with pytest.raises(MissingDependencyError, match=r"\[fast\]"):
        LocalIndex.from_products(names, {"hybrid": vectors}, IDENTITY, scan="int8").prepare()


class TestFromStore:
    """Over a store's mapped files."""

    COUNT = 3000

    @pytest.fixture
    def store(self, tmp_path: Path) -> SimpleNamespace:
        files = {}
        for seed, space in enumerate(SPACES):
            path = tmp_path / f"{space}.npy"
            np.save(path, units(self.COUNT, seed=seed))
            files[space] = np.load(path, mmap_mode="r")
        ids = tuple(f"{row:04d}" for row in range(self.COUNT))
        loaded = []
        columns = Columns.from_products(products(*ids))
        return SimpleNamespace(
            product_ids=ids,
            vectors=files.__getitem__,
            columns=lambda: loaded.append(1) or columns,
            manifest=SimpleNamespace(model=IDENTITY),
            loaded=loaded,
        )

    def test_vectors_stay_in_the_file(self, store: SimpleNamespace) -> None:
        index = LocalIndex.from_store(store)
        for space in SPACES:
            index.query(units(1)[0], limit=5, space=space)
            assert np.shares_memory(index.vectors(space), store.vectors(space))
            assert not index.vectors(space).flags.writeable
        assert index.identity == IDENTITY
        assert len(index) == self.COUNT

    def test_columns_are_read_once_and_only_for_a_filter(self, store: SimpleNamespace) -> None:
        index = LocalIndex.from_store(store)
        index.query(units(1)[0], limit=5)
        assert store.loaded == []
        for price in (5, 50, 500):
            assert len(index.query(units(1)[0], limit=5, where=F.price < price)) == 5
        assert store.loaded == [1]

    def test_threads_that_share_an_index_get_the_answers_they_would_get_alone(
        self, store: SimpleNamespace
    ) -> None:
        queries = units(40, seed=9)
        filters = [None, F.price < 900, F.price < 2500]

        def ask(index: LocalIndex) -> list[tuple[tuple[str, ...], bytes]]:
            found = [
                index.query(query, limit=9, where=where, space=space)
                for query in queries
                for where in filters
                for space in SPACES
            ]
            return [(one.product_ids, one.similarities.tobytes()) for one in found]

        expected = ask(LocalIndex.from_store(store))
        shared = LocalIndex.from_store(store)
        answers: list[object] = []
        threads = [threading.Thread(target=lambda: answers.append(ask(shared))) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == [expected] * 6


def test_answers_do_not_change_when_more_is_asked() -> None:
    """Nothing that is handed out lives in a reused array."""
    vectors = units(3000)
    index = LocalIndex.from_products(
        products(*(f"{row:04d}" for row in range(3000))), {"hybrid": vectors}, IDENTITY
    )
    first = index.query(vectors[0], limit=50)
    before = first.similarities.copy()
    index.query(vectors[1], limit=50)
    index.query(vectors[2], limit=50, where=F.price < 2000)
    assert np.array_equal(first.similarities, before)
