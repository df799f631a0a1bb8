from __future__ import annotations

import pytest

from fashion_search import F
from fashion_search.cli.options import parse_space, parse_where
from fashion_search.cli.stores import parse_mapping
from fashion_search.errors import FilterError, InvalidRequestError


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (["gender=Men"], F.gender == "Men"),
        (["gender=Men,Women"], F.gender.isin(["Men", "Women"])),
        (["price<50"], F.price < 50),
        (["price >= 20", "year=2016"], (F.price >= 20) & (F.year == 2016)),
        (["base_color!=Black"], ~F.base_color.isin(["Black"])),
        (['{"price": {"$gte": 5}}'], F.price >= 5),
    ],
)
def test_conditions_typed_at_a_terminal_become_filters(conditions, expected):
    assert parse_where(conditions) == expected


def test_no_condition_is_no_filter():
    assert parse_where(None) is None
    assert parse_where([]) is None


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("gender", "has no operator"),
        ("price=cheap", "'cheap' is none"),
        ("colour=Red", "base_color"),
        ("{price: 5}", "not valid JSON"),
    ],
)
def test_a_condition_that_cannot_be_read_is_refused_by_value(condition, message):
    with pytest.raises(FilterError, match=message):
        parse_where([condition])


def test_an_unknown_space_is_refused_with_the_known_ones():
    assert parse_space(None) is None
    assert parse_space("image") == "image"
    with pytest.raises(InvalidRequestError, match=r"'words'.*hybrid"):
        parse_space("words")


def test_mappings_are_ours_to_theirs():
    assert parse_mapping(["product_id=sku", "price = cost"]) == {"product_id": "sku", "price": "cost"}
    with pytest.raises(InvalidRequestError, match="ours=theirs"):
        parse_mapping(["sku"])
