"""Why a product is where it is, or what keeps it away."""

from __future__ import annotations

import asyncio

import pytest

from fashion_search import AsyncFashionClient
from fashion_search.errors import NotFoundError
from fashion_search.filters import F

WORDS = "red dress for women"


@pytest.fixture(scope="module")
def hits(demo_client):
    return demo_client.search(WORDS, limit=40)


@pytest.fixture(scope="module")
def athlete(demo_client):
    return next(one for one in demo_client.users.personas() if one.segment == "athletic")


def test_a_hit_has_its_rank_its_addends_and_no_reason_to_be_missing(demo_client, hits):
    found = demo_client.explain(WORDS, hits[2].product_id)
    assert (found.rank, found.among, found.reasons) == (3, 20, ())
    assert found.hit.explanation.total == pytest.approx(found.hit.score)


def test_what_is_further_down_is_said_to_be(demo_client, hits):
    found = demo_client.explain(WORDS, hits[9].product_id, limit=5)
    assert found.rank is not None
    assert found.rank > 5
    assert "beyond the first 5" in found.reasons[0]


def test_the_words_that_rule_a_product_out_are_named(demo_client, hits):
    found = demo_client.explain("red dress for men", hits[0].product_id)
    assert found.rank is None
    assert "gender: Men" in found.reasons[0]


def test_the_filter_that_rules_a_product_out_is_named(demo_client, hits):
    found = demo_client.explain(WORDS, hits[0].product_id, where=F.article_type == "Watches")
    assert found.rank is None
    assert any("Watches" in reason for reason in found.reasons)


def test_what_is_required_stays_so_however_many_products_are_looked_at(demo_client):
    words = "red dress under 50"
    shown, shoes = demo_client.search(words), demo_client.search("trainers")[0].product
    found = demo_client.explain(words, shoes.product_id)
    assert found.result.understood == shown.understood
    assert len(found.result) > len(shown)
    assert all(hit.product.price < 50 for hit in found.result)


def test_a_recommendation_names_the_past_behind_it(demo_client, athlete):
    shown = demo_client.recommend(athlete.user_id)
    found = demo_client.explain_recommendation(athlete.user_id, shown[0].product_id)
    assert found.rank == 1
    assert found.because
    assert {one.product_id for one in found.because} <= {event.product_id for event in athlete.history}


def test_what_was_bought_and_what_is_not_liked_is_told_apart(demo_client, athlete):
    bought = next(event.product_id for event in athlete.history if event.kind == "purchase")
    found = demo_client.explain_recommendation(athlete.user_id, bought)
    assert found.reasons == ("Already bought: exclude_bought leaves it out.",)
    liked = demo_client.users.profile(athlete.user_id).style.category_prefs
    other = next(
        one for one in demo_client.products.list(limit=500).products if one.article_type not in liked
    )
    found = demo_client.explain_recommendation(athlete.user_id, other.product_id)
    assert found.rank is None
    assert any("restrict_category" in reason for reason in found.reasons)


def test_an_explanation_is_text_a_page_and_plain_values(demo_client, hits):
    found = demo_client.explain(WORDS, hits[9].product_id, limit=5)
    for said in (found.title, found.reasons[0], "understood: "):
        assert said in str(found)
    assert "beyond the first 5" in found._repr_html_()
    assert found.to_dict()["rank"] == found.rank


def test_the_awaited_client_says_the_same(demo_client, demo_store_path, hits, athlete):
    liked = demo_client.recommend(athlete.user_id)[0].product_id

    async def ask():
        async with AsyncFashionClient.open(demo_store_path) as client:
            return (
                await client.explain(WORDS, hits[9].product_id, limit=5),
                await client.explain_recommendation(athlete.user_id, liked),
            )

    searched, recommended = asyncio.run(ask())
    assert searched.to_dict() == demo_client.explain(WORDS, hits[9].product_id, limit=5).to_dict()
    assert recommended.rank == 1


def test_an_unknown_product_is_not_found(demo_client):
    with pytest.raises(NotFoundError, match="nothing"):
        demo_client.explain(WORDS, "nothing")


def test_every_part_that_was_understood_can_be_taken_away(demo_client):
    words = "red shirt for men under 40, not striped"
    found = demo_client.search(words)
    assert len(found.understood.parts) >= 4
    for part in found.understood:
        freer = demo_client.search(words, understand=found.understood.drop(part))
        assert part not in tuple(freer.understood)
        assert len(freer.understood.parts) == len(found.understood.parts) - 1
        assert freer.query.text == words
    same = demo_client.search(words, understand=found.understood)
    assert same.to_dicts() == found.to_dicts()
    men = next(part for part in found.understood if part.field == "gender")
    freer = demo_client.search(words, understand=found.understood.drop(men), limit=200)
    assert "Women" in {hit.product.gender for hit in freer}
