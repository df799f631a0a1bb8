"""The whole client on PostgreSQL: the answers of the store that was published there."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "contract"))
from postgres_server import Server, running, vector_programs

from fashion_search import AsyncFashionClient, F, FashionClient, Settings
from fashion_search.people import Event

pytestmark = pytest.mark.postgres

ASKED = [
    ("red dress", {}),
    ("watch for women under 90", {}),
    ("shoes not black", {"diversity": 0.3}),
    ("jeans", {"where": F.price.between(20, 70) & (F.gender == "Men"), "limit": 50}),
    ("bag", {"space": "image", "where": F.base_color.isin(["Brown", "Black"])}),
    ("shirt", {"collapse": True, "caps": {"base_color": 3}}),
    ("garden hose", {}),
]


@pytest.fixture(scope="module")
def published(demo_store_path: Path) -> Iterator[str]:
    """The URL of a database that holds the demo store, put there by the command line."""
    with running(Server(vector_programs())) as server:
        command = [sys.executable, "-m", "fashion_search", "publish", str(demo_store_path), "--json"]
        for written in (None, 0):
            done = subprocess.run(
                command,
                check=True,
                capture_output=True,
                text=True,
                env={**os.environ, "FASHION_POSTGRES_URL": server.url},
            )
            if written is not None:
                assert json.loads(done.stdout)["written"] == written
        yield server.url


def test_a_published_store_answers_as_it_did(published, demo_client):
    expected = [demo_client.search(text, **options) for text, options in ASKED]
    with FashionClient.from_settings(Settings(postgres_url=published)) as client:
        for (text, options), right in zip(ASKED, expected, strict=True):
            found = client.search(text, **options)
            assert found.product_ids == right.product_ids, text
            assert [hit.product for hit in found] == [hit.product for hit in right]
        seed = expected[0][0].product_id
        assert client.similar(seed).product_ids == demo_client.similar(seed).product_ids
        assert client.products.facets(["usage"]) == demo_client.products.facets(["usage"])


def test_awaited_searches_answer_so_too(published, demo_client):
    expected = [demo_client.search(text, **options).product_ids for text, options in ASKED]

    async def ask():
        async with AsyncFashionClient.from_settings(Settings(postgres_url=published)) as client:
            found = await asyncio.gather(*(client.search(text, **options) for text, options in ASKED))
            return [one.product_ids for one in found]

    assert asyncio.run(ask()) == expected


def test_what_people_did_outlives_the_client(published, demo_client):
    product_id = demo_client.search("red dress")[0].product_id
    event = Event(user_id="ada", product_id=product_id, kind="click", at=datetime.now(timezone.utc))
    with FashionClient.from_settings(Settings(postgres_url=published)) as client:
        client.users.record([event])
    with FashionClient.from_settings(Settings(postgres_url=published)) as client:
        assert [one.product_id for one in client.users.profile("ada").history] == [product_id]
        assert client.recommend("ada").rung == "personal"
