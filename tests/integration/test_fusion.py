"""Words beside vectors in a search: on by default, weighed by the caller, absent from pictures."""

from __future__ import annotations

import asyncio

import pytest

from fashion_search import AsyncFashionClient, F, FashionClient, Query
from fashion_search.ranking.fusion import Fusion

VECTORS_ALONE = Fusion(weights={"hybrid": 1.0})


def parts(hit) -> dict[str, float]:
    return {part.name: part.value for part in hit.explanation.parts}


def test_words_are_an_addend_by_default_and_addends_sum_to_the_score(demo_client):
    hits = demo_client.search("red dress", limit=10)
    assert any(parts(hit)["lexical"] > 0 for hit in hits)
    for hit in hits:
        assert hit.explanation.total == pytest.approx(hit.score, abs=1e-6)
    assert "lexical" not in parts(demo_client.search("red dress", fusion=VECTORS_ALONE)[0])


def test_a_product_is_found_by_its_title(demo_client):
    wanted = [
        product for product in demo_client.products.list(limit=60).products if product.product_display_name
    ]
    titles = [product.product_display_name for product in wanted]
    lone = [product for product in wanted if titles.count(product.product_display_name) == 1]

    def found(fuse) -> int:
        tops = (demo_client.search(one.product_display_name, limit=3, fusion=fuse) for one in lone)
        return sum(one.product_id in top.product_ids for one, top in zip(lone, tops, strict=True))

    assert found(None) >= found(VECTORS_ALONE)


def test_words_are_never_found_outside_the_filter(demo_client):
    only_words = Fusion(weights={"lexical": 1.0})
    hits = demo_client.search("dress", where=F.price < 40, fusion=only_words, limit=30)
    assert hits
    assert all(hit.product.price < 40 for hit in hits)


def test_what_is_not_wanted_is_not_looked_for_as_words(demo_client):
    plain = demo_client.search("shirt", limit=5, fusion=Fusion(weights={"hybrid": 0.5, "lexical": 0.5}))
    without = demo_client.search(
        "shirt not red", limit=20, fusion=Fusion(weights={"hybrid": 0.5, "lexical": 0.5})
    )
    assert len(plain) == 5
    assert all(hit.product.base_color != "Red" for hit in without)


def test_a_picture_has_no_words(demo_client):
    picture = demo_client.pictures.read(demo_client.search("watch", limit=1)[0].product)
    assert set(parts(demo_client.search_image(picture, limit=3)[0])) == {"image"}
    both = demo_client.search(Query(text="in blue", image=picture), limit=3)
    assert {"text", "image", "lexical"} <= set(parts(both[0]))


@pytest.mark.parametrize("method", ["weighted", "rrf"])
def test_several_spaces_are_fused(demo_client, method):
    fuse = Fusion(method=method, weights={"image": 1, "text": 1, "hybrid": 1, "lexical": 1})
    hits = demo_client.search("black shoes", limit=10, fusion=fuse)
    assert len(hits) == 10
    for hit in hits:
        assert hit.explanation.total == pytest.approx(hit.score, abs=1e-6)
    named = " ".join(parts(hits[0]))
    assert all(source in named for source in ("image", "text", "hybrid", "lexical"))


def test_without_an_index_in_a_store_words_come_from_the_fields(demo_client):
    client = FashionClient(
        embedder=demo_client.embedder, index=demo_client.index, catalog=demo_client.catalog
    )
    for text in ("red dress", "leather belt"):
        assert client.search(text, limit=10).product_ids == demo_client.search(text, limit=10).product_ids


def test_without_understanding_the_model_alone_answers(demo_client):
    assert set(parts(demo_client.search("red dress", understand=False, limit=1)[0])) == {"text"}


def test_the_awaited_client_fuses_alike(demo_store_path, demo_client):
    async def ask():
        async with AsyncFashionClient.open(demo_store_path) as client:
            return await client.search("red dress", limit=10)

    assert asyncio.run(ask()).product_ids == demo_client.search("red dress", limit=10).product_ids


def test_without_understanding_a_fusion_still_counts_words(demo_client):
    title = demo_client.products.list(limit=1).products[0].product_display_name
    hits = demo_client.search(title, understand=False, fusion=Fusion(weights={"hybrid": 0.5, "lexical": 0.5}))
    assert any(part.name == "lexical" and part.value > 0 for part in hits[0].explanation.parts)


def test_other_spaces_of_a_fusion_bring_candidates_of_their_own(demo_client):
    near = demo_client.search("striped shirt", understand=False, space="image", limit=1)[0].product_id
    fused = Fusion(weights={"text": 0.01, "image": 0.99})
    hits = demo_client.search("striped shirt", understand=False, space="text", fusion=fused, limit=20)
    assert near in hits.product_ids
