"""What is shown of what is found: the shop's rules, variants as one, caps, cheaper and other colours."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date, timedelta

import pytest

from fashion_search import F, FashionClient
from fashion_search.errors import InvalidRequestError
from fashion_search.ranking.merchandising import Boost, Bury, Exclude, Merchandising, Pin, When


def with_rules(client: FashionClient, *rules) -> FashionClient:
    return FashionClient(
        embedder=client.embedder,
        index=client.index,
        catalog=client.catalog,
        pictures=client.pictures,
        merchandising=Merchandising(rules),
    )


def test_boosts_and_buries_move_hits_and_are_addends(demo_client):
    plain = demo_client.search("dress", limit=20)
    some_color = plain[-1].product.base_color
    client = with_rules(
        demo_client,
        Boost(where=F.base_color == some_color, factor=3.0),
        Bury(where=F.product_id == plain[0].product_id, factor=0.1),
    )
    hits = client.search("dress", limit=20)
    assert hits[0].product.base_color == some_color
    assert plain[0].product_id not in hits.product_ids[:10]
    for hit in hits:
        assert hit.explanation.total == pytest.approx(hit.score, abs=1e-6)
    boost = next(part for part in hits[0].explanation.parts if part.name.startswith("boost"))
    assert boost.value > 0


def test_pins_stand_where_they_are_put_even_far_from_the_query(demo_client):
    watch = demo_client.search("silver watch")[0].product_id
    client = with_rules(demo_client, Pin(product_id=watch, position=2))
    hits = client.search("red dress", limit=5)
    assert [hit.product_id for hit in hits].index(watch) == 1
    assert "pinned" in str(hits[1].explanation)
    assert len(hits) == 5


def test_excluded_products_are_not_found_and_the_list_stays_full(demo_client):
    first = demo_client.search("red dress", limit=10)
    client = with_rules(demo_client, Exclude(where=F.product_id.isin(first.product_ids)))
    hits = client.search("red dress", limit=10)
    assert len(hits) == 10
    assert not set(hits.product_ids) & set(first.product_ids)


def test_rules_hold_only_on_their_days_and_for_their_words(demo_client):
    first = demo_client.search("red dress")[0].product_id
    yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011
    for when in (When(ends=yesterday), When(words=("boots",))):
        client = with_rules(demo_client, Exclude(where=F.product_id == first, when=when))
        assert client.search("red dress")[0].product_id == first


def test_the_order_of_rules_does_not_count(demo_client):
    found = demo_client.search("shoes", limit=5).product_ids
    rules = [
        Boost(where=F.gender == "Women", factor=1.5),
        Bury(where=F.base_color == "Black", factor=0.5),
        Pin(product_id=found[3], position=1),
        Pin(product_id=found[4], position=1),
        Exclude(where=F.product_id == found[0]),
    ]
    answers = {
        with_rules(demo_client, *order).search("shoes", limit=12).product_ids
        for order in itertools.permutations(rules)
    }
    assert len(answers) == 1


def test_caps_hold_and_the_list_stays_full(demo_client):
    hits = demo_client.search("shoes", limit=12, caps={"base_color": 2, "article_type": 4})
    assert len(hits) == 12
    assert max(Counter(hit.product.base_color for hit in hits).values()) <= 2
    assert max(Counter(hit.product.article_type for hit in hits).values()) <= 4


def test_brands_are_capped_by_their_titles(demo_client):
    hits = demo_client.search("shoes", limit=10, caps={"brand": 1})
    firsts = Counter((hit.product.product_display_name or "").split()[0] for hit in hits)
    assert len(hits) == 10
    assert max(firsts.values()) <= 2


def test_an_unknown_cap_names_what_can_be_capped(demo_client):
    with pytest.raises(InvalidRequestError, match="brand"):
        demo_client.search("shoes", caps={"brnd": 1})


def test_variants_collapse_into_the_best_and_are_named(demo_client):
    plain = demo_client.search("shoes", limit=40)
    hits = demo_client.search("shoes", limit=40, collapse=True)
    assert len(hits) == 40
    standing_for = {one for hit in hits for one in hit.variants}
    assert not standing_for & set(hits.product_ids)
    assert set(plain.product_ids[:5]) <= set(hits.product_ids) | standing_for


def test_cheaper_is_cheaper_of_the_same_kind(demo_client):
    seed = max(demo_client.search("watch", limit=20), key=lambda hit: hit.product.price or 0).product
    hits = demo_client.similar(seed.product_id, cheaper=True, limit=5)
    assert hits
    assert all(hit.product.price < seed.price for hit in hits)
    assert {hit.product.article_type for hit in hits} == {seed.article_type}


def test_a_product_of_one_color_alone_is_said_to_be_one(demo_client):
    products = demo_client.search("trainers", limit=20)
    alone = next(
        found
        for hit in products
        if not (found := demo_client.similar(hit.product_id, other_colors=True)).hits
    )
    assert any("No other colour" in note for note in alone.notes)


def test_other_colors_share_everything_in_the_title_but_the_color(demo_client):
    found = 0
    for seed in demo_client.products.list(limit=200).products:
        for hit in demo_client.similar(seed.product_id, other_colors=True, limit=3):
            found += 1
            assert hit.product.base_color != seed.base_color
            assert hit.product.article_type == seed.article_type
    assert found
