from __future__ import annotations

import csv
import time

import pytest

from fashion_search.filters import Columns
from fashion_search.language import Vocabulary, understand
from fashion_search.language.brands import brands_in
from fashion_search.types import Product


def shoes(count, **fields):
    return [Product(product_id=str(number), **fields) for number in range(count)]


def test_brands_are_what_titles_begin_with_before_the_gender():
    titles = (
        ["Nike Men Red Shoes"] * 6
        + ["NIKE Women Blue Tee"] * 2
        + ["Red Tape Men Shoe"] * 5
        + ["Solo Men"] * 4
    )
    brands = brands_in(titles)
    assert {brand.name for brand in brands.values()} == {"Nike", "Red Tape"}
    assert brands["nike"].spellings == ("Nike", "NIKE")
    assert brands["nike"].count == 8


def test_a_first_word_that_stands_nowhere_else_is_a_brand_without_a_gender_after_it():
    titles = ["Nike Men Red Shoes"] * 20 + ["Lakme Lipstick Rose"] * 6 + ["Rose Lakme"]
    assert "lakme" not in brands_in([*titles, *["Lovely Lakme"] * 5])
    assert "lakme" in brands_in([*titles[:-1]])


def test_a_catalogue_whose_titles_do_not_begin_with_brands_has_none():
    assert brands_in(["Strap top", "Slim jeans", "Jade dress", "Skinny Men jeans"] * 30) != {}
    assert (
        brands_in(["Strap top", "Slim jeans", "Jade dress", "Tilly tunic", "Boxy Men top"] * 30 + ["Hat"])
        == {}
    )
    assert brands_in([]) == {}


def test_colours_and_filler_are_no_brands():
    titles = ["Black Men Shoes"] * 9 + ["The Men Shoes"] * 9 + ["Puma Men Shoes"] * 9
    assert set(brands_in(titles, taken={"black"})) == {"puma"}


def test_products_give_values_with_counts_title_words_and_years():
    vocabulary = Vocabulary.from_products(
        shoes(3, article_type="Shoe", base_color="NA", product_display_name="A shoe", year=2012)
    )
    assert vocabulary.values["article_type"] == {"Shoe": 3}
    assert vocabulary.values["base_color"] == {}
    assert vocabulary.title_words == {"a": 3, "shoe": 3}
    assert vocabulary.years == {2012}


def test_columns_give_the_same_as_products():
    products = shoes(3, article_type="Shoe", product_display_name="Nike Men Shoe", year=2012)
    products += shoes(5, base_color="Red", product_display_name="Nike Men Red Shoe", gender="Men")
    assert Vocabulary.from_columns(Columns.from_products(products)) == Vocabulary.from_products(products)
    assert Vocabulary.from_columns(Columns.from_products([])) == Vocabulary.from_products([])


def test_an_empty_catalogue_is_a_vocabulary_too():
    assert not understand("red nike shoes", Vocabulary.from_products([]))


def test_a_catalogue_with_other_labels_is_understood_in_its_own():
    other = Vocabulary(
        {
            "article_type": {"Sweater": 9, "T-shirt": 9, "Hat/beanie": 9, "Leggings/Tights": 9},
            "base_color": {"Dark Blue": 9, "Light Pink": 9},
            "gender": {"Ladieswear": 9, "Menswear": 9, "Divided": 9, "Baby/Children": 9},
        }
    )
    meanings = {
        "navy jumper for her": {"Dark Blue", "Sweater", "Ladieswear", "Divided"},
        "tee": {"T-shirt"},
        "beanie": {"Hat/beanie"},
        "tights for kids": {"Leggings/Tights", "Baby/Children"},
    }
    for text, values in meanings.items():
        assert {value for part in understand(text, other) for value in part.values} == values


def test_a_label_of_the_catalogue_means_itself_whatever_the_lexicon_says():
    plain = Vocabulary({"article_type": {"Jumper": 20, "Sweaters": 90}})
    (part,) = understand("jumpers", plain)
    assert part.values == ("Jumper",)


def test_a_label_of_hardly_any_product_does_not_hide_what_else_its_word_means():
    rare = Vocabulary({"article_type": {"Hat": 3, "Caps": 90}})
    (part,) = understand("a hat", rare)
    assert part.values == ("Hat", "Caps")


@pytest.mark.real_data
def test_the_real_catalogue_is_read_in_a_second_and_a_half_and_has_its_brands(real_data):
    with (real_data / "fashion_products" / "styles.csv").open(encoding="utf-8", newline="") as lines:
        products = [
            Product(
                product_id=row["id"],
                product_display_name=row["productDisplayName"],
                article_type=row["articleType"],
                base_color=row["baseColour"],
                gender=row["gender"],
            )
            for row in csv.DictReader(lines)
        ]
    start = time.process_time()
    vocabulary = Vocabulary.from_products(products)
    assert vocabulary.phrases.known
    assert time.process_time() - start < 1.5
    names = {brand.name for brand in vocabulary.brands.values()}
    assert {"Nike", "Puma", "United Colors of Benetton", "Red Tape", "Q&Q", "Lakme"} <= names
    assert names.isdisjoint({"Black", "Red", "Sports", "Casual"})
