"""The facade over the drawn catalogue and the real model."""

from __future__ import annotations

import numpy as np
import pytest

from fashion_search import F, FashionClient, Preferences, Query
from fashion_search.errors import (
    DeadlineExceededError,
    FilterError,
    InvalidImageError,
    InvalidRequestError,
    ModelMismatchError,
    NotFoundError,
)
from fashion_search.types import ModelIdentity


def photo_of(client, hit) -> bytes:
    return client.pictures.read(hit.product)


def test_words_find_what_they_name(demo_client):
    hits = demo_client.search("red dress", limit=10)
    assert sum(hit.product.article_type == "Dresses" for hit in hits) >= 9
    assert sum(hit.product.base_color == "Red" for hit in hits) >= 8


def test_scores_do_not_increase_and_explanations_sum_to_them(demo_client):
    photo = photo_of(demo_client, demo_client.search("handbag")[0])
    for query in ("jeans", Query(image=photo), Query(text="blue", image=photo, without="leather")):
        hits = demo_client.search(query, limit=30)
        scores = [hit.score for hit in hits]
        assert scores == sorted(scores, reverse=True)
        assert all(hit.explanation.total == pytest.approx(hit.score, abs=1e-6) for hit in hits)
        assert all(0 <= hit.relevance <= 1 for hit in hits)


def test_a_picture_finds_its_own_product_first(demo_client):
    hit = demo_client.search("silver watch for women")[0]
    assert demo_client.search_image(photo_of(demo_client, hit))[0].product_id == hit.product_id


def test_every_hit_passes_the_filter_and_none_is_missing(demo_client):
    where = (F.gender == "Women") & F.price.between(20, 60) & (F.article_type == "Watches")
    hits = demo_client.search("football boots", where=where, limit=1000)
    assert len(hits) == demo_client.products.count(where=where) > 0
    assert all(hit.product.gender == "Women" and 20 <= hit.product.price <= 60 for hit in hits)


def test_without_excludes_known_words_and_keeps_the_callers_filter(demo_client):
    hits = demo_client.search(Query(text="shoes", without="black"), where={"gender": "Men"}, limit=40)
    assert hits
    assert all(hit.product.base_color != "Black" and hit.product.gender == "Men" for hit in hits)


def test_weights_move_a_mixed_query_between_its_picture_and_its_words(demo_client):
    photo = photo_of(demo_client, demo_client.search("black handbag")[0])

    def bags(image_weight: float) -> int:
        query = Query(
            text="red dress", image=photo, weights={"text": 1 - image_weight, "image": image_weight}
        )
        return sum(hit.product.article_type == "Handbags" for hit in demo_client.search(query, limit=10))

    assert bags(0.95) > bags(0.05)


def test_similar_leaves_the_product_itself_out_and_keeps_the_limit(demo_client):
    product_id = demo_client.search("white sports shoes")[0].product_id
    similar = demo_client.similar(product_id, limit=7)
    assert len(similar) == 7
    assert product_id not in similar.product_ids


def test_facets_count_all_products_that_pass_not_only_the_hits(demo_client):
    where = F.article_type == "Jeans"
    result = demo_client.search("jeans", where=where, facets=["base_color"], limit=1)
    counted = sum(facet.count for facet in result.facets["base_color"])
    assert counted == demo_client.products.count(where=where) > 1


def test_a_threshold_can_say_that_nothing_matches(demo_client):
    assert len(demo_client.search("red dress", min_relevance=0.0)) == 20
    assert len(demo_client.search("red dress", min_relevance=1.0)) == 0


