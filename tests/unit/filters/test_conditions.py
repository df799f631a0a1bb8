"""Nodes: equal when written alike, hashable, picklable, and never holding a value that cannot be compared."""

import enum
import math
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from fashion_search.errors import FilterError
from fashion_search.filters import And, Between, Comparison, F, In, IsNull, Like, Not, Or, all_of, any_of
from fashion_search.filters.limits import MAX_CONDITIONS, MAX_DEPTH, MAX_TEXT, MAX_VALUES

EVERY_KIND = ~(
    (F.price.between(1, 2) & F.gender.isin(["a"]) & ~F.season.is_null())
    | F.usage.like("a%")
    | F.usage.contains("b")
    | (F.year == 2015)
)


class Colour(str, enum.Enum):
    RED = "Red"


def test_filters_survive_a_pickle():
    again = pickle.loads(pickle.dumps(EVERY_KIND))  # noqa: S301
    assert again == EVERY_KIND
    assert hash(again) == hash(EVERY_KIND)
    assert again.size == EVERY_KIND.size


def test_filters_written_alike_are_equal_whatever_the_order_of_a_list():
    assert F.gender.isin(["b", "a", "b"]) == F.gender.isin(iter(["a", "b"]))
    assert (F.price == 20) == (F.price == 20.0)
    assert (F.price > 20) != (F.price >= 20)
    assert len({F.price > 20, F.price > 20.0, ~~(F.price > 20)}) == 1


def test_filters_are_frozen():
    with pytest.raises(AttributeError):
        (F.price > 20).value = 30


def test_chains_stay_flat():
    where = (F.price > 1) & (F.price > 2) & ((F.price > 3) & (F.price > 4))
    assert isinstance(where, And)
    assert len(where.parts) == 4
    assert where.size.depth == 2


def test_fields_are_named_once_in_table_order():
    assert EVERY_KIND.fields() == ("price", "gender", "season", "year", "usage")


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (F.year == np.int64(2015), 2015),
        (F.year == 2015.0, 2015),
        (F.price > np.float32(0.5), 0.5),
        (F.price > Decimal("19.99"), 19.99),
        (F.price > Fraction(1, 2), 0.5),
        (F.price > 50, 50.0),
        (F.base_color == Colour.RED, "Red"),
        (F.base_color == np.str_("Red"), "Red"),
    ],
)
def test_values_become_plain_python(where, value):
    assert where.value == value
    assert type(where.value) is type(value)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: F.price == "50", r"price takes a number, not '50' \(str\)\. Write 50\."),
        (lambda: F.price == "cheap", r"price .*'cheap'.*such as 50"),
        (lambda: F.price == True, r"price takes a number, not True \(bool\)"),  # noqa: E712
        (lambda: F.price == np.bool_(1), r"price takes a number, not .*True"),
        (lambda: F.price == None, r"price .*None.*F\.price\.is_null\(\)"),  # noqa: E711
        (lambda: F.price.isin([math.nan]), r"price takes a finite number.*nan"),
        (lambda: F.price < math.inf, r"price takes a finite number.*inf"),
        (lambda: F.price < 10**400, r"price takes a finite number"),
        (lambda: F.price < 10**5000, r"price takes a finite number"),
        (lambda: F.price < Decimal("sNaN"), r"price takes a finite number"),
        (lambda: F.price == 1j, r"price takes a number, not 1j"),
        (lambda: F.year == 2015.5, r"year takes a whole number.*2015\.5"),
        (lambda: F.year == 2**53 + 1, r"year takes a whole number below 2\*\*53"),
        (lambda: F.gender == 5, r"gender takes text, not 5 \(int\)\. Write '5'\."),
        (lambda: F.gender == None, r"gender .*None.*\$isnull"),  # noqa: E711
        (lambda: F.gender == b"Women", r"gender takes text, not b'Women' \(bytes\)"),
        (lambda: F.gender == ["Women"], r"gender takes text, not \['Women'\].*list"),
        (lambda: F.gender == "a\0b", r"gender.*NUL"),
        (lambda: F.gender == "\ud800", r"gender.*surrogate"),
        (lambda: F.gender == "x" * (MAX_TEXT + 1), r"gender.*10,001 characters"),
        (lambda: F.gender.isin("Women"), r"gender takes a list.*'Women' \(str\).*brackets"),
        (lambda: F.gender.isin({"Women": 1}), r"gender takes a list"),
        (lambda: F.gender.isin(5), r"gender takes a list"),
        (lambda: F.gender.isin(["Women", None]), r"gender takes text, not None"),
        (lambda: F.gender.isin(str(n) for n in range(MAX_VALUES + 1)), r"more than 30,000 values"),
        (lambda: F.gender.like("a\\"), r"gender like 'a.*backslash"),
        (lambda: F.gender.contains(3), r"gender takes text, not 3"),
        (lambda: Comparison("price", "~", 3), r"Unknown operator '~'\. Known: =="),
        (lambda: Comparison("colour", "==", "Red"), r"Unknown field 'colour'.*base_color"),
        (lambda: In("colour", ()), r"Unknown field 'colour'"),
        (lambda: IsNull(7), r"Unknown field 7"),
        (lambda: Between("colour", 1, 2), r"Unknown field"),
        (lambda: Like("price", "1%"), r"price holds numbers, so like does not apply"),
        (lambda: And(()), r"And needs at least one condition"),
        (lambda: Or(("x",)), r"'x' is not a filter"),
        (lambda: Not(None), r"None is not a filter"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_field_value_and_remedy(make, says):
    with pytest.raises(FilterError, match=says):
        make()


def test_a_value_that_cannot_be_printed_is_still_refused():
    class Unprintable:
        def __repr__(self):
            raise RuntimeError

    with pytest.raises(FilterError, match="price takes a number, not <Unprintable"):
        _ = F.price == Unprintable()


def nested(levels):
    where = F.price > 0
    for level in range(levels - 1):
        where = (where & (F.price > level)) if level % 2 else (where | (F.price > level))
    return where


def doubled(where, times):
    return where if times == 0 else doubled(where & where, times - 1)


def test_depth_is_limited():
    assert nested(MAX_DEPTH).size.depth == MAX_DEPTH
    with pytest.raises(FilterError, match="33 levels of nesting; at most 32"):
        nested(MAX_DEPTH + 1)


def test_doubling_a_filter_ends_early():
    where = (F.price > 1) | (F.price > 2)
    with pytest.raises(FilterError, match=f"conditions; at most {MAX_CONDITIONS}"):
        doubled(where, 40)


def test_the_values_of_all_lists_are_counted_together():
    half = [str(number) for number in range(MAX_VALUES // 2)]
    both = F.gender.isin(half) & F.season.isin(half)
    assert both.size.values == MAX_VALUES
    with pytest.raises(FilterError, match="30,001 values; at most 30,000"):
        _ = both & (F.price > 1)


def test_filters_are_joined_and_no_condition_is_left_out():
    a, b = F.price > 1, F.year == 2015
    assert all_of([a, None, b]) == (a & b)
    assert any_of([a, b]) == (a | b)
    assert all_of([None, a]) is a
    assert all_of([]) is None
    assert all_of([None]) is None
    assert any_of([]) is None
