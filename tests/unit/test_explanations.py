"""Whatever moves a score is an addend of it: 10,000 random hits through fusion, rules and merchandising."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from fashion_search.filters import Columns, F
from fashion_search.pipeline import QueryPart, Scored, add_rules, assemble, compose, in_order, score_parts
from fashion_search.pipeline.fusing import found_elsewhere, fuse_scored, with_others
from fashion_search.pipeline.merchandising import add_merchandising, note_places, with_variants
from fashion_search.preferences import Preferences
from fashion_search.ranking.blend import BlendWeights
from fashion_search.ranking.calibration import Calibration
from fashion_search.ranking.fusion import Fusion
from fashion_search.ranking.merchandising import Boost, Bury, Merchandising, Pin, place, places
from fashion_search.ranking.rules import RuleWeights
from fashion_search.types import SPACES, Candidates, Product

HITS = 10_000
PARTS = [QueryPart("text", "text", 0.7), QueryPart("image", "image", 0.3), QueryPart("without", "text", -0.4)]
RULES = Merchandising(
    [
        Boost(where=F.price < 30, factor=1.3),
        Boost(where=F.base_color == "Red", addend=0.05, name="red week"),
        Bury(where=F.article_type == "Heels", factor=0.4, addend=-0.01),
        Pin(product_id="00007", position=2),
    ]
)
WEIGHTS = BlendWeights(by_rule=RuleWeights(popularity=0.5))
WISHES = Preferences(colors={"Red": 1.0}, price_high=40.0, genders={"Women": 1.0}, today=date(2026, 11, 23))


@pytest.fixture(scope="module")
def shop():
    random = np.random.default_rng(5)
    products = tuple(
        Product(
            product_id=f"{number:05d}",
            article_type=str(random.choice(["Heels", "Shirts"])),
            base_color=str(random.choice(["Red", "Teal", "Multi"])) if number % 7 else None,
            price=float(random.integers(1, 90)) if number % 5 else None,
            gender=str(random.choice(["Men", "Women", "Unisex"])),
            year=2000 + int(random.integers(26)),
        )
        for number in range(HITS)
    )
    vectors = random.normal(size=(HITS, 16)).astype(np.float32)
    return products, vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def found(shop, rows: list[int]) -> Candidates:
    products, vectors = shop
    query = compose(PARTS, vectors[:3])
    return Candidates(tuple(products[row].product_id for row in rows), vectors[rows] @ query.vector)


@pytest.mark.parametrize("method", ["weighted", "rrf"])
@pytest.mark.parametrize("calibrated", [True, False])
def test_the_addends_of_ten_thousand_hits_sum_to_their_scores(shop, method, calibrated):
    products, vectors = shop
    query = compose(PARTS, vectors[:3])
    curves = {(kind, space): Calibration(8.0, -2.0) for kind in ("text", "image") for space in SPACES}
    spaces = {
        space: score_parts(
            query, vectors @ np.roll(query.vectors, turn, 1).T, space, curves if calibrated else {}
        )
        for turn, space in enumerate(SPACES)
    }
    words = np.random.default_rng(6).random(HITS)
    fusion = Fusion(method=method, weights={"image": 1, "text": 2, "hybrid": 3, "lexical": 1.5})
    attributes = Columns.from_products(products)
    scored = fuse_scored(spaces, words, fusion)
    scored = add_rules(scored, attributes, WISHES, WEIGHTS, popularity=words.astype(np.float32))
    scored = add_merchandising(scored, attributes, RULES)
    candidates = Candidates(tuple(one.product_id for one in products), vectors @ query.vector)
    order = place(in_order(scored, HITS), candidates.product_ids, places(RULES), HITS)
    hits = assemble(candidates.rows(order), {one.product_id: one for one in products}, scored.rows(order))
    assert len(hits) == HITS
    for hit in hits:
        assert hit.explanation.total == pytest.approx(hit.score, abs=1e-6)
    names = {part.name for hit in hits for part in hit.explanation.parts}
    lifted = [part.value for hit in hits for part in hit.explanation.parts if part.name == "red week"]
    assert 0 < len(lifted) < HITS
    assert all(lifted)
    sources = {"image", "text", "hybrid"} if method == "rrf" else {"text (image)", "without (hybrid)"}
    assert {"lexical", "popularity", "freshness", "red week"} | sources <= names
    assert hits[1].product_id == "00007"
    assert (scored.relevance is not None) is calibrated


def test_sources_count_by_their_weight_and_missing_words_leave_theirs_to_the_others():
    one = Scored(("text",), np.array([[0.8], [0.4]]), np.array([0.8, 0.4]))
    other = Scored(("text",), np.array([[0.2], [0.6]]), None)
    fusion = Fusion(weights={"hybrid": 1, "image": 1, "lexical": 2})
    both = fuse_scored({"hybrid": one, "image": other}, np.array([1.0, 0.0]), fusion)
    assert both.names == ("text (hybrid)", "text (image)", "lexical")
    assert both.scores == pytest.approx([0.75, 0.25])
    assert both.relevance == pytest.approx([0.8, 0.4])
    assert fuse_scored({"hybrid": one, "image": other}, None, fusion).scores == pytest.approx([0.5, 0.5])
    alone = fuse_scored({"image": other}, None, fusion)
    assert (alone.names, alone.relevance) == (("text",), None)


def test_products_that_only_words_find_join_with_their_cosine(shop):
    _, vectors = shop
    query = compose(PARTS, vectors[:3])
    some = found(shop, [5, 6, 7])
    more = found_elsewhere(some, [["00006", "00009"], ["00009", "00001"]])
    assert more == ["00009", "00001"]
    joined = with_others(some, more, vectors[[9, 1]], query)
    assert sorted(joined.product_ids) == ["00001", "00005", "00006", "00007", "00009"]
    assert (np.diff(joined.similarities) <= 0).all()
    assert joined.similarities[joined.product_ids.index("00009")] == pytest.approx(vectors[9] @ query.vector)
    assert with_others(some, [], np.empty((0, 16), np.float32), query) == some


def test_pins_and_variants_are_told_on_the_hits_they_concern(shop):
    products, _ = shop
    candidates = found(shop, [7, 8])
    scored = Scored(("text",), np.array([[0.8], [0.4]]), None)
    hits = assemble(candidates, {one.product_id: one for one in products}, scored)
    noted = with_variants(note_places(hits, places(RULES)), {"00008": ["00004", "00003"]})
    assert noted[0].explanation.notes == ("pinned to place 2",)
    assert noted[1].explanation.notes == ()
    assert [hit.variants for hit in noted] == [(), ("00004", "00003")]
    assert note_places(hits, places(Merchandising())) == hits
