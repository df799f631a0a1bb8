from __future__ import annotations

import pytest

from fashion_search.filters import evaluate
from fashion_search.language import exclusion

VOCABULARY = {
    "base_color": ("Red", "Blue", "Navy Blue", "Off White"),
    "article_type": ("Dresses", "Tshirts", "Sports Shoes", "Watches"),
    "gender": ("Men", "Women"),
}
RED = {"base_color": "Red", "article_type": "Dresses", "product_display_name": "Striped Red Dress"}
NAVY = {"base_color": "Navy Blue", "article_type": "Watches", "product_display_name": "Plain Watch"}
BLUE = {"base_color": "Blue", "article_type": "Sports Shoes", "product_display_name": "Runner"}
BLANK = {"base_color": None, "article_type": None, "product_display_name": None}


def passing(without: str) -> list[dict]:
    rule = exclusion(without, VOCABULARY)
    assert rule is not None
    return [row for row in (RED, NAVY, BLUE, BLANK) if evaluate(rule, row)]


@pytest.mark.parametrize(
    ("without", "left"),
    [
        ("red", [NAVY, BLUE, BLANK]),
        ("RED ones", [NAVY, BLUE, BLANK]),
        ("navy blue", [RED, BLUE, BLANK]),
        ("blue", [RED, NAVY, BLANK]),
        ("dress", [NAVY, BLUE, BLANK]),
        ("watches or sports shoes", [RED, BLANK]),
        ("red and blue", [NAVY, BLANK]),
        ("stripes", [NAVY, BLUE, BLANK]),
    ],
)
def test_known_words_exclude_and_products_without_the_attribute_pass(without, left):
    assert passing(without) == left


@pytest.mark.parametrize("without", ["", "cheap looking things", "reddish"])
def test_words_that_name_no_attribute_rule_nothing_out(without):
    assert exclusion(without, VOCABULARY) is None
