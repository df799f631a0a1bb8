from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fashion_search.filters import evaluate
from fashion_search.language import Vocabulary, understand
from fashion_search.preferences import Preferences

NIKE = {
    "product_display_name": "Nike Men Red Shoes",
    "sub_category": "Shoes",
    "base_color": "Red",
    "gender": "Men",
    "price": 45.0,
    "year": 2012,
}
WORDS = [
    "red",
    "nike",
    "shoes",
    "under £50",
    "without",
    "laces",
    "no",
    "not",
    "or",
    "and",
    "men's",
    "t-shirt",
]
WORDS += ["-blue", "2012", "between 20", "for my wife", "like", "dress", ","]


def by_kind(understood):
    return {(part.kind, part.field, part.excluded): part for part in understood}


def passes(text, vocabulary, **changes):
    condition = understand(text, vocabulary).where()
    assert condition is not None
    return evaluate(condition, {**NIKE, **changes})


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("shoes under 50", {"price": 50.5}),
        ("shoes over 40", {"price": 39.0}),
        ("nike shoes", {"product_display_name": "Puma Men Red Shoes"}),
        ("nike shoes", {"product_display_name": "Nikelodeon Men Red Shoes"}),
        ("shoes for men", {"gender": "Women"}),
        ("shoes from 2012", {"year": 2013}),
        ("shoes not blue", {"base_color": "Blue"}),
        ("shoes without stripes", {"product_display_name": "Nike Men Striped Shoes"}),
    ],
)
def test_what_is_required_keeps_fitting_products_and_no_others(text, changes, vocabulary):
    assert passes(text, vocabulary)
    assert not passes(text, vocabulary, **changes)


def test_men_also_get_what_is_for_everybody_and_exclusions_let_unknown_values_pass(vocabulary):
    assert passes("shoes for men", vocabulary, gender="Unisex")
    assert passes("shoes not blue", vocabulary, base_color=None)


def test_types_colours_usages_and_seasons_are_preferred_and_not_required(vocabulary):
    understood = understand("red sneakers for the gym in summer around 1000", vocabulary)
    assert understood.where() is None
    assert understood.preferences() == Preferences(
        article_types={"Sports Shoes": 1.0, "Casual Shoes": 1.0},
        colors={"Red": 1.0},
        usages={"Sports": 1.0},
        seasons={"Summer": 1.0},
        price_low=800.0,
        price_high=1200.0,
    )


def test_the_kinds_of_things_are_a_second_place_to_look(vocabulary):
    kinds = understand("red sneakers or a belt, not sandals", vocabulary).kinds()
    assert kinds is not None
    for article_type, is_kind in (
        ("Sports Shoes", True),
        ("Belts", True),
        ("Sandals", False),
        ("Ties", False),
    ):
        assert evaluate(kinds, {"article_type": article_type}) == is_kind
    assert evaluate(understand("shoes", vocabulary).kinds(), {"sub_category": "Shoes"})
    assert understand("something red", vocabulary).kinds() is None


def test_what_leaves_too_few_products_is_preferred_instead(vocabulary):
    def count(condition):
        return 3 if "price" in condition.fields() else 100

    parts = by_kind(understand("nike shoes for men under 50", vocabulary, count=count, enough=5))
    assert not parts["price", "price", False].hard
    assert parts["brand", "product_display_name", False].hard
    assert parts["attribute", "gender", False].hard
    assert understand("shoes under 50", vocabulary, count=count, enough=5).preferences().price_high == 50


def test_products_are_counted_once_when_everything_leaves_enough(vocabulary):
    asked = []
    understand("nike shoes for men under 50", vocabulary, count=lambda c: asked.append(c) or 9, enough=9)
    assert len(asked) == 1


def test_nothing_is_counted_when_nothing_is_required(vocabulary):
    understand("red dress", vocabulary, count=lambda _: pytest.fail("counted"))


def test_a_dropped_part_is_words_again_and_no_condition(vocabulary):
    understood = understand("red nike shoes under 50 without laces for men", vocabulary)
    for part in understood.parts:
        understood = understood.drop(part)
    assert understood.parts == ()
    assert understood.where() is None
    assert not understood.preferences()
    assert understood.rest == "red nike shoes under 50 without laces men"
    assert understood.wanted == understood.text


def test_the_encoder_gets_no_prices_and_exclusions(vocabulary):
    assert understand("red dress, under 50, not striped, for her", vocabulary).wanted == "red dress, for her"
    assert understand("shirts -black since 2012", vocabulary).wanted == "shirts"


