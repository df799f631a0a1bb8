"""The job `sync_indexes` against the emulated workspace."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from fashion_search.batch.config import BatchConfig
from fashion_search.batch.index_plan import IndexPlan
from fashion_search.batch.jobs import run_job
from fashion_search.batch.running import Asked
from fashion_search.batch.sync import sync_indexes
from fashion_search.connections.databricks.connect import connect
from fashion_search.connections.wire import Request
from fashion_search.errors import (
    ConfigurationError,
    DeadlineExceededError,
    NotFoundError,
    UnexpectedResponseError,
)
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


def test_an_index_that_stays_up_to_date_with_too_few_rows_is_told_before_the_time_is_up(workspace):
    start = time.monotonic()
    with pytest.raises(UnexpectedResponseError, match="20 rows, and 21 are expected"):
        sync_indexes(
            workspace, PLAN, expected_rows={"hybrid": 21}, poll_s=0.01, timeout_s=60, patience_s=0.05
        )
    assert time.monotonic() - start < 30


def job(**sync) -> BatchConfig:
    return BatchConfig.model_validate({"sync": {"dimension": 16, "poll_s": 0.01, "timeout_s": 5} | sync})


def test_the_job_counts_the_indexes_against_the_vectors_of_their_table(workspace):
    planned = run_job("sync", job(), Asked(dry_run=True))
    assert [(one.expected, one.rows) for one in planned.indexes] == [(0, 0), (20, 0), (20, 0)]
    report = run_job("sync", job())
    assert [(one.expected, one.rows) for one in report.indexes] == [(0, 0), (20, 20), (20, 20)]
    assert "vs_text_search: 20 rows of 20 vectors, ONLINE" in str(report)
    unverified = run_job("sync", job(verify=False))
    assert {one.expected for one in unverified.indexes} == {None}
    assert "not counted against its table" in str(unverified)


def test_a_table_that_is_not_there_is_named_before_anything_is_synced(workspace):
    with pytest.raises(NotFoundError, match="nowhere"):
        run_job("sync", BatchConfig.model_validate({"tables": {"embeddings": "main.nowhere.table"}}))


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
