from __future__ import annotations

import pytest

from fashion_search.language.prices import bounds_in


def read(text, years=()):
    return [(bound.low, bound.high) for bound in bounds_in(text, years)]


@pytest.mark.parametrize(
    "text",
    [
        "under 50", "below £50", "less than 50", "cheaper than $ 50", "up to 50", "upto 50", "at most 50",
        "max 50", "not over 50", "no more than 50", "50 or less", "$50 and under", "< 50", "<=50",
        "within 50 rs", "budget of 50", "price under rs. 50", "Under 50.00", "UNDER 50 RUPEES",
        "under Rs.50/-", "priced below 50",
    ],
)  # fmt: skip
def test_upper_bounds(text):
    assert read(text) == [(None, 50.0)]


@pytest.mark.parametrize(
    "text",
    ["over 50", "above ₹50", "more than 50", "at least 50 inr", "min 50", "50 or more", "$50+", "> 50",
     "from $50", "not under 50", "starting at 50", "50 plus", "50 and up"],
)  # fmt: skip
def test_lower_bounds(text):
    assert read(text) == [(50.0, None)]


@pytest.mark.parametrize(
    "text",
    [
        "between 20 and 40",
        "from 20 to 40",
        "$20-$40",
        "20-40",
        "£20 to £40",
        "20 \u2013 40 rs",
        "between 40 and 20",
    ],
)
def test_ranges(text):
    assert read(text) == [(20.0, 40.0)]


@pytest.mark.parametrize("text", ["around 50", "about $50", "~50", "approx. 50", "$50", "50 dollars", "50€"])
def test_a_price_said_roughly_or_alone_is_a_fifth_to_either_side(text):
    (bound,) = bounds_in(text)
    assert (bound.low, bound.high, bound.rough) == (40.0, 60.0, True)


@pytest.mark.parametrize(
    ("text", "value"),
    [("under 2k", 2000), ("under 1,500", 1500), ("under 1,50,000", 150_000), ("under 49.99", 49.99),
     ("under 2.5k", 2500)],
)  # fmt: skip
def test_ways_to_write_a_number(text, value):
    assert read(text) == [(None, value)]


@pytest.mark.parametrize(
    "text",
    [
        "501", "size 10", "under 40 mm", "under 5 years", "2012", "size 32-34", "over 18 years old",
        "2 to 3 years", "more than 3 pockets", "waist 30-32", "above knee", "under armour", "50%", "100 ml",
        "uk 8-10", "under 50mm", "no. 5", "iphone5", "40-20", "under 7-year-olds",
    ],
)  # fmt: skip
def test_numbers_that_are_no_prices(text):
    assert read(text) == []


def test_two_bounds_are_found_in_order():
    assert read("over 20 shirts under 50") == [(20.0, None), (None, 50.0)]


def test_a_range_of_two_years_of_the_catalogue_is_no_price_unless_a_currency_says_so():
    (bound,) = bounds_in("between 2010 and 2012", years={2010, 2011, 2012})
    assert bound.years
    (bound,) = bounds_in("between rs 2010 and rs 2012", years={2010, 2011, 2012})
    assert not bound.years


def test_the_place_in_the_text_is_exact():
    text = "a shirt under £50 please"
    (bound,) = bounds_in(text)
    assert text[bound.start : bound.end].strip() == "under £50"
