from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fashion_search.language import understand
from fashion_search.language.spelling import distance

LETTERS = st.text("abcd", max_size=6)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("blck", "black"),
        ("sneekers", "sneakers"),
        ("dres", "dress"),
        ("adiddas", "adidas"),
        ("hsirt", "shirt"),
        ("dreses", "dresses"),
        ("jakcet", "jacket"),
        ("hanbags", "handbags"),
        ("pruple", "purple"),
        ("sunglases", "sunglasses"),
        ("benneton", "benetton"),
    ],
)
def test_slips_are_put_right(wrong, right, vocabulary):
    assert vocabulary.speller.correct(wrong) == right


@pytest.mark.parametrize(
    "word",
    [
        "black",
        "sneakers",
        "nike",
        "striped",
        "cheap",
        "warm",
        "looking",
        "501",
        "xl",
        "été",
        "t-shirt",
        "knee",
    ],
)
def test_known_words_numbers_and_short_words_are_left_alone(word, vocabulary):
    assert vocabulary.speller.knows(word)
    assert understand(word, vocabulary).did_you_mean is None


@pytest.mark.parametrize("word", ["qwertz", "zzzzzzzz", "lawnmower", "jazz"])
def test_words_like_no_other_have_no_better(word, vocabulary):
    assert vocabulary.speller.correct(word) is None


def test_the_text_around_is_kept(vocabulary):
    text = "A blck Shirt, pls: nkie!"
    assert understand(text, vocabulary).did_you_mean == "A black Shirt, pls: nike!"


def test_the_commoner_word_wins_among_equally_near(vocabulary):
    assert vocabulary.speller.correct("shart") == "shirt"


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("", "", 0),
        ("a", "", 1),
        ("ab", "ba", 1),
        ("kitten", "sitting", 3),
        ("ca", "abc", 3),
        ("red", "red", 0),
    ],
)
def test_distance(one, other, slips):
    assert distance(one, other) == slips


@given(LETTERS, LETTERS)
def test_distance_is_symmetric_and_zero_only_for_equals(one, other):
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
