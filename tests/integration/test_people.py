"""People on the drawn catalogue, through the client."""

from __future__ import annotations

from datetime import date

import pytest

from fashion_search import FashionClient
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
