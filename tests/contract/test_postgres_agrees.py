"""PostgreSQL and this process give the same answers: 200 queries, 500 filters, ids, cosines and counts."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from fashion_search.catalogs.sql import AsyncSqlCatalog, SqlCatalog
from fashion_search.connections.sql.engines import postgres_engine, postgres_engine_async
from fashion_search.filters import Columns, F, Filter, mask
from fashion_search.indexes import LocalIndex
from fashion_search.indexes.pgvector import (
    AsyncPgVectorIndex,
    Batch,
    HnswSettings,
    PgVectorIndex,
    create_hnsw,
    load_batches,
)
from fashion_search.store.vectors import hybrid_of
from fashion_search.types import SPACES, ModelIdentity, Product

pytestmark = pytest.mark.postgres

DIMENSION = 64
MODEL = ModelIdentity(name="made-up", dimension=DIMENSION, fingerprint="a1")
GENDERS = ("Women", "Men", "Girls", "Boys", "Unisex", None)
COLORS = ("Red", "Navy Blue", "Black", "White", "100% Pink", "O'Neil_Green", "Écru", None)
TYPES = ("Shirts", "Dresses", "Watches", "Casual Shoes", "Jeans", "Tops")
WORDS = ("Summer", "Nike", "Cotton", "Levi's", "Slim_Fit", "50% Off", "Écharpe")


@dataclass(frozen=True)
class Shop:
    products: list[Product]
    columns: Columns
    local: LocalIndex
    url: str


@pytest.fixture(scope="module")
def shop(vector_url: str) -> Iterator[Shop]:
    """1500 products in clusters of near-duplicates, a tenth of them exact ones, some without a picture."""
    dice = random.Random(5)
    products = [_product(number, dice) for number in range(1500)]
    image, text = _vectors(len(products), seed=1), _vectors(len(products), seed=2)
    image[::10] = 0
    vectors = {"image": image, "text": text, "hybrid": hybrid_of(image, text)}
    engine = postgres_engine(vector_url)
    load_batches([Batch(products, vectors)], engine, MODEL)
    create_hnsw(engine)
    local = LocalIndex.from_products(products, vectors, MODEL, scan="float32")
    yield Shop(products, Columns.from_products(products), local, vector_url)
    engine.dispose()


def _product(number: int, dice: random.Random) -> Product:
    return Product(
        product_id=f"{number * 7919 % 100_003}",
        product_display_name=" ".join(dice.sample(WORDS, 3)),
        article_type=dice.choice(TYPES),
        base_color=dice.choice(COLORS),
        gender=dice.choice(GENDERS),
        price=None if number % 13 == 0 else round(dice.uniform(1, 200), 2),
        year=dice.choice((2011, 2012, 2015, None)),
    )


def _vectors(count: int, *, seed: int) -> np.ndarray:
    """Unit rows around 30 directions, so close that float32 sums tie; every tenth row equals another."""
    chance = np.random.default_rng(seed)
    centres = chance.standard_normal((30, DIMENSION))
    rows = centres[chance.integers(0, 30, count)] + 0.02 * chance.standard_normal((count, DIMENSION))
    rows[3::10] = rows[4::10]
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32)


def filters(count: int) -> list[Filter]:
    dice = random.Random(9)
    return [_filter(dice, depth=dice.choice((0, 0, 1, 2))) for _ in range(count)]


def _filter(dice: random.Random, depth: int) -> Filter:
    if depth:
        one, other = _filter(dice, depth - 1), _filter(dice, depth - 1)
        return dice.choice((one & other, one | other, ~one))
    some = [value for value in dice.sample(COLORS, 3) if value is not None]
    low, high = sorted((dice.uniform(0, 200), dice.uniform(0, 200)))
    return dice.choice(
        (
            F.gender == "Women",
            F.gender != dice.choice(("Men", "Boys")),
            F.base_color.isin(some),
            F.base_color.notin(some),
            F.price.between(low, high),
            F.price >= low,
            F.price.is_null(),
            F.year < 2013,
            F.article_type > "D",
            F.product_display_name.contains(dice.choice(WORDS)),
            F.product_display_name.like(dice.choice(("%Nike%", "Slim\\_Fit%", "%50\\% Off"))),
            F.product_id.isin([f"{dice.randrange(1500) * 7919 % 100_003}" for _ in range(5)]),
        )
    )


def queries(count: int) -> np.ndarray:
    return _vectors(count, seed=1) * 3  # any length but zero will do


def test_two_hundred_queries_find_the_same_products_with_the_same_cosines(shop: Shop) -> None:
    engine = postgres_engine(shop.url)
    index = PgVectorIndex(engine)
    some = [None, *filters(19)]
    for number, query in enumerate(queries(200)):
        where, space, limit = some[number % 20], SPACES[number % 3], (1, 7, 20, 60)[number % 4]
        found = index.query(query, limit=limit, where=where, space=space)
        expected = shop.local.query(query, limit=limit, where=where, space=space)
        assert found.product_ids == expected.product_ids, (number, str(where))
        assert np.array_equal(found.similarities, expected.similarities)
        assert [one.product_id for one in found.products or ()] == list(found.product_ids)
    engine.dispose()


def test_two_hundred_awaited_queries_find_the_same_products(shop: Shop) -> None:
    some = [None, *filters(19)]

    async def asked() -> None:
        engine = postgres_engine_async(shop.url)
        index = AsyncPgVectorIndex(engine)

        async def one(number: int, query: np.ndarray) -> None:
            where, space = some[number % 20], SPACES[number % 3]
            found = await index.query(query, limit=20, where=where, space=space)
            expected = shop.local.query(query, limit=20, where=where, space=space)
            assert found.product_ids == expected.product_ids, (number, str(where))

        await asyncio.gather(*(one(number, query) for number, query in enumerate(queries(200))))
        await engine.dispose()

    asyncio.run(asked())


def test_five_hundred_filters_let_the_same_products_through(shop: Shop) -> None:
    engine = postgres_engine(shop.url)
    catalog, index = SqlCatalog(engine), PgVectorIndex(engine)
    query = queries(1)[0]
    for where in filters(500):
        passing = {shop.products[row].product_id for row in mask(where, shop.columns).nonzero()[0].tolist()}
        assert catalog.count(where=where) == len(passing), str(where)
        found = index.query(query, limit=10, where=where, space="text")
        assert found.product_ids == shop.local.query(query, limit=10, where=where, space="text").product_ids
        assert len(found) == min(10, len(passing)), str(where)
    engine.dispose()


def test_five_hundred_awaited_filters_count_the_same(shop: Shop) -> None:
    wheres = filters(500)

    async def counts() -> list[int]:
        engine = postgres_engine_async(shop.url)
        catalog = AsyncSqlCatalog(engine)
        found = await asyncio.gather(*(catalog.count(where=where) for where in wheres))
        await engine.dispose()
        return found

    assert asyncio.run(counts()) == [int(mask(where, shop.columns).sum()) for where in wheres]


def test_a_filtered_search_by_graph_is_never_short(shop: Shop) -> None:
    engine = postgres_engine(shop.url)
    hurried = HnswSettings(ef_search=10, max_scan_tuples=50, exact_below=0, iterative_scan="strict_order")
    indexes = [
        PgVectorIndex(engine, mode="hnsw"),
        PgVectorIndex(engine, mode="hnsw", hnsw=hurried),
    ]
    for query, where in zip(queries(60), filters(60), strict=True):
        expected = shop.local.query(query, limit=25, where=where, space="text")
        for index in indexes:
            found = index.query(query, limit=25, where=where, space="text")
            assert len(found) == len(expected), str(where)
            assert set(found.product_ids) <= {
                shop.products[row].product_id for row in mask(where, shop.columns).nonzero()[0].tolist()
            }
    engine.dispose()


def test_all_columns_come_in_one_read_in_order_of_product_id(shop: Shop) -> None:
    engine = postgres_engine(shop.url)
    product_ids, columns = SqlCatalog(engine).columns()
    engine.dispose()
    in_order = sorted(shop.products, key=lambda product: product.product_id)
    assert product_ids == tuple(product.product_id for product in in_order)
    expected = Columns.from_products(in_order)
    assert columns.vocabulary("base_color") == expected.vocabulary("base_color")
    assert np.array_equal(columns.codes("gender"), expected.codes("gender"))
    assert np.array_equal(columns.numbers("price"), expected.numbers("price"), equal_nan=True)
