"""Columns are matched by our names, by well-known ones, and by what the caller says."""

from __future__ import annotations

import pytest

from fashion_search.errors import InvalidRequestError
from fashion_search.ingest.names import match_columns

KAGGLE = [
    "id",
    "gender",
    "masterCategory",
    "subCategory",
    "articleType",
    "baseColour",
    "season",
    "year",
    "usage",
    "productDisplayName",
]


def test_the_kaggle_export_is_known():
    assert match_columns(KAGGLE, {}) == {
        "product_id": "id",
        "gender": "gender",
        "master_category": "masterCategory",
        "sub_category": "subCategory",
        "article_type": "articleType",
        "base_color": "baseColour",
        "season": "season",
        "year": "year",
        "usage": "usage",
        "product_display_name": "productDisplayName",
    }


def test_our_own_name_goes_before_a_well_known_one():
    assert match_columns(["id", "product_id"], {}) == {"product_id": "product_id"}


def test_the_callers_mapping_goes_before_everything():
    found = match_columns(["id", "sku", "color"], {"product_id": "sku", "usage": "color"})
    assert found == {"product_id": "sku", "usage": "color"}


@pytest.mark.parametrize(
    ("header", "mapping", "message"),
    [
        (["sku"], {}, "No column holds the product id.*sku.*--map product_id="),
        ([], {}, "No column holds the product id.*none"),
        (["id"], {"prise": "id"}, "'prise'.*'price'"),
        (["id", "cost"], {"price": "costs"}, "'costs'.*'cost'"),
    ],
)
def test_what_cannot_be_matched_is_told_with_the_nearest_name(header, mapping, message):
    with pytest.raises(InvalidRequestError, match=message):
        match_columns(header, mapping)
