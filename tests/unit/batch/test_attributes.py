from __future__ import annotations

import pickle

import numpy as np
import pytest

from fashion_search.batch.attributes.branches import plan_branches
from fashion_search.batch.attributes.json_answers import parse, validate
from fashion_search.batch.attributes.readings import Levels, choose, fit_levels
from fashion_search.batch.attributes.taxonomy import allowed, garment_of
from fashion_search.batch.attributes.vocabulary import CANNOT_TELL, NOT_APPLICABLE
from fashion_search.batch.attributes.words import VOCABULARY
from fashion_search.batch.attributes.zero_shot import ZeroShot, ZeroShotExtractor, decided
from fashion_search.errors import InvalidRequestError
from fashion_search.types import ModelIdentity, Product

MATERIAL, PATTERN = VOCABULARY["material"], VOCABULARY["pattern"]
GROUP = VOCABULARY.groups["material"]
CHOICES = {one.name: one.choices for one in VOCABULARY.attributes}


@pytest.mark.parametrize(
    ("article_type", "kind"),
    [
        ("Tshirts", "top"), ("Casual Shoes", "footwear"), ("Watches", "watch"),
        ("Sarees", "dress"), ("Track Pants", "bottom"), ("Handbags", "bag"), ("Socks", "underwear"),
        ("Necklace and Chains", "jewellery"), ("Lip Gloss", "product"), ("Vest top", "top"),
    ],
)  # fmt: skip
def test_article_types_tell_the_kind_of_product(article_type, kind):
    assert garment_of(Product(product_id="1", article_type=article_type)) == kind


def test_the_sub_category_tells_where_the_article_type_does_not():
    assert garment_of(Product(product_id="1", article_type="Lip Gloss", sub_category="Makeup")) == "care"


def test_a_full_body_garment_is_no_body_lotion():
    garment = Product(product_id="1", article_type="Garment", sub_category="Garment Full body")
    assert garment_of(garment) == "dress"


def test_shoes_have_no_collar_and_watches_no_denim():
    shoe = Product(product_id="1", article_type="Casual Shoes")
    assert allowed(VOCABULARY["collar_type"], shoe) == (NOT_APPLICABLE,)
    watch = allowed(MATERIAL, Product(product_id="2", article_type="Watches"))
    assert "metal" in watch
    assert "denim" not in watch


def test_everything_is_possible_where_nothing_is_known():
    for attribute in VOCABULARY.attributes:
        assert allowed(attribute, Product(product_id="1")) == attribute.choices


def test_every_kind_of_product_leaves_an_answer_to_every_attribute():
    for article_type in (
        "Tshirts",
        "Heels",
        "Watches",
        "Belts",
        "Perfume",
        "Backpacks",
        "Jeans",
        "Briefs",
        "Ring",
    ):
        for attribute in VOCABULARY.attributes:
            choices = allowed(attribute, Product(product_id="1", article_type=article_type))
            assert set(choices) <= set(attribute.choices)
            assert choices


@pytest.mark.parametrize(
    "text",
    [
        '{"material": "denim", "pattern": "striped"}',
        'Sure!\n```json\n{"material": "denim", "pattern": "striped",}\n```\nAnything else?',
        "{'material': 'denim', 'pattern': 'striped'}",
        '{"material": "denim", "pattern": "striped"',
        "material: denim\npattern: striped",
        '{material: denim, pattern: "striped"}',
        '{"Material": "Jeans.", "Pattern": "Stripes"}',
        '{"material": ["denim"], "pattern": "striped", "note": {"sure": true}}',
    ],
)
def test_what_people_have_seen_models_write_is_understood(text):
    readings, errors = validate(parse(text) or {}, GROUP, CHOICES)
    assert {name: one.values for name, one in readings.items()} == {
        "material": ("denim",),
        "pattern": ("striped",),
    }
    assert errors == []


@pytest.mark.parametrize("text", ["", "I cannot see it.", "{", "{}", "[1, 2]", "{" * 5000])
def test_what_says_nothing_is_no_answer(text):
    readings, errors = validate(parse(text) or {}, GROUP, CHOICES)
    assert readings == {}
    assert len(errors) == 2


def test_an_answer_outside_the_vocabulary_is_named():
    _, errors = validate({"material": "unobtainium", "pattern": None}, GROUP, CHOICES)
    assert "'unobtainium'" in errors[0]


def test_several_answers_are_taken_where_several_may_hold():
    style = VOCABULARY.groups["style"]
    found = {
        "formality": "casual",
        "style keywords": "boho, Classic, boho",
        "visual-details": ["zip", "wings"],
    }
    readings, errors = validate(found, style, CHOICES)
    assert readings["style_keywords"].values == ("bohemian", "classic")
    assert readings["visual_details"].values == ("zipper",)
    assert errors == []


def test_probabilities_sum_to_one_and_ties_keep_their_order():
    shares = choose({"a": 1.0, "b": 1.0, "c": 5.0, "d": 9.0}, ["a", "b", "c"])
    assert list(shares) == ["c", "a", "b"]
    assert sum(shares.values()) == pytest.approx(1)
    assert choose({"a": 1000.0, "b": -1000.0}, ["a", "b"])["a"] == 1.0


