from __future__ import annotations

import time
from datetime import date

import numpy as np
import pytest

from fashion_search.errors import InvalidRequestError
from fashion_search.filters import Columns
from fashion_search.preferences import Preferences
from fashion_search.ranking.rules import NEUTRAL, Popularity, RuleWeights, apply_rules
from fashion_search.types import Product


def rule(name: str, wishes: Preferences, *products: dict, **options) -> list[float]:
    rows = [Product(product_id=str(number), **fields) for number, fields in enumerate(products)]
    return apply_rules(Columns.from_products(rows), wishes, **options)[name].tolist()


def test_nothing_wished_is_no_rule():
    assert apply_rules(Columns.from_products([Product(product_id="1")]), Preferences()) == {}


def test_a_wished_sub_category_covers_its_types_and_the_best_level_counts():
    wishes = Preferences(article_types={"Tshirts": 1.0}, sub_categories={"Topwear": 0.5})
    values = rule(
        "category",
        wishes,
        {"article_type": "Tshirts", "sub_category": "Topwear"},
        {"article_type": "Shirts", "sub_category": "Topwear"},
        {"article_type": "Jeans", "sub_category": "Bottomwear"},
        {},
    )
    assert values == [1.0, 1.0, 0.0, NEUTRAL]


def test_colors_fit_by_the_wheel_and_by_weight():
    values = rule(
        "color",
        Preferences(colors={"Red": 1.0, "Blue": 0.5}),
        *({"base_color": color} for color in ("Red", "Maroon", "Green", "Blue", "Puce")),
        {},
    )
    red, maroon, green, blue, unheard_of, unknown = values
    assert red == 1.0
    assert 0.5 <= maroon < 1.0
    assert green < 0.1
    assert blue == 0.5
    assert unheard_of == unknown == NEUTRAL


def test_prices_inside_the_range_fit_wholly_and_half_as_well_at_one_and_a_half_times():
    wishes = Preferences(price_low=20, price_high=60)
    values = rule("price", wishes, *({"price": p} for p in (20.0, 60.0, 90.0, 20 / 1.5, 0.0)), {})
    assert values[:2] == [1.0, 1.0]
    assert values[2] == pytest.approx(0.5, abs=1e-6)
    assert values[3] == pytest.approx(0.5, abs=1e-6)
    assert values[4] < 0.01
    assert values[5] == NEUTRAL


def test_unisex_fits_every_gender_nearly_as_well():
    values = rule(
        "gender",
        Preferences(genders={"Women": 1.0}),
        {"gender": "Women"},
        {"gender": "Unisex"},
        {"gender": "Men"},
    )
    assert values == pytest.approx([1.0, 0.9, 0.0])


@pytest.mark.parametrize(("hemisphere", "expected"), [("north", [1, 0.5, 0]), ("south", [0, 0.5, 1])])
def test_without_a_wished_season_the_season_of_the_day_counts(hemisphere, expected):
    wishes = Preferences(today=date(2026, 7, 1))
    seasons = ({"season": season} for season in ("Summer", "Fall", "Winter"))
    assert rule("season", wishes, *seasons, hemisphere=hemisphere) == expected


def test_freshness_halves_every_three_years():
    wishes = Preferences(today=date(2016, 1, 1))
    years = ({"year": year} for year in (2017, 2016, 2013, 2010))
    assert rule("freshness", wishes, *years, {}) == [1.0, 1.0, 0.5, 0.25, NEUTRAL]


def test_popularity_is_neutral_where_it_is_not_known():
    ranks = np.array([0.9, np.nan], dtype=np.float32)
    assert rule("popularity", Preferences(), {}, {}, popularity=ranks) == pytest.approx([0.9, NEUTRAL])


def test_negative_weights_and_empty_ranges_are_refused():
    with pytest.raises(InvalidRequestError, match="color is -1"):
        RuleWeights(color=-1)
    with pytest.raises(InvalidRequestError, match="60 to 20"):
        Preferences(price_low=60, price_high=20)
    with pytest.raises(InvalidRequestError, match=r"colors\['Red'\] is 0"):
        Preferences(colors={"Red": 0})


def test_popularity_is_above_neutral_by_how_much_is_wanted_and_unknown_where_nobody_wants_it():
    known = Popularity({"a": 1.0, "b": 0.5, "c": 1e-9, "gone": 0.5})
    found = known.of(["a", "b", "c", "new"])
    assert found[:3] == pytest.approx([1.0, 0.75, NEUTRAL])
    assert np.isnan(found[3])
    values = rule("popularity", Preferences(), {}, {}, {}, {}, popularity=found)
    assert values == pytest.approx([1.0, 0.75, NEUTRAL, NEUTRAL])
    assert known
    assert not Popularity({})
    assert np.isnan(Popularity({}).of(["a"])).all()


def test_five_hundred_candidates_are_scored_by_every_rule_in_a_third_of_a_millisecond():
    random = np.random.default_rng(0)
    columns = Columns.from_products(
        Product(
            product_id=str(number),
            article_type=str(random.choice(["Shirts", "Heels", "Watches"])),
            base_color=str(random.choice(["Red", "Blue", "Teal"])),
            gender=str(random.choice(["Men", "Women", "Unisex"])),
            usage="Casual",
            season="Summer",
            price=float(random.integers(1, 100)),
            year=2012,
        )
        for number in range(500)
    )
    wishes = Preferences(
        article_types={"Shirts": 1.0},
        colors={"Red": 1.0},
        genders={"Men": 1.0},
        usages={"Casual": 1.0},
        price_low=10.0,
        price_high=50.0,
        today=date(2026, 1, 1),
    )
    popularity = random.random(500).astype(np.float32)
    spent = []
    for _ in range(40):
        start = time.perf_counter()
        rules = apply_rules(columns, wishes, popularity=popularity)
        spent.append(time.perf_counter() - start)
    assert len(rules) == 8
    assert min(spent) <= 0.3e-3, f"{min(spent) * 1e3:.3f} ms"
