"""What the emulator promises beyond what the official packages ask of it, seen by a bare HTTP client."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import httpx
import numpy as np
import pytest

from fashion_search import FashionClient
from fashion_search.embedders.bundled import BundledEmbedder
from fashion_search.errors import ConfigurationError, ModelMismatchError, NotFoundError
from fashion_search.filters import F, Filter
from fashion_search.filters.dialects.databricks import to_standard, to_storage_optimized
from fashion_search.indexes import LocalIndex
from fashion_search.people import Event
from fashion_search.people.sql import SqlEventLog
from fashion_search.store import Store
from fashion_search.testing.databricks import DatabricksEmulator
from fashion_search.types import SPACES, Space

ROOT = "/api/2.0/vector-search/indexes"
HYBRID = f"{ROOT}/main.fashion_demo.vs_hybrid_search"
CLIP = "/serving-endpoints/clip-multimodal-encoder/invocations"
DETAILS = {"type": "unity_catalog_permission", "securable_type": "table"}

FILTERS = [
    F.gender == "Men",
    F.gender != "Men",
    F.price.between(20, 60) & F.base_color.isin(["Red", "Black"]),
    (F.year >= 2015) | (F.price < 5),
    ~F.base_color.isin(["Red"]) & (F.gender == "Women"),
    F.product_display_name == 'L\'été \\ 50% "off"',
]


def query(http: httpx.Client, path: str, vector: np.ndarray, limit: int, **body: object) -> list[list]:
    answer = http.post(
        f"{path}/query",
        json={"columns": ["product_id"], "query_vector": vector.tolist(), "num_results": limit, **body},
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["result"].get("data_array", [])


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("where", [None, *FILTERS], ids=str)
def test_it_finds_what_the_local_index_finds(http, wire_store: Store, space: Space, where: Filter | None):
    local = LocalIndex.from_store(wire_store)
    filters = {} if where is None else {"filters_json": json.dumps(to_standard(where).native)}
    for row in (0, 7, 500):
        vector = wire_store.vectors("text")[row]
        expected = local.query(vector, limit=40, where=where, space=space)
        found = query(http, f"{ROOT}/main.fashion_demo.vs_{space}_search", vector, 40, **filters)
        assert tuple(row[0] for row in found) == expected.product_ids
        cosines = [(3 - 1 / row[1]) / 2 for row in found]
        assert np.allclose(cosines, expected.similarities, rtol=0, atol=1e-7)


def test_filter_strings_find_the_same(mint, wire_store: Store):
    local = LocalIndex.from_store(wire_store)
    vector = wire_store.vectors("hybrid")[3]
    emulator = DatabricksEmulator(wire_store, endpoint_type="STORAGE_OPTIMIZED")
    with emulator, httpx.Client(verify=False) as http:  # noqa: S501 - loopback
        http.base_url = emulator.host
        http.headers["authorization"] = f"Bearer {mint(http, emulator)}"
        for where in FILTERS:
            text = to_storage_optimized(where).native
            found = query(http, HYBRID, vector, 40, filter_string=text)
            expected = local.query(vector, limit=40, where=where, space="hybrid")
            assert tuple(row[0] for row in found) == expected.product_ids
        answer = http.get("/api/2.0/vector-search/endpoints/fashion_vector_search")
        assert answer.json()["endpoint_type"] == "STORAGE_OPTIMIZED"


def test_a_query_of_another_length_is_scored_by_its_distance(http, wire_store: Store):
    vector = wire_store.vectors("hybrid")[3] * 2
    (first,) = query(http, HYBRID, vector, 1)
    assert first == ["p0003", pytest.approx(1 / 2)]


def test_a_threshold_cuts_the_answer(http, wire_store: Store):
    vector = wire_store.vectors("hybrid")[3]
    assert [row[0] for row in query(http, HYBRID, vector, 100, score_threshold=0.9)] == ["p0003"]


@pytest.mark.parametrize(
    "change",
    [
        {"columns": []},
        {"columns": ["nothing"]},
        {"columns": ["product_id", "product_id"]},
        {"num_results": 0},
        {"num_results": 10_001},
        {"num_results": 2.5},
        {"num_results": "3"},
        {"query_vector": [1.0, 2.0]},
        {"query_vector": None},
        {"query_vector": [["a"]]},
        {"query_text": "red dress"},
        {"query_type": "HYBRID"},
        {"query_type": "NEAREST"},
        {"filter_string": "price > 1"},
        {"limit": 3},
        {"reranker": {"model": "databricks_reranker"}},
    ],
    ids=str,
)
def test_a_query_of_another_form_is_refused(http, wire_store: Store, change):
    body = {"columns": ["product_id"], "query_vector": wire_store.vectors("text")[0].tolist()}
    answer = http.post(f"{HYBRID}/query", json={**body, **change})
    assert (answer.status_code, answer.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")


def test_the_data_plane_takes_a_token_for_this_index_and_operation_alone(
    http, mint, emulator, wire_store: Store
):
    path = f"{emulator.data_plane}{HYBRID}/query"
    body = {"columns": ["product_id"], "query_vector": wire_store.vectors("text")[0].tolist()}

    def status(name: str, operation: str) -> int:
        details = [{**DETAILS, "securable_object_name": name, "operation": operation}]
        token = mint(http, emulator, authorization_details=json.dumps(details))
        return httpx.post(path, json=body, headers={"authorization": f"Bearer {token}"}).status_code

    assert http.post(path, json=body).status_code == 403
    assert status("main.fashion_demo.vs_hybrid_search", "ReadVectorIndex") == 200
    assert status("main.fashion_demo.vs_hybrid_search", "WriteVectorIndex") == 403
    assert status("main.fashion_demo.vs_text_search", "ReadVectorIndex") == 403
    assert httpx.post(path, json=body).status_code == 401


def test_the_data_plane_spells_in_camel_case(http, mint, emulator, wire_store: Store):
    details = [
        {
            **DETAILS,
            "securable_object_name": "main.fashion_demo.vs_hybrid_search",
            "operation": "ReadVectorIndex",
        }
    ]
    token = mint(http, emulator, authorization_details=json.dumps(details))
    body = {"columns": ["product_id"], "query_vector": wire_store.vectors("text")[0].tolist()}
    answer = httpx.post(
        f"{emulator.data_plane}{HYBRID}/query", json=body, headers={"authorization": f"Bearer {token}"}
    ).json()
    assert set(answer) == {"manifest", "result", "nextPageToken"}
    assert set(answer["result"]) == {"rowCount", "dataArray"}
    assert set(answer["manifest"]) == {"columnCount", "columns"}
    assert set(http.post(f"{HYBRID}/query", json=body).json()["result"]) == {"row_count", "data_array"}


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials", "scope": ""}, 400, "invalid_scope"),
        (
            {"grant_type": "client_credentials", "scope": "x", "authorization_details": "{"},
            400,
            "invalid_authorization_details",
        ),
        (
            {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": "no"},
            401,
            "invalid_grant",
        ),
    ],
)
def test_a_login_of_another_form_is_refused(http, emulator, form, status, error):
    variables = emulator.environment()
    login = (variables["DATABRICKS_CLIENT_ID"], variables["DATABRICKS_CLIENT_SECRET"])
    answer = httpx.post(f"{emulator.host}/oidc/v1/token", auth=login, data=form)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_a_scope_opens_its_part_alone(http, mint, emulator):
    token = mint(http, emulator, scope="sql")
    headers = {"authorization": f"Bearer {token}"}
    assert http.get("/api/2.0/sql/warehouses", headers=headers).status_code == 200
    assert http.get(HYBRID, headers=headers).status_code == 403


def test_a_payload_above_the_limit_is_refused(http):
    image = base64.b64encode(bytes(13 * 2**20)).decode()
    answer = http.post(CLIP, json={"dataframe_records": [{"image": image}]})
    assert (answer.status_code, answer.json()["error_code"]) == (413, "REQUEST_ENTITY_TOO_LARGE")


def test_vectors_are_those_of_the_model(http):
    texts = ["red dress", "blue jeans"]
    answer = http.post(CLIP, json={"dataframe_records": [{"text": text} for text in texts]})
    found = np.array(answer.json()["predictions"], dtype=np.float32)
    assert np.array_equal(found, BundledEmbedder().embed_texts(texts))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"dataframe_records": []},
        {"dataframe_records": ["red"]},
        {"dataframe_records": [{"text": "red", "image": "eA=="}]},
        {"dataframe_records": [{"title": "red"}]},
        {"dataframe_records": [{"text": " "}]},
        {"dataframe_records": [{"text": 5}]},
        {"dataframe_records": [{"text": "red"}], "inputs": []},
        {"dataframe_split": {"columns": ["text"], "data": [[]]}},
    ],
    ids=str,
)
def test_records_the_model_cannot_read_are_a_400(http, body):
    answer = http.post(CLIP, json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "BAD_REQUEST")


def test_a_signed_url_refuses_a_login_and_an_expired_link(http, wire_store: Store):
    path = "/Volumes/main/fashion_demo/raw_data/images/p0001.jpg"

    def signed(expire_time: str) -> str:
        answer = http.post(
            "/api/2.0/fs/create-download-url", params={"path": path, "expire_time": expire_time}
        )
        return answer.json()["url"]

    good = signed("2999-01-01T00:00:00Z")
    assert httpx.get(good).content == wire_store.picture("p0001")
    assert http.get(good).status_code == 400
    assert httpx.get(signed("2001-01-01T00:00:00Z")).status_code == 403
    assert httpx.get(good.replace("/presigned/", "/presigned/x")).status_code == 404


def test_a_product_without_a_picture_has_no_file(http):
    assert (
        http.get("/api/2.0/fs/files/Volumes/main/fashion_demo/raw_data/images/p0010.jpg").status_code == 404
    )


def test_the_table_of_vectors_can_be_read_by_sql(http, wire_store: Store):
    statement = (
        "SELECT product_id, text_embedding, image_embedding, embedding_model, embedding_dimension "
        "FROM main.fashion_demo.product_embeddings_multimodal WHERE product_id = :id"
    )
    warehouse = http.get("/api/2.0/sql/warehouses").json()["warehouses"][0]["id"]
    answer = http.post(
        "/api/2.0/sql/statements",
        json={
            "statement": statement,
            "warehouse_id": warehouse,
            "parameters": [{"name": "id", "value": "p0010"}],
        },
    ).json()
    ((product_id, text, image, model, dimension),) = answer["result"]["data_array"]
    assert (product_id, image, dimension) == ("p0010", None, "512")
    assert np.array_equal(np.array(json.loads(text), dtype=np.float32), wire_store.vectors("text")[10])
    assert model == f"{wire_store.manifest.model.name}@{wire_store.manifest.model.fingerprint}"


def test_an_unknown_path_or_method_is_a_404(http, emulator):
    assert http.get("/api/2.0/nothing").json()["error_code"] == "ENDPOINT_NOT_FOUND"
    assert http.put(HYBRID).status_code == 404
    assert httpx.get(f"{emulator.data_plane}/api/2.0/sql/warehouses").status_code == 404


def test_a_body_that_is_no_json_is_told(http):
    answer = http.post(f"{HYBRID}/query", content=b"{")
    assert (answer.status_code, answer.json()["error_code"]) == (400, "MALFORMED_REQUEST")


def test_many_connections_are_kept_open_and_answered(emulator):
    def ask(_: int) -> int:
        with httpx.Client(base_url=emulator.host, timeout=20, verify=False) as client:  # noqa: S501 - loopback
            return sum(client.get("/.well-known/databricks-config").status_code == 200 for _ in range(5))

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(ask, range(32))) == 32 * 5


def test_database_tokens_tell_listeners_before_they_are_given_out(http, emulator):
    heard: list[str] = []
    emulator.database_tokens.on_change(heard.append)
    emulator.database_tokens.rotate()
    answer = http.post("/api/2.0/database/credentials", json={"instance_names": ["fashion-db"]}).json()
    assert heard[-1] == answer["token"]
    assert len(heard) == 2
    assert answer["token"] in emulator.secrets


def test_a_real_servers_host_is_given_out(mint, wire_store: Store):
    emulator = DatabricksEmulator(wire_store, postgres="postgresql://me:secret@127.0.0.9:5432/db")
    with emulator, httpx.Client(verify=False) as http:  # noqa: S501 - loopback
        http.base_url = emulator.host
        http.headers["authorization"] = f"Bearer {mint(http, emulator)}"
        answer = http.get("/api/2.0/database/instances/fashion-db")
        assert answer.json()["read_write_dns"] == "127.0.0.9"


def test_a_store_of_another_model_is_refused(wire_store: Store):
    class Other:
        identity = type(wire_store.manifest.model)(name="other", dimension=512, fingerprint="f")

    with pytest.raises(ModelMismatchError, match="other"):
        DatabricksEmulator(wire_store, embedder=Other())  # type: ignore[arg-type]


def test_no_store_is_told(tmp_path):
    with pytest.raises(NotFoundError):
        DatabricksEmulator(tmp_path)


def test_a_port_that_is_taken_is_told(wire_store: Store, emulator):
    port = int(emulator.host.rpartition(":")[2])
    with pytest.raises(ConfigurationError, match=str(port)):
        DatabricksEmulator(wire_store, ports=(port, 0)).start()


def test_tables_see_an_ingest_at_once_and_indexes_when_they_are_synced(mint, made_store):
    folder = made_store()
    emulator = DatabricksEmulator(folder)
    with emulator, httpx.Client(verify=False) as http:  # noqa: S501 - loopback
        http.base_url = emulator.host
        http.headers["authorization"] = f"Bearer {mint(http, emulator)}"

        def count_in_table() -> str:
            body = {
                "statement": "SELECT count(*) FROM main.fashion_demo.products",
                "warehouse_id": emulator.names.warehouse_id,
            }
            return http.post("/api/2.0/sql/statements", json=body).json()["result"]["data_array"][0][0]

        def count_in_index() -> int:
            return http.get(HYBRID).json()["status"]["indexed_row_count"]

        assert (count_in_table(), count_in_index()) == ("1100", 1100)
        made_store(folder, count=900)
        assert (count_in_table(), count_in_index()) == ("900", 1100)
        assert http.post(f"{HYBRID}/sync").status_code == 200
        assert (count_in_table(), count_in_index()) == ("900", 900)


def test_the_taste_of_people_with_events_is_a_table(mint, made_store):
    folder = made_store(count=60)
    day = date(2026, 5, 1)
    events = [Event(user_id="ann", product_id=f"p00{n}", kind="purchase", at=day) for n in (11, 12, 13)]
    log = SqlEventLog.beside(folder)
    log.append(events)
    log.close()
    with FashionClient.open(folder) as client, DatabricksEmulator(client) as emulator:
        with httpx.Client(base_url=emulator.host, verify=False) as http:  # noqa: S501 - loopback
            body = {
                "statement": "SELECT * FROM main.fashion_demo.user_style_features",
                "warehouse_id": emulator.names.warehouse_id,
            }
            headers = {"authorization": f"Bearer {mint(http, emulator)}"}
            answer = http.post("/api/2.0/sql/statements", json=body, headers=headers).json()
        names = [column["name"] for column in answer["manifest"]["schema"]["columns"]]
        (row,) = answer["result"]["data_array"]
        told = dict(zip(names, row, strict=True))
        style = client.users.profile("ann").style
    assert (told["user_id"], told["num_interactions"]) == ("ann", "3")
    assert json.loads(told["category_prefs"]) == dict(style.category_prefs) == {"Shirts": 1.0}
    assert np.allclose(json.loads(told["user_embedding"]), style.embedding)
    assert float(told["max_price"]) == style.max_price == 13.0
