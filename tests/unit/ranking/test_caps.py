from __future__ import annotations

import numpy as np
import pytest

from fashion_search.errors import InvalidRequestError
from fashion_search.filters import Columns
from fashion_search.ranking.caps import brand_of, caps_for
from fashion_search.ranking.mmr import mmr
from fashion_search.types import Product

BRANDS = {
    "Nike": "Nike",
    "NIKE": "Nike",
    "United Colors of Benetton": "United Colors of Benetton",
    "United": "United",
}
TITLES = [
    "Nike Men Shoe",
    "NIKE Cap",
    "United Colors of Benetton Women Bag",
    None,
    "No name shoe",
    "Nike Shorts",
]
COLUMNS = Columns.from_products(
    Product(product_id=str(number), product_display_name=title, base_color=color, year=year)
    for number, (title, color, year) in enumerate(
        zip(
            TITLES,
            ["Red", None, "Red", "Blue", None, "Red"],
            [2012, 2012, None, 2011, None, 2012],
            strict=True,
        )
    )
)


@pytest.mark.parametrize(
    ("title", "brand"),
    [
        ("NIKE Men Shoe", "Nike"),
        ("United Colors of Benetton Bag", "United Colors of Benetton"),
        ("United Bag", "United"),
        ("Shoe by Nike", None),
        ("Nikes", None),
        ("", None),
    ],
)
def test_a_brand_is_the_longest_spelling_a_title_begins_with(title, brand):
    assert brand_of(title, BRANDS) == brand


def test_products_of_one_value_share_a_group_and_unknown_ones_have_none():
    brand, color, year = caps_for({"brand": 1, "base_color": 2, "year": 1}, COLUMNS, BRANDS)
    assert brand.groups.tolist() == [0, 0, 1, -1, -1, 0]
    assert color.groups[0] == color.groups[2] == color.groups[5] != color.groups[3]
    assert color.groups[[1, 4]].tolist() == [-1, -1]
    assert year.groups.tolist() == [2012, 2012, -1, 2011, -1, 2012]
    assert (brand.most, color.most) == (1, 2)


def test_caps_hold_in_the_picks_and_the_best_of_a_group_stays():
    picked = mmr(
        np.linspace(1, 0.5, 6),
        np.eye(6, dtype=np.float32),
        limit=6,
        diversity=0.0,
        caps=caps_for({"brand": 1}, COLUMNS, BRANDS),
    )
    assert picked == [0, 2, 3, 4]


def test_no_caps_for_no_wish():
    assert caps_for({}, COLUMNS, {}) == []


@pytest.mark.parametrize(
    ("most", "message"),
    [({"colour": 2}, "base_color"), ({"price": 2}, "cannot be capped"), ({"brand": 0}, "at least 1")],
)
def test_what_cannot_be_capped_is_refused(most, message):
    with pytest.raises(InvalidRequestError, match=message):
        caps_for(most, COLUMNS, BRANDS)
