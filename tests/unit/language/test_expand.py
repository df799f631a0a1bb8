from __future__ import annotations

import pytest

from fashion_search.language import expand, related, understand


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("knapsack for school", "knapsack for school Backpacks"),
        ("crimson frock under 50", "crimson frock Red Maroon Dresses"),
        ("red t-shirts for men", "red t-shirts for men"),
        ("trainers, not black", "trainers Sports Shoes Casual Shoes"),
        ("something nice", "something nice"),
    ],
)
def test_the_catalogues_names_are_added_where_the_shopper_used_others(text, expanded, vocabulary):
    assert expand(understand(text, vocabulary)) == expanded


@pytest.mark.parametrize(
    ("phrase", "values"),
    [
        ("sneakers", ("Sports Shoes", "Casual Shoes")),
        ("crimson", ("Red", "Maroon")),
        ("kids", ("Boys", "Girls")),
        ("Nike", ("Nike",)),
        ("red sneakers", ()),
        ("spanner", ()),
        ("", ()),
    ],
)
def test_related_values(phrase, values, vocabulary):
    assert related(phrase, vocabulary) == values
