"""The job `sync_indexes` against the emulated workspace."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fashion_search.batch.sync import IndexPlan, sync_indexes
from fashion_search.connections.databricks.connect import connect
from fashion_search.connections.wire import Request
from fashion_search.errors import ConfigurationError, DeadlineExceededError, UnexpectedResponseError
from fashion_search.ingest import ingest
from fashion_search.testing.databricks import DatabricksEmulator
from fashion_search.types import Product

sys.path.insert(0, str(Path(__file__).parent))
from batch_fakes import HashEmbedder

pytest.importorskip("databricks.sdk", reason="databricks-sdk is not installed")

PLAN = IndexPlan(dimension=16)


def products(count: int) -> list[Product]:
    return [Product(product_id=f"{at:03d}", product_display_name=f"Shirt {at}") for at in range(count)]


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    ingest(products(20), out=tmp_path / "shop", embedder=HashEmbedder())
    for name in ("DATABRICKS_HOST", "DATABRICKS_TOKEN", "DATABRICKS_CLIENT_ID", "DATABRICKS_CLIENT_SECRET"):
        monkeypatch.delenv(name, raising=False)
    with DatabricksEmulator(tmp_path / "shop", embedder=HashEmbedder()) as emulator:
        for name, value in emulator.environment("pat").items():
            monkeypatch.setenv(name, value)
        connection = connect()
        yield connection
        connection.close()


def drop(connection, name: str) -> None:
    def asked():
        yield Request(
            method="DELETE",
            path=f"/api/2.0/vector-search/indexes/{name}",
            service="vector-search",
            operation="delete",
        )

    connection.run(asked())


def test_a_missing_index_is_made_and_the_others_are_synced(workspace):
    drop(workspace, PLAN.names["text"])
    told = []
    rows = {"text": 20, "hybrid": 20}
    states = sync_indexes(workspace, PLAN, expected_rows=rows, poll_s=0.01, timeout_s=5, progress=told.append)
    assert [(one.name, one.created) for one in states] == [
        ("main.fashion_demo.vs_image_search", False),
        ("main.fashion_demo.vs_text_search", True),
        ("main.fashion_demo.vs_hybrid_search", False),
    ]
    assert states[1].rows == 20
    assert all("ONLINE" in one.state for one in states)
    assert {one.stage for one in told} == set(PLAN.names.values())


def test_running_twice_makes_nothing_again(workspace):
    sync_indexes(workspace, PLAN, poll_s=0.01, timeout_s=5)
    assert not any(one.created for one in sync_indexes(workspace, PLAN, poll_s=0.01, timeout_s=5))


def test_an_index_with_another_number_of_rows_is_told(workspace):
    with pytest.raises(UnexpectedResponseError, match="20 rows, and 21 are expected"):
        sync_indexes(workspace, PLAN, expected_rows={"text": 21}, poll_s=0.01, timeout_s=0.05)


def test_an_index_of_another_table_is_left_alone(workspace):
    with pytest.raises(ConfigurationError, match=r"not from main\.other\.table"):
        sync_indexes(workspace, IndexPlan(table="main.other.table", dimension=16), timeout_s=1)


class Slow:
    """A workspace whose index never gets ready."""

    def __init__(self, state: str) -> None:
        self.status = {
            "detailed_state": state,
            "ready": False,
            "indexed_row_count": 3,
            "message": "no vectors",
        }

    def run(self, exchange):
        class Answer:
            def __init__(self, body):
                self.json = lambda: body

        try:
            next(exchange)
            while True:
                exchange.send(Answer({"status": self.status}))
        except StopIteration as end:
            return end.value


@pytest.mark.parametrize(
    ("state", "error", "said"),
    [
        ("PROVISIONING_INITIAL_SNAPSHOT", DeadlineExceededError, "goes on by itself"),
        ("OFFLINE_FAILED", UnexpectedResponseError, "no vectors"),
    ],
)
def test_an_index_that_is_not_ready_in_time_or_fails_is_an_error(state, error, said):
    waits = []
    with pytest.raises(error, match=said):
        sync_indexes(Slow(state), PLAN, timeout_s=0.05, poll_s=0.02, sleep=waits.append)
