"""The real databricks-sdk against the emulator: what it sends is accepted, what it gets it understands."""

from __future__ import annotations

import base64
import io
import json
import time

import numpy as np
import pytest

pytest.importorskip("databricks.sdk", reason="needs databricks-sdk: pip install 'fashion-search[databricks]'")

from databricks.sdk import WorkspaceClient
from databricks.sdk.core import Config
from databricks.sdk.errors import BadRequest, InvalidParameterValue, NotFound, ResourceDoesNotExist
from databricks.sdk.service.sql import StatementParameterListItem

from fashion_search.store import Store
from fashion_search.testing.databricks import DatabricksEmulator, Scenario

INDEX = "main.fashion_demo.vs_hybrid_search"
PICTURE = "/Volumes/main/fashion_demo/raw_data/images/p0001.jpg"


@pytest.fixture
def workspace(emulator: DatabricksEmulator, monkeypatch: pytest.MonkeyPatch) -> WorkspaceClient:
    """Logged in by the environment alone, as a service principal."""
    for name, value in emulator.environment().items():
        monkeypatch.setenv(name, value)
    return WorkspaceClient(config=Config(retry_timeout_seconds=5))


@pytest.fixture
def by_token(emulator: DatabricksEmulator) -> WorkspaceClient:
    """Logged in with a personal access token."""
    variables = emulator.environment("pat")
    return WorkspaceClient(
        config=Config(host=variables["DATABRICKS_HOST"], token=variables["DATABRICKS_TOKEN"])
    )


def test_it_finds_its_login_from_the_host_alone(workspace, emulator):
    assert workspace.current_user.me().user_name == emulator.environment()["DATABRICKS_CLIENT_ID"]
    paths = [record.path for record in emulator.requests]
    assert paths[:3] == [
        "/.well-known/databricks-config",
        "/oidc/.well-known/oauth-authorization-server",
        "/oidc/v1/token",
    ]
    token, me = emulator.requests[2], emulator.requests[3]
    assert token.form() == {"grant_type": "client_credentials", "scope": "all-apis"}
    assert token.headers["authorization"] == "Basic ***"
    assert me.headers["x-databricks-workspace-id"] == workspace.config.workspace_id


def test_a_personal_access_token_needs_no_login(by_token, emulator):
    assert by_token.current_user.me().user_name == "someone@example.com"
    assert not [record for record in emulator.requests if record.path == "/oidc/v1/token"]


def test_a_wrong_secret_is_refused(emulator, monkeypatch):
    for name, value in emulator.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DATABRICKS_CLIENT_SECRET", "dose-wrong")
    with pytest.raises(ValueError, match="invalid_client"):
        WorkspaceClient(config=Config(retry_timeout_seconds=5)).current_user.me()


def test_serving_answers_texts_and_pictures_in_order(workspace, wire_store: Store):
    picture = base64.b64encode(wire_store.picture("p0001") or b"").decode()
    records = [{"text": "red dress"}, {"image": picture}, {"text": "blue jeans"}]
    answer = workspace.serving_endpoints.query("clip-multimodal-encoder", dataframe_records=records)
    vectors = np.array(answer.predictions)
    assert vectors.shape == (3, 512)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    alone = workspace.serving_endpoints.query("clip-multimodal-encoder", inputs=[{"text": "red dress"}])
    assert np.array_equal(alone.predictions[0], answer.predictions[0])
    assert answer.served_model_name == "clip-multimodal-encoder-1"


@pytest.mark.parametrize(
    "form",
    [
        {"dataframe_split": {"columns": ["text"], "data": [["red dress"]]}},
        {"instances": [{"text": "red dress"}]},
    ],
)
def test_serving_reads_the_other_forms_of_input(by_token, form):
    answer = by_token.api_client.do(
        "POST", "/serving-endpoints/clip-multimodal-encoder/invocations", body=form
    )
    assert len(answer["predictions"][0]) == 512


def test_the_endpoint_of_pictures_reads_no_words(workspace):
    with pytest.raises(BadRequest, match="unexpected error while evaluating the model"):
        workspace.serving_endpoints.query("clip-image-encoder", dataframe_records=[{"text": "red dress"}])


def test_one_bad_picture_fails_the_request(workspace):
    with pytest.raises(BadRequest, match="unexpected error while evaluating the model"):
        workspace.serving_endpoints.query(
            "clip-multimodal-encoder", dataframe_records=[{"image": "bm8gcGljdHVyZQ=="}]
        )


def test_an_unknown_endpoint_is_told(workspace):
    with pytest.raises(ResourceDoesNotExist):
        workspace.serving_endpoints.get("nobody")


