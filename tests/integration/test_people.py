"""People on the drawn catalogue, through the client."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timezone

import pytest

from fashion_search import AsyncFashionClient, F, FashionClient, Query, Settings
from fashion_search.people import Event, MemoryEventLog
from fashion_search.ranking.blend import BlendWeights
from fashion_search.ranking.rules import RuleWeights


@pytest.fixture
def client(demo_client: FashionClient) -> FashionClient:
    """The same parts, with a memory of its own."""
    return FashionClient(
        embedder=demo_client.embedder,
        index=demo_client.index,
        catalog=demo_client.catalog,
        pictures=demo_client.pictures,
    )


def parts(hit):
    return {part.name: part.value for part in hit.explanation.parts}


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


def test_closing_the_client_closes_its_log_if_that_was_opened(demo_client):
    class Log(MemoryEventLog):
        closed = 0

        def close(self) -> None:
            self.closed += 1

    parts = {name: getattr(demo_client, name) for name in ("embedder", "index", "catalog")}
    used, unused = Log(), Log()
    client = FashionClient(**parts, events=lambda: used)
    client.users.personas()
    client.close()
    FashionClient(**parts, events=lambda: unused).close()
    assert (used.closed, unused.closed) == (1, 0)


def test_a_session_helps_somebody_without_a_name(client):
    seen = client.search("running shoes", limit=2).product_ids
    found = client.recommend(None, session=seen, limit=8)
    assert found.rung == "session"
    assert sum(hit.product.sub_category == "Shoes" for hit in found) >= 6


def test_what_everybody_wants_moves_a_search_as_far_as_it_is_weighed(demo_client):
    def opened(popularity):
        log = MemoryEventLog()
        return log, FashionClient(
            embedder=demo_client.embedder,
            index=demo_client.index,
            catalog=demo_client.catalog,
            words=demo_client.words,
            blend=BlendWeights(by_rule=RuleWeights(popularity=popularity)),
            events=lambda: log,
        )

    plain = demo_client.search("red dress", limit=20)
    wanted = plain[-1].product_id
    bought = [
        Event(user_id=f"u{number}", product_id=wanted, kind="purchase", at=datetime.now(timezone.utc))
        for number in range(20)
    ]
    log, client = opened(3.0)
    assert client.search("red dress").product_ids == plain.product_ids  # nobody wants anything yet
    log, client = opened(3.0)
    log.append(bought)
    found = client.search("red dress")
    assert found.product_ids.index(wanted) < 10
    values = {hit.product_id: parts(hit)["popularity"] for hit in found}
    assert values[wanted] == max(values.values()) > min(values.values()) > 0  # neutral where unknown
    assert all(hit.explanation.total == pytest.approx(hit.score, abs=1e-6) for hit in found)
    assert "popularity" not in parts(client.search("zzyzx", min_relevance=0)[0])  # never alone

    async def ask():
        return await AsyncFashionClient._around(client).search("red dress")

    assert asyncio.run(ask()).product_ids == found.product_ids
    log, client = opened(0.0)
    log.append(bought)
    assert client.search("red dress").product_ids == plain.product_ids


def test_the_season_of_a_day_is_the_one_of_the_hemisphere(demo_client, demo_store_path):
    south = FashionClient.from_settings(Settings(store=demo_store_path, hemisphere="south"))
    for client, season in ((demo_client, "Summer"), (south, "Winter")):
        seasons = {}
        for hit in client.search("jacket", limit=100, today=date(2026, 7, 1)):
            seasons[hit.product.season] = parts(hit)["season"]
        assert max(seasons, key=seasons.get) == season
        assert "freshness" in parts(hit)
    assert "season" not in parts(demo_client.search("jacket")[0])
    photo = demo_client.pictures.read(demo_client.products.list(limit=1).products[0])
    assert "season" in parts(demo_client.search(Query(image=photo), today=date(2026, 7, 1))[0])


def test_somebody_unknown_is_recommended_to_by_segment_or_else_everybody_and_told_so(client):
    athletic = client.recommend("stranger", segment="athletic", limit=10)
    assert athletic.rung == "segment"
    assert sum(hit.product.usage == "Sports" for hit in athletic) >= 6
    assert "what shoppers of this kind like" in athletic._repr_html_()
    nobody = client.recommend("stranger", limit=3)
    assert nobody.rung == "diverse"
    assert list(parts(nobody[0])) == ["variety"]
    assert "nothing is known" in nobody._repr_html_()


def test_a_page_says_what_was_understood_and_what_may_have_been_meant(client):
    html = client.search("red sneekers <b>under 60")._repr_html_()
    assert "understood: base_color: Red" in html
    assert "did you mean: red sneakers" in html
    assert "<b>" not in html
    assert "Nothing here fits" in client.search("garden hose")._repr_html_()


def test_words_that_are_all_understood_cannot_fit_nothing(client):
    found = client.search("a gift for my wife under 100")
    assert found.understood.rest == ""
    assert len(found) == 20
    assert {hit.product.gender for hit in found} <= {"Women", "Unisex"}
    assert len(client.search("garden hose under 100")) == 0


def test_addends_sum_to_the_score_for_recommendations_too(client):
    for hit in client.recommend("persona-gen-z"):
        assert hit.explanation.total == pytest.approx(hit.score, abs=1e-6)


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
    hits = (shoes.best, *shoes.alternatives)
    shares = {hit.product_id: parts(hit)["co_purchase"] for hit in hits}
    assert set(sorted(shares, key=shares.get)[-2:]) == {last, away}
    assert hits[0].product_id in (last, away)
    ranks = [hit.product_id for hit in hits]
    assert ranks.index(last) < len(before.alternatives) / 2
    assert parts(after)["co_purchase"] == pytest.approx(parts(shoes.best)["co_purchase"])
    assert after.explanation.total == pytest.approx(after.score, abs=1e-6)

    async def ask():
        return await AsyncFashionClient._around(client).complete_the_look(
            seed, slots=["shoes"], alternatives=200
        )

    assert asyncio.run(ask()).slot("shoes") == shoes
