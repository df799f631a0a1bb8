from __future__ import annotations

import pytest

from fashion_search.language.lexicon import SECTIONS, lexicon
from fashion_search.language.words import key_of, tokenise


@pytest.mark.parametrize(
    "same",
    [
        ("T-Shirts", "t shirt", "tshirt", "T-shirt's"),
        ("flip flops", "Flip-Flop", "flipflops"),
        ("men", "men's", "Men\u2019s"),
        ("dress", "dresses"),
        ("watch", "watches"),
        ("scarf", "scarves"),
        ("hoody", "hoodie", "hoodies"),
        ("grey", "gray"),
        ("jewellery", "jewelry"),
        ("Reid & Taylor", "reid and taylor"),
        ("saree", "sari", "saris"),
    ],
)
def test_ways_to_write_the_same_word_have_one_key(same):
    assert len({key_of(word) for word in same}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("short", "shorts"), ("flat", "flats"), ("tight", "tights"), ("brief", "briefs")]
)
def test_plurals_with_a_meaning_of_their_own_keep_it(one, other):
    assert key_of(one) != key_of(other)


def test_tokens_know_their_place_in_the_text():
    text = "Men's t-shirt, -red"
    tokens = tokenise(text)
    assert [text[token.start : token.end] for token in tokens] == ["Men's", "t", "shirt", ",", "-", "red"]
    assert [token.key for token in tokens] == ["men", "t", "shirt", "", "", "red"]


def test_every_phrase_of_the_lexicon_can_be_looked_up():
    assert all(key_of(synonym.phrase) and synonym.labels for synonym in lexicon().synonyms)
    assert all(key_of(phrase) for phrase in (*lexicon().details, *lexicon().fixed, *lexicon().negators))


def test_no_phrase_means_things_of_two_kinds():
    kinds = {}
    for synonym in lexicon().synonyms:
        kinds.setdefault(key_of(synonym.phrase), set()).add(synonym.fields)
    assert [key for key, fields in kinds.items() if len(fields) > 1] == []
    assert {synonym.fields for synonym in lexicon().synonyms} == set(SECTIONS.values())


def test_no_synonym_is_a_filler_word():
    assert [synonym.phrase for synonym in lexicon().synonyms if synonym.phrase in lexicon().filler] == []
