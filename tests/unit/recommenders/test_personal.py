"""Recommendations for one person, rung by rung."""

from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import create_engine, insert
from sqlalchemy.pool import StaticPool

from fashion_search.catalogs.sql import SqlCatalog
from fashion_search.errors import InvalidRequestError
from fashion_search.filters import F
from fashion_search.indexes.local import LocalIndex
from fashion_search.people import Event, MemoryEventLog
from fashion_search.recommenders.personal import PersonalRecommender
from fashion_search.store.tables import metadata
from fashion_search.store.tables import products as products_table
from fashion_search.types import ModelIdentity, Product

TODAY = date(2025, 7, 1)
KINDS = (
    ("Sports Shoes", "Sports", "White"),
    ("Shirts", "Formal", "White"),
    ("Tshirts", "Casual", "Pink"),
    ("Watches", "Casual", "Gold"),
)
DIMENSION = 16


def shop(count=80):
    """Products of four kinds; those of a kind lie near one another."""
    random = np.random.default_rng(0)
    centres = random.normal(size=(len(KINDS), DIMENSION))
    products, vectors = [], []
    for number in range(count):
        kind = number % len(KINDS)
        article_type, usage, color = KINDS[kind]
        products.append(
            Product(
                product_id=f"p{number:03d}",
                product_display_name=f"{article_type} number {number // 8}",
                article_type=article_type,
                base_color=color if number % 8 < 4 else "Black",
                usage=usage,
                gender="Men",
                price=(40.0, 50.0, 20.0, 60.0)[kind] + number / 10,
            )
        )
        vectors.append(centres[kind] + 0.8 * random.normal(size=DIMENSION))
    rows = np.array(vectors, dtype=np.float32)
    return products, rows / np.linalg.norm(rows, axis=1, keepdims=True)


PRODUCTS, VECTORS = shop()
TYPE_OF = {product.product_id: product.article_type for product in PRODUCTS}


@pytest.fixture(scope="module")
def parts():
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(products_table), [one.to_dict() for one in PRODUCTS])
    identity = ModelIdentity(name="drawn", dimension=DIMENSION, fingerprint="0")
    index = LocalIndex.from_products(PRODUCTS, {"hybrid": VECTORS}, identity)
    yield index, SqlCatalog(engine)
    engine.dispose()


@pytest.fixture
def recommender(parts):
    return lambda *events: PersonalRecommender(*parts, MemoryEventLog(events))


def event(product_id, kind="purchase", days_ago=1, user_id="ann"):
    return Event(user_id=user_id, product_id=product_id, kind=kind, at=TODAY - timedelta(days=days_ago))


RUNNER = (event("p000", days_ago=9), event("p004", "cart", days_ago=5), event("p008", "view", days_ago=2))


def test_somebody_who_buys_sports_shoes_is_shown_sports_shoes(recommender):
    found = recommender(*RUNNER).recommend("ann", limit=10, restrict_category=False, as_of=TODAY)
    assert found.rung == "personal"
    types = [hit.product.article_type for hit in found]
    assert types.count("Sports Shoes") >= 7
    assert found.style.segment == "athletic"


def test_the_addends_sum_to_the_score(recommender):
    someone_else = [event("p003", user_id="bob"), event("p000", user_id="bob")]
    found = recommender(*RUNNER, *someone_else).recommend(
        "ann", restrict_category=False, restrict_price=False, exclude_bought=False, as_of=TODAY
    )
    names = {part.name for hit in found for part in hit.explanation.parts}
    assert {"style", "items", "again", "together", "popular", "category"} <= names
    for hit in found:
        assert hit.explanation.total == pytest.approx(hit.score, abs=1e-9)
        assert 0 <= hit.score <= 1


def test_without_diversity_the_hits_are_in_order_of_score(recommender):
    scores = [hit.score for hit in recommender(*RUNNER).recommend("ann", diversity=0, as_of=TODAY)]
    assert scores == sorted(scores, reverse=True)


