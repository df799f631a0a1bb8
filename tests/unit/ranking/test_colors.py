from __future__ import annotations

import itertools

import pytest

from fashion_search.ranking.colors import FAMILIES, WHEEL, color_similarity, family_of
from fashion_search.ranking.seasons import season_similarity


def test_similarity_is_symmetric_and_one_only_for_the_same_name():
    for one, other in itertools.product(WHEEL, WHEEL):
        alike = color_similarity(one, other)
        assert alike == color_similarity(other, one)
        assert (alike == 1.0) == (one == other)


@pytest.mark.parametrize(
    ("color", "nearer", "farther"),
    [
        ("Red", "Maroon", "Blue"),
        ("Navy Blue", "Blue", "Green"),
        ("White", "Off White", "Black"),
        ("Pink", "Rose", "Green"),
        ("Beige", "Cream", "Purple"),
        ("Gold", "Mustard", "Blue"),
    ],
)
def test_the_wheel_agrees_with_the_eye(color, nearer, farther):
    assert color_similarity(color, nearer) >= 0.5 > color_similarity(color, farther)


def test_every_name_has_a_family_and_every_family_only_known_names():
    assert all(family_of(color) for color in WHEEL)
    assert {name for names in FAMILIES.values() for name in names} <= set(WHEEL)


def test_multi_is_somewhat_like_all_and_unknown_names_are_not_compared():
    assert color_similarity("Multi", "Red") == color_similarity("Blue", "Multi") == 0.3
    assert color_similarity("Puce", "Red") is None


def test_seasons_next_to_each_other_are_half_alike():
    assert season_similarity("Winter", "Fall") == season_similarity("Winter", "Spring") == 0.5
    assert season_similarity("Winter", "Summer") == season_similarity("Winter", "Monsoon") == 0.0
