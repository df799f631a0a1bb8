"""The Databricks parts keep the contracts and agree with the embedded store, through the emulator.

Blocking and awaited; indexes of both kinds of endpoint. An awaited part is driven by an event loop of the
test's own, call by call.
"""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from pydantic import SecretStr

from fashion_search.catalogs.sql import SqlCatalog
from fashion_search.catalogs.warehouse import AsyncWarehouseCatalog, WarehouseCatalog
from fashion_search.connections.credentials import StaticCredentials
from fashion_search.connections.databricks.warehouse import AsyncWarehouse, Warehouse
from fashion_search.connections.http.connection import AsyncHttpConnection, HttpConnection
from fashion_search.connections.wire import Request
from fashion_search.deadline import Deadline
from fashion_search.embedders.bundled import BundledEmbedder
from fashion_search.embedders.model_serving import (
    AsyncModelServingEmbedder,
    ModelServingEmbedder,
    RefusedItemsError,
)
from fashion_search.errors import DeadlineExceededError, InvalidRequestError, NotFoundError, ServiceError
from fashion_search.filters import F, Filter, evaluate, mask
from fashion_search.images.volume import AsyncVolumePictures, VolumePictures
from fashion_search.indexes import LocalIndex
from fashion_search.indexes.vector_search import AsyncVectorSearchIndex, VectorSearchIndex
from fashion_search.store import Entry, Layout, SourceRecord, Store, write_generation
from fashion_search.testing.catalog import CatalogContract
from fashion_search.testing.databricks import DatabricksEmulator, Scenario
from fashion_search.testing.embedder import EmbedderContract
from fashion_search.testing.index import IndexContract
from fashion_search.types import SPACES, ModelIdentity, Product, Space, Vectors

GENDERS = ("Men", "Women", "Unisex", None)
COLORS = ("Red", "Navy Blue", "Black", "L'été \\ 50%", "red", None)
COUNT = 1500


