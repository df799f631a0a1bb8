"""A taste built at once and a taste folded together are one."""

from datetime import date, datetime, timedelta, timezone

import numpy as np
import pytest

from fashion_search.errors import InvalidRequestError
from fashion_search.filters import Columns, evaluate
from fashion_search.people import Event, PriceLevels, StyleSettings, StyleSums
from fashion_search.types import Product

DAY = date(2025, 6, 30)
TYPES = ("Tshirts", "Sports Shoes", "Formal Shoes", "Watches")


def shop(count: int = 24) -> dict[str, Product]:
    return {
        f"p{row:02d}": Product(
            product_id=f"p{row:02d}",
            article_type=TYPES[row % 4],
            base_color=("Black", "Red", "Blue")[row % 3],
            gender="Men",
            usage=("Casual", "Sports", "Formal", "Casual")[row % 4],
            price=None if row % 7 == 0 else 10.0 + row,
        )
        for row in range(count)
    }


PRODUCTS = shop()
LEVELS = PriceLevels.from_columns(Columns.from_products(PRODUCTS.values()))
_RANDOM = np.random.default_rng(0).normal(size=(len(PRODUCTS), 16)).astype(np.float32)
VECTORS = dict(zip(PRODUCTS, _RANDOM / np.linalg.norm(_RANDOM, axis=1, keepdims=True), strict=True))


def event(product_id, kind="purchase", days_ago=0.0, user_id="u"):
    at = datetime(2025, 6, 30, tzinfo=timezone.utc) - timedelta(days=days_ago)
    return Event(user_id=user_id, product_id=product_id, kind=kind, at=at)


def fold(sums, *events):
    return sums.fold(events, products=PRODUCTS, vectors=VECTORS, levels=LEVELS)


def style(*events, **settings):
    return fold(StyleSums(user_id="u", settings=StyleSettings(**settings)), *events).style()


def many_events(seed, count=120):
    random = np.random.default_rng(seed)
    kinds = ("view", "click", "cart", "purchase", "return")
    return [
        event(f"p{random.integers(24):02d}", kinds[random.integers(5)], float(random.uniform(0, 400)))
        for _ in range(count)
    ]


def assert_same(one, other):
    np.testing.assert_allclose(one.embedding, other.embedding, atol=1e-6)
    for name in ("category_prefs", "color_prefs", "gender_prefs", "usage_prefs"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), abs=1e-6)
    assert (one.avg_price, one.min_price, one.max_price) == pytest.approx(
        (other.avg_price, other.min_price, other.max_price), abs=1e-6
    )
    assert (one.segment, one.num_interactions, one.last_seen) == (
        other.segment,
        other.num_interactions,
        other.last_seen,
    )


@pytest.mark.parametrize("seed", range(5))
def test_folding_in_pieces_in_any_order_equals_rebuilding(seed):
    events = [*many_events(seed), *(event(f"p{row:02d}") for row in range(8))]
    at_once = style(*events)
    random = np.random.default_rng(seed)
    order = random.permutation(len(events))
    sums = StyleSums(user_id="u")
    for piece in np.array_split(order, 17):
        sums = fold(sums, *(events[row] for row in piece))
    assert at_once.embedding is not None
    assert_same(sums.style(), at_once)


def test_folding_leaves_the_older_sums_as_they_were():
    before = fold(StyleSums(user_id="u"), event("p01", days_ago=5))
    fold(before, event("p02"))
    assert_same(before.style(), style(event("p01", days_ago=5)))


def test_a_purchase_pulls_five_times_as_hard_as_a_view():
    sums = fold(StyleSums(user_id="u"), event("p01", "view"), event("p02", "purchase"))
    np.testing.assert_allclose(sums.vector, VECTORS["p01"] + 5 * VECTORS["p02"], atol=1e-5)


def test_an_event_counts_half_after_the_half_life():
    sums = fold(
        StyleSums(user_id="u", settings=StyleSettings(half_life_days=10)),
        event("p01", days_ago=10),
        event("p02"),
    )
    np.testing.assert_allclose(sums.vector, 2.5 * VECTORS["p01"] + 5 * VECTORS["p02"], atol=1e-5)


def test_a_return_takes_its_purchase_back():
    found = style(event("p01"), event("p01", "return"), event("p02"))
    np.testing.assert_allclose(found.embedding, VECTORS["p02"], atol=1e-5)
    assert found.category_prefs == {PRODUCTS["p02"].article_type: 1.0}


def test_somebody_who_sent_everything_back_has_no_direction():
    found = style(event("p01", days_ago=3), event("p01", "return"))
    assert found.embedding is None
    assert found.segment is None
    assert found.category_prefs == {}


def test_nobody_has_a_style_that_says_nothing():
    found = style()
    assert (found.embedding, found.segment, found.num_interactions) == (None, None, 0)
    assert not found.preferences()
    assert found.where(restrict_category=True, restrict_price=True, restrict_color=True) is None


def test_products_that_are_gone_are_counted_and_no_more():
    found = style(event("gone"), event("p02"))
    assert found.num_interactions == 2
    np.testing.assert_allclose(found.embedding, VECTORS["p02"], atol=1e-6)


def test_other_peoples_events_are_left_out():
    assert style(event("p01", user_id="somebody else")).num_interactions == 0


def test_the_embedding_is_of_unit_length_in_float32():
    found = style(*many_events(3), event("p01"), event("p02"))
    assert found.embedding.dtype == np.float32
    assert np.linalg.norm(found.embedding) == pytest.approx(1, abs=1e-6)


def test_the_price_band_reaches_a_little_beyond_what_was_liked():
    found = style(event("p02"), event("p10"), price_slack=2)
    assert (found.min_price, found.max_price, found.avg_price) == (12, 20, 16)
    assert found.price_band == (6, 40)
    assert (found.preferences().price_low, found.preferences().price_high) == (6, 40)


def test_restrictions_keep_what_is_liked_and_let_unknown_prices_pass():
    found = style(event("p01"), event("p05"))  # red and blue sports shoes for 11 and 15
    where = found.where(restrict_category=True, restrict_price=True)
    kept = {one for one, product in PRODUCTS.items() if evaluate(where, product.to_dict())}
    assert kept == {"p01", "p05", "p21"}  # p21 has no price
    colors = found.where(restrict_color=True)
    assert not evaluate(colors, PRODUCTS["p00"].to_dict())


def test_a_style_is_plain_data_under_the_names_of_the_table():
    found = style(event("p02")).to_dict()
    assert found["last_seen"] == DAY.isoformat()
    assert len(found["user_embedding"]) == 16
    assert {"user_id", "segment", "num_interactions", "category_prefs", "color_prefs", "avg_price"} <= set(
        found
    )


@pytest.mark.parametrize(
    "wrong", [{"view": -1}, {"returned": 1}, {"half_life_days": 0}, {"price_slack": 0.5}, {"sure_segment": 2}]
)
def test_settings_that_turn_a_taste_around_are_refused(wrong):
    with pytest.raises(InvalidRequestError, match=next(iter(wrong))):
        StyleSettings(**wrong)
