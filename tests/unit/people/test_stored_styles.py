"""Tastes kept in a table, and used for people of whom nothing else is known."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest
from sqlalchemy import create_engine, inspect

from fashion_search.catalogs.sql import SqlCatalog
from fashion_search.errors import StoreError
from fashion_search.indexes import LocalIndex
from fashion_search.people import Event, MemoryEventLog, UserStyle
from fashion_search.people.stored_styles import SqlStyles, read_style
from fashion_search.recommenders.personal import PersonalRecommender
from fashion_search.store.tables import products as products_table
from fashion_search.types import ModelIdentity, Product

MODEL = ModelIdentity(name="made-up", dimension=4, fingerprint="1")
PRODUCTS = [
    Product(product_id="a", article_type="Shirts", base_color="Red", price=20.0),
    Product(product_id="b", article_type="Shirts", base_color="Blue", price=25.0),
    Product(product_id="c", article_type="Shoes", base_color="Red", price=90.0),
    Product(product_id="d", article_type="Shirts", base_color="Red", price=500.0),
]
STYLE = UserStyle(
    user_id="u1",
    embedding=np.array([1, 0, 0, 0], np.float32),
    segment="gen-z",
    num_interactions=12,
    category_prefs={"Shirts": 1.0, "Shoes": 0.25},
    color_prefs={"Red": 1.0},
    gender_prefs={"Women": 1.0},
    avg_price=22.5,
    min_price=20.0,
    max_price=30.0,
    last_seen=date(2026, 1, 2),
)


@pytest.fixture
def engine(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'people.sqlite'}")
    yield engine
    engine.dispose()


def test_a_taste_comes_back_as_it_was_kept(engine):
    styles = SqlStyles(engine)
    assert styles.put([STYLE]) == 1
    assert styles.get("u1").to_dict() == STYLE.to_dict()
    assert styles.get("nobody") is None


def test_a_newer_taste_takes_the_place_of_the_older(engine):
    styles = SqlStyles(engine)
    styles.put([STYLE, UserStyle(user_id="u2")])
    styles.put([UserStyle(user_id="u1", segment="luxury")])
    assert (styles.get("u1").segment, styles.get("u1").category_prefs) == ("luxury", {})
    assert styles.get("u2").user_id == "u2"


def test_a_taste_that_others_wrote_is_read_as_far_as_it_can_be_used():
    style = read_style(
        {
            "user_id": 17,
            "user_embedding": [3.0, 4.0],
            "segment": "Gen_Z",
            "num_interactions": None,
            "category_prefs": json.dumps({"Shoes": 2, "Shirts": 8, "Hats": 0, "Bags": None}),
            "color_prefs": "no JSON",
            "avg_price": float("nan"),
            "min_price": -1,
        }
    )
    assert style.user_id == "17"
    assert style.embedding.tolist() == pytest.approx([0.6, 0.8])
    assert style.segment == "gen-z"
    assert list(style.category_prefs.items()) == [("Shirts", 1.0), ("Shoes", 0.25)]
    assert (style.color_prefs, style.avg_price, style.min_price, style.num_interactions) == (
        {},
        None,
        None,
        0,
    )


@pytest.mark.parametrize("vector", [None, [], [0, 0], [float("inf"), 1]])
def test_a_vector_without_a_direction_is_none(vector):
    assert read_style({"user_id": "u", "user_embedding": vector}).embedding is None


def test_a_database_that_cannot_be_used_is_named_without_what_was_asked(tmp_path):
    (tmp_path / "broken.sqlite").write_bytes(
        b"this is no database at all, but long enough to look like one" * 20
    )
    broken = create_engine(f"sqlite:///{tmp_path / 'broken.sqlite'}")
    with pytest.raises(StoreError, match=r"broken\.sqlite"):
        SqlStyles(broken)
    with pytest.raises(StoreError) as caught:
        SqlStyles(broken, create=False).get("somebody-private")
    assert "somebody-private" not in str(caught.value)
    broken.dispose()


def test_of_a_table_that_is_missing_nobody_is_known_and_reading_makes_none(engine):
    assert SqlStyles(engine, create=False).get("u1") is None
    assert not inspect(engine).has_table("user_style_features")
    named = SqlStyles(engine, name="tastes")
    named.put([STYLE])
    assert SqlStyles(engine, name="tastes", create=False).get("u1").to_dict() == STYLE.to_dict()


def test_the_last_event_tells_how_old_a_taste_is_not_the_day_the_row_was_made():
    row = {"user_id": "u", "updated_at": "2026-03-01T00:00:00"}
    assert read_style(row).last_seen == date(2026, 3, 1)
    assert read_style(row | {"last_seen": "2026-01-02T08:00:00"}).last_seen == date(2026, 1, 2)


@pytest.fixture
def shop(engine):
    products_table.create(engine)
    with engine.begin() as connection:
        connection.execute(products_table.insert(), [product.to_dict() for product in PRODUCTS])
    vectors = np.eye(4, dtype=np.float32)[[0, 0, 1, 0]]
    index = LocalIndex.from_products(PRODUCTS, {"hybrid": vectors}, MODEL)
    return index, SqlCatalog(engine), SqlStyles(engine)


def recommender(shop, events=()):
    index, catalog, styles = shop
    return PersonalRecommender(index, catalog, MemoryEventLog(events), styles=styles)


def test_somebody_without_events_is_recommended_to_by_the_stored_taste(shop):
    shop[2].put([STYLE])
    found = recommender(shop).recommend("u1", limit=4)
    assert (found.rung, found.style.segment) == ("personal", "gen-z")
    assert found[0].product_id == "a"
    assert {hit.product_id for hit in found} == {"a", "b"}  # not the dear one; shoes cost too much as well
    assert recommender(shop).style("u1").num_interactions == 12


def test_events_of_ones_own_count_more_than_a_stored_taste(shop):
    shop[2].put([STYLE])
    event = Event(user_id="u1", product_id="c", kind="purchase", at=date(2026, 1, 3))
    assert recommender(shop, [event]).style("u1").category_prefs == {"Shoes": 1.0}


def test_a_stored_taste_that_says_nothing_or_comes_from_later_is_not_used(shop):
    shop[2].put([UserStyle(user_id="empty", num_interactions=3), STYLE])
    assert recommender(shop).recommend("empty").rung == "diverse"
    assert recommender(shop).recommend("u1", as_of=date(2025, 1, 1)).rung == "diverse"


def test_a_stored_vector_of_another_length_is_left_out(shop):
    shop[2].put([UserStyle(user_id="u", embedding=np.ones(3, np.float32), color_prefs={"Red": 1.0})])
    style = recommender(shop).recommend("u").style
    assert style.embedding is None
    assert style.color_prefs == {"Red": 1.0}
