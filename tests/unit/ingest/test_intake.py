"""An input becomes each product once, in order, with everything else listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from fashion_search.errors import InvalidRequestError
from fashion_search.ingest.intake import take_in
from fashion_search.types import Product


def test_products_come_in_order_of_code_points_each_once(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("id,title\nb,first b\nB,x\n10,x\nb,second b\n2,x\n", encoding="utf-8")
    intake = take_in(path, mapping={}, synthesise_prices=False)
    assert [product.product_id for product in intake.products] == ["10", "2", "B", "b"]
    assert intake.products[3].product_display_name == "first b"
    assert intake.row_numbers == {"b": 1, "B": 2, "10": 3, "2": 5}
    (reject,) = intake.rejects
    assert (reject.kind, reject.row, reject.product_id, reject.cause) == (
        "row",
        4,
        "b",
        "duplicate product id",
    )
    assert "row 1" in reject.reason


def test_every_bad_row_and_value_is_listed_with_its_row(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes(
        b"id,title,price,year\n1,ok,1,2012\n,no id,1,2012\n3,a,b,c,d\n4,caf\xe9,cheap,20\n5,ok,,\n"
    )
    intake = take_in(path, mapping={}, synthesise_prices=False)
    assert [product.product_id for product in intake.products] == ["1", "4", "5"]
    told = [(one.kind, one.row, one.product_id, one.cause) for one in intake.rejects]
    assert told == [
        ("row", 2, "", "bad product id"),
        ("row", 3, "3", "ragged row"),
        ("value", 4, "4", "bad value"),
        ("value", 4, "4", "bad value"),
        ("value", 4, "4", "bad value"),
    ]


def test_products_that_are_there_already_are_taken_as_they_are():
    products = [Product(product_id="b", price=3.0), Product(product_id="a", year=2012)]
    intake = take_in(products, mapping={}, synthesise_prices=False)
    assert intake.products == (products[1], products[0])
    assert intake.rejects == ()


@pytest.mark.parametrize(
    ("prices", "asked", "expected"),
    [
        ([None, None], False, "none"),
        ([None, 1.0], False, "given"),
        ([2.0, 1.0], True, "given"),
        ([None, 1.0], True, "synthesised"),
    ],
)
def test_where_prices_come_from_is_known(prices: list[float | None], asked, expected: str):
    products = [Product(product_id=str(number), price=price) for number, price in enumerate(prices)]
    intake = take_in(products, mapping={}, synthesise_prices=asked)
    assert intake.price_source == expected
    assert [made.price is None for made in intake.products] == [
        price is None and not asked for price in prices
    ]


def test_an_input_without_one_usable_row_is_refused_with_the_first_reason(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("id\n \n", encoding="utf-8")
    with pytest.raises(InvalidRequestError, match=r"Not one product.*product id is empty"):
        take_in(path, mapping={}, synthesise_prices=False)
    with pytest.raises(InvalidRequestError, match="no rows"):
        take_in([], mapping={}, synthesise_prices=False)
