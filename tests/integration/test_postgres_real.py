"""The real catalogue in PostgreSQL: loaded in a minute, the local index's answers, never a short one."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

sys.path.insert(0, str(Path(__file__).parents[1] / "contract"))
from postgres_server import Server, running, vector_programs

from fashion_search import FashionClient
from fashion_search.connections.sql.engines import postgres_engine
from fashion_search.filters import F, Filter, all_of
from fashion_search.indexes.pgvector import PgVectorIndex, create_hnsw, load
from fashion_search.protocols import Index
from fashion_search.store import Store
from fashion_search.types import Vectors

pytestmark = [pytest.mark.real_data, pytest.mark.slow, pytest.mark.postgres]

LIMIT = 20
COLORS = ("red", "blue", "black")
KINDS = ("dress", "watch", "shoes", "shirt")
FILTERS: list[Filter | None] = [
    None,
    F.gender == "Women",
    F.year == 2012,
    F.article_type == "Watches",
    F.product_display_name.contains("Nike"),
    all_of([F.gender == "Girls", F.base_color == "Purple", F.year >= 2012]),
    F.product_id.isin(["15970", "39386", "59263"]),
]


@pytest.fixture(scope="module")
def client(real_ingest) -> Iterator[FashionClient]:
    with FashionClient.open(real_ingest[0]) as opened:
        yield opened


@pytest.fixture(scope="module")
def engine(real_ingest) -> Iterator[Engine]:
    with running(Server(vector_programs())) as server:
        engine = postgres_engine(server.url)
        with Store.open(real_ingest[0]) as store:
            began = time.monotonic()
            loaded = load(store, engine)
            seconds = time.monotonic() - began
        print(f"{loaded.written:,} products loaded in {seconds:.1f} s")
        assert loaded.written == 44_446
        assert seconds <= 60
        create_hnsw(engine, spaces=["hybrid"])
        yield engine
        engine.dispose()


@pytest.fixture(scope="module")
def queries(client) -> Vectors:
    return client.embedder.embed_texts([f"{color} {kind}" for color in COLORS for kind in KINDS])


def test_exact_answers_are_those_of_the_local_index_and_the_graph_is_never_short(client, engine, queries):
    exact, graph = PgVectorIndex(engine), PgVectorIndex(engine, mode="hnsw")
    for where in FILTERS:
        for query in queries:
            right = client.index.query(query, limit=LIMIT, where=where)
            assert exact.query(query, limit=LIMIT, where=where).product_ids == right.product_ids, str(where)
            assert len(graph.query(query, limit=LIMIT, where=where)) == len(right), str(where)
        assert len(right) == min(LIMIT, client.catalog.count(where=where))
    ways: dict[str, Index] = {"local": client.index, "exact": exact, "by graph": graph}
    for where in FILTERS[:3]:
        took = [f"{name} {median_ms(index, queries, where):.1f} ms" for name, index in ways.items()]
        print(f"{where}: {', '.join(took)}")


def median_ms(index: Index, queries: Vectors, where: Filter | None) -> float:
    took = []
    for query in queries:
        began = time.perf_counter()
        index.query(query, limit=LIMIT, where=where)
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1e3
