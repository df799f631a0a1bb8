"""What `F` offers, and what it refuses."""

import pytest

from fashion_search import Product
from fashion_search.errors import FilterError
from fashion_search.filters import FIELDS, F


def test_the_fields_are_those_of_a_product():
    assert tuple(FIELDS) == Product.field_names()
    assert all(repr(getattr(F, name)) == f"F.{name}" for name in FIELDS)


@pytest.mark.parametrize(
    ("where", "reads"),
    [
        (F.price == 20, "price = 20"),
        (F.price != 19.99, "price != 19.99"),
        (F.price < 20, "price < 20"),
        (F.price <= 20, "price <= 20"),
        (F.price > 20, "price > 20"),
        (F.year >= 2012, "year >= 2012"),
        (F.price.between(20, 80), "price between 20 and 80"),
        (F.gender.isin(["Women", "Unisex"]), "gender in ('Unisex', 'Women')"),
        (F.year.notin([2011]), "year not in (2011)"),
        (F.gender.isin([]), "gender in ()"),
        (F.product_display_name.like("%dress_"), "product_display_name like '%dress_'"),
        (F.product_display_name.contains("O'Neil"), "product_display_name contains 'O''Neil'"),
        (F.season.is_null(), "season is null"),
        (~F.season.is_null(), "season is not null"),
        (~(F.price > 20), "not (price > 20)"),
        ((F.price >= 20) & F.gender.isin(["Women"]), "price >= 20 and gender in ('Women')"),
        ((F.price > 1) & ((F.year == 2) | (F.year == 3)), "price > 1 and (year = 2 or year = 3)"),
        ((F.price > 1) | ((F.year == 2) & (F.price < 3)), "price > 1 or (year = 2 and price < 3)"),
        (~((F.price > 1) & (F.year == 2)), "not (price > 1 and year = 2)"),
    ],
)
def test_every_operation_reads_like_a_sentence(where, reads):
    assert str(where) == repr(where) == reads


def test_a_long_list_is_shortened_for_reading():
    assert str(F.year.isin(range(2000, 2100))).endswith("2008, 2009, … 90 more)")


@pytest.mark.parametrize(("name", "close"), [("colour", "base_color"), ("category", "sub_category")])
def test_an_unknown_field_is_refused_with_the_nearest_names(name, close):
    with pytest.raises(FilterError, match=rf"'{name}'.*{close}"):
        getattr(F, name)


def test_the_builder_and_its_fields_say_what_they_are():
    assert repr(F) == "F"
    assert repr(F.price) == "F.price"


def test_tools_that_probe_for_private_names_get_the_usual_answer():
    assert not hasattr(F, "_repr_html_")
    assert not hasattr(F.price, "__array__")


def test_numbers_do_not_offer_what_texts_offer():
    with pytest.raises(FilterError, match=r"F\.price does not offer 'like'\. Known: between, is_null, isin"):
        F.price.like("1%")


@pytest.mark.parametrize(
    "mistake",
    [
        lambda: 20 < F.price < 80,
        lambda: (F.price > 20) and (F.year == 2015),
        lambda: not F.season.is_null(),
        lambda: bool(F.price > 20),
    ],
)
def test_python_words_that_would_drop_a_condition_are_refused(mistake):
    with pytest.raises(FilterError, match="between"):
        mistake()


@pytest.mark.parametrize(
    "mistake",
    [
        lambda: F.price > 20 & F.year == 2015,
        lambda: (F.price > 20) & F.year,
        lambda: (F.price > 20) | True,
        lambda: F.gender | F.season,
        lambda: bool(F.gender),
    ],
)
def test_missing_parentheses_are_refused_with_the_remedy(mistake):
    with pytest.raises(FilterError, match=r"\(F\.price > 20\) & \(F\.year == 2015\)"):
        mistake()


def test_fields_can_be_keys():
    assert {F.price: 1}[F.price] == 1
