"""What is of the present is told from what sells."""

from datetime import date, timedelta

import pytest

from fashion_search.filters import Columns
from fashion_search.people import Demand, Event, Launches
from fashion_search.people.events import in_days
from fashion_search.types import Product

START = date(2024, 1, 1)
NOW = in_days(date(2025, 1, 1))


def launches_of(products):
    return Launches.from_columns([one.product_id for one in products], Columns.from_products(products))


def sold(product_ids):
    """One sale a day, the first product first."""
    return Demand.from_events(
        Event(user_id="a", product_id=one, kind="purchase", at=START + timedelta(days=day))
        for day, one in enumerate(product_ids)
    )


NUMBERED = [Product(product_id=f"{number:04d}") for number in range(1000)]
UPWARDS = [f"{number:04d}" for number in range(0, 900, 3)]


def test_products_numbered_like_those_that_sell_now_are_of_the_present():
    current = launches_of(NUMBERED).current(sold(UPWARDS), in_days(START) + 300)
    assert current["0880"] > 0.9
    assert 0.5 > current["0700"] > current["0300"]
    assert current["0000"] == pytest.approx(0, abs=1e-3)
    assert set(current) == {one.product_id for one in NUMBERED}
    assert all(0 <= value <= 1 for value in current.values())


def test_a_product_nobody_bought_yet_is_as_current_as_its_neighbours():
    current = launches_of(NUMBERED).current(sold(UPWARDS), in_days(START) + 300)
    assert current["0881"] == pytest.approx(current["0882"], abs=0.05)


def test_the_present_is_another_one_earlier():
    current = launches_of(NUMBERED).current(sold(UPWARDS), in_days(START) + 120)
    assert current["0350"] > 0.9 > current["0880"]


def test_sales_that_do_not_move_on_tell_nothing():
    scattered = [f"{(number * 619) % 1000:04d}" for number in range(300)]
    assert launches_of(NUMBERED).current(sold(scattered), NOW) == {}


def test_few_sales_tell_nothing():
    assert launches_of(NUMBERED).current(sold(UPWARDS[:50]), NOW) == {}
    assert launches_of(NUMBERED).current(sold([]), NOW) == {}


def test_years_tell_the_order_where_ids_are_no_numbers():
    products = [Product(product_id=f"p{number}", year=2015 + number // 250) for number in range(1000)]
    current = launches_of(products).current(sold([f"p{number}" for number in range(0, 1000, 3)]), NOW)
    assert current["p999"] > current["p600"] > current["p10"]


def test_products_of_unknown_year_have_no_place():
    products = [
        Product(product_id=f"p{number}", year=2010 + number if number else None) for number in range(9)
    ]
    assert set(launches_of(products).bins) == {f"p{number}" for number in range(1, 9)}


@pytest.mark.parametrize(
    "products", [[], [Product(product_id="p1")], [Product(product_id=one, year=2020) for one in "ab"]]
)
def test_a_catalogue_without_an_order_tells_nothing(products):
    assert launches_of(products).bins == {}