class Blocking:
    """An awaited part, called like a blocking one."""

    def __init__(self, part: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._part = part
        self._loop = loop

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        return partial(self._wait, found) if inspect.iscoroutinefunction(found) else found

    def __len__(self) -> int:
        return len(self._part)

    def _wait(self, call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        return self._loop.run_until_complete(call(*arguments, **options))


class Workspace:
    """An emulator, and parts of either kind connected to it."""

    def __init__(self, emulator: DatabricksEmulator, *, awaited: bool) -> None:
        token = SecretStr(emulator.environment("pat")["DATABRICKS_TOKEN"])
        credentials = StaticCredentials.bearer(token)
        self.emulator = emulator
        self.connection = HttpConnection(emulator.host, credentials)
        self._awaited = AsyncHttpConnection(emulator.host, credentials) if awaited else None
        self._loop = asyncio.new_event_loop()

    def close(self) -> None:
        self.connection.close()
        if self._awaited is not None:
            self._loop.run_until_complete(self._awaited.aclose())
        self._loop.close()

    def embedder(self, **options: Any) -> Any:
        return self._part(ModelServingEmbedder, AsyncModelServingEmbedder, **options)

    def index(self, *arguments: Any, **options: Any) -> Any:
        return self._part(VectorSearchIndex, AsyncVectorSearchIndex, *arguments, **options)

    def pictures(self, **options: Any) -> Any:
        return self._part(VolumePictures, AsyncVolumePictures, **options)

    def catalog(self) -> Any:
        if self._awaited is None:
            return WarehouseCatalog(Warehouse(self.connection))
        return Blocking(AsyncWarehouseCatalog(AsyncWarehouse(self._awaited)), self._loop)

    def _part(self, blocking: Any, awaited: Any, *arguments: Any, **options: Any) -> Any:
        if self._awaited is None:
            return blocking(self.connection, *arguments, **options)
        part = Blocking(awaited(self._awaited, *arguments, **options), self._loop)
        if hasattr(awaited, "prepare"):
            part.prepare()
        return part


def shop() -> list[Product]:
    """Every fourth has no gender, some no price or color, and colors that need escaping."""
    return [
        Product(
            product_id=f"p{number:04d}",
            product_display_name=f"{COLORS[number % 6] or 'Plain'} shirt number {number}",
            article_type="Shirts" if number % 3 else "Dresses",
            gender=GENDERS[number % 4],
            base_color=COLORS[number % 6],
            price=None if number % 5 == 0 else float(number % 100) / 4,
            year=None if number % 7 == 0 else 2010 + number % 10,
        )
        for number in range(COUNT)
    ]


def unit_rows(count: int, seed: int) -> Vectors:
    rows = np.random.default_rng(seed).standard_normal((count, 512))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def write_store(folder: Path, products: Sequence[Product], *, seed: int = 1) -> Store:
    """A store of these products, every tenth without a picture."""
    ordered = sorted(products, key=lambda one: one.product_id)
    images, texts = unit_rows(len(ordered), seed), unit_rows(len(ordered), seed + 1)
    entries = [
        Entry(
            product=product,
            source=SourceRecord(text_hash="t", thumbnail_hash=f"{number}" if number % 10 else None),
            image=images[number] if number % 10 else None,
            text=texts[number],
            thumbnail=b"\xff\xd8picture" + product.product_id.encode() if number % 10 else None,
        )
        for number, product in enumerate(ordered)
    ]
    write_generation(Layout.at(folder), entries, count=len(entries), model=BundledEmbedder().identity)
    return Store.open(folder)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with write_store(tmp_path_factory.mktemp("parts") / "store", shop()) as store:
        yield store


@pytest.fixture(scope="module")
def emulator(store: Store) -> Iterator[DatabricksEmulator]:
    with DatabricksEmulator(store, chunk_rows=400) as emulator:
        yield emulator


@pytest.fixture(scope="module")
def storage_optimized(store: Store) -> Iterator[DatabricksEmulator]:
    with DatabricksEmulator(store, endpoint_type="STORAGE_OPTIMIZED") as emulator:
        yield emulator


@pytest.fixture(scope="module", params=["blocking", "awaited"])
def workspace(emulator: DatabricksEmulator, request: pytest.FixtureRequest) -> Iterator[Workspace]:
    workspace = Workspace(emulator, awaited=request.param == "awaited")
    yield workspace
    workspace.close()


class _EmbedderContract(EmbedderContract):
    picklable = False
    awaited: ClassVar[bool]

    @pytest.fixture(autouse=True)
    def _workspace(self, emulator: DatabricksEmulator) -> Iterator[None]:
        self.workspace = Workspace(emulator, awaited=self.awaited)
        yield
        self.workspace.close()

    def make_embedder(self) -> Any:
        return self.workspace.embedder()


class TestModelServingEmbedder(_EmbedderContract):
    awaited = False


class TestAsyncModelServingEmbedder(_EmbedderContract):
    awaited = True


SCHEMA = {
    **dict.fromkeys(Product.field_names(), "string"),
    "price": "double",
    "year": "int",
    "embedding": "array<float>",
    "embedding_model": "string",
    "embedding_dimension": "int",
}


class _IndexContract(IndexContract):
    """Indexes that are written to directly, made anew for each test."""

    awaited: ClassVar[bool] = False
    endpoint_type: ClassVar[str] = "STANDARD"
    _made: ClassVar[int] = 0

    @pytest.fixture(autouse=True)
    def _workspaces(self, request: pytest.FixtureRequest) -> Iterator[None]:
        name = "emulator" if self.endpoint_type == "STANDARD" else "storage_optimized"
        self.workspace = Workspace(request.getfixturevalue(name), awaited=self.awaited)
        yield
        self.workspace.close()

    def make_index(
        self, products: Sequence[Product], vectors: Mapping[Space, Vectors], identity: ModelIdentity
    ) -> Any:
        _IndexContract._made += 1
        names = {space: f"main.test.vs_{space}_{self._made}" for space in SPACES}
        for space, name in names.items():
            self._create(name, identity.dimension)
            rows = [
                product.to_dict()
                | {
                    "embedding": vector.tolist(),
                    "embedding_model": f"{identity.name}@{identity.fingerprint}",
                    "embedding_dimension": identity.dimension,
                }
                for product, vector in zip(products, vectors[space], strict=True)
            ]
            if rows:
                path = f"/api/2.0/vector-search/indexes/{name}/upsert-data"
                self._send("POST", path, {"inputs_json": json.dumps(rows)})
        stated = None if products else identity
        return self.workspace.index(names, identity=stated, ids_at_once=2)

    def _create(self, name: str, dimension: int) -> None:
        vector = {"name": "embedding", "embedding_dimension": dimension}
        spec = {"embedding_vector_columns": [vector], "schema_json": json.dumps(SCHEMA)}
        body = {
            "name": name,
            "index_type": "DIRECT_ACCESS",
            "primary_key": "product_id",
            "direct_access_index_spec": spec,
        }
        endpoint = self.workspace.emulator.names.vector_search_endpoint
        self._send("POST", f"/api/2.0/vector-search/endpoints/{endpoint}/indexes", body)

    def _send(self, method: str, path: str, body: object) -> None:
        request = Request(method=method, path=path, service="setup", operation="write", json=body)
        self.workspace.connection.send(request)

    def test_ids_that_are_hard_to_write_are_told_apart(self) -> None:
        """Some endpoints take a backslash for an escape, so one is never sent."""
        ids = ["a'b", 'a"b', "a%b", "a\\b", "axb", "a b", "é", "1"]
        vectors = {space: unit_rows(8, seed)[:, :16] for seed, space in enumerate(SPACES)}
        vectors = {space: rows / np.linalg.norm(rows, axis=1)[:, None] for space, rows in vectors.items()}
        index = self.make_index([Product(product_id=one) for one in ids], vectors, self._identity)
        for space in SPACES:
            assert np.allclose(index.vectors_of(ids, space=space), vectors[space], atol=1e-6)
        for one in ids:
            found = index.query(vectors["text"][0], limit=5, where=F.product_id == one)
            assert found.product_ids == (one,)


class TestVectorSearchIndex(_IndexContract):
    pass


class TestAsyncVectorSearchIndex(_IndexContract):
    awaited = True


class TestStorageOptimizedVectorSearchIndex(_IndexContract):
    endpoint_type = "STORAGE_OPTIMIZED"


class _CatalogContract(CatalogContract):
    """One emulator for each set of products."""

    awaited: ClassVar[bool]

    @pytest.fixture(autouse=True)
    def _emulators(
        self, emulators: dict[tuple[Product, ...], DatabricksEmulator], tmp_path: Path
    ) -> Iterator[None]:
        self.emulators, self.folder = emulators, tmp_path
        self.opened: list[Workspace] = []
        yield
        for workspace in self.opened:
            workspace.close()

    def make_catalog(self, products: Sequence[Product]) -> Any:
        key = tuple(products)
        if key not in self.emulators:
            self.emulators[key] = self.start(products)
        workspace = Workspace(self.emulators[key], awaited=self.awaited)
        self.opened.append(workspace)
        return workspace.catalog()

    def start(self, products: Sequence[Product]) -> DatabricksEmulator:
        emulator = DatabricksEmulator(write_store(self.folder / "store", products))
        emulator.start()
        return emulator


@pytest.fixture(scope="module")
def emulators() -> Iterator[dict[tuple[Product, ...], DatabricksEmulator]]:
    started: dict[tuple[Product, ...], DatabricksEmulator] = {}
    yield started
    for emulator in started.values():
        emulator.stop()


class TestWarehouseCatalog(_CatalogContract):
    awaited = False


class TestAsyncWarehouseCatalog(_CatalogContract):
    awaited = True


class Draws:
    """Filters over the products of `shop`, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)

    def filters(self, count: int) -> list[Filter]:
        return [self._filter(depth=int(self._random.integers(0, 3))) for _ in range(count)]

    def _filter(self, depth: int) -> Filter:
        if depth == 0:
            return self._condition()
        one, other = self._filter(depth - 1), self._filter(depth - 1)
        return [one & other, one | other, ~one, one & ~other][self._random.integers(4)]

    def _condition(self) -> Filter:
        price = float(self._random.integers(0, 100)) / 4
        color, other = (str(self._random.choice([one for one in COLORS if one])) for _ in range(2))
        year = int(self._random.integers(2009, 2021))
        kinds: list[Callable[[], Filter]] = [
            lambda: F.base_color == color,
            lambda: F.base_color != color,
            lambda: F.base_color.isin([color, other, "never"]),
            lambda: F.base_color.notin([color, other]),
            lambda: F.base_color > color,
            lambda: F.base_color.isin([]),
            F.gender.is_null,
            lambda: F.gender == "Women",
            lambda: F.price < price,
            lambda: F.price >= price,
            lambda: F.price.between(price, price + 5),
            lambda: F.price != price,
            F.price.is_null,
            lambda: F.year == year,
            lambda: F.year.notin([year, year + 1]),
            lambda: F.year <= year,
            lambda: F.product_display_name.contains(color[:4]),
            lambda: F.product_display_name.like(f"%number {year % 10}__"),
            lambda: F.product_display_name.like("L'%\\%%"),
            lambda: F.product_id.isin([f"p{number:04d}" for number in range(year % 50, COUNT, 97)]),
            lambda: F.product_id < f"p{year % 1000:04d}",
            lambda: F.article_type == "Dresses",
        ]
        return kinds[self._random.integers(len(kinds))]()


@pytest.fixture(scope="module")
def local(store: Store) -> LocalIndex:
    return LocalIndex.from_store(store)


def test_many_queries_at_once_find_what_each_finds(workspace: Workspace, local: LocalIndex) -> None:
    queries = unit_rows(50, 78)
    together = workspace.index().query_many(queries, limit=20)
    expected = local.query_many(queries, limit=20)
    assert [one.product_ids for one in together] == [one.product_ids for one in expected]


def test_answers_carry_the_products(workspace: Workspace, store: Store) -> None:
    kept = {one.product_id: one for one in store.products()}
    found = workspace.index().query(unit_rows(1, 3)[0], limit=1300)
    assert found.products == tuple(kept[one] for one in found.product_ids)


def test_vectors_identity_and_size_are_those_of_the_store(workspace: Workspace, store: Store) -> None:
    remote, local = workspace.index(), LocalIndex.from_store(store)
    ids = [f"p{number:04d}" for number in (5, 10, 1499, 0, 5)]
    for space in SPACES:
        assert np.array_equal(remote.vectors_of(ids, space=space), local.vectors_of(ids, space=space))
    assert (remote.identity, len(remote)) == (store.manifest.model, len(store))
    with pytest.raises(NotFoundError, match="nobody"):
        remote.vectors_of(["p0001", "nobody"])


def test_words_and_pictures_have_the_vectors_of_the_model_behind(workspace: Workspace) -> None:
    remote, behind = workspace.embedder(texts_at_once=3), BundledEmbedder()
    texts = [f"{color} dress {number}" for number, color in enumerate(("red", "blue", "green") * 3)]
    assert np.abs(remote.embed_texts(texts) - behind.embed_texts(texts)).max() < 1e-6
    pixels = np.random.default_rng(3).integers(0, 255, (3, 80, 60, 3), dtype=np.uint8)
    images = [np.repeat(np.repeat(one, 2, axis=0), 2, axis=1) for one in pixels]
    assert np.abs(remote.embed_images(images) - behind.embed_images(images)).max() < 1e-6


def test_an_endpoint_for_pictures_alone_reads_pictures(workspace: Workspace) -> None:
    model, image = BundledEmbedder().identity, np.zeros((9, 9, 3), np.uint8)
    served = workspace.embedder(picture_endpoint="clip-image-encoder", identity=model)
    assert np.allclose(served.embed_images([image]), BundledEmbedder().embed_images([image]), atol=1e-6)
    only = workspace.embedder(endpoint="clip-image-encoder", identity=model)
    with pytest.raises(RefusedItemsError, match="item 0 and 1 more"):
        only.embed_texts(["red dress", "blue dress"])


@pytest.mark.parametrize("links", [True, False], ids=["by link", "directly"])
def test_pictures_are_those_of_the_store(workspace: Workspace, store: Store, *, links: bool) -> None:
    pictures = workspace.pictures()
    with workspace.emulator.playing(Scenario(presigned_404=not links)):
        for product in list(store.products())[:12]:
            assert pictures.read(product) == store.picture(product.product_id)
        assert pictures.read(Product(product_id="nobody")) is None


def test_the_catalogue_answers_filters_as_the_store_does(workspace: Workspace, store: Store) -> None:
    catalog, local = workspace.catalog(), SqlCatalog(store.engine())
    rows = {one.product_id: one.to_dict() for one in store.products()}
    for where in Draws(seed=6).filters(60):
        expected = sorted(product_id for product_id, row in rows.items() if evaluate(where, row))
        assert sorted(catalog.product_ids(where)) == expected, str(where)
    for where in Draws(seed=7).filters(20):
        assert catalog.list(where=where, order_by="-price", limit=9) == local.list(
            where=where, order_by="-price", limit=9
        )
        fields = ["base_color", "year", "gender"]
        assert catalog.facets(fields, where=where) == local.facets(fields, where=where)


def test_all_fields_come_in_one_read_of_many_chunks(workspace: Workspace, store: Store) -> None:
    ids, columns = workspace.catalog().columns()
    assert ids == store.product_ids
    for where in Draws(seed=8).filters(20):
        expected = [one.product_id for one in store.products() if evaluate(where, one.to_dict())]
        assert [ids[row] for row in mask(where, columns).nonzero()[0]] == expected


def test_a_statement_that_takes_longer_than_the_call_is_cancelled(workspace: Workspace) -> None:
    catalog = workspace.catalog()
    catalog.count()
    workspace.emulator.requests.clear()
    with workspace.emulator.playing(Scenario(sql_pending_polls=10_000)):
        with pytest.raises(DeadlineExceededError), Deadline(0.6, "count"):
            catalog.count()
        asked = [one.path for one in workspace.emulator.requests]
    assert asked[-1].endswith("/cancel")
    with workspace.emulator.playing(Scenario(sql_pending_polls=3)):
        assert catalog.count() == COUNT


BROKEN = (
    Scenario(share_malformed=1.0),
    Scenario(share_cut=1.0),
    Scenario(share_500=1.0),
    Scenario(share_oversized=1.0),
)


@pytest.mark.parametrize("scenario", BROKEN, ids=str)
def test_a_broken_service_is_an_error_of_ours_that_names_it(workspace: Workspace, scenario: Scenario) -> None:
    embedder, index, catalog = workspace.embedder(), workspace.index(), workspace.catalog()
    pictures, query = workspace.pictures(), unit_rows(1, 3)[0]
    embedder.prepare()
    index.prepare()
    catalog.count()
    calls: dict[str, Callable[[], object]] = {
        "model-serving": lambda: embedder.embed_texts(["red dress"]),
        "vector-search": lambda: index.query(query, limit=3),
        "sql-warehouse": catalog.count,
        "files": lambda: pictures.read(Product(product_id="p0001")),
    }
    with workspace.emulator.playing(scenario):
        for service, call in calls.items():
            with pytest.raises(ServiceError) as raised, Deadline(1.0, service):
                call()
            assert raised.value.service == service
            assert raised.value.operation


def test_an_index_or_endpoint_that_is_not_there_is_not_found(workspace: Workspace) -> None:
    with pytest.raises(NotFoundError, match="nothing"):
        workspace.index({"hybrid": "main.demo.nothing"}).query(unit_rows(1, 3)[0], limit=1)
    with pytest.raises(NotFoundError):
        workspace.embedder(endpoint="nothing", identity=BundledEmbedder().identity).embed_texts(["a"])


def test_a_filter_that_the_endpoint_cannot_judge_is_never_answered_short(workspace: Workspace) -> None:
    index = workspace.index()
    rare = F.product_display_name.contains("number 1499")
    assert index.query(unit_rows(1, 3)[0], limit=5, where=rare).product_ids == ("p1499",)
    with pytest.raises(InvalidRequestError, match="limit"):
        index.query(unit_rows(1, 3)[0], limit=0, where=rare)
