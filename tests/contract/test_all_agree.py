"""Every implementation, blocking and awaited, answers 200 queries and 500 filters as the local index does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pytest
from awaited import Awaited, Loop
from pydantic import SecretStr
from questions import MODEL, Shop, filters, queries, shop

from fashion_search.catalogs.sql import AsyncSqlCatalog, SqlCatalog
from fashion_search.catalogs.warehouse import AsyncWarehouseCatalog, WarehouseCatalog
from fashion_search.connections.credentials import StaticCredentials
from fashion_search.connections.databricks.warehouse import AsyncWarehouse, Warehouse
from fashion_search.connections.http.connection import AsyncHttpConnection, HttpConnection
from fashion_search.connections.sql.engines import postgres_engine, postgres_engine_async
from fashion_search.filters import Columns
from fashion_search.indexes import LocalIndex
from fashion_search.indexes.pgvector import (
    AsyncPgVectorIndex,
    HnswSettings,
    PgVectorIndex,
    create_hnsw,
    load,
)
from fashion_search.indexes.vector_search import AsyncVectorSearchIndex, VectorSearchIndex
from fashion_search.store import Entry, Layout, SourceRecord, Store, write_generation
from fashion_search.testing.databricks import DatabricksEmulator
from fashion_search.types import SPACES, Product, Vectors


@dataclass(frozen=True)
class Parts:
    """An index, called like a blocking one, and the catalogue beside it.

    Attributes:
        rounds_to: By how much its cosines may differ: Vector Search tells scores that are not cosines.
    """

    index: Any
    catalog: Any
    rounds_to: float = 0.0


class ModelOfTheShop:
    """Stands behind the serving endpoint, which nobody asks."""

    identity = MODEL

    def embed_texts(self, texts: object) -> Vectors:
        raise AssertionError

    def embed_images(self, images: object) -> Vectors:
        raise AssertionError


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    rows, source = shop().vectors, SourceRecord(text_hash="")
    entries = [
        Entry(
            product=product,
            source=source,
            image=rows["image"][number] if rows["image"][number].any() else None,
            text=rows["text"][number],
        )
        for number, product in enumerate(shop().products)
    ]
    entries.sort(key=lambda entry: entry.product.product_id)
    folder = tmp_path_factory.mktemp("agree") / "store"
    write_generation(Layout.at(folder), entries, count=len(entries), model=MODEL)
    with Store.open(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def loaded_url(vector_url: str, store: Store) -> str:
    engine = postgres_engine(vector_url)
    load(store, engine)
    create_hnsw(engine)
    engine.dispose()
    return vector_url


@contextmanager
def in_the_store(request: pytest.FixtureRequest) -> Iterator[Parts]:
    store: Store = request.getfixturevalue("store")
    yield Parts(LocalIndex.from_store(store), SqlCatalog(store.engine()))


@contextmanager
def in_postgres(request: pytest.FixtureRequest) -> Iterator[Parts]:
    engine = postgres_engine(request.getfixturevalue("loaded_url"))
    yield Parts(PgVectorIndex(engine), SqlCatalog(engine))
    engine.dispose()


@contextmanager
def in_postgres_awaited(request: pytest.FixtureRequest) -> Iterator[Parts]:
    loop, engine = Loop(), postgres_engine_async(request.getfixturevalue("loaded_url"))
    index = AsyncPgVectorIndex(engine)
    loop.wait(index.prepare())
    yield Parts(Awaited(index, loop), Awaited(AsyncSqlCatalog(engine), loop))
    loop.wait(engine.dispose())
    loop.close()


@contextmanager
def on_databricks(request: pytest.FixtureRequest, kind: Any) -> Iterator[Parts]:
    store: Store = request.getfixturevalue("store")
    with ExitStack() as opened:
        emulator = opened.enter_context(
            DatabricksEmulator(store, embedder=ModelOfTheShop(), endpoint_type=kind)
        )
        connection = opened.enter_context(HttpConnection(emulator.host, let_in(emulator)))
        catalog = WarehouseCatalog(Warehouse(connection))
        yield Parts(VectorSearchIndex(connection, matching=catalog.product_ids), catalog, rounds_to=1e-6)


@contextmanager
def on_databricks_awaited(request: pytest.FixtureRequest, kind: Any) -> Iterator[Parts]:
    store, loop = request.getfixturevalue("store"), Loop()
    with DatabricksEmulator(store, embedder=ModelOfTheShop(), endpoint_type=kind) as emulator:
        connection = AsyncHttpConnection(emulator.host, let_in(emulator))
        catalog = AsyncWarehouseCatalog(AsyncWarehouse(connection))
        index = AsyncVectorSearchIndex(connection, matching=catalog.product_ids)
        loop.wait(index.prepare())
        yield Parts(Awaited(index, loop), Awaited(catalog, loop), rounds_to=1e-6)
        loop.wait(connection.aclose())
    loop.close()


def let_in(emulator: DatabricksEmulator) -> StaticCredentials:
    return StaticCredentials.bearer(SecretStr(emulator.environment("pat")["DATABRICKS_TOKEN"]))


IMPLEMENTATIONS: dict[str, Callable[[pytest.FixtureRequest], Any]] = {
    "store": in_the_store,
    "postgres": in_postgres,
    "postgres awaited": in_postgres_awaited,
    "standard": partial(on_databricks, kind="STANDARD"),
    "standard awaited": partial(on_databricks_awaited, kind="STANDARD"),
    "storage-optimised": partial(on_databricks, kind="STORAGE_OPTIMIZED"),
    "storage-optimised awaited": partial(on_databricks_awaited, kind="STORAGE_OPTIMIZED"),
}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(name, marks=pytest.mark.postgres if "postgres" in name else ())
        for name in IMPLEMENTATIONS
    ],
)
def parts(request: pytest.FixtureRequest) -> Iterator[Parts]:
    with IMPLEMENTATIONS[request.param](request) as parts:
        yield parts


@pytest.fixture(scope="module")
def expected() -> Shop:
    return shop()


def test_200_queries_find_the_same_products_with_the_same_cosines(parts: Parts, expected: Shop) -> None:
    some = [None, *filters(19)]
    for number, query in enumerate(queries(200)):
        where, space, limit = some[number % 20], SPACES[number % 3], (1, 7, 20, 60)[number % 4]
        found = parts.index.query(query, limit=limit, where=where, space=space)
        right = expected.local.query(query, limit=limit, where=where, space=space)
        assert found.product_ids == right.product_ids, (number, str(where))
        assert np.allclose(found.similarities, right.similarities, rtol=0, atol=parts.rounds_to)


def test_500_filters_let_the_same_products_through(parts: Parts, expected: Shop) -> None:
    query = queries(1)[0]
    for number, where in enumerate(filters(500)):
        passing, space = expected.passing(where), SPACES[number % 3]
        found = parts.index.query(query, limit=10, where=where, space=space)
        right = expected.local.query(query, limit=10, where=where, space=space)
        assert found.product_ids == right.product_ids, str(where)
        assert set(found.product_ids) <= passing, str(where)
        assert parts.catalog.count(where=where) == len(passing), str(where)


def test_what_is_found_brings_its_product(parts: Parts, expected: Shop) -> None:
    found = parts.index.query(queries(1)[0], limit=20)
    known = {product.product_id: product for product in expected.products}
    assert parts.catalog.get_many(found.product_ids) == {one: known[one] for one in found.product_ids}
    if found.products is not None:
        assert list(found.products) == [known[one] for one in found.product_ids]


@pytest.mark.postgres
def test_a_filtered_search_by_graph_is_never_short(loaded_url: str, expected: Shop) -> None:
    engine = postgres_engine(loaded_url)
    hurried = HnswSettings(ef_search=10, max_scan_tuples=50, exact_below=0, iterative_scan="strict_order")
    indexes = [PgVectorIndex(engine, mode="hnsw"), PgVectorIndex(engine, mode="hnsw", hnsw=hurried)]
    for query, where in zip(queries(60), filters(60), strict=True):
        right = expected.local.query(query, limit=25, where=where, space="text")
        for index in indexes:
            found = index.query(query, limit=25, where=where, space="text")
            assert len(found) == len(right), str(where)
            assert set(found.product_ids) <= expected.passing(where)
    engine.dispose()


def test_all_columns_come_in_one_read_in_order_of_product_id(parts: Parts, expected: Shop) -> None:
    product_ids, columns = parts.catalog.columns()
    in_order: list[Product] = sorted(expected.products, key=lambda product: product.product_id)
    assert product_ids == tuple(product.product_id for product in in_order)
    right = Columns.from_products(in_order)
    assert columns.vocabulary("base_color") == right.vocabulary("base_color")
    assert np.array_equal(columns.codes("gender"), right.codes("gender"))
    assert np.array_equal(columns.numbers("price"), right.numbers("price"), equal_nan=True)
