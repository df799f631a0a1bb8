"""The client on Databricks: an emulated workspace answers as the store behind it does, come what may."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import io
import logging
import os
import statistics
import sys
import time
import traceback
from pathlib import Path

import httpx
import pytest

from fashion_search import AsyncFashionClient, F, FashionClient, Product, Settings
from fashion_search.checking import check
from fashion_search.errors import (
    AuthenticationError,
    DeadlineExceededError,
    FashionSearchError,
    ServiceError,
)
from fashion_search.testing.databricks import CALM, DatabricksEmulator, Scenario

sys.path.insert(0, str(Path(__file__).parent))
from blocking import blocking_calls
from elsewhere import forget_platform, settle
from shop_queries import queries

pytest.importorskip("databricks.sdk", reason="needs the databricks extra")

STRICT = os.environ.get("FASHION_TEST_STRICT") == "1"
"""Whether to hold to the clock as the acceptance session does, on a machine with nothing else to do."""

LATE_S = 0.1 if STRICT else 2.0
TIMES_FASTER = 20 if STRICT else 3
OVERHEAD_S = 1e-3 if STRICT else 1e-2

OF_THE_SDK = 8
"""Connections that databricks-sdk keeps for the process, or holds in log-ins that hang without a limit."""

pytestmark = [  # the SDK leaves its sockets to the garbage collector
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def emulator(demo_store_path):
    with DatabricksEmulator(demo_store_path) as running:
        yield running
    gc.collect()


@pytest.fixture
def workspace(emulator, monkeypatch):
    """The emulator on a calm day, and nothing but its three variables in the environment."""
    forget_platform(monkeypatch)
    for name, value in emulator.environment().items():
        monkeypatch.setenv(name, value)
    emulator.scenario = CALM
    emulator.requests.clear()
    yield emulator
    emulator.scenario = CALM


def test_only_three_variables_give_the_answers_of_the_store(workspace, demo_client):
    asked = queries(demo_client)
    assert len(asked) == 200
    expected = [demo_client.search(query, **options).product_ids for query, options in asked]
    with FashionClient.databricks() as client:
        given = [client.search(query, **options).product_ids for query, options in asked]
    assert given == expected


def test_awaited_answers_are_the_same_and_never_block_the_loop(workspace, demo_client):
    asked = queries(demo_client)[::2]
    expected = [demo_client.search(query, **options).product_ids for query, options in asked]

    async def ask():
        async with AsyncFashionClient.databricks() as client:
            await client.warm_up()
            with blocking_calls() as blocked:
                calls = [client.search(query, **options, timeout_s=120) for query, options in asked]
                given = await asyncio.gather(*calls)
            return [one.product_ids for one in given], blocked

    given, blocked = asyncio.run(ask())
    assert given == expected
    assert blocked == []


def test_making_a_client_sends_nothing_and_blocks_no_loop(workspace):
    async def make() -> list[str]:
        with blocking_calls() as blocked:
            client = AsyncFashionClient.databricks(lakebase_instance=workspace.names.database_instance)
        await client.aclose()
        return blocked

    FashionClient.databricks(lakebase_instance=workspace.names.database_instance).close()
    assert asyncio.run(make()) == []
    assert len(workspace.requests) == 0


def test_the_other_calls_answer_as_the_store_does(workspace, demo_client):
    seed = demo_client.search("black jeans")[0].product_id
    with FashionClient.databricks() as client:
        assert client.similar(seed).product_ids == demo_client.similar(seed).product_ids
        assert client.products.get(seed) == demo_client.products.get(seed)
        assert client.products.count(where=F.gender == "Men") == demo_client.products.count(
            where=F.gender == "Men"
        )
        assert client.products.facets(["gender"]) == demo_client.products.facets(["gender"])
        page = client.products.list(order_by="-price", limit=5)
        assert page.products == demo_client.products.list(order_by="-price", limit=5).products
        look, expected = client.complete_the_look(seed), demo_client.complete_the_look(seed)
        assert [slot.best.product_id for slot in look.slots] == [
            slot.best.product_id for slot in expected.slots
        ]
        persona = demo_client.users.personas()[0].user_id
        assert client.recommend(persona).product_ids == demo_client.recommend(persona).product_ids
        assert client.pictures.read(client.products.get(seed)) == demo_client.pictures.read(
            demo_client.products.get(seed)
        )


def test_a_cold_endpoint_is_waited_for_and_its_waking_told(workspace):
    told = []
    with FashionClient.databricks() as client:
        workspace.scenario = Scenario(cold_start_s=1.5, cold_answer="503", retry_after_s=0.2)
        client.warm_up(progress=told.append, timeout_s=30)
        assert len(client.search("red dress", timeout_s=5)) == 20
    assert told[-1].done == told[-1].total


def test_an_outage_is_not_amplified(workspace):
    with FashionClient.databricks() as client:
        client.warm_up()
        workspace.scenario = Scenario(share_503=1.0, retry_after_s=None)
        workspace.requests.clear()
        for number in range(100):
            with pytest.raises(ServiceError):
                client.search(f"dress {number}", understand=False, timeout_s=1.0)
        assert len(workspace.requests) <= 200
        workspace.scenario = CALM


def test_cancelling_a_search_gives_its_connection_back(workspace):
    async def ask() -> int:
        async with AsyncFashionClient.databricks() as client:
            await client.warm_up()
            workspace.scenario = Scenario(share_hang=1.0)
            tasks = [asyncio.ensure_future(client.search("dress", understand=False)) for _ in range(200)]
            await asyncio.sleep(0.5)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            workspace.scenario = CALM
            found = await asyncio.gather(*(client.search("dress", timeout_s=20) for _ in range(100)))
            return len(found)

    assert asyncio.run(ask()) == 100
    settle(lambda: workspace.open_connections <= OF_THE_SDK)
    assert workspace.open_connections <= OF_THE_SDK


def test_awaited_searches_leave_the_official_client_in_a_loop_behind(elsewhere):
    ai_search = pytest.importorskip("databricks.ai_search.client")
    variables = elsewhere("--latency-ms", "200")
    official = ai_search.VectorSearchClient(
        workspace_url=variables["DATABRICKS_HOST"],
        service_principal_client_id=variables["DATABRICKS_CLIENT_ID"],
        service_principal_client_secret=variables["DATABRICKS_CLIENT_SECRET"],
        disable_notice=True,
    ).get_index(index_name="main.fashion_demo.vs_hybrid_search")
    columns = [*Product.field_names()]

    async def ours(count: int) -> float:
        async with AsyncFashionClient.databricks() as client:
            await client.warm_up()
            vector = (await client.embedder.embed_texts(["red dress"]))[0]
            await asyncio.gather(*(client.index.query(vector, limit=20) for _ in range(100)))
            start = time.perf_counter()
            await asyncio.gather(*(client.index.query(vector, limit=20) for _ in range(count)))
            return count / (time.perf_counter() - start)

    with FashionClient.databricks(limits={"pool_size": 100}) as client:
        vector = [float(value) for value in client.embedder.embed_texts(["red dress"])[0]]
    official.similarity_search(columns=columns, query_vector=vector, num_results=20)
    start = time.perf_counter()
    for _ in range(8):
        official.similarity_search(columns=columns, query_vector=vector, num_results=20)
    theirs = 8 / (time.perf_counter() - start)
    mine = asyncio.run(ours(400))
    print(f"official client {theirs:.1f} a second, awaited {mine:.1f} a second: {mine / theirs:.1f} times")
    assert mine >= TIMES_FASTER * theirs


def test_a_query_costs_little_more_than_the_bare_request(elsewhere):
    variables = elsewhere()
    host = variables["DATABRICKS_HOST"]
    with FashionClient.databricks() as client, httpx.Client() as bare:
        vector = client.embedder.embed_texts(["red dress"])[0]
        found = client.index.query(vector, limit=20)
        assert len(found) == 20
        token = bare.post(
            f"{host}/oidc/v1/token",
            auth=(variables["DATABRICKS_CLIENT_ID"], variables["DATABRICKS_CLIENT_SECRET"]),
            data={"grant_type": "client_credentials", "scope": "all-apis"},
        ).json()["access_token"]
        url = f"{host}/api/2.0/vector-search/indexes/main.fashion_demo.vs_hybrid_search/query"
        body = {"columns": list(Product.field_names()), "num_results": 20}
        headers = {"Authorization": f"Bearer {token}"}
        ours, theirs = [], []
        for _ in range(150):
            start = time.perf_counter()
            client.index.query(vector, limit=20)
            ours.append(time.perf_counter() - start)
            start = time.perf_counter()
            answer = bare.post(url, json={**body, "query_vector": vector.tolist()}, headers=headers)
            assert len(answer.json()["result"]["data_array"]) == 20
            theirs.append(time.perf_counter() - start)
    mine, bare_s = statistics.median(ours), statistics.median(theirs)
    print(
        f"bare {bare_s * 1e3:.2f} ms, ours {mine * 1e3:.2f} ms, overhead {(mine - bare_s) * 1e3:.2f} ms (p50)"
    )
    assert mine - bare_s <= OVERHEAD_S


def provoke(shown: io.StringIO, **settings) -> None:
    """Use a client until it fails, and write down all that it shows."""
    try:
        with FashionClient.databricks(**settings) as client:
            print(repr(client), repr(client.embedder), repr(client.index), repr(client.catalog), file=shown)
            client.warm_up(timeout_s=3)
            client.search("red dress", understand=False, timeout_s=1.5)
            client.products.list(limit=1, timeout_s=1.5)
    except FashionSearchError as exc:
        print(repr(exc), str(exc), exc.__dict__, file=shown)
        print("".join(traceback.format_exception(exc)), file=shown)


def test_no_secret_is_ever_shown(workspace, caplog, monkeypatch):
    shown = io.StringIO()
    caplog.set_level(logging.DEBUG)
    provoke(shown)
    for share in ("429", "500", "503", "504", "reset", "cut", "malformed", "hang"):
        workspace.scenario = Scenario(**{f"share_{share}": 1.0})
        provoke(shown)
    workspace.scenario = CALM
    print(repr(Settings()), str(Settings()), Settings().model_dump_json(), file=shown)
    monkeypatch.setenv("DATABRICKS_CLIENT_SECRET", "wrong-" + "secret-7f3a")
    with contextlib.suppress(FashionSearchError):
        FashionClient.databricks().warm_up(timeout_s=3)
    provoke(shown)
    monkeypatch.delenv("DATABRICKS_CLIENT_SECRET")
    monkeypatch.delenv("DATABRICKS_CLIENT_ID")
    monkeypatch.setenv("DATABRICKS_TOKEN", "dapi-wrong-" + "token-11c9")
    provoke(shown)
    told = shown.getvalue() + caplog.text
    assert "Error" in told
    for secret in (*workspace.secrets, "wrong-secret-7f3a", "dapi-wrong-token-11c9"):
        assert secret not in told


def test_no_password_of_a_database_is_ever_shown(workspace, caplog):
    pytest.importorskip("psycopg", reason="needs the postgres extra")
    shown = io.StringIO()
    caplog.set_level(logging.DEBUG)
    names = workspace.names
    for where in (
        {"lakebase_instance": names.database_instance},
        {"lakebase_endpoint": names.postgres_endpoint},
    ):
        provoke(shown, **where)
        print(check(Settings(**where)).to_dict(), file=shown)
    assert len(workspace.database_tokens.issued) >= 1
    assert "lakebase" in shown.getvalue()
    for secret in workspace.secrets:
        assert secret not in shown.getvalue() + caplog.text


def test_wrong_credentials_are_said_plainly_and_soon(workspace, monkeypatch):
    monkeypatch.setenv("DATABRICKS_CLIENT_SECRET", "wrong")
    start = time.monotonic()
    with FashionClient.databricks() as client, pytest.raises(AuthenticationError):
        client.search("red dress", timeout_s=10)
    assert time.monotonic() - start < 10


def test_a_host_that_does_not_answer_costs_no_more_than_the_deadline(monkeypatch):
    for name in [name for name in os.environ if name.startswith("DATABRICKS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DATABRICKS_HOST", "http://127.0.0.1:9")
    monkeypatch.setenv("DATABRICKS_TOKEN", "x")
    with FashionClient.databricks() as client:
        start = time.monotonic()
        with pytest.raises((ServiceError, DeadlineExceededError)):
            client.search("red dress", timeout_s=2.0)
        assert time.monotonic() - start <= 2.0 + LATE_S
