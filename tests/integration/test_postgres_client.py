"""The whole client on PostgreSQL: the answers of the store that was published there."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timezone
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "contract"))
from postgres_server import Server, running, vector_programs
from sqlalchemy import inspect

from fashion_search import AsyncFashionClient, F, FashionClient, Settings
from fashion_search.connections.sql.engines import postgres_engine
from fashion_search.lexical.postgres import PostgresWords
from fashion_search.people import Event, UserStyle
from fashion_search.people.stored_styles import USER_STYLES, SqlStyles
from fashion_search.ranking.fusion import Fusion

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
        program = [sys.executable, "-m", "fashion_search", "publish"]
        command = [*program, str(demo_store_path), "--words", "--json"]
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


def test_words_can_be_compared_in_the_database(published):
    there = Settings(postgres_url=published, words_from="postgres")
    only_words = Fusion(weights={"lexical": 1.0})

    async def ask():
        async with AsyncFashionClient.from_settings(there) as client:
            return await client.search("red dresses under 90", fusion=only_words)

    with FashionClient.from_settings(there) as client:
        assert isinstance(client.words, PostgresWords)
        found = client.search("red dresses under 90", fusion=only_words)
    assert {hit.product.base_color for hit in found[:5]} == {"Red"}
    assert all(hit.product.price < 90 for hit in found)
    assert asyncio.run(ask()).product_ids == found.product_ids


def test_what_people_did_outlives_the_client(published, demo_client):
    product_id = demo_client.search("red dress")[0].product_id
    event = Event(user_id="ada", product_id=product_id, kind="click", at=datetime.now(timezone.utc))
    with FashionClient.from_settings(Settings(postgres_url=published)) as client:
        client.users.record([event])
    with FashionClient.from_settings(Settings(postgres_url=published)) as client:
        assert [one.product_id for one in client.users.profile("ada").history] == [product_id]
        assert client.recommend("ada").rung == "personal"


def test_a_taste_that_a_job_worked_out_is_recommended_from(published, demo_client):
    watches = demo_client.search("women's silver watch", limit=3)
    taste = UserStyle(
        user_id="zoe",
        embedding=demo_client.index.vectors_of(watches.product_ids)[0],
        num_interactions=3,
        category_prefs={"Watches": 1.0},
    )
    engine = postgres_engine(published)
    with FashionClient.from_settings(Settings(postgres_url=published)) as client:
        assert client.recommend("zoe").rung != "personal"
        assert not inspect(engine).has_table(USER_STYLES)
        SqlStyles(engine).put([taste])
        found = client.recommend("zoe", limit=5)
        assert (found.rung, found.style.category_prefs) == ("personal", {"Watches": 1.0})
        assert {hit.product.article_type for hit in found} == {"Watches"}

    async def ask():
        async with AsyncFashionClient.from_settings(Settings(postgres_url=published)) as client:
            return await client.recommend("zoe", limit=5)

    assert asyncio.run(ask()).product_ids == found.product_ids
    engine.dispose()


def test_purchases_in_the_database_speak_in_looks(published, demo_client):
    seed = demo_client.search("blue jeans for women", limit=1)[0].product_id
    shoes = demo_client.complete_the_look(seed, slots=["shoes"], alternatives=50).slot("shoes")
    bought = shoes.alternatives[-1].product_id
    with FashionClient.from_settings(Settings(postgres_url=published)) as client:
        client.users.record(
            Event(user_id="ida", product_id=one, kind="purchase", at=date(2026, 5, 1))
            for one in (seed, bought)
        )
        after = client.complete_the_look(seed, slots=["shoes"], alternatives=50).slot("shoes")
    ranks = [hit.product_id for hit in (after.best, *after.alternatives)]
    assert ranks.index(bought) < len(shoes.alternatives)
    assert any(part.name == "co_purchase" for part in after.best.explanation.parts)
