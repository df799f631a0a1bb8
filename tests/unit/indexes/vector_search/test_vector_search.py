"""Databricks Vector Search as an index, without one: requests are answered here."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from fashion_search.connections.wire import Exchange, Request, Response, Together
from fashion_search.errors import (
    AuthenticationError,
    ConfigurationError,
    FilterError,
    InvalidRequestError,
    NotFoundError,
    UnexpectedResponseError,
)
from fashion_search.filters import F, Filter, evaluate
from fashion_search.indexes.vector_search import AsyncVectorSearchIndex, VectorSearchIndex
from fashion_search.steps import run, run_async
from fashion_search.types import ModelIdentity, Product

DIMENSION = 8
MODEL = ModelIdentity(name="clip", dimension=DIMENSION, fingerprint="abc")
FIELDS = Product.field_names()
Body = dict[str, Any]


def products(count: int) -> list[Product]:
    return [
        Product(
            product_id=f"p{number:05d}",
            product_display_name=f"{'Rare' if number % 997 == 5 else 'Plain'} thing {number}",
            price=float(number % 100),
            year=2012,
        )
        for number in range(count)
    ]


class Service:
    """Three indexes over the same products; each space has its own vectors. Knows of filters only ids.

    Args:
        shop: The products.
        change: What is done to each answer before it is sent.
    """

    def __init__(
        self, shop: Sequence[Product], change: Callable[[Request, Body], object] | None = None
    ) -> None:
        self.shop = list(shop)
        self.requests: list[Request] = []
        self.endpoint_type: str | None = "STANDARD"
        self.model: str | None = "clip@abc"
        self.absent: dict[str, set[str]] = {}
        self.columns_to_sync: list[str] = []
        self._change = change or (lambda _, body: body)
        self._pages: dict[str, Body] = {}
        random = np.random.default_rng(3)
        self.vectors = {}
        for space in ("image", "text", "hybrid"):
            rows = random.standard_normal((len(shop), DIMENSION))
            self.vectors[space] = rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def run(self, exchange: Exchange) -> Any:
        return run(exchange, self.answer)

    def answer(self, ask: Request | Together) -> object:
        if isinstance(ask, Together):
            return [self.send(request) for request in ask.requests]
        return self.send(ask)

    def send(self, request: Request) -> Response:
        self.requests.append(request)
        content = json.dumps(self._change(request, self._answered(request))).encode()
        return Response(status=200, headers={"x-request-id": "r1"}, content=content, request=request)

    def bodies(self, operation: str = "query") -> list[Body]:
        return [one.json for one in self.requests if one.operation == operation]

    def _answered(self, request: Request) -> Body:
        name = request.path.split("/")[5]
        if "/endpoints/" in request.path:
            kind = {} if self.endpoint_type is None else {"endpoint_type": self.endpoint_type}
            return {"name": name, **kind}
        if request.path.endswith("/query-next-page"):
            return self._pages[request.json["page_token"]]
        if request.path.endswith("/query"):
            return self._queried(name.split("_")[-2], request.json)
        return self._described(name)

    def _described(self, name: str) -> Body:
        spec: Body = {"embedding_vector_columns": [{"name": "embedding", "embedding_dimension": DIMENSION}]}
        if self.columns_to_sync:
            spec["columns_to_sync"] = self.columns_to_sync
        return {
            "name": name,
            "endpoint_name": "fashion",
            "primary_key": "product_id",
            "delta_sync_index_spec": spec,
            "status": {"ready": True, "indexed_row_count": len(self.shop)},
        }

    def _queried(self, space: str, body: Body) -> Body:
        told = {"embedding_model": self.model, "embedding_dimension": float(DIMENSION)}
        similar = self.vectors[space] @ np.array(body["query_vector"])
        wanted = self._wanted(body)
        rows = []
        for row in np.argsort(-similar, kind="stable"):
            product = self.shop[row]
            if product.product_id in self.absent.get(space, ()) or (
                wanted and product.product_id not in wanted
            ):
                continue
            if len(rows) == body["num_results"]:
                break
            values = {**product.to_dict(), **told, "year": 2012.0}
            if "embedding" in body["columns"]:
                values["embedding"] = self.vectors[space][row].tolist()
            score = 1 / (3 - 2 * float(similar[row]))
            rows.append([*(values[column] for column in body["columns"]), score])
        columns = [{"name": name} for name in (*body["columns"], "score")]
        manifest = {"manifest": {"columns": columns}}
        if not rows:
            return manifest | {"result": {"row_count": 0}}
        return manifest | self._paged(rows, len(self.requests))

    def _paged(self, rows: list[list[Any]], number: int) -> Body:
        page: Body = {"result": {"data_array": rows[:1000]}, "next_page_token": ""}
        if len(rows) > 1000:
            page["next_page_token"] = f"{number}-{len(rows)}"
            self._pages[page["next_page_token"]] = self._paged(rows[1000:], number)
        return page

    @staticmethod
    def _wanted(body: Body) -> set[str]:
        found = json.loads(body.get("filters_json") or "{}").get("product_id", [])
        return {found} if isinstance(found, str) else set(found)


def index(service: Service, **options: Any) -> VectorSearchIndex:
    return VectorSearchIndex(service, **options)


def query(seed: int = 7) -> np.ndarray:
    vector = np.random.default_rng(seed).standard_normal(DIMENSION)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def expected(
    service: Service, vector: np.ndarray, where: Filter | None, limit: int, space: str = "hybrid"
) -> list[str]:
    similar = service.vectors[space] @ vector.astype(np.float64)
    return [
        service.shop[row].product_id
        for row in np.argsort(-similar)
        if where is None or evaluate(where, service.shop[row].to_dict())
    ][:limit]


def test_scores_become_cosines_and_rows_become_products() -> None:
    service = Service(products(50))
    found = index(service).query(query(), limit=5, space="image")
    assert list(found.product_ids) == expected(service, query(), None, 5, "image")
    cosines = [float(service.vectors["image"][int(one[1:])] @ query()) for one in found.product_ids]
    assert np.allclose(found.similarities, cosines, atol=1e-6)
    assert found.products == tuple(service.shop[int(one[1:])] for one in found.product_ids)


def test_an_index_is_described_once_and_asked_in_the_workspace() -> None:
    service = Service(products(5))
    searched = index(service)
    for _ in range(3):
        searched.query(query(), limit=2)
    assert len(searched) == 5
    assert searched.identity == MODEL
    paths = [one.path for one in service.requests]
    assert len(paths) == 3 + 1 + 1 + 3
    assert paths[-1] == "/api/2.0/vector-search/indexes/main.fashion_demo.vs_hybrid_search/query"


def test_a_standard_endpoint_is_told_a_dictionary_and_a_storage_optimised_one_text() -> None:
    where = (F.price > 3) & F.product_id.isin(["p00001", "p00002"])
    standard, storage = Service(products(9)), Service(products(9))
    storage.endpoint_type = "STORAGE_OPTIMIZED"
    for service in (standard, storage):
        index(service).query(query(), limit=2, where=where)
    assert json.loads(standard.bodies()[-1]["filters_json"]) == {
        "price >": 3.0,
        "product_id": ["p00001", "p00002"],
    }
    assert "filter_string" not in standard.bodies()[-1]
    assert storage.bodies()[-1]["filter_string"] == "price > 3 AND product_id IN ('p00001', 'p00002')"
    assert "filters_json" not in storage.bodies()[-1]


@pytest.mark.parametrize("kind", [None, "", "STANDARD", "SOMETHING_NEW"])
def test_an_endpoint_that_does_not_say_it_is_storage_optimised_is_a_standard_one(kind: str | None) -> None:
    service = Service(products(9))
    service.endpoint_type = kind
    index(service).query(query(), limit=1, where=F.price > 3)
    assert "filters_json" in service.bodies()[-1]


def test_an_endpoint_that_may_not_be_described_needs_the_dialect_stated() -> None:
    service = Service(products(5))
    send = service.send

    def refuse(request: Request) -> Response:
        if "/endpoints/" in request.path:
            raise AuthenticationError("no", service="vector-search", operation="x", status_code=403)
        return send(request)

    service.send = refuse  # type: ignore[method-assign]
    with pytest.raises(ConfigurationError, match="dialect="):
        index(service).query(query(), limit=1)
    assert len(index(service, dialect="standard").query(query(), limit=1)) == 1


def test_more_rows_are_fetched_until_enough_pass_what_the_endpoint_cannot_judge() -> None:
    service = Service(products(9000))
    where = F.product_display_name.contains("Rare")
    found = index(service).query(query(), limit=6, where=where)
    assert list(found.product_ids) == expected(service, query(), where, 6)
    asked = [one["num_results"] for one in service.bodies()][1:]
    assert asked == [100, 10_000]
    assert len(service.bodies("next page")) <= 8


def test_pages_are_read_no_further_than_needed() -> None:
    service = Service(products(9000))
    found = index(service).query(query(), limit=60, where=F.product_display_name.like("Plain%"))
    assert len(found) == 60
    assert service.bodies("next page") == []


def test_an_answer_of_many_pages_is_read_whole() -> None:
    service = Service(products(3456))
    found = index(service).query(query(), limit=5000)
    assert list(found.product_ids) == expected(service, query(), None, 5000)
    assert len(service.bodies("next page")) == 3
    assert {one["endpoint_name"] for one in service.bodies("next page")} == {"fashion"}


@pytest.mark.parametrize("limit", [6, 20])
def test_what_lies_beyond_the_rows_given_away_is_refused_rather_than_answered_short(limit: int) -> None:
    service = Service(products(12_000))
    service.shop = [
        Product(product_id=one.product_id, product_display_name="Plain", price=one.price)
        for one in service.shop
    ]
    with pytest.raises(InvalidRequestError, match=r"10,000 .*Rare"):
        index(service).query(query(), limit=limit, where=F.product_display_name.contains("Rare"))


def test_what_lies_beyond_is_found_by_id_where_the_catalogue_can_be_asked() -> None:
    service = Service(products(12_000))
    where = F.product_display_name.contains("Rare")
    asked: list[Filter | None] = []

    def matching(wanted: Filter | None) -> list[str]:
        asked.append(wanted)
        return [one.product_id for one in service.shop if wanted is None or evaluate(wanted, one.to_dict())]

    searched = index(service, matching=matching, ids_at_once=5)
    many = searched.query_many(np.stack([query(1), query(2)]), limit=13, where=where)
    for seed, found in zip((1, 2), many, strict=True):
        assert list(found.product_ids) == expected(service, query(seed), where, 13)
    assert asked == [where]
    assert max(one["num_results"] for one in service.bodies()) == 2000
    everything = index(service, matching=matching, ids_at_once=4000).query(query(), limit=11_000)
    assert list(everything.product_ids) == expected(service, query(), None, 11_000)


def test_the_same_is_so_when_awaited() -> None:
    service = Service(products(10_500))
    where = F.product_display_name.contains("Rare")

    class Awaited:
        async def run(self, exchange: Exchange) -> Any:
            async def answer(ask: Request | Together) -> object:
                await asyncio.sleep(0)
                return service.answer(ask)

            return await run_async(exchange, answer)

    async def matching(wanted: Filter | None) -> list[str]:
        assert wanted is not None
        return [one.product_id for one in service.shop if evaluate(wanted, one.to_dict())]

    async def search() -> None:
        searched = AsyncVectorSearchIndex(Awaited(), matching=matching)
        for known in (lambda: searched.identity, lambda: len(searched)):
            with pytest.raises(ConfigurationError, match="prepare"):
                known()
        found = await searched.query(query(), limit=11, where=where)
        assert list(found.product_ids) == expected(service, query(), where, 11)
        assert (searched.identity, len(searched)) == (MODEL, 10_500)
        assert (await searched.vectors_of(["p00003"])).shape == (1, DIMENSION)

    asyncio.run(search())


def test_equal_scores_come_in_order_of_product_id() -> None:
    service = Service([Product(product_id=name) for name in ("b", "9", "10", "a")])
    service.vectors["hybrid"] = np.repeat(service.vectors["hybrid"][:1], 4, axis=0)
    assert index(service).query(query(), limit=4).product_ids == ("10", "9", "a", "b")


def test_keys_that_come_as_floats_are_ids_again() -> None:
    def numbered(request: Request, body: Body) -> Body:
        for row in body.get("result", {}).get("data_array", []) if request.operation == "query" else []:
            if isinstance(row[0], str) and row[0].startswith("p"):
                row[0] = float(row[0][1:])
        return body

    found = index(Service(products(3), numbered)).query(query(), limit=3)
    assert sorted(found.product_ids) == ["0", "1", "2"]


def test_camel_case_is_read_too() -> None:
    def camel(request: Request, body: Body) -> Body:
        if "result" in body:
            body = body | {"result": {"dataArray": body["result"].get("data_array", [])}}
            body = without(body, "next_page_token") | {"nextPageToken": body.get("next_page_token")}
        return body

    service = Service(products(2500), camel)
    assert list(index(service).query(query(), limit=2100).product_ids) == expected(
        service, query(), None, 2100
    )


def test_columns_are_found_by_name_wherever_they_stand() -> None:
    def turned(request: Request, body: Body) -> Body:
        if "manifest" in body:
            body["manifest"]["columns"].reverse()
            body["result"]["data_array"] = [row[::-1] for row in body["result"].get("data_array", [])]
        return body

    service = Service(products(20), turned)
    assert list(index(service).query(query(), limit=9).product_ids) == expected(service, query(), None, 9)


def test_fields_that_are_not_synced_are_left_to_the_catalogue_and_refused_in_filters() -> None:
    service = Service(products(9))
    service.columns_to_sync = ["price", "embedding_model", "embedding_dimension"]
    searched = index(service)
    found = searched.query(query(), limit=3, where=F.price < 50)
    assert (len(found), found.products) == (3, None)
    assert service.bodies()[-1]["columns"] == ["product_id", "price"]
    with pytest.raises(FilterError, match="gender"):
        searched.query(query(), limit=3, where=F.gender == "Men")


def test_stored_vectors_come_by_id_in_pieces() -> None:
    service = Service(products(30))
    service.absent["image"] = {"p00004"}
    searched = index(service, ids_at_once=7)
    ids = [f"p{number:05d}" for number in (*range(20), 3)]
    found = searched.vectors_of(ids, space="image")
    assert found.dtype == np.float32
    wanted = service.vectors["image"][[*range(20), 3]]
    wanted[4] = 0
    assert np.allclose(found, wanted, atol=1e-6)
    with pytest.raises(NotFoundError, match="nobody"):
        searched.vectors_of(["p00001", "nobody"])


@pytest.mark.parametrize(
    ("model", "identity"),
    [
        ("clip@abc", MODEL),
        ("open@clip@f1", ModelIdentity(name="open@clip", dimension=DIMENSION, fingerprint="f1")),
        ("ViT-B-32", ModelIdentity(name="ViT-B-32", dimension=DIMENSION, fingerprint="")),
    ],
)
def test_a_row_says_which_model_made_the_vectors(model: str, identity: ModelIdentity) -> None:
    service = Service(products(3))
    service.model = model
    assert index(service).identity == identity


def test_an_index_that_cannot_say_which_model_needs_it_stated() -> None:
    service = Service(products(3))
    service.columns_to_sync = ["price"]
    with pytest.raises(ConfigurationError, match="identity="):
        index(service).prepare()
    assert index(service, identity=MODEL).identity == MODEL


def test_a_model_of_another_dimension_is_refused() -> None:
    other = ModelIdentity(name="clip", dimension=512, fingerprint="abc")
    with pytest.raises(ConfigurationError, match="8 numbers"):
        index(Service(products(3)), identity=other).prepare()


def test_an_empty_index_answers_nothing() -> None:
    searched = index(Service([]))
    assert searched.query(query(), limit=3).product_ids == ()
    assert searched.query_many(np.empty((0, DIMENSION), np.float32), limit=3) == []
    assert searched.vectors_of([]).shape == (0, DIMENSION)


def test_at_least_one_index_is_named() -> None:
    with pytest.raises(ConfigurationError):
        VectorSearchIndex(Service([]), {})


def broken(operation: str, change: Callable[[Body], object]) -> Service:
    return Service(
        products(2500), lambda request, body: change(body) if request.operation == operation else body
    )


def without(body: Body, key: str) -> Body:
    return {name: value for name, value in body.items() if name != key}


def named(*names: str) -> Body:
    return {"manifest": {"columns": [{"name": name} for name in names]}}


def with_row(body: Body, row: object) -> Body:
    return body | {"result": {"data_array": [row]}}


@pytest.mark.parametrize(
    ("operation", "change"),
    [
        ("query", lambda _: []),
        ("query", lambda body: without(body, "result")),
        ("query", lambda body: without(body, "manifest")),
        ("query", lambda body: body | {"manifest": {"columns": ["product_id"]}}),
        ("query", lambda body: body | named("id", *FIELDS[1:], "score")),
        ("query", lambda body: body | named(*FIELDS, "rank")),
        ("query", lambda body: body | {"result": {"data_array": "rows"}}),
        ("query", lambda body: with_row(body, {"product_id": 1})),
        ("query", lambda body: with_row(body, ["p1"])),
        ("query", lambda body: with_row(body, ["p1", *[None] * 11, 1.7])),
        ("query", lambda body: with_row(body, ["p1", *[None] * 11, 0.002])),
        ("query", lambda body: with_row(body, ["p1", *[None] * 11, None])),
        ("query", lambda body: with_row(body, ["p1", *[None] * 11, float("nan")])),
        ("query", lambda body: with_row(body, [None, *[None] * 11, 0.5])),
        ("query", lambda body: with_row(body, [1.5, *[None] * 11, 0.5])),
        ("query", lambda body: with_row(body, ["p1", 7, *[None] * 10, 0.5])),
        ("query", lambda body: with_row(body, ["p1", *[None] * 5, "cheap", *[None] * 5, 0.5])),
        ("query", lambda body: with_row(body, ["p1", *[None] * 9, 2012.5, None, 0.5])),
        ("next page", lambda _: {}),
        ("next page", lambda _: {"result": {"data_array": [["p1"]]}}),
        ("describe index", lambda _: "index"),
        ("describe index", lambda body: body | {"status": {"indexed_row_count": "many"}}),
        ("describe index", lambda body: body | {"delta_sync_index_spec": ["spec"]}),
        ("describe endpoint", lambda _: []),
    ],
)
def test_an_answer_that_is_not_as_documented_names_service_and_operation(
    operation: str, change: Callable[[Body], object]
) -> None:
    searched = index(broken(operation, change), identity=MODEL)
    with pytest.raises(UnexpectedResponseError) as raised:
        searched.query(query(), limit=2000)
    assert (raised.value.service, raised.value.operation) == ("vector-search", operation)


@pytest.mark.parametrize("vector", ["[1, 2]", [1.0], [1.0] * 9, [None] * 8, ["a"] * 8, [float("inf")] * 8])
def test_a_stored_vector_that_is_none_is_an_error_of_ours(vector: object) -> None:
    def spoil(body: Body) -> Body:
        return with_row(body, ["p00001", vector, 0.5])

    with pytest.raises(UnexpectedResponseError):
        index(broken("query", spoil), identity=MODEL).vectors_of(["p00001"])


@pytest.mark.parametrize(("model", "dimension"), [(3, 8.0), ("clip", "long"), ("clip", None)])
def test_a_model_that_is_none_is_an_error_of_ours(model: object, dimension: object) -> None:
    def spoil(body: Body) -> Body:
        return with_row(body, [model, dimension, 0.5])

    with pytest.raises(UnexpectedResponseError):
        index(broken("query", spoil)).prepare()