def test_diversity_spreads_the_hits(recommender):
    def alike(diversity):
        found = recommender(*RUNNER).recommend(
            "ann", limit=8, diversity=diversity, restrict_category=False, restrict_price=False, as_of=TODAY
        )
        rows = VECTORS[[int(one[1:]) for one in found.product_ids]]
        return float((rows @ rows.T).mean())

    assert alike(0.8) < alike(0.0)


def test_what_was_bought_is_left_out_unless_asked_for(recommender):
    asked = recommender(*RUNNER, event("p012", "return"))
    assert {"p000", "p012"}.isdisjoint(asked.recommend("ann", as_of=TODAY).product_ids)
    assert "p004" in asked.recommend("ann", as_of=TODAY).product_ids
    again = asked.recommend("ann", exclude_bought=False, diversity=0, as_of=TODAY)
    assert "p000" in again.product_ids[:3]


def test_what_was_sent_back_is_not_offered_as_what_everybody_wants(recommender):
    back = (event("p003", days_ago=9), event("p003", "return"))
    asked = recommender(*back, event("p003", user_id="bob"), event("p007", user_id="bob"))
    found = asked.recommend("ann", as_of=TODAY)
    assert (found.rung, found.product_ids[0]) == ("popular", "p007")
    assert "p003" not in found.product_ids


def test_what_is_looked_at_just_now_is_not_shown_again(recommender):
    found = recommender().recommend(None, session=["p001", "p005"], as_of=TODAY)
    assert (found.rung, len(found)) == ("session", 18)
    assert {"p001", "p005"}.isdisjoint(found.product_ids)


def test_restrictions_are_kept(recommender):
    found = recommender(*RUNNER).recommend("ann", restrict_color=True, as_of=TODAY)
    assert {hit.product.article_type for hit in found} == {"Sports Shoes"}
    low, high = found.style.price_band
    assert all(low <= hit.product.price <= high for hit in found)
    assert {hit.product.base_color for hit in found} <= set(found.style.color_prefs)
    free = recommender(*RUNNER).recommend(
        "ann", limit=60, restrict_category=False, restrict_price=False, as_of=TODAY
    )
    assert {hit.product.article_type for hit in free} > {"Sports Shoes"}


def test_the_filter_holds_on_every_rung(recommender):
    where = F.article_type == "Watches"
    free = {"restrict_category": False, "restrict_price": False}
    for asked, options in (
        (recommender(*RUNNER), {"user_id": "ann", **free}),
        (recommender(), {"user_id": None, "session": ["p000"], **free}),
        (recommender(*RUNNER), {"user_id": "nobody"}),
        (recommender(), {"user_id": None}),
    ):
        found = asked.recommend(where=where, as_of=TODAY, **options)
        assert len(found) > 0
        assert {hit.product.article_type for hit in found} == {"Watches"}


def test_because_names_the_products_that_pull_hardest(recommender):
    found = recommender(*RUNNER, event("p003", "view", days_ago=200)).recommend("ann", as_of=TODAY)
    for hit in found:
        reasons = found.because[hit.product_id]
        pulls = [one.weight * one.similarity for one in reasons]
        assert pulls == sorted(pulls, reverse=True)
        assert 1 <= len(reasons) <= 3
        row = VECTORS[int(hit.product_id[1:])] @ VECTORS[int(reasons[0].product_id[1:])]
        assert reasons[0].similarity == pytest.approx(float(row), abs=1e-5)
    assert {one.product_id for reasons in found.because.values() for one in reasons} <= {
        "p000",
        "p003",
        "p004",
        "p008",
    }


