"""What sells now tells `recommend` what is new."""

from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import create_engine, insert
from sqlalchemy.pool import StaticPool

from fashion_search.catalogs.sql import SqlCatalog
from fashion_search.indexes.local import LocalIndex
from fashion_search.people import Event, MemoryEventLog
from fashion_search.recommenders.personal import PersonalRecommender
from fashion_search.store.tables import metadata
from fashion_search.store.tables import products as products_table
from fashion_search.types import ModelIdentity, Product

TODAY = date(2025, 7, 1)
PRODUCTS = [
    Product(product_id=f"{n:03d}", product_display_name=f"Shirt {n % 250}", article_type="Shirts")
    for n in range(500)
]
VECTORS = np.eye(500, 501, 1, dtype=np.float32) * 0.6
VECTORS[:, 0] = 0.8
SALES = [
    Event(user_id=f"u{n}", product_id=f"{n * 2:03d}", kind="purchase", at=TODAY - timedelta(days=240 - n))
    for n in range(240)
]
ANN = Event(user_id="ann", product_id="100", kind="purchase", at=TODAY - timedelta(days=10))


@pytest.fixture(scope="module")
def recommender():
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(products_table), [one.to_dict() for one in PRODUCTS])
    identity = ModelIdentity(name="drawn", dimension=501, fingerprint="0")
    index = LocalIndex.from_products(PRODUCTS, {"hybrid": VECTORS}, identity)
    yield PersonalRecommender(index, SqlCatalog(engine), MemoryEventLog([*SALES, ANN]))
    engine.dispose()


def test_of_equals_the_one_that_is_sold_now_comes_first_and_says_so(recommender):
    found = recommender.recommend("ann", limit=200, diversity=0, as_of=TODAY)
    fresh = {
        hit.product_id: next(part.value for part in hit.explanation.parts if part.name == "freshness")
        for hit in found
    }
    ranks = {product_id: rank for rank, product_id in enumerate(found.product_ids)}
    unsold = [one for one in fresh if int(one) % 2]
    assert max(unsold, key=fresh.get) == min(unsold, key=ranks.get)
    assert np.mean([int(one) for one in found.product_ids[:20]]) > 350
    assert all(abs(hit.explanation.total - hit.score) < 1e-6 for hit in found)


def test_the_same_thing_in_another_color_is_a_candidate_however_far_it_is(recommender):
    assert recommender.recommend("ann", limit=1, diversity=0, as_of=TODAY).product_ids == ("350",)


def test_a_recommendation_prints_as_the_first_few_names(recommender):
    said = repr(recommender.recommend("ann", limit=20, as_of=TODAY))
    assert "20 hits: Shirt" in said
    assert len(said) < 200
