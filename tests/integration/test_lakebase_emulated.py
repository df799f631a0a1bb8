"""Lakebase end to end: tokens of an emulated workspace by the official SDK, a real PostgreSQL behind it."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import create_engine

sys.path.insert(0, str(Path(__file__).parents[1] / "contract"))
from blocking import blocking_calls
from postgres_server import Server, running, vector_programs

from fashion_search.catalogs.sql import AsyncSqlCatalog
from fashion_search.connections.sql.engines import PoolSettings
from fashion_search.connections.sql.lakebase import (
    Lakebase,
    LakebaseToFind,
    autoscaling,
    lakebase_engine,
    lakebase_engine_async,
    provisioned,
)
from fashion_search.deadline import Deadline
from fashion_search.embedders.bundled import BundledEmbedder
from fashion_search.errors import DeadlineExceededError, NotFoundError
from fashion_search.indexes import LocalIndex
from fashion_search.indexes.pgvector import AsyncPgVectorIndex, PgVectorIndex, load
from fashion_search.store import Entry, Layout, SourceRecord, Store, write_generation
from fashion_search.testing.databricks import DatabricksEmulator
from fashion_search.types import Product

pytestmark = pytest.mark.postgres

FEW = PoolSettings(size=2, overflow=2, recycle_s=0.2)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("lakebase") / "store"
    rows = np.random.default_rng(1).standard_normal((300, 512))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    entries = (
        Entry(
            product=Product(product_id=f"p{number:03d}", price=float(number)),
            source=SourceRecord(text_hash=""),
            image=rows[number],
            text=rows[-number],
        )
        for number in range(300)
    )
    write_generation(Layout.at(folder), entries, count=300, model=BundledEmbedder().identity)
    with Store.open(folder) as kept:
        yield kept


class Platform:
    """A workspace, and the database whose password is always its current token."""

    def __init__(self, store: Store, server: Server) -> None:
        self.server = server
        self.emulator = DatabricksEmulator(
            store, postgres=f"postgresql://127.0.0.1:{server.port}", database_token_lifetime_s=4
        )
        self._admin = create_engine(server.url)

    def __enter__(self) -> Platform:
        self.emulator.start()
        self._role = self.emulator.environment()["DATABRICKS_CLIENT_ID"]
        with self._admin.begin() as connection:
            connection.exec_driver_sql(f'CREATE ROLE "{self._role}" LOGIN SUPERUSER')
        self.emulator.database_tokens.on_change(self._accept_only)
        return self

    def __exit__(self, *error: object) -> None:
        self.emulator.stop()
        self._admin.dispose()

    def _accept_only(self, token: str) -> None:
        with self._admin.begin() as connection:
            connection.exec_driver_sql(f"ALTER ROLE \"{self._role}\" PASSWORD '{token}'")

    def workspace(self) -> Any:
        from databricks.sdk import WorkspaceClient

        known = {name.lower(): value for name, value in self.emulator.environment().items()}
        return WorkspaceClient(**{name.removeprefix("databricks_"): value for name, value in known.items()})

    def here(self, found: Lakebase) -> Lakebase:
        return replace(found, port=self.server.port)


@pytest.fixture(scope="module")
def platform(store: Store) -> Iterator[Platform]:
    pytest.importorskip("databricks.sdk", reason="needs the extra `databricks`")
    with pytest.MonkeyPatch.context() as patch, running(Server(vector_programs(), passwords=True)) as server:
        for name in [name for name in os.environ if name.startswith("DATABRICKS_")]:
            patch.delenv(name)
        with Platform(store, server) as platform:
            yield platform


def test_both_generations_are_found_and_logged_in_to(platform: Platform, store: Store) -> None:
    names, workspace = platform.emulator.names, platform.workspace()
    for found in (
        provisioned(workspace, names.database_instance),
        autoscaling(workspace, names.postgres_endpoint, pooled=True),
    ):
        engine = lakebase_engine(platform.here(found), database="postgres", sslmode="prefer")
        load(store, engine)
        query = store.vectors("image")[17]
        answer = PgVectorIndex(engine).query(query, limit=20)
        assert answer.product_ids == LocalIndex.from_store(store).query(query, limit=20).product_ids
        engine.dispose()


def test_a_database_is_looked_up_by_the_first_who_connects_within_their_time(
    platform: Platform, store: Store
) -> None:
    names, requests = platform.emulator.names, platform.emulator.requests

    def find() -> Lakebase:
        return platform.here(provisioned(platform.workspace(), names.database_instance))

    engine = lakebase_engine(find(), database="postgres", sslmode="prefer")
    load(store, engine)
    engine.dispose()
    query = store.vectors("image")[17]
    expected = LocalIndex.from_store(store).query(query, limit=20).product_ids
    requests.clear()
    engine = lakebase_engine(LakebaseToFind(find), database="postgres", sslmode="prefer")
    assert len(requests) == 0
    assert PgVectorIndex(engine).query(query, limit=20).product_ids == expected
    engine.dispose()

    async def ask() -> tuple[str, ...]:
        awaited = lakebase_engine_async(LakebaseToFind(find), database="postgres", sslmode="prefer")
        with blocking_calls() as blocked:
            found = await AsyncPgVectorIndex(awaited).query(query, limit=20)
        await awaited.dispose()
        assert blocked == []
        return found.product_ids

    assert asyncio.run(ask()) == expected
    hanging = LakebaseToFind(lambda: time.sleep(1.0) or find())  # type: ignore[func-returns-value]
    engine = lakebase_engine(hanging, database="postgres", sslmode="prefer")
    with Deadline(0.2, "search"), pytest.raises(DeadlineExceededError):
        PgVectorIndex(engine).query(query, limit=20)
    engine.dispose()


def test_what_does_not_exist_is_named(platform: Platform) -> None:
    with pytest.raises(NotFoundError, match="nowhere"):
        provisioned(platform.workspace(), "nowhere")


def test_no_search_fails_while_the_workspace_changes_tokens(platform: Platform, store: Store) -> None:
    found = platform.here(provisioned(platform.workspace(), platform.emulator.names.database_instance))
    queries, local = store.vectors("image")[:40], LocalIndex.from_store(store)
    expected = [local.query(query, limit=10).product_ids for query in queries]
    stop = threading.Event()

    def keep_changing() -> None:
        while not stop.wait(1.0):
            platform.emulator.database_tokens.rotate()

    async def search() -> int:
        engine = lakebase_engine_async(found, database="postgres", sslmode="prefer", pool=FEW)
        index, catalog = AsyncPgVectorIndex(engine), AsyncSqlCatalog(engine)
        end, done = time.monotonic() + 6, 0

        async def one() -> None:
            nonlocal done
            while time.monotonic() < end:
                with Deadline(10, "search"):
                    number = done % len(queries)
                    done += 1
                    answer = await index.query(queries[number], limit=10)
                    assert answer.product_ids == expected[number]
                    assert len(await catalog.get_many(answer.product_ids)) == 10

        await asyncio.gather(*(one() for _ in range(4)))
        assert engine.pool.checkedout() == 0
        await engine.dispose()
        return done

    before = len(platform.emulator.database_tokens.issued)
    changing = threading.Thread(target=keep_changing)
    changing.start()
    try:
        assert asyncio.run(search()) > 10
    finally:
        stop.set()
        changing.join()
    assert len(platform.emulator.database_tokens.issued) - before >= 4