def test_the_ladder_goes_from_session_to_segment_to_popular_to_diverse(recommender):
    empty, busy = recommender(), recommender(event("p003", user_id="bob"))
    session = busy.recommend("new", session=["p001", "gone"], segment="athletic", as_of=TODAY)
    assert (session.rung, session[0].product.article_type) == ("session", "Shirts")
    segment = busy.recommend("new", segment="athletic", as_of=TODAY)
    assert (segment.rung, segment[0].product.article_type) == ("segment", "Sports Shoes")
    popular = busy.recommend("new", as_of=TODAY)
    assert (popular.rung, popular.product_ids[0]) == ("popular", "p003")
    diverse = empty.recommend("new", limit=4, as_of=TODAY)
    assert diverse.rung == "diverse"
    assert len({hit.product.article_type for hit in diverse}) == 4
    assert (popular.because, diverse.because, diverse.style) == ({}, {}, None)


def test_a_session_moves_what_a_known_person_is_shown(recommender):
    asked = recommender(*RUNNER)
    options = {"restrict_category": False, "restrict_price": False, "diversity": 0.0, "as_of": TODAY}
    before = asked.recommend("ann", **options).product_ids
    after = asked.recommend("ann", session=["p003", "p007", "p011"], **options)
    watches = [one for one in after.product_ids if TYPE_OF[one] == "Watches"]
    assert after.rung == "personal"
    assert len(watches) > sum(TYPE_OF[one] == "Watches" for one in before)


def test_nothing_of_the_day_itself_or_later_is_seen(recommender):
    events = (*RUNNER, event("p003", days_ago=0), event("p007", days_ago=-3))
    with_future = recommender(*events).recommend("ann", as_of=TODAY)
    assert with_future.to_dict() == recommender(*RUNNER).recommend("ann", as_of=TODAY).to_dict()


def test_new_events_are_seen_by_the_next_call(parts):
    log = MemoryEventLog()
    asked = PersonalRecommender(*parts, log)
    assert asked.recommend("ann", as_of=TODAY).rung == "diverse"
    log.append(RUNNER)
    assert asked.recommend("ann", as_of=TODAY).rung == "personal"
    assert asked.recommend("bob", as_of=TODAY).rung == "popular"


def test_products_that_are_gone_are_no_trouble(recommender):
    found = recommender(event("gone"), *RUNNER).recommend("ann", as_of=TODAY)
    assert found.rung == "personal"
    assert recommender(event("gone")).recommend("ann", as_of=TODAY).rung == "diverse"


@pytest.mark.parametrize("user_id", ["ann", "nobody"])
def test_as_many_hits_as_asked_for_while_enough_pass(recommender, user_id):
    found = recommender(*RUNNER).recommend(
        user_id, limit=70, restrict_category=False, restrict_price=False, as_of=TODAY
    )
    assert len(found) == 70
    assert len(set(found.product_ids)) == 70


def test_a_filter_that_nothing_passes_gives_an_empty_result(recommender):
    for user_id in ("ann", "nobody"):
        found = recommender(*RUNNER).recommend(user_id, where=F.price > 1000, as_of=TODAY)
        assert len(found) == 0


def test_the_same_question_has_the_same_answer(recommender):
    first, second = (recommender(*RUNNER).recommend("ann", as_of=TODAY).to_dict() for _ in range(2))
    assert first == second


def test_every_persona_is_recommended_products_of_its_own_segment(parts, recommender):
    personas = recommender().personas(last_day=TODAY - timedelta(days=1))
    assert len(personas) == 5
    asked = PersonalRecommender(*parts, MemoryEventLog([one for p in personas for one in p.history]))
    for persona in personas:
        assert asked.style(persona.user_id, as_of=TODAY).segment == persona.segment
        assert asked.recommend(persona.user_id, as_of=TODAY).rung == "personal"


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"diversity": 1.5}])
def test_options_out_of_range_are_refused(recommender, wrong):
    for user_id in ("ann", "nobody"):
        with pytest.raises(InvalidRequestError, match=next(iter(wrong))):
            recommender(*RUNNER).recommend(user_id, as_of=TODAY, **wrong)