def test_an_even_guess_is_not_said():
    shares = {"denim": 0.26, "leather": 0.25, "metal": 0.25, "canvas": 0.24}
    assert decided(MATERIAL, shares, Levels()).values == (CANNOT_TELL,)
    assert decided(MATERIAL, {"denim": 0.5, "leather": 0.5}, Levels(spoken=0.9)).values == ("denim",)


def test_thresholds_are_fitted_to_how_often_answers_were_right():
    probabilities = np.linspace(1.0, 0.01, 100)
    levels = fit_levels(probabilities, np.arange(100) < 50)
    assert levels.high == pytest.approx(probabilities[54])  # 50 of 55 are right: 0.909
    assert levels.medium == pytest.approx(probabilities[70])  # 50 of 71: 0.704
    assert (levels.of(0.99), levels.of(0.4), levels.of(0.01), levels.of(None)) == (
        "high",
        "medium",
        "low",
        None,
    )
    with pytest.raises(InvalidRequestError, match="must rise"):
        Levels(high=0.1, medium=0.5)


def test_branches_see_their_own_way_and_nothing_else():
    plan = plan_branches([([1, 2], [[3, 4], [5]]), ([6], [[7, 8, 9]])])
    assert plan.tokens == (1, 2, 3, 6, 7, 8)
    assert plan.depths == (0, 1, 2, 0, 1, 2)
    assert plan.sees.astype(int).tolist() == [
        [1, 0, 0, 0, 0, 0],
        [1, 1, 0, 0, 0, 0],
        [1, 1, 1, 0, 0, 0],
        [0, 0, 0, 1, 0, 0],
        [0, 0, 0, 1, 1, 0],
        [0, 0, 0, 1, 1, 1],
    ]
    predicted = [
        (plan.tokens[plan.asked_at[row]], word)
        for row, word in zip(plan.asked_rows, plan.asked_for, strict=True)
    ]
    assert predicted == [(2, 3), (3, 4), (2, 5), (6, 7), (7, 8), (8, 9)]
    assert (plan.starts, plan.answers) == ((0, 2, 3), (2, 1, 3))


class WordsAsAxes:
    """Every word of a caption is an axis; a picture is a bag of words written in its file name."""

    identity = ModelIdentity(name="axes", dimension=64, fingerprint="x")

    def embed_texts(self, texts):
        rows = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.split():
                rows[row, sum(map(ord, word)) % 64] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    embed_images = embed_texts


def test_zero_shot_finds_the_answer_a_picture_resembles_and_obeys_the_kind_of_product():
    extractor = ZeroShotExtractor(WordsAsAxes(), VOCABULARY, temperature=0.05, levels=Levels())
    shirt = Product(product_id="1", article_type="Shirts")
    vectors = WordsAsAxes().embed_images(["striped shirt denim", "striped watch"])
    found = extractor.read(vectors[0], shirt).attributes
    assert found["pattern"].values == ("striped",)
    assert found["material"].values == ("denim",)
    watch = extractor.read(vectors[1], Product(product_id="2", article_type="Watches")).attributes
    assert watch["pattern"].values == (NOT_APPLICABLE,)
    assert watch["pattern"].probability == 1.0


class WithBlindDirections(WordsAsAxes):
    """The same texts, each with a part of its own in directions that no picture takes."""

    def embed_texts(self, texts):
        blind = np.stack([np.random.default_rng(len(text)).standard_normal(16) for text in texts])
        blind /= np.linalg.norm(blind, axis=1, keepdims=True)
        return np.hstack([super().embed_texts(texts), 2 * blind]) / np.sqrt(5)

    def embed_images(self, texts):
        return np.hstack([super().embed_texts(texts), np.zeros((len(texts), 16))])


def test_what_texts_say_where_no_picture_looks_changes_no_answer():
    dice = np.random.default_rng(6)
    words = [word for answer in PATTERN.answers for word in answer.split()]
    shown = [" ".join(dice.choice(words, 3)) for _ in range(40)]
    shirt = Product(product_id="1", article_type="Shirts")

    def answers(embedder, temperature):
        levels = Levels(spoken=0.0)
        extractor = ZeroShotExtractor(embedder, VOCABULARY, temperature=temperature, levels=levels)
        return [extractor.read(one, shirt).attributes["pattern"] for one in embedder.embed_images(shown)]

    plain, blind = answers(WordsAsAxes(), 0.05), answers(WithBlindDirections(), 0.05 / np.sqrt(5))
    assert [one.values for one in plain] == [one.values for one in blind]
    assert [one.probability for one in plain] == pytest.approx([one.probability for one in blind], abs=1e-5)


def test_methods_travel_to_other_processes():
    method = ZeroShot()
    assert pickle.loads(pickle.dumps(method)) == method  # noqa: S301
    assert method.name == "zero-shot/2/bundled/0.03"