def test_pages_of_a_listing_join_without_gaps_or_repeats(demo_client):
    seen, cursor = [], None
    while True:
        page = demo_client.products.list(where=F.gender == "Men", order_by="-price", limit=97, cursor=cursor)
        seen += [product.product_id for product in page.products]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == demo_client.products.count(where=F.gender == "Men")


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda c: c.search(""), InvalidRequestError, "needs text or image"),
        (lambda c: c.search("dress", limit=0), InvalidRequestError, "0"),
        (lambda c: c.search("dress", space="words"), InvalidRequestError, "'words'.*'hybrid'"),
        (lambda c: c.search("dress", where={"colour": "Red"}), FilterError, "base_color"),
        (lambda c: c.search("dress", facets=["colour"]), FilterError, "base_color"),
        (lambda c: c.search("dress", min_relevance=2), InvalidRequestError, "min_relevance is 2"),
        (lambda c: c.search_image(b""), InvalidImageError, "empty"),
        (lambda c: c.search_image(b"not a picture"), InvalidImageError, "."),
        (lambda c: c.similar("no-such-id"), NotFoundError, "no-such-id"),
        (lambda c: c.products.get("no-such-id"), NotFoundError, "no-such-id"),
        (lambda c: c.search("dress", timeout_s=1e-9), DeadlineExceededError, "search"),
        (lambda c: c.search("dress", timeout_s=-1), InvalidRequestError, "-1"),
    ],
)
def test_a_bad_request_is_refused_with_the_value_and_the_remedy(demo_client, call, error, message):
    with pytest.raises(error, match=message):
        call(demo_client)


def test_an_embedder_of_another_model_is_refused(demo_client, demo_store_path):
    class Other:
        identity = ModelIdentity(name="other", dimension=512, fingerprint="f" * 64)

        def embed_texts(self, texts):
            return np.zeros((len(texts), 512), dtype=np.float32)

        embed_images = embed_texts

    with pytest.raises(ModelMismatchError, match=r"other .*embedder"):
        FashionClient.open(demo_store_path, embedder=Other())


def test_a_price_a_gender_and_an_exclusion_are_read_out_of_the_words_and_can_be_left_to_the_model(
    demo_client,
):
    text = "blue shirt under 30 without stripes for men"
    hits = demo_client.search(text, limit=10)
    assert {part.kind for part in hits.understood} >= {"price", "attribute", "detail"}
    assert all(hit.product.price <= 30 and hit.product.gender in ("Men", "Unisex") for hit in hits)
    assert not any("strip" in hit.product.product_display_name.lower() for hit in hits)
    assert hits[0].product.base_color == "Blue"
    assert demo_client.search(text, understand=False).understood is None


def test_preferences_of_ones_own_move_the_ranking_and_exclude_nothing(demo_client):
    def greens(preferences: Preferences | None) -> int:
        hits = demo_client.search("dress", limit=20, preferences=preferences)
        assert len(hits) == 20
        return sum(hit.product.base_color == "Green" for hit in hits)

    assert greens(Preferences(colors={"Green": 1.0}, article_types={"Dresses": 1.0})) > greens(None)


def test_diversity_makes_the_hits_less_alike(demo_client):
    def likeness(diversity: float) -> float:
        hits = demo_client.search("red dress", limit=10, diversity=diversity)
        vectors = demo_client.index.vectors_of(hits.product_ids)
        return float((vectors @ vectors.T).mean())

    assert likeness(0.8) < likeness(0.0)


def test_a_look_has_one_pick_per_slot_in_the_budget_and_draws_itself(demo_client):
    seed = demo_client.search("women's black trousers", limit=1)[0].product
    look = demo_client.complete_the_look(seed.product_id, budget=200)
    names = [slot.name for slot in look]
    assert len(names) == len(set(names)) >= 2
    assert look.total_price <= 200
    assert all(slot.best.product.gender in ("Women", "Unisex") for slot in look)
    assert look.to_html().count("data:image/jpeg") >= len(names) + 1
    assert look.explanation.total == pytest.approx(look.score, abs=1e-6)


def test_demo_finds_its_store_again(demo_client, demo_store_path, monkeypatch):
    monkeypatch.setattr("fashion_search.ingest.ingest", None)
    again = FashionClient.demo()
    assert again.search("hat").product_ids == demo_client.search("hat").product_ids
