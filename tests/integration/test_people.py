"""People on the drawn catalogue, through the client."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from fashion_search import AsyncFashionClient, F, FashionClient
from fashion_search.people import Event


@pytest.fixture
def client(demo_client: FashionClient) -> FashionClient:
    """The same parts, with a memory of its own."""
    return FashionClient(
        embedder=demo_client.embedder,
        index=demo_client.index,
        catalog=demo_client.catalog,
        pictures=demo_client.pictures,
    )


def test_five_personas_are_recommended_what_fits_their_segment(client):
    personas = {one.segment: one.user_id for one in client.users.personas()}
    assert set(personas) == {"budget", "athletic", "luxury", "professional", "gen-z"}
    prices = {
        segment: [hit.product.price for hit in client.recommend(user_id)]
        for segment, user_id in personas.items()
    }
    assert max(prices["budget"]) < sorted(prices["luxury"])[len(prices["luxury"]) // 2]
    athletic = client.recommend(personas["athletic"])
    assert athletic.rung == "personal"
    assert sum(hit.product.usage == "Sports" for hit in athletic) >= len(athletic) * 0.6


def test_what_is_recorded_counts_from_the_next_call_on(client):
    assert client.recommend("ann").rung in ("popular", "diverse")
    watches = client.search("women's silver watch", limit=4)
    client.users.record(
        [
            Event(user_id="ann", product_id=hit.product_id, kind="purchase", at=date(2025, 6, 1))
            for hit in watches
        ]
    )
    after = client.recommend("ann", limit=10)
    assert after.rung == "personal"
    assert all(hit.product.article_type == "Watches" for hit in after)
    assert not set(after.product_ids) & set(watches.product_ids)
    assert {one.product_id for one in after.because[after[0].product_id]} <= set(watches.product_ids)
    assert len(client.users.profile("ann").history) == 4


def test_a_session_helps_somebody_without_a_name(client):
    seen = client.search("running shoes", limit=2).product_ids
    found = client.recommend(None, session=seen, limit=8)
    assert found.rung == "session"
    assert sum(hit.product.sub_category == "Shoes" for hit in found) >= 6


def test_addends_sum_to_the_score_for_recommendations_too(client):
    for hit in client.recommend("persona-gen-z"):
        assert hit.explanation.total == pytest.approx(hit.score, abs=1e-6)


def parts(hit):
    return {part.name: part.value for part in hit.explanation.parts}


def test_what_is_bought_on_one_day_with_a_product_rises_in_its_look(client):
    seed = client.search("blue jeans for women", limit=1)[0].product_id
    before = client.complete_the_look(seed, slots=["shoes"], alternatives=200).slot("shoes")
    assert "co_purchase" not in parts(before.best)
    last = before.alternatives[-1].product_id
    shown = {hit.product_id for hit in (before.best, *before.alternatives)}
    others = (F.gender == "Women") & (F.sub_category == "Shoes") & (F.usage == "Casual")
    away = next(one for one in client.search("shoes", where=others) if one.product_id not in shown).product_id
    client.users.record(
        Event(user_id=user, product_id=one, kind="purchase", at=date(2025, 6, 1))
        for user in ("ann", "bob", "eve")
        for one in (seed, last, away)
    )
    after = client.complete_the_look(seed, slots=["shoes"], alternatives=200)
    shoes = after.slot("shoes")
    ranks = [hit.product_id for hit in (shoes.best, *shoes.alternatives)]
    assert {ranks.index(last), ranks.index(away)} <= {0, 1, 2}
    assert parts(shoes.best)["co_purchase"] > 0
    assert parts(after)["co_purchase"] == pytest.approx(parts(shoes.best)["co_purchase"])
    assert after.explanation.total == pytest.approx(after.score, abs=1e-6)

    async def ask():
        return await AsyncFashionClient._around(client).complete_the_look(
            seed, slots=["shoes"], alternatives=200
        )

    assert asyncio.run(ask()).slot("shoes") == shoes
