"""Values are cleaned and typed; what is lost is named, and only a useless id loses the row."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fashion_search.ingest.rows import RawRow, RowError, to_product
from fashion_search.types import Product


def clean(**values: object) -> tuple[Product, list[str]]:
    return to_product(RawRow(1, {"product_id": "1", **values}))


@pytest.mark.parametrize(
    "word", ["", "  ", "NA", " NA ", "N/A", "nan", "NaN", "null", "NULL", "None", None, float("nan")]
)
@pytest.mark.parametrize("field", ["product_display_name", "base_color", "price", "year"])
def test_words_for_nothing_become_null_without_complaint(field: str, word: object):
    assert clean(**{field: word}) == (Product(product_id="1"), [])


@pytest.mark.parametrize("word", ["Nano", "NA Sports", "Nan's", "none"])
def test_words_that_only_look_like_nothing_stay(word: str):
    assert clean(product_display_name=word)[0].product_display_name == word


def test_white_space_at_the_edges_goes_and_inside_stays():
    assert clean(product_display_name=" Red  Dress\n")[0].product_display_name == "Red  Dress"


@pytest.mark.parametrize(
    ("value", "price"),
    [
        ("12.5", 12.5),
        (" 12 ", 12.0),
        (3, 3.0),
        (2.5, 2.5),
        (Decimal("9.99"), 9.99),
        ("0", 0.0),
        ("1e3", 1000.0),
    ],
)
def test_prices_are_numbers(value: object, price: float):
    assert clean(price=value) == (Product(product_id="1", price=price), [])


@pytest.mark.parametrize("value", ["€ 12", "12,50", "-1", "inf", "1e999", True, [1], {"a": 1}, "12x"])
def test_a_price_that_is_none_is_left_empty_and_told(value: object):
    product, problems = clean(price=value)
    assert product.price is None
    assert len(problems) == 1
    assert "price" in problems[0]


@pytest.mark.parametrize(("value", "year"), [("2012", 2012), ("2012.0", 2012), (2012.0, 2012), (2012, 2012)])
def test_years_are_whole_numbers(value: object, year: int):
    assert clean(year=value) == (Product(product_id="1", year=year), [])


@pytest.mark.parametrize("value", ["12", "2012.5", "20122", "MMXII", "inf", -2012])
def test_a_year_that_is_none_is_left_empty_and_told(value: object):
    product, problems = clean(year=value)
    assert product.year is None
    assert "year" in problems[0]


@pytest.mark.parametrize(
    ("value", "expected"), [(123, "123"), (123.0, "123"), (" 00123 ", "00123"), ("ä/1 2", "ä/1 2")]
)
def test_ids_are_text(value: object, expected: str):
    assert to_product(RawRow(1, {"product_id": value}))[0].product_id == expected


@pytest.mark.parametrize("value", ["", "  ", None, "a\nb", "a\0b", "caf\udce9", "x" * 600])
def test_a_row_without_a_usable_id_is_refused(value: object):
    with pytest.raises(RowError, match="product id"):
        to_product(RawRow(1, {"product_id": value}))


def test_a_broken_row_is_refused_with_its_reason():
    with pytest.raises(RowError, match="ragged") as caught:
        to_product(RawRow(1, {"product_id": "1"}, "ragged", "ragged row"))
    assert caught.value.cause == "ragged row"


@pytest.mark.parametrize("text", ["caf\udce9", "caf\0", "caf" + chr(0xD800)])
def test_bytes_that_no_text_has_are_replaced_and_told(text: str):
    product, problems = clean(product_display_name=text)
    assert product.product_display_name == "caf\ufffd"
    assert "product_display_name" in problems[0]


def test_endless_text_is_cut_and_told():
    product, problems = clean(product_display_name="x" * 30_000)
    assert len(product.product_display_name or "") == 20_000
    assert "30000" in problems[0]
