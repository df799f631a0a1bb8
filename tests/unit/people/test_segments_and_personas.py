"""Segments say what a product is for; personas are made of a store's own products."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from fashion_search.filters import Columns
from fashion_search.people import SEGMENTS, PriceLevels, StyleSums, cast_personas, segment_fits
from fashion_search.types import Product

DAY = date(2025, 6, 30)


def product(number, article_type, *, color="Black", usage="Casual", price=None, gender="Men"):
    return Product(
        product_id=f"p{number:03d}",
        article_type=article_type,
        base_color=color,
        usage=usage,
        price=price,
        gender=gender,
    )


def shop(*, priced=True):
    kinds = [
        ("Sports Shoes", "White", "Sports"),
        ("Shirts", "White", "Formal"),
        ("Tshirts", "Pink", "Casual"),
        ("Watches", "Gold", "Casual"),
        ("Jeans", "Blue", "Casual"),
    ]
    return [
        product(
            n,
            *kinds[n % 5][:1],
            color=kinds[n % 5][1],
            usage=kinds[n % 5][2],
            price=5.0 + n if priced else None,
        )
        for n in range(150)
    ]


def fits(*products, among=None):
    levels = PriceLevels.from_columns(Columns.from_products(among or products))
    return [
        dict(zip(SEGMENTS, row, strict=True)) for row in segment_fits(Columns.from_products(products), levels)
    ]


@pytest.mark.parametrize(
    ("one", "segment"),
    [
        (product(1, "Sports Shoes", usage="Sports"), "athletic"),
        (product(1, "Swimwear", usage=None), "athletic"),
        (product(1, "Shirts", usage="Formal"), "professional"),
        (product(1, "Blazer", usage=None), "professional"),
        (product(1, "Sneakers", color="Pink", usage=None), "gen-z"),
        (product(1, "Watches", color="Gold", usage=None), "luxury"),
        (product(1, "Flip Flops", usage="Casual"), "budget"),
    ],
)
def test_a_product_without_a_price_belongs_where_its_kind_belongs(one, segment):
    found = fits(one)[0]
    assert max(found, key=found.get) == segment


@pytest.mark.parametrize("name", ["Panties", "Capris", "Innerwear"])
def test_a_word_inside_another_word_says_nothing(name):
    found = fits(product(1, name, color="Pink", usage=None))[0]
    assert (found["professional"], found["gen-z"], found["luxury"]) == (0, 0, 0)


def test_the_cheap_half_is_budget_and_the_dear_half_luxury():
    products = shop()
    cheap, dear = fits(products[0], products[-1], among=products)
    assert cheap["budget"] > 0.9
    assert cheap["luxury"] == 0
    assert dear["luxury"] > 0.9
    assert dear["budget"] == 0


def test_a_dear_belt_is_dear_among_belts():
    watches = [product(n, "Watches", price=100.0 + n) for n in range(20)]
    belts = [product(50 + n, "Belts", price=10.0 + n) for n in range(20)]
    first, last = fits(belts[0], belts[-1], among=[*watches, *belts])
    assert last["budget"] < first["budget"]


def test_products_of_which_nothing_is_known_belong_nowhere():
    assert set(fits(Product(product_id="x"))[0].values()) == {0}


@pytest.mark.parametrize("priced", [True, False])
def test_five_personas_live_in_any_store_and_have_the_taste_they_stand_for(priced):
    products = shop(priced=priced)
    columns = Columns.from_products(products)
    personas = cast_personas([one.product_id for one in products], columns, last_day=DAY)
    assert tuple(one.segment for one in personas) == SEGMENTS
    levels = PriceLevels.from_columns(columns)
    known = {one.product_id: one for one in products}
    for persona in personas:
        sums = StyleSums(user_id=persona.user_id).fold(
            persona.history, products=known, vectors={}, levels=levels
        )
        assert sums.style().segment == persona.segment


def test_personas_do_not_depend_on_the_order_of_the_products():
    products = shop()
    there, back = (
        cast_personas([p.product_id for p in some], Columns.from_products(some), last_day=DAY)
        for some in (products, products[::-1])
    )
    assert there == back


def test_a_persona_dresses_one_gender():
    products = [replace(one, gender="Women" if n % 3 else "Men") for n, one in enumerate(shop())]
    known = {one.product_id: one for one in products}
    for persona in cast_personas(list(known), Columns.from_products(products), last_day=DAY):
        assert len({known[event.product_id].gender for event in persona.history}) == 1


def test_a_history_goes_down_the_funnel_and_ends_on_the_last_day():
    products = shop()
    persona = cast_personas([p.product_id for p in products], Columns.from_products(products), last_day=DAY)[
        1
    ]
    kinds = [event.kind for event in persona.history]
    assert kinds.count("view") > kinds.count("cart") > kinds.count("purchase") > 0
    assert max(event.at for event in persona.history) == DAY
    assert [event.at for event in persona.history] == sorted(event.at for event in persona.history)


def test_a_store_that_fits_a_segment_with_nothing_has_no_such_persona():
    products = [product(n, "Sports Shoes", usage="Sports") for n in range(5)]
    found = cast_personas([p.product_id for p in products], Columns.from_products(products), last_day=DAY)
    assert [one.segment for one in found] == ["athletic"]
    assert cast_personas([], Columns.from_products([]), last_day=DAY) == ()


def test_fits_lie_between_0_and_1():
    products = shop()
    values = segment_fits(
        Columns.from_products(products), PriceLevels.from_columns(Columns.from_products(products))
    )
    assert values.shape == (150, 5)
    assert np.all((values >= 0) & (values <= 1))
