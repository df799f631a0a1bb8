"""The job `build_user_style_features` says what `fashion_search.people` says."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import numpy as np
import pandas as pd
import pytest

from fashion_search.batch.definitions import USER_STYLES
from fashion_search.batch.engines.whole import rebuild_here
from fashion_search.batch.tables.parquet import ParquetTable
from fashion_search.batch.users import BuildUserStyles, join_events, price_levels
from fashion_search.errors import ConfigurationError
from fashion_search.people import Event, StyleSums
from fashion_search.types import Product

START = datetime(2026, 1, 1, tzinfo=timezone.utc)


@pytest.fixture
def world():
    dice = np.random.default_rng(6)
    products = pd.DataFrame(
        {
            "product_id": [f"p{number}" for number in range(40)],
            "article_type": ["Shirts" if number % 2 else "Shoes" for number in range(40)],
            "base_color": ["Red" if number % 3 else "Blue" for number in range(40)],
            "price": [10.0 + number for number in range(40)],
        }
    )
    vectors = dice.standard_normal((40, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    embeddings = pd.DataFrame({"product_id": products["product_id"], "hybrid_embedding": list(vectors)})
    events = pd.DataFrame(
        {
            "user_id": [f"u{number % 7}" for number in range(100)],
            "product_id": [f"p{number}" for number in dice.integers(0, 45, 100)],  # some are gone
            "kind": dice.choice(["view", "cart", "purchase", "return"], 100),
            "at": [START + timedelta(hours=int(hours)) for hours in dice.integers(0, 5000, 100)],
        }
    )
    return events, products, embeddings


def job(products) -> BuildUserStyles:
    return BuildUserStyles(levels=price_levels(products), embedding_model="m@f")


def test_rows_are_the_styles_of_the_library(world):
    events, products, embeddings = world
    function = job(products)
    made = pd.concat(function(iter([join_events(*world)]))).set_index("user_id")
    assert len(made) == 7
    known = {row["product_id"]: Product(**row) for row in products.to_dict("records")}
    vectors = dict(zip(embeddings["product_id"], embeddings["hybrid_embedding"], strict=True))
    for user_id, row in made.iterrows():
        mine = [Event(**one) for one in events[events["user_id"] == user_id].to_dict("records")]
        sums = StyleSums(user_id=str(user_id)).fold(
            mine, products=known, vectors=vectors, levels=function.levels
        )
        style = sums.style()
        assert row["user_embedding"] == pytest.approx(style.embedding, abs=1e-6)
        assert row["category_prefs"] == pytest.approx(dict(style.category_prefs))
        assert row["num_interactions"] == style.num_interactions
        assert row["avg_price"] == pytest.approx(style.avg_price)
        assert row["segment"] == style.segment


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_how_rows_are_cut_into_frames_changes_nothing(world, rows):
    joined = join_events(*world)
    function = job(world[1])
    whole = pd.concat(function(iter([joined])))
    cut = pd.concat(function(joined.iloc[at : at + rows] for at in range(0, len(joined), rows)))
    assert whole["content_hash"].tolist() == cut["content_hash"].tolist()


def test_a_second_run_writes_nothing_and_one_event_changes_one_row(world, tmp_path):
    events, products, embeddings = world
    target = ParquetTable(tmp_path / "users", USER_STYLES)

    def run(some):
        source = join_events(some, products, embeddings)
        return rebuild_here("users", job(products), source, target=target)

    assert run(events).done == 7
    assert run(events).done == 0
    more = pd.DataFrame(
        [{"user_id": "u1", "product_id": "p3", "kind": "cart", "at": START + timedelta(days=300)}]
    )
    assert run(pd.concat([events, more])).done == 1
    assert run(events[events["user_id"] != "u2"]).removed == 1
    assert len(target) == 6


def test_events_without_a_column_are_refused(world):
    with pytest.raises(ConfigurationError, match="kind"):
        join_events(world[0].drop(columns="kind"), world[1], world[2])


def test_events_out_of_order_are_refused_rather_than_summed_up_twice(world):
    _, products, _ = world
    mixed = join_events(*world).sample(frac=1, random_state=6)
    with pytest.raises(ConfigurationError, match="in order of user"):
        list(job(products)(iter([mixed])))
