from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fashion_search.errors import InvalidRequestError
from fashion_search.filters import Columns, evaluate
from fashion_search.ranking.variants import Stems, cheaper, collapse, other_colors, variant_groups
from fashion_search.types import Product

WORDS = {
    "nike": 2500,
    "men": 20_000,
    "shoes": 7000,
    "air": 120,
    "zoomax": 2,
    "acme": 5,
    "casual": 900,
    "red": 4000,
}
STEMS = Stems(WORDS, ("Nike", "Acme"))


def shoe(product_id: str, title: str | None, color: str | None = None, **fields) -> Product:
    known = {"article_type": "Shoes", "gender": "Men", **fields}
    return Product(product_id=product_id, product_display_name=title, base_color=color, **known)


def unit(*rows: tuple[float, ...]) -> np.ndarray:
    vectors = np.array(rows, dtype=np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)


def groups(products: list[Product], vectors: np.ndarray, stems: Stems = STEMS) -> list[int]:
    return variant_groups(Columns.from_products(products), vectors, stems).tolist()


def test_a_stem_is_the_title_without_colours_order_and_endings():
    assert STEMS.of("Nike Men's Zoomax Navy Blue Shoes") == STEMS.of("NIKE Men Red Shoe Zoomax") != ""
    assert STEMS.of(None) == ""


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Nike Men Zoomax Red Shoes", True),
        ("Nike Men X99 Shoes", True),  # a word no other title has
        ("Nike Men Air Shoes", False),  # of many products
        ("Acme Men Red Shoes", False),  # rare, but a brand
        ("Nike Men Teal Shoes", False),  # rare, but a colour
        ("", False),
    ],
)
def test_a_stem_names_one_product_when_it_has_a_model(title, named):
    assert STEMS.names_one(STEMS.of(title)) is named
    assert not Stems().names_one(STEMS.of(title))


def test_colours_of_one_model_are_one_group_whatever_they_look_like():
    products = [
        shoe("1", "Nike Men Zoomax Red Shoes", "Red"),
        shoe("2", "Nike Men Zoomax Blue Shoe", "Blue"),
        shoe("3", "Nike Men Red Shoes", "Red"),
        shoe("4", "Nike Men Zoomax Red Shoes", "Red", gender="Women"),
        shoe("5", "Nike Men Zoomax Red Shoes", "Red", article_type="Socks"),
    ]
    assert groups(products, unit((1, 0), (0, 1), (1, 0.2), (-1, 0), (0, -1))) == [0, 0, 1, 2, 3]


def test_equal_generic_titles_are_one_product_only_when_they_look_the_same():
    products = [shoe(str(number), "Nike Men Red Shoes", "Red") for number in range(3)]
    assert groups(products, unit((1, 0), (1, 0.05), (1, -0.1))) == [0, 0, 1]


def test_the_same_picture_is_the_same_product_under_any_title():
    products = [shoe("1", "Nike Men Red Shoes"), shoe("2", "Acme casual footwear"), shoe("3", None)]
    assert groups(products, unit((1, 0), (1, 0.001), (0, 0))) == [0, 0, 1]


def test_products_without_title_or_picture_are_nobodys_variant():
    assert groups([shoe("1", None), shoe("2", None), shoe("3", "")], np.zeros((3, 2), np.float32)) == [
        0,
        1,
        2,
    ]
    assert groups([], np.zeros((0, 2), np.float32)) == []


def test_groups_hang_together_through_a_third():
    products = [shoe("1", "A Zoomax"), shoe("2", "B q7"), shoe("3", "A Zoomax Red")]
    assert len(set(groups(products, unit((1, 0), (0, 1), (0, 1))))) == 1


def test_rows_that_do_not_belong_together_are_refused():
    with pytest.raises(InvalidRequestError, match="1 products and 2 vectors"):
        variant_groups(Columns.from_products([shoe("1", "x")]), unit((1, 0), (0, 1)), STEMS)


def test_collapsing_keeps_the_best_of_each_group_and_lists_the_others():
    kept, others = collapse([3, 0, 2, 1, 4, 5], np.array([0, 1, 0, 1, -1, -1]))
    assert kept.tolist() == [3, 0, 4, 5]
    assert others == {3: (1,), 0: (2,)}


@given(st.lists(st.integers(-1, 4), max_size=30), st.randoms(use_true_random=False))
def test_collapsing_loses_nobody(given_groups, random):
    order = list(range(len(given_groups)))
    random.shuffle(order)
    kept, others = collapse(order, np.array(given_groups, dtype=int))
    everybody = [*kept.tolist(), *(row for rest in others.values() for row in rest)]
    assert sorted(everybody) == sorted(order)
    assert kept.tolist() == [row for row in order if row in set(kept.tolist())]


def test_other_colours_are_looked_for_by_the_models_name():
    product = shoe("1", "Nike Men Zoomax Red Shoes", "Red")
    where = other_colors(product, STEMS)
    assert evaluate(where, shoe("2", "Zoomax by Nike", "Blue").to_dict())
    for other in (
        shoe("3", "Zoomax by Nike", "Red"),
        shoe("4", "Nike Men Shoes", "Blue"),
        shoe("5", "Nike Men Zoomax Blue Shoes", "Blue", gender="Women"),
        shoe("6", "Nike Men Zoomax Blue Shoes", "Blue", article_type="Socks"),
    ):
        assert not evaluate(where, other.to_dict())


@pytest.mark.parametrize("title", [None, "", "Nike Men Red Shoes"])
def test_nothing_is_said_of_other_colours_when_the_title_names_no_product(title):
    assert other_colors(shoe("1", title, "Red"), STEMS) is None


def test_cheaper_is_the_same_kind_for_the_same_people_below_the_price():
    where = cheaper(shoe("1", "x", price=50.0))
    assert evaluate(where, shoe("2", "y", price=49.99).to_dict())
    assert evaluate(where, shoe("2", "y", price=10.0, gender="Unisex").to_dict())
    for other in (
        shoe("3", "y", price=50.0),
        shoe("4", "y"),
        shoe("5", "y", price=10.0, gender="Women"),
        shoe("6", "y", price=10.0, article_type="Socks"),
    ):
        assert not evaluate(where, other.to_dict())


def test_nothing_is_cheaper_than_an_unknown_price():
    with pytest.raises(InvalidRequestError, match="'1' has no price"):
        cheaper(shoe("1", "x"))
