from __future__ import annotations

import pytest

from fashion_search import Query
from fashion_search.errors import InvalidRequestError
from fashion_search.types import Product


@pytest.mark.parametrize("text", [None, "", "   "])
def test_a_query_for_nothing_is_refused(text):
    with pytest.raises(InvalidRequestError, match="needs text or image"):
        Query(text=text)


@pytest.mark.parametrize("weight", [0, -1, float("nan"), float("inf")])
def test_a_weight_that_means_nothing_is_refused_by_value(weight):
    with pytest.raises(InvalidRequestError, match="must be a positive number"):
        Query(text="dress", weights={"text": weight})


def test_an_unknown_weight_is_refused_with_the_known_ones():
    with pytest.raises(InvalidRequestError, match=r"'words'.*'image', 'text', 'without'"):
        Query(text="dress", weights={"words": 1})


def test_field_names_are_the_table_columns_in_order():
    assert Product.field_names()[:2] == ("product_id", "product_display_name")
    assert set(Product(product_id="1").to_dict()) == set(Product.field_names())
