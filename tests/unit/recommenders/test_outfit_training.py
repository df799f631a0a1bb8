from __future__ import annotations

import json

import numpy as np
import pytest

from fashion_search.recommenders.outfits import Compatibility
from fashion_search.recommenders.outfits.slots import SLOTS, kinds
from fashion_search.training.outfits import (
    fit_baskets,
    fit_needs,
    fit_outfits,
    free_places,
    in_training,
    row_of,
)

ROW = row_of()


def rows(*names: str) -> list[int]:
    return [ROW[name] for name in names]


OUTFITS = [rows("gown", "heels", "clutch")] * 60 + [rows("t-shirt", "jeans", "sneakers")] * 60


@pytest.fixture(scope="module")
def learned() -> Compatibility:
    worn, bias = fit_outfits(*free_places(OUTFITS))
    return Compatibility(
        kinds=tuple(kind.name for kind in kinds()),
        worn=worn,
        worn_bias=bias,
        bought=fit_baskets(OUTFITS),
        others=2.0,
        needed=fit_needs(OUTFITS),
    )


def test_every_thing_of_an_outfit_is_taken_out_once():
    worn, taken = free_places([rows("gown", "heels", "clutch")])
    assert taken.tolist() == rows("gown", "heels", "clutch")
    assert worn.sum(axis=1).tolist() == [2.0, 2.0, 2.0]
    assert worn[0, ROW["gown"]] == 0


def test_the_model_completes_the_outfits_it_saw(learned):
    scores = learned.completes(rows("gown", "clutch"))
    assert scores[ROW["heels"]] > scores[ROW["sneakers"]]
    assert learned.worn_together()[ROW["jeans"], ROW["sneakers"]] > 0.5
    assert learned.worn_together()[ROW["jeans"], ROW["kurta"]] == 0.5


def test_lift_counts_only_pairs_of_different_slots():
    lift = fit_baskets([rows("t-shirt", "shirt", "jeans")] * 30)
    assert lift[ROW["t-shirt"], ROW["shirt"]] < 0  # no pair counted, though both are frequent
    assert lift[ROW["t-shirt"], ROW["jeans"]] > 0
    assert lift[ROW["saree"], ROW["jeans"]] == 0


def test_needs_are_relative_to_the_most_frequent_slot(learned):
    top = learned.needed[SLOTS.index("top")]
    assert top[SLOTS.index("bottom")] == top[SLOTS.index("shoes")] == 1.0
    assert top[SLOTS.index("bag")] == 0.0


def test_a_table_survives_its_file_to_two_decimals(learned):
    read = Compatibility.from_document(json.loads(json.dumps(learned.to_document())))
    assert read.kinds == learned.kinds
    for name in ("worn", "worn_bias", "bought", "needed"):
        assert np.allclose(getattr(read, name), getattr(learned, name), atol=0.0051)


def test_about_half_of_the_customers_are_held_out_always_the_same_ones():
    kept = [in_training(f"u{number:04d}") for number in range(1000)]
    assert 400 < sum(kept) < 600
    assert kept == [in_training(f"u{number:04d}") for number in range(1000)]
