from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fashion_search.terms import terms
from fashion_search.terms.products import attribute_terms, title_terms
from fashion_search.terms.stemming import stem
from fashion_search.types import Product


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("T-Shirts", "tshirt"),
        ("t shirt", "tshirts"),
        ("v neck", "V-NECK"),
        ("Men's", "men"),
        ("Levi\u2019s", "levis"),
        ("L'Or\u00e9al Cr\u00e8me", "loreal creme"),
        ("\uff36\uff25\uff32\uff2f", "vero"),  # full width
        ("printed", "prints"),
        ("the shoes for me", "shoe"),
        ("stra\u00dfe", "STRASSE"),
    ],
)
def test_spellings_of_one_word_are_one_term(one, other):
    assert terms(one) == terms(other) != []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("W Women Kurta", ["w", "women", "kurta"]),
        ("slip-on shoes", ["slip", "shoe"]),
        ("501 jeans", ["501", "jean"]),
        ("nike nike", ["nike", "nike"]),
        (
            "\u043a\u0440\u0430\u0441\u043d\u043e\u0435 \u043f\u043b\u0430\u0442\u044c\u0435",
            ["\u043a\u0440\u0430\u0441\u043d\u043e\u0435", "\u043f\u043b\u0430\u0442\u044c\u0435"],
        ),
        ("", []),
        ("\"*^:(){}[]-+~'`;%_\\ \x00", []),
        ("x" * 2000, ["x" * 1000]),
    ],
)
def test_what_is_no_ending_stays(text, expected):
    assert terms(text) == expected


@given(st.text(max_size=60))
def test_terms_are_letters_and_digits_whatever_the_text(text):
    for term in terms(text):
        assert term.replace("_", "x").isalnum()
        assert term == term.casefold()


TEXT = """
caresses ponies ties caress cats feed agreed disabled matting mating meeting milling messing
meetings plastered bled motoring sing conflated troubled sized hopping tanned falling hissing fizzed
failing filing happy sky relational conditional rational valenci digitizer conformabli radicalli
differentli vileli analogousli vietnamization predication operator feudalism decisiveness
hopefulness callousness formaliti sensitiviti sensibiliti triplicate formative formalize electriciti
electrical hopeful goodness revival allowance inference airliner gyroscopic adjustable defensible
irritant replacement adjustment dependent adoption homologou communism activate angulariti
homologous effective bowdlerize probate rate cease controll roll shirts kurtas stockings earrings
printed striped checked leggings dresses watches shoes glasses trousers sunglasses accessories
jewellery slippers quilted knitted yellowish oxygen say syzygy aye eye
"""


def test_stems_are_those_of_sqlites_own_porter_stemmer():
    words = TEXT.split()
    database = sqlite3.connect(":memory:")
    try:
        database.execute("CREATE VIRTUAL TABLE words USING fts5(word, tokenize='porter ascii')")
    except sqlite3.OperationalError:
        pytest.skip("this Python's SQLite has no FTS5")
    database.execute("CREATE VIRTUAL TABLE found USING fts5vocab(words, instance)")
    database.executemany("INSERT INTO words (rowid, word) VALUES (?, ?)", enumerate(words))
    expected = dict(database.execute("SELECT doc, term FROM found"))
    database.close()
    assert [stem(word) for word in words] == [expected[row] for row in range(len(words))]


def test_a_product_is_its_title_and_its_attributes():
    product = Product(
        product_id="1",
        product_display_name="Nike Men Red Shoes",
        article_type="Sports Shoes",
        gender="Men",
        price=3.0,
    )
    assert title_terms(product) == ["nike", "men", "red", "shoe"]
    assert attribute_terms(product) == ["sport", "shoe", "men"]
    assert title_terms(Product(product_id="2")) == attribute_terms(Product(product_id="2")) == []