def test_the_encoder_gets_the_whole_text_when_nothing_else_is_left(vocabulary):
    assert understand("not red", vocabulary).wanted == "not red"


def test_what_is_excluded_is_named_for_the_vector_to_be_pushed_away_from(vocabulary):
    assert understand("t-shirt without a logo, not red or blue", vocabulary).without == "logo, Red, Blue"
    assert understand("red t-shirt", vocabulary).without == ""


def test_things_that_only_go_with_what_is_wanted_are_left_to_the_encoder(vocabulary):
    for text in ("shoes to match my dress", "shoes for a saree", "black shoes with white soles"):
        parts = by_kind(understand(text, vocabulary))
        assert parts["attribute", "sub_category", False].values == ("Shoes",)
        assert ("attribute", "article_type", False) not in parts
        assert "White" not in getattr(parts.get(("attribute", "base_color", False)), "values", ())


@pytest.mark.parametrize(
    ("text", "genders"),
    [
        ("toddler boy", {"Boys"}),
        ("boys or girls", {"Boys", "Girls"}),
        ("for her", {"Women", "Unisex"}),
        ("men and women", {"Men", "Women", "Unisex"}),
    ],
)
def test_genders_are_joined_or_made_more_exact(text, genders, vocabulary):
    (part,) = understand(text, vocabulary)
    assert set(part.values) == genders


@pytest.mark.parametrize(
    "text",
    [
        "not for kids",
        "i don't want anything for kids",
        "anything but kids clothes",
        "no kids",
        "-kids",
    ],
)
def test_negations_reach_what_they_refuse(text, vocabulary):
    parts = by_kind(understand(text, vocabulary))
    assert set(parts["attribute", "gender", True].values) == {"Boys", "Girls"}
    assert ("attribute", "gender", False) not in parts


def test_a_negation_ends_where_something_else_begins(vocabulary):
    parts = by_kind(understand("shoes not red and leather, black", vocabulary))
    assert parts["attribute", "base_color", True].values == ("Red",)
    assert parts["attribute", "base_color", False].values == ("Black",)


def test_it_prints_and_becomes_json(vocabulary):
    understood = understand("blck nike tshirt under 50 no logo", vocabulary)
    assert str(understood).splitlines() == [
        "brand: Nike (from 'nike', required)",
        "article_type: Tshirts (from 'tshirt', preferred)",
        "price: up to 50 (from 'under 50', required)",
        "not words: logo (from 'no logo', pushed away)",
        "rest: blck",
        "did you mean: black nike tshirt under 50 no logo",
    ]
    assert json.loads(json.dumps(understood.to_dict()))["parts"][0]["values"] == ["Nike"]


@pytest.mark.parametrize("text", ["", "   ", "-", "not", "without", "under", "£", "...", "'s", "and or ,"])
def test_texts_that_say_nothing_are_understood_to_say_nothing(text, vocabulary):
    assert not understand(text, vocabulary)


@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=5)), max_size=30).map(" ".join),
    )
)
def test_any_text_is_read_without_complaint_and_each_part_can_be_dropped(vocabulary, text):
    understood = understand(text, vocabulary)
    assert understood == understand(text, vocabulary)
    understood.where()
    understood.preferences()
    assert isinstance(str(understood), str)
    for part in understood.parts:
        once = understood.drop(part)
        assert part not in once.parts
        assert once.drop(part) == once
        for start, end in part.spans:
            assert understood.text[start:end].strip()


def test_an_empty_vocabulary_still_understands_prices():
    understood = understand("red dress under 50", Vocabulary())
    assert [part.kind for part in understood] == ["price"]
    assert understood.rest == "red dress"


def test_a_query_takes_less_than_a_millisecond(vocabulary):
    texts = [f"{word} nike shoes under 50 without laces for men" for word in WORDS]
    for text in texts:
        understand(text, vocabulary)
    best = min(_seconds(lambda: [understand(text, vocabulary) for text in texts]) for _ in range(20))
    assert best / len(texts) < 1e-3  # 0.2 ms on a quiet machine


def _seconds(work):
    start = time.process_time()
    work()
    return time.process_time() - start


def test_a_very_long_text_is_cut_rather_than_read_forever(vocabulary):
    assert _seconds(lambda: understand("under " * 100_000, vocabulary)) < 1
    assert _seconds(lambda: understand("1,1" * 100_000, vocabulary)) < 1
    assert len(understand("red " * 1_000, vocabulary).text) <= 1_000
