"""The contract every index keeps: subclass, say how to make one, and pytest runs the rest.

```python
class TestMyIndex(IndexContract):
    def make_index(self, products, vectors, identity):
        return MyIndex(products, vectors, identity)
```
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
import pytest
from numpy.typing import NDArray

from fashion_search.errors import FilterError, InvalidRequestError, NotFoundError
from fashion_search.filters import F, Filter, evaluate
from fashion_search.protocols import Index
from fashion_search.types import SPACES, Candidates, ModelIdentity, Product, Space, Vectors

__all__ = ["IndexContract"]

GENDERS = ("Women", "Men", "Girls", None)
COLORS = ("Red", "Blue", "Black", "White", "Green")
FILTERS: tuple[Filter, ...] = (
    F.gender == "Women",
    F.gender != "Women",
    F.price < 3,
    F.price.between(20, 60) & F.base_color.isin(["Red", "Blue"]),
    (F.gender == "Men") | F.price.is_null(),
    ~(F.base_color == "Red") & (F.price >= 50),
)


class IndexContract:
    """What `fashion_search.protocols.Index` promises, one promise a test.

    Attributes:
        dimension: Length of the vectors used.
        products: How many products the larger tests use.
        tolerance: How far a similarity may be from the float64 cosine; nearer ones count as ties.
    """

    dimension: ClassVar[int] = 16
    products: ClassVar[int] = 500
    tolerance: ClassVar[float] = 1e-6

    def make_index(
        self, products: Sequence[Product], vectors: Mapping[Space, Vectors], identity: ModelIdentity
    ) -> Index:
        """Your index over these products.

        Args:
            products: In any order, ids unique.
            vectors: All three spaces, shape (n, dimension), float32, rows as `products`, of unit length; a
                row of zeros where a product has no vector in that space.
            identity: To be given back by the index.
        """
        raise NotImplementedError("Override make_index.")

    def test_it_knows_its_size_and_its_model(self) -> None:
        """A query by another model is refused by comparing identities."""
        index = self._index(7)
        assert len(index) == 7
        assert index.identity == self._identity

    def test_an_empty_index_answers_nothing(self) -> None:
        """A new shop has no products yet; that is no error."""
        index = self._index(0)
        query = _directions(1, self.dimension, seed=1)
        assert len(index) == 0
        assert index.query(query[0], limit=5).product_ids == ()
        assert [len(found) for found in index.query_many(query, limit=5, where=F.price > 1)] == [0]

    def test_a_product_is_the_nearest_to_its_own_vector(self) -> None:
        """What was stored is found again, and its cosine is 1."""
        index = self._index(50)
        for space in SPACES:
            vector = index.vectors_of(["p017"], space=space)[0]
            found = index.query(vector, limit=3, space=space)
            assert found.product_ids[0] == "p017"
            assert found.similarities[0] == pytest.approx(1.0, abs=self.tolerance)

    def test_answers_are_those_of_sorting_all_products(self) -> None:
        """Exact, in every space."""
        index = self._index(self.products)
        for query in _directions(5, self.dimension, seed=2):
            for space in SPACES:
                self._check(index.query(query, limit=20, space=space), query, limit=20, space=space)

    @pytest.mark.parametrize("where", FILTERS, ids=str)
    @pytest.mark.parametrize("limit", [1, 7, 100])
    def test_the_filter_comes_before_the_limit(self, where: Filter, limit: int) -> None:
        """Filtering what an unfiltered search found would come back short."""
        index = self._index(self.products)
        for query in _directions(3, self.dimension, seed=3):
            self._check(index.query(query, limit=limit, where=where), query, limit=limit, where=where)

    def test_a_filter_that_few_products_pass_finds_all_of_them(self) -> None:
        """However far they are from the query."""
        index = self._index(self.products)
        wanted = ["p003", "p123", "p400"]
        found = index.query(
            _directions(1, self.dimension, seed=4)[0], limit=10, where=F.product_id.isin(wanted)
        )
        assert sorted(found.product_ids) == wanted

    def test_a_filter_that_nothing_passes_finds_nothing(self) -> None:
        """An empty answer, not an error."""
        found = self._index(50).query(_directions(1, self.dimension, seed=4)[0], limit=10, where=F.price < -1)
        assert found.product_ids == ()
        assert found.similarities.shape == (0,)

    def test_a_limit_beyond_the_products_gives_all_of_them(self) -> None:
        """The limit is an upper limit."""
        query = _directions(1, self.dimension, seed=5)[0]
        index = self._index(50)
        self._check(index.query(query, limit=1000), query, limit=1000, count=50)
        assert len(index.query(query, limit=1000)) == 50

    def test_equal_vectors_come_in_order_of_product_id(self) -> None:
        """By code point, so that two runs and two indexes agree on ties."""
        one = _directions(1, self.dimension, seed=6)
        vectors = np.repeat(one, 6, axis=0)
        products = [Product(product_id=name) for name in ("9", "10", "b", "a", "B", "é")]
        index = self.make_index(products, dict.fromkeys(SPACES, vectors), self._identity)
        assert index.query(one[0], limit=6).product_ids == ("10", "9", "B", "a", "b", "é")
        assert index.query(one[0], limit=2).product_ids == ("10", "9")

    def test_each_space_is_searched_by_its_own_vectors(self) -> None:
        """The same query finds another product in each."""
        products = [Product(product_id=name) for name in ("a", "b", "c")]
        axes = np.eye(3, self.dimension, dtype=np.float32)
        spaces = {space: np.roll(axes, turn, axis=0) for turn, space in enumerate(SPACES)}
        index = self.make_index(products, spaces, self._identity)
        first = [index.query(axes[0], limit=1, space=space).product_ids for space in SPACES]
        assert first == [("a",), ("b",), ("c",)]

    def test_a_product_without_a_vector_in_a_space_is_not_found_there(self) -> None:
        """A row of zeros has no direction; it is still found in other spaces."""
        vectors = self._vectors(50)
        vectors["image"][[4, 9]] = 0
        index = self.make_index(_products(50), vectors, self._identity)
        query = _directions(1, self.dimension, seed=7)[0]
        absent = {"p004", "p009"}
        assert absent.isdisjoint(index.query(query, limit=50, space="image").product_ids)
        assert len(index.query(query, limit=50, space="image")) == 48
        assert absent <= set(index.query(query, limit=50, space="hybrid").product_ids)
        assert not index.vectors_of(["p004"], space="image").any()

    def test_many_queries_get_the_answers_that_one_by_one_gives(self) -> None:
        """Answering together is faster, not different."""
        index = self._index(self.products)
        queries = _directions(70, self.dimension, seed=8)
        for where in (None, F.gender == "Women", F.price < 3):
            together = index.query_many(queries, limit=9, where=where)
            assert len(together) == len(queries)
            for query, found in list(zip(queries, together, strict=True))[::10]:
                self._check(found, query, limit=9, where=where)
                alone = index.query(query, limit=9, where=where)
                assert np.allclose(found.similarities, alone.similarities, rtol=0, atol=self.tolerance)

    def test_no_queries_get_no_answers(self) -> None:
        """An empty batch is a batch."""
        assert self._index(5).query_many(np.empty((0, self.dimension), np.float32), limit=3) == []

    def test_stored_vectors_come_back_in_the_order_asked_for(self) -> None:
        """Repeats included; no ids give no rows."""
        index = self._index(50)
        vectors = self._vectors(50)
        for space in SPACES:
            back = index.vectors_of(["p030", "p002", "p030"], space=space)
            assert back.dtype == np.float32
            assert np.allclose(back, vectors[space][[30, 2, 30]], atol=self.tolerance)
        assert index.vectors_of([]).shape == (0, self.dimension)

    def test_an_unknown_product_is_named(self) -> None:
        """The message says which id is missing."""
        with pytest.raises(NotFoundError, match="nobody"):
            self._index(5).vectors_of(["p001", "nobody"])

    @pytest.mark.parametrize("bad", ["too long", "too short", "a matrix", "nan", "infinity", "zeros"])
    def test_a_query_that_is_no_direction_is_refused(self, bad: str) -> None:
        """An answer to it would look like any other and mean nothing."""
        good = _directions(1, self.dimension, seed=9)[0]
        query = {
            "too long": np.append(good, np.float32(0)),
            "too short": good[:-1],
            "a matrix": good[np.newaxis],
            "nan": np.where(np.arange(good.size) == 1, np.float32(np.nan), good),
            "infinity": np.where(np.arange(good.size) == 1, np.float32(np.inf), good),
            "zeros": np.zeros_like(good),
        }[bad]
        index = self._index(5)
        with pytest.raises(InvalidRequestError):
            index.query(query, limit=3)
        with pytest.raises(InvalidRequestError):
            index.query_many(query[np.newaxis], limit=3)

    @pytest.mark.parametrize("limit", [0, -1])
    def test_a_limit_below_one_is_refused(self, limit: int) -> None:
        """It is a slip, and silence would hide it."""
        query = _directions(1, self.dimension, seed=9)
        index = self._index(5)
        with pytest.raises(InvalidRequestError, match="limit"):
            index.query(query[0], limit=limit)
        with pytest.raises(InvalidRequestError, match="limit"):
            index.query_many(query, limit=limit)

    def test_what_is_no_filter_is_refused(self) -> None:
        """A condition is never ignored."""
        with pytest.raises(FilterError):
            self._index(5).query(
                _directions(1, self.dimension, seed=9)[0],
                limit=3,
                where="price < 3",  # type: ignore[arg-type]
            )

    def test_an_unknown_space_is_refused(self) -> None:
        """The message names the space."""
        with pytest.raises(InvalidRequestError, match="smell"):
            self._index(5).query(
                _directions(1, self.dimension, seed=9)[0],
                limit=3,
                space="smell",  # type: ignore[arg-type]
            )

    def test_closing_twice_is_allowed_where_there_is_something_to_close(self) -> None:
        """Clients close their parts, and users close clients."""
        close = getattr(self._index(5), "close", None)
        for _ in range(2):
            if close is not None:
                close()

    @property
    def _identity(self) -> ModelIdentity:
        return ModelIdentity(name="contract", dimension=self.dimension, fingerprint="f" * 64)

    def _vectors(self, count: int) -> dict[Space, Vectors]:
        return {space: _directions(count, self.dimension, seed=row) for row, space in enumerate(SPACES, 20)}

    def _index(self, count: int) -> Index:
        return self.make_index(_products(count), self._vectors(count), self._identity)

    def _check(
        self,
        found: Candidates,
        query: NDArray[np.float32],
        *,
        limit: int,
        where: Filter | None = None,
        space: Space = "hybrid",
        count: int | None = None,
    ) -> None:
        """The answer is that of float64 brute force, products nearer than `tolerance` in any order."""
        count = self.products if count is None else count
        cosines = self._vectors(count)[space].astype(np.float64) @ query.astype(np.float64)
        expected = {
            product.product_id: cosine
            for product, cosine in zip(_products(count), cosines, strict=True)
            if where is None or evaluate(where, product.to_dict())
        }
        best = sorted(expected.values(), reverse=True)[:limit]
        assert len(set(found.product_ids)) == len(found) == len(best)
        assert set(found.product_ids) <= set(expected), "found products that do not pass the filter"
        own = [expected[product_id] for product_id in found.product_ids]
        assert np.allclose(own, best, rtol=0, atol=self.tolerance), "better products were left out"
        assert np.allclose(found.similarities, own, rtol=0, atol=self.tolerance)
        assert np.all(np.diff(found.similarities) <= 0), "not best first"


def _products(count: int) -> list[Product]:
    """Products whose fields follow from their number, some without gender or price."""
    return [
        Product(
            product_id=f"p{number:03d}",
            product_display_name=f"Product {number}",
            gender=GENDERS[number % len(GENDERS)],
            base_color=COLORS[number * 7 % len(COLORS)],
            price=None if number % 11 == 5 else float(number * 37 % 100),
        )
        for number in range(count)
    ]


def _directions(count: int, dimension: int, *, seed: int) -> NDArray[np.float32]:
    """Unit vectors in a few clusters, the same for the same seed."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((8, dimension))
    rows = centres[random.integers(0, 8, count)] + 0.6 * random.standard_normal((count, dimension))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32)
