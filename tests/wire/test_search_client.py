"""The real databricks-vectorsearch (databricks-ai-search), blocking and awaited, against the emulator."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from fashion_search.store import Store
from fashion_search.testing.databricks import DatabricksEmulator, Scenario

NAME = "main.fashion_demo.vs_hybrid_search"
ROOT = "/api/2.0/vector-search"


@pytest.fixture(scope="module")
def ai_search() -> Any:
    """The package, imported once: that takes seconds."""
    pytest.importorskip(
        "databricks.ai_search",
        reason="needs databricks-vectorsearch: pip install 'fashion-search[databricks]'",
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import databricks.ai_search.client
        import databricks.ai_search.exceptions
    return databricks.ai_search


@pytest.fixture
def client(ai_search, emulator: DatabricksEmulator):
    """As a service principal: queries go to the data plane."""
    variables = emulator.environment()
    return ai_search.client.AISearchClient(
        workspace_url=variables["DATABRICKS_HOST"],
        service_principal_client_id=variables["DATABRICKS_CLIENT_ID"],
        service_principal_client_secret=variables["DATABRICKS_CLIENT_SECRET"],
    )


@pytest.fixture
def index(client):
    return client.get_index(index_name=NAME)


@pytest.fixture
def storage_optimized(wire_store: Store) -> Iterator[DatabricksEmulator]:
    with DatabricksEmulator(wire_store, endpoint_type="STORAGE_OPTIMIZED") as emulator:
        yield emulator


def by_token(ai_search, emulator: DatabricksEmulator):
    variables = emulator.environment("pat")
    return ai_search.client.AISearchClient(
        workspace_url=variables["DATABRICKS_HOST"],
        personal_access_token=variables["DATABRICKS_TOKEN"],
        disable_notice=True,
    )


def vector(store: Store, row: int, space: str = "hybrid") -> list[float]:
    return store.vectors(space)[row].tolist()


def test_a_query_goes_to_the_data_plane_with_a_token_for_this_index(index, wire_store, emulator):
    answer = index.similarity_search(
        columns=["product_id", "price"], query_vector=vector(wire_store, 3), num_results=2
    )
    assert [column["name"] for column in answer["manifest"]["columns"]] == ["product_id", "price", "score"]
    assert answer["manifest"]["column_count"] == 3
    assert answer["result"]["row_count"] == 2
    assert answer["result"]["data_array"][0] == ["p0003", 3.0, pytest.approx(1.0, abs=1e-6)]
    described, token, query = emulator.requests[-3:]
    assert (described.method, described.path) == ("GET", f"{ROOT}/indexes/{NAME}")
    assert "ReadVectorIndex" in token.form()["authorization_details"]
    assert (query.plane, query.method, query.path) == ("data", "GET", f"{ROOT}/indexes/{NAME}/query")
    assert query.json()["filters_json"] is None


def test_with_a_personal_token_queries_stay_on_the_control_plane(ai_search, emulator, wire_store):
    index = by_token(ai_search, emulator).get_index(index_name=NAME)
    answer = index.similarity_search(
        columns=["product_id"], query_vector=vector(wire_store, 3), num_results=1, disable_notice=True
    )
    assert answer["result"]["data_array"][0][0] == "p0003"
    assert emulator.requests[-1].plane == "control"


def test_both_planes_give_the_same_answer(ai_search, index, emulator, wire_store):
    asked = {"columns": ["product_id", "year"], "query_vector": vector(wire_store, 8), "num_results": 30}
    other = by_token(ai_search, emulator).get_index(index_name=NAME)
    assert index.similarity_search(**asked) == other.similarity_search(**asked, disable_notice=True)


def test_more_than_a_thousand_rows_are_put_together_from_pages(index, wire_store, emulator):
    answer = index.similarity_search(
        columns=["product_id"], query_vector=vector(wire_store, 0), num_results=1100
    )
    assert answer["result"]["row_count"] == 1100
    assert len({row[0] for row in answer["result"]["data_array"]}) == 1100
    assert emulator.requests[-1].path.endswith("/query-next-page")


def test_no_hits_come_without_a_data_array(index, wire_store):
    answer = index.similarity_search(
        columns=["product_id"], query_vector=vector(wire_store, 0), filters={"gender": "Nobody"}
    )
    assert answer["result"] == {"row_count": 0}


def test_null_is_neither_equal_nor_unequal(index, wire_store):
    def genders(filters: dict[str, object]) -> set[object]:
        rows = index.similarity_search(
            columns=["gender"], query_vector=vector(wire_store, 0), filters=filters, num_results=1100
        )["result"]["data_array"]
        return {row[0] for row in rows}

    assert genders({"gender": "Men"}) == {"Men"}
    assert genders({"gender NOT": "Men"}) == {"Women", "Unisex"}
    assert genders({"gender OR price <=": ["Men", 200]}) == {"Men", "Women", "Unisex", None}


def test_vectors_come_back_when_their_column_is_asked_for(index, wire_store):
    answer = index.similarity_search(
        columns=["product_id", "image_embedding", "embedding_model"],
        query_vector=vector(wire_store, 1),
        num_results=1,
    )
    (row,) = answer["result"]["data_array"]
    assert np.array_equal(np.array(row[1], dtype=np.float32), wire_store.vectors("image")[1])
    model = wire_store.manifest.model
    assert row[2] == f"{model.name}@{model.fingerprint}"


def test_strings_are_the_filters_of_storage_optimised_endpoints(ai_search, storage_optimized, wire_store):
    index = by_token(ai_search, storage_optimized).get_index(index_name=NAME)
    asked = {
        "columns": ["gender", "price"],
        "query_vector": vector(wire_store, 0),
        "num_results": 1100,
        "disable_notice": True,
    }
    found = index.similarity_search(
        **asked, filters="gender IN ('Men', 'Women') AND (price >= 90 OR price < 3)"
    )
    rows = [row[:2] for row in found["result"]["data_array"]]
    assert rows
    assert all(gender in ("Men", "Women") and (price >= 90 or price < 3) for gender, price in rows)
    with pytest.raises(ai_search.exceptions.BadRequest, match="filters_json is not supported"):
        index.similarity_search(**asked, filters={"gender": "Men"})


def test_a_filter_of_mongo_is_refused(ai_search, index, wire_store):
    with pytest.raises(ai_search.exceptions.BadRequest, match="nested objects") as refused:
        index.similarity_search(
            columns=["product_id"], query_vector=vector(wire_store, 0), filters={"price": {"$gte": 50}}
        )
    assert refused.value.error_code == "INVALID_PARAMETER_VALUE"


def test_an_index_is_described_scanned_and_synced(index):
    assert index.describe()["status"]["detailed_state"] == "ONLINE_NO_PENDING_UPDATE"
    index.wait_until_ready()
    index.sync()
    first = index.scan(num_results=2)
    assert first["last_primary_key"] == "p0001"
    field = first["data"][0]["fields"][0]
    assert field == {"key": "product_id", "value": {"string_value": "p0000"}}
    assert index.scan(num_results=1, last_primary_key="p1099") == {}


def test_an_index_that_follows_the_table_is_made_and_dropped(ai_search, client, wire_store):
    made = client.create_delta_sync_index(
        endpoint_name="fashion_vector_search",
        index_name="main.fashion_demo.vs_more",
        primary_key="product_id",
        source_table_name="main.fashion_demo.product_embeddings_multimodal",
        pipeline_type="TRIGGERED",
        embedding_dimension=512,
        embedding_vector_column="text_embedding",
        columns_to_sync=["product_id", "price"],
    )
    answer = made.similarity_search(
        columns=["product_id", "price"], query_vector=vector(wire_store, 9, "text"), num_results=1
    )
    assert answer["result"]["data_array"][0][0] == "p0009"
    with pytest.raises(ai_search.exceptions.BadRequest, match="'gender' does not exist"):
        made.similarity_search(columns=["gender"], query_vector=vector(wire_store, 9))
    client.delete_index(index_name="main.fashion_demo.vs_more")
    with pytest.raises(ai_search.exceptions.NotFound):
        client.get_index(index_name="main.fashion_demo.vs_more").describe()


def test_an_index_of_ones_own_is_written_to(client):
    made = client.create_direct_access_index(
        endpoint_name="fashion_vector_search",
        index_name="main.fashion_demo.vs_own",
        primary_key="id",
        embedding_dimension=2,
        embedding_vector_column="vector",
        schema={"id": "int", "tag": "string", "vector": "array<float>"},
    )
    done = made.upsert(
        [{"id": 1, "tag": "a", "vector": [3.0, 4.0]}, {"id": 2, "tag": "b", "vector": [0.0, 1.0]}]
    )
    assert done == {"status": "SUCCESS", "result": {"success_row_count": 2}}
    found = made.similarity_search(columns=["id", "tag"], query_vector=[3.0, 3.0])["result"]["data_array"]
    assert found == [[1.0, "a", 0.5], [2.0, "b", pytest.approx(1 / 14)]]
    made.delete([1])
    assert made.similarity_search(columns=["id"], query_vector=[3.0, 3.0])["result"]["row_count"] == 1
    client.delete_index(index_name="main.fashion_demo.vs_own")


def test_the_awaited_index_finds_the_same(client, index, wire_store):
    asked = {"columns": ["product_id"], "query_vector": vector(wire_store, 5), "num_results": 1050}
    waiting = client.get_async_index(index_name=NAME)

    async def ask() -> Any:
        from databricks.ai_search import async_utils

        try:
            first = await waiting.similarity_search(**asked)
            scanned = await waiting.scan(num_results=1)
            return first, scanned
        finally:
            await async_utils.aclose_all_clients()

    found, scanned = asyncio.run(ask())
    assert found == index.similarity_search(**asked)
    assert scanned["last_primary_key"] == "p0000"


def test_scopes_that_are_not_assigned_lead_it_to_fewer(ai_search, wire_store):
    with DatabricksEmulator(wire_store, assigned_scopes=frozenset({"vector-search"})) as emulator:
        variables = emulator.environment()
        client = ai_search.client.AISearchClient(
            workspace_url=variables["DATABRICKS_HOST"],
            service_principal_client_id=variables["DATABRICKS_CLIENT_ID"],
            service_principal_client_secret=variables["DATABRICKS_CLIENT_SECRET"],
        )
        index = client.get_index(index_name=NAME)
        answer = index.similarity_search(
            columns=["product_id"], query_vector=vector(wire_store, 5), num_results=1
        )
        assert answer["result"]["data_array"][0][0] == "p0005"
        asked = [r.form()["scope"] for r in emulator.requests if r.path == "/oidc/v1/token"]
        assert (asked[0], asked[-1]) == ("all-apis", "vector-search")


def test_a_service_that_is_down_is_asked_four_times(ai_search, emulator, wire_store):
    import requests

    index = by_token(ai_search, emulator).get_index(index_name=NAME)
    emulator.requests.clear()
    emulator.scenario = Scenario(share_503=1.0)
    with pytest.raises(requests.exceptions.RetryError):
        index.similarity_search(
            columns=["product_id"],
            query_vector=vector(wire_store, 0),
            backoff_factor=0.01,
            disable_notice=True,
        )
    assert [record.status for record in emulator.requests] == [503] * 4
