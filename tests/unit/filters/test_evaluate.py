"""The meaning, decided case by case."""

from decimal import Decimal

import numpy as np
import pytest

from fashion_search.errors import FilterError
from fashion_search.filters import F, evaluate
from fashion_search.filters.conditions import Condition
from fashion_search.filters.expr import Filter

NULL = {"price": None, "gender": None, "year": float("nan")}


@pytest.mark.parametrize("row", [NULL, {}], ids=["null", "missing"])
@pytest.mark.parametrize(
    "where",
    [
        F.price == 5,
        F.price != 5,
        F.price < 5,
        F.price >= 5,
        F.price.between(1, 9),
        F.year.isin([2015]),
        F.year.notin([2015]),
        F.year.isin([]),
        F.gender == "",
        F.gender.like("%"),
        F.gender.contains(""),
    ],
    ids=str,
)
def test_a_null_never_matches_a_condition_nor_its_negation(where, row):
    assert not evaluate(where, row)
    assert not evaluate(~where, row)


def test_is_null_always_knows():
    assert evaluate(F.year.is_null(), NULL)
    assert not evaluate(~F.year.is_null(), NULL)
    assert not evaluate(F.year.is_null(), {"year": 2015})
    assert evaluate(~F.year.is_null(), {"year": 2015})


@pytest.mark.parametrize(
    ("where", "matches"),
    [
        ((F.price > 5) | (F.gender == "Women"), True),
        ((F.price > 5) & (F.gender == "Women"), False),
        (~((F.price > 5) & (F.gender == "Women")), False),
        (~((F.price > 5) & (F.gender == "Men")), True),
        (~((F.price > 5) | (F.gender == "Men")), False),
        (~((F.price > 5) | (F.gender == "Women")), False),
    ],
    ids=str,
)
def test_unknown_combines_as_in_sql(where, matches):
    assert evaluate(where, {"price": None, "gender": "Women"}) is matches


@pytest.mark.parametrize(
    ("where", "value", "matches"),
    [
        (F.gender == "women", "Women", False),
        (F.gender == "Women ", "Women", False),
        (F.gender == "e\u0301", "é", False),
        (F.gender == "", "", True),
        (F.gender < "a", "Z", True),
        (F.gender > "z", "é", True),
        (F.gender < "\uffff", "😀", False),
        (F.gender < "ab", "a", True),
        (F.gender.between("b", "a"), "a", False),
        (F.gender.isin([]), "a", False),
        (F.gender.notin([]), "a", True),
        (F.gender.contains("om"), "Women", True),
        (F.gender.contains("OM"), "Women", False),
        (F.gender.contains("%"), "Women", False),
        (F.gender.contains(""), "", True),
        (F.gender.like("women"), "Women", False),
        (F.gender.like("W%"), "Women", True),
    ],
    ids=str,
)
def test_text_compares_by_code_point(where, value, matches):
    assert evaluate(where, {"gender": value}) is matches


@pytest.mark.parametrize(
    ("where", "row", "matches"),
    [
        (F.year == 2015.0, {"year": 2015}, True),
        (F.year == 2015, {"year": 2015.0}, True),
        (F.year == 2015, {"year": np.int16(2015)}, True),
        (F.price == 19.99, {"price": Decimal("19.99")}, True),
        (F.price == 0, {"price": -0.0}, True),
        (F.price == 0.3, {"price": 0.1 + 0.2}, False),
        (F.price.between(20, 80), {"price": 20}, True),
        (F.price.between(20, 80), {"price": 80}, True),
        (F.price.between(80, 20), {"price": 50}, False),
        (~F.price.between(80, 20), {"price": 50}, True),
        (F.price > 1e308, {"price": float("inf")}, True),
        (F.price > 1e308, {"price": 10**400}, True),
    ],
    ids=str,
)
def test_numbers_compare_as_float64(where, row, matches):
    assert evaluate(where, row) is matches


@pytest.mark.parametrize(
    ("where", "row", "says"),
    [
        (F.gender == "5", {"gender": 5}, r"row's gender is 5 \(int\); it must be text"),
        (F.price > 5, {"price": "9"}, r"row's price is '9' \(str\); it must be a number"),
        (F.year == 1, {"year": True}, r"row's year is True \(bool\)"),
    ],
)
def test_a_row_with_the_wrong_kind_of_value_is_refused(where, row, says):
    with pytest.raises(FilterError, match=says):
        evaluate(where, row)


@pytest.mark.parametrize("stranger", [Filter(), Condition("price")])
def test_what_is_not_one_of_our_nodes_is_refused(stranger):
    with pytest.raises(FilterError, match="not a kind of"):
        evaluate(stranger, {"price": 5})
