"""The real catalogue behind an emulated workspace: what it answers is what the store answers."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from elsewhere import forget_platform
from shop_queries import KINDS, queries

from fashion_search import AsyncFashionClient, F, FashionClient, Query
from fashion_search.testing.databricks import DatabricksEmulator

if sys.version_info >= (3, 11):
    import tomllib
else:
    tomllib = pytest.importorskip("tomli")

pytest.importorskip("databricks.sdk", reason="needs the databricks extra")

SHOPPERS = Path(__file__).parents[1] / "evaluation" / "shopper_queries.toml"
AT_ONCE = 8
TIMEOUT_S = 120.0

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.slow,
    # the SDK leaves its sockets to the garbage collector
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def client(real_ingest) -> Iterator[FashionClient]:
    with FashionClient.open(real_ingest[0]) as opened:
        yield opened


@pytest.fixture(scope="module")
def asked(client) -> list[tuple[str | Query, dict]]:
    """Sixty in shoppers' words, and 140 of all kinds; this catalogue has no prices."""
    found = [(one["text"], {}) for one in tomllib.loads(SHOPPERS.read_text("utf-8"))["query"]]
    found += [(kind, {"where": (F.year >= 2012) & (F.gender == "Women")}) for kind in KINDS]
    drawn = [one for one in queries(client) if "under" not in str(one[0]) and "price" not in str(one[1])]
    return found + drawn


@pytest.fixture(scope="module")
def expected(client, asked) -> list[tuple[str, ...]]:
    return [client.search(query, **options).product_ids for query, options in asked]


@pytest.fixture(scope="module")
def emulator(real_ingest) -> Iterator[DatabricksEmulator]:
    with DatabricksEmulator(real_ingest[0]) as running:
        yield running


@pytest.fixture
def workspace(emulator, monkeypatch) -> DatabricksEmulator:
    """Nothing but its three variables in the environment."""
    forget_platform(monkeypatch)
    for name, value in emulator.environment().items():
        monkeypatch.setenv(name, value)
    return emulator


def test_only_three_variables_give_the_twenty_best_of_the_store(workspace, asked, expected):
    with FashionClient.databricks() as client:
        given = [client.search(query, timeout_s=TIMEOUT_S, **options).product_ids for query, options in asked]
    assert len(asked) == 200
    assert sum(len(ids) == 20 for ids in expected) >= 190
    assert given == expected


def test_awaited_they_are_the_same(workspace, asked, expected):
    async def ask() -> list[tuple[str, ...]]:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(client: AsyncFashionClient, query: str | Query, options: dict) -> tuple[str, ...]:
            async with gate:
                return (await client.search(query, timeout_s=TIMEOUT_S, **options)).product_ids

        async with AsyncFashionClient.databricks() as client:
            await client.warm_up(timeout_s=TIMEOUT_S)
            return await asyncio.gather(*(one(client, query, options) for query, options in asked))

    assert asyncio.run(ask()) == expected
