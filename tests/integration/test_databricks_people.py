"""Tastes of Unity Catalog in recommendations."""

from __future__ import annotations

import gc
from datetime import date

import pytest
from elsewhere import forget_platform

from fashion_search import FashionClient
from fashion_search.catalogs.styles import WarehouseStyles
from fashion_search.connections.databricks.connect import connect
from fashion_search.connections.databricks.warehouse import Warehouse
from fashion_search.people import Event
from fashion_search.people.sql import PEOPLE, SqlEventLog
from fashion_search.settings import Settings
from fashion_search.testing.databricks import DatabricksEmulator

pytest.importorskip("databricks.sdk", reason="needs the databricks extra")
pytestmark = [  # the SDK leaves its sockets to the garbage collector
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def emulator(demo_client, demo_store_path, tmp_path_factory):
    """A workspace whose `user_style_features` has one person, who buys watches."""
    store = tmp_path_factory.mktemp("shop")
    for entry in demo_store_path.iterdir():
        if entry.name != PEOPLE:
            (store / entry.name).symlink_to(entry)
    log = SqlEventLog.beside(store)
    log.append(
        Event(user_id="ann", product_id=one, kind="purchase", at=date(2026, 6, 1))
        for one in demo_client.search("women's silver watch", limit=4).product_ids
    )
    log.close()
    with DatabricksEmulator(store) as running:
        yield running
    gc.collect()


@pytest.fixture
def workspace(emulator, monkeypatch):
    forget_platform(monkeypatch)
    for name, value in emulator.environment().items():
        monkeypatch.setenv(name, value)
    return emulator


def test_a_taste_of_the_warehouse_is_recommended_from(workspace):
    with FashionClient.databricks() as client:
        found = client.recommend("ann", limit=5)
        assert (found.rung, dict(found.style.category_prefs)) == ("personal", {"Watches": 1.0})
        assert {hit.product.article_type for hit in found} == {"Watches"}
        assert client.recommend("nobody", limit=3).rung == "diverse"


def test_of_a_table_that_is_missing_nobody_is_known_and_it_is_not_asked_for_again(workspace):
    connection = connect(Settings().login)
    styles = WarehouseStyles(Warehouse(connection), table="main.fashion_demo.nowhere")
    assert styles.get("ann") is None
    asked = len(workspace.requests)
    assert styles.get("ann") is None
    assert len(workspace.requests) == asked
    connection.close()