def test_serving_on_the_data_plane_trades_the_token(workspace, emulator):
    told = workspace.serving_endpoints.get("clip-multimodal-encoder")
    assert told.state.ready.value == "READY"
    assert told.data_plane_info.query_info.endpoint_url.startswith(emulator.data_plane)
    answer = workspace.serving_endpoints_data_plane.query(
        "clip-multimodal-encoder", dataframe_records=[{"text": "red dress"}]
    )
    assert len(answer.predictions[0]) == 512
    invoked = emulator.requests[-1]
    assert invoked.plane == "data"
    trade = [record for record in emulator.requests if record.path == "/oidc/v1/token"][-1]
    assert trade.form()["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert trade.form()["assertion"] == "***"


def test_a_query_finds_the_nearest_by_exact_distance(workspace, wire_store: Store):
    query = wire_store.vectors("hybrid")[42]
    answer = workspace.vector_search_indexes.query_index(
        INDEX,
        columns=["product_id", "price", "year"],
        query_vector=query.tolist(),
        num_results=5,
        filters_json=json.dumps({"gender": ["Unisex", "Men"], "price >=": 10}),
    )
    assert [column.name for column in answer.manifest.columns] == ["product_id", "price", "year", "score"]
    rows = answer.result.data_array
    assert rows[0][0] == "p0042"
    assert isinstance(rows[0][2], (float, type(None)))
    assert rows[0][3] == pytest.approx(1.0, abs=1e-6)
    assert [row[3] for row in rows] == sorted((row[3] for row in rows), reverse=True)
    for product_id, price, _, score in rows:
        vector = wire_store.vectors("hybrid")[int(product_id[1:])].astype(np.float64)
        assert score == pytest.approx(1 / (1 + ((vector - query) ** 2).sum()), abs=1e-6)
        assert price >= 10


def test_pages_hold_a_thousand_rows(workspace, wire_store: Store):
    asked = {"columns": ["product_id"], "query_vector": wire_store.vectors("text")[0].tolist()}
    text = "main.fashion_demo.vs_text_search"
    first = workspace.vector_search_indexes.query_index(text, num_results=1050, **asked)
    assert (first.result.row_count, len(first.result.data_array)) == (1000, 1000)
    second = workspace.vector_search_indexes.query_next_page(text, page_token=first.next_page_token)
    assert (second.result.row_count, second.next_page_token) == (50, "")
    found = [row[0] for row in first.result.data_array + second.result.data_array]
    assert len(set(found)) == 1050


def test_no_hits_come_without_a_data_array(workspace, wire_store: Store):
    answer = workspace.vector_search_indexes.query_index(
        INDEX,
        columns=["product_id"],
        query_vector=wire_store.vectors("hybrid")[0].tolist(),
        filters_json='{"gender": "Nobody"}',
    )
    assert (answer.result.row_count, answer.result.data_array) == (0, None)


@pytest.mark.parametrize(
    "filters",
    ['{"price": {"$gte": 50}}', '{"price ~": 5}', '{"colour": "Red"}', '{"price": "cheap"}', "[1]", "{"],
)
def test_filters_that_are_not_documented_are_refused(workspace, wire_store: Store, filters):
    with pytest.raises(InvalidParameterValue):
        workspace.vector_search_indexes.query_index(
            INDEX,
            columns=["product_id"],
            query_vector=wire_store.vectors("hybrid")[0].tolist(),
            filters_json=filters,
        )


def test_a_text_query_needs_an_embedding_model(workspace):
    with pytest.raises(InvalidParameterValue, match="query_vector"):
        workspace.vector_search_indexes.query_index(INDEX, columns=["product_id"], query_text="red dress")


def test_an_index_is_described_scanned_synced_and_listed(workspace):
    told = workspace.vector_search_indexes.get_index(INDEX)
    assert told.status.ready
    assert told.status.indexed_row_count == 1100
    assert told.delta_sync_index_spec.embedding_vector_columns[0].embedding_dimension == 512
    workspace.vector_search_indexes.sync_index(INDEX)
    names = {one.name for one in workspace.vector_search_indexes.list_indexes("fashion_vector_search")}
    assert INDEX in names
    first = workspace.vector_search_indexes.scan_index(INDEX, num_results=2)
    values = {entry.key: entry.value for entry in first.data[0].fields}
    assert values["product_id"].string_value == "p0000"
    after = workspace.vector_search_indexes.scan_index(INDEX, last_primary_key=first.last_primary_key)
    assert after.data[0].fields[0].value.string_value == "p0002"


def test_products_without_a_picture_are_not_in_the_index_of_pictures(workspace):
    told = workspace.vector_search_indexes.get_index("main.fashion_demo.vs_image_search")
    assert told.status.indexed_row_count == 990


def test_endpoints_are_listed(workspace):
    (endpoint,) = workspace.vector_search_endpoints.list_endpoints()
    assert endpoint.name == "fashion_vector_search"
    assert endpoint.endpoint_type.value == "STANDARD"
    assert endpoint.num_indexes >= 3


def test_files_go_up_and_come_down(workspace, wire_store: Store, emulator):
    picture = wire_store.picture("p0001")
    assert workspace.files.download(PICTURE).contents.read() == picture
    assert emulator.requests[-1].plane == "data"
    assert "authorization" not in emulator.requests[-1].headers
    assert workspace.files.get_metadata(PICTURE).content_length == len(picture or b"")
    path = "/Volumes/main/fashion_demo/raw_data/new folder/a b.txt"
    workspace.files.create_directory("/Volumes/main/fashion_demo/raw_data/new folder")
    workspace.files.upload(path, io.BytesIO(b"abc"), overwrite=True)
    assert workspace.files.download(path).contents.read() == b"abc"
    listed = list(workspace.files.list_directory_contents("/Volumes/main/fashion_demo/raw_data/new folder"))
    assert [(one.path, one.file_size) for one in listed] == [(path, 3)]
    workspace.files.delete(path)
    with pytest.raises(NotFound):
        workspace.files.get_metadata(path)


def test_files_come_directly_when_signed_urls_lead_nowhere(workspace, wire_store: Store, emulator):
    emulator.scenario = Scenario(presigned_404=True)
    assert workspace.files.download(PICTURE).contents.read() == wire_store.picture("p0001")
    assert [record.plane for record in emulator.requests[-2:]] == ["data", "control"]


def test_the_volume_lists_the_pictures(workspace):
    listed = workspace.files.list_directory_contents("/Volumes/main/fashion_demo/raw_data/images")
    assert len(list(listed)) == 990


def test_statements_read_the_catalogue(workspace):
    (warehouse,) = workspace.warehouses.list()
    answer = workspace.statement_execution.execute_statement(
        "SELECT product_id, price, year FROM main.fashion_demo.products WHERE price > :p ORDER BY 1 LIMIT 2",
        warehouse.id,
        parameters=[StatementParameterListItem(name="p", value="97", type="DOUBLE")],
    )
    assert answer.status.state.value == "SUCCEEDED"
    assert answer.result.data_array == [["p0098", "98.0", None], ["p0099", "99.0", "2019"]]
    assert [column.type_name.value for column in answer.manifest.schema.columns] == [
        "STRING",
        "DOUBLE",
        "INT",
    ]


def test_long_answers_come_in_chunks(wire_store: Store):
    with DatabricksEmulator(wire_store, chunk_rows=400) as emulator:
        variables = emulator.environment("pat")
        workspace = WorkspaceClient(host=variables["DATABRICKS_HOST"], token=variables["DATABRICKS_TOKEN"])
        (warehouse,) = workspace.warehouses.list()
        answer = workspace.statement_execution.execute_statement(
            "SELECT product_id FROM main.fashion_demo.products ORDER BY product_id", warehouse.id
        )
        assert answer.manifest.total_chunk_count == 3
        found, chunk = list(answer.result.data_array), answer.result
        while chunk.next_chunk_index is not None:
            chunk = workspace.statement_execution.get_statement_result_chunk_n(
                answer.statement_id, chunk.next_chunk_index
            )
            found += chunk.data_array
        assert len(found) == 1100


def test_a_statement_may_take_its_time(workspace, emulator):
    emulator.scenario = Scenario(sql_pending_polls=2)
    (warehouse,) = workspace.warehouses.list()
    answer = workspace.statement_execution.execute_statement("SELECT 1 AS one", warehouse.id)
    states = [answer.status.state.value]
    while states[-1] == "PENDING":
        answer = workspace.statement_execution.get_statement(answer.statement_id)
        states.append(answer.status.state.value)
    assert states == ["PENDING", "PENDING", "SUCCEEDED"]
    assert answer.result.data_array == [["1"]]


def test_lakebase_gives_hosts_and_passwords(workspace, emulator):
    instance = workspace.database.get_database_instance("fashion-db")
    assert instance.read_write_dns
    first = workspace.database.generate_database_credential(instance_names=["fashion-db"])
    assert emulator.database_tokens.is_current(first.token)
    name = "projects/fashion/branches/production/endpoints/primary"
    assert workspace.postgres.get_endpoint(name).status.hosts.host == instance.read_write_dns
    second = workspace.postgres.generate_database_credential(endpoint=name)
    assert second.token == first.token
    assert second.expire_time.ToDatetime().timestamp() > time.time()
    emulator.database_tokens.rotate()
    assert not emulator.database_tokens.is_current(first.token)


def test_a_job_runs_to_its_end(workspace, emulator):
    run = workspace.jobs.run_now(job_id=5, job_parameters={"a": "b"}).result()
    assert run.state.result_state.value == "SUCCESS"
    assert emulator.jobs.started[run.run_id] == {"job_id": 5, "job_parameters": {"a": "b"}}


def test_it_waits_as_long_as_it_is_told(workspace, emulator):
    workspace.current_user.me()
    emulator.scenario = Scenario(seed=1, share_429=0.5, retry_after_s=0.0, services=frozenset({"identity"}))
    assert workspace.current_user.me().user_name
    fates = {record.fate for record in emulator.requests}
    assert fates <= {"answered", "429"}
