"""Extraction through the real `transformers` classes, on a tiny model with random weights."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fashion_search.batch.attributes.closed_vocabulary import ClosedVocabularyExtractor
from fashion_search.batch.attributes.json_prompts import JsonPrompts
from fashion_search.batch.attributes.smolvlm import Checkpoint
from fashion_search.batch.attributes.taxonomy import allowed
from fashion_search.batch.attributes.words import VOCABULARY
from fashion_search.errors import ConfigurationError
from fashion_search.types import Product

sys.path.insert(0, str(Path(__file__).parent))
from tiny_smolvlm import save_tiny_smolvlm

torch = pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("transformers", reason="transformers is not installed")
pytestmark = pytest.mark.filterwarnings("default")  # what these packages say about themselves is not ours

PRODUCTS = [
    Product(product_id="1", article_type="Tshirts"),
    Product(product_id="2", article_type="Casual Shoes"),
    Product(product_id="3"),
]


def pictures() -> list[Image.Image]:
    dice = np.random.default_rng(6)
    sizes = [(32, 32), (24, 32), (60, 80)]
    return [Image.fromarray(dice.integers(0, 255, (h, w, 3), dtype=np.uint8)) for w, h in sizes]


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    folder = save_tiny_smolvlm(tmp_path_factory.mktemp("smolvlm"))
    return Checkpoint(model=str(folder), longest_edge=None, local_only=True, device="cpu")


@pytest.fixture(scope="module")
def scorer(checkpoint):
    return ClosedVocabularyExtractor(checkpoint.load(), VOCABULARY)


def scored_alone(scorer, picture, question: str, answer: str) -> float:
    """The same log-probability with one plain forward pass: no cache, no mask of our own, no batch."""
    model = scorer._model
    before, after = scorer._prompt
    encoded = model.encode([picture], [before])
    asked = model.tokens(question + after)
    words = [*model.tokens(f" {answer}"), model.end_token]
    ids = torch.cat([encoded["input_ids"], torch.tensor([[*asked, *words]])], dim=1)
    given = {name: value for name, value in encoded.items() if name not in ("input_ids", "attention_mask")}
    with torch.inference_mode():
        logits = model.model(input_ids=ids, attention_mask=torch.ones_like(ids), **given).logits
    likely = torch.log_softmax(logits.float(), dim=-1)[0, -len(words) - 1 : -1]
    return float(likely[range(len(words)), words].sum())


def test_scores_from_the_shared_cache_equal_scores_computed_without_it(scorer):
    looked = pictures()
    found = scorer.scores(looked)
    column = 0
    for attribute in VOCABULARY.attributes:
        question = f"{attribute.question} Answers: {', '.join(attribute.choices)}."
        for answer in attribute.choices:
            if column % 7 == 0:
                for row, picture in enumerate(looked):
                    alone = scored_alone(scorer, picture, question, answer)
                    assert found[row, column] == pytest.approx(alone, abs=1e-4)
            column += 1
    assert column == found.shape[1]


def test_batching_does_not_change_answers(scorer):
    looked = pictures()
    together = scorer.extract(looked, PRODUCTS)
    alone = [scorer.extract([one], [product])[0] for one, product in zip(looked, PRODUCTS, strict=True)]
    for first, second in zip(together, alone, strict=True):
        assert {name: one.values for name, one in first.attributes.items()} == {
            name: one.values for name, one in second.attributes.items()
        }
        for name, reading in first.attributes.items():
            assert reading.probability == pytest.approx(second.attributes[name].probability, abs=1e-4)


def test_every_answer_is_allowed_for_its_kind_of_product(scorer):
    for product, readings in zip(PRODUCTS, scorer.extract(pictures(), PRODUCTS), strict=True):
        assert list(readings.attributes) == [one.name for one in VOCABULARY.attributes]
        for attribute in VOCABULARY.attributes:
            reading = readings.attributes[attribute.name]
            assert set(reading.values) <= {*allowed(attribute, product), "cannot determine"}
            assert 0 < reading.probability <= 1
            assert len(reading.values) == 1 or attribute.several
    assert readings.errors == ()


def test_shoes_have_no_sleeves(scorer):
    (readings,) = scorer.extract(pictures()[:1], PRODUCTS[1:2])
    assert readings.attributes["sleeve_length"].values == ("not applicable",)


def test_generation_gives_text_without_the_prompt_and_keeps_it_when_it_is_no_json(checkpoint):
    extractor = JsonPrompts(checkpoint=checkpoint, max_new_tokens=8).load(VOCABULARY)
    for product, readings in zip(PRODUCTS, extractor.extract(pictures(), PRODUCTS), strict=True):
        assert readings.raw_text is not None
        assert "JSON object" not in readings.raw_text
        assert readings.errors, "random weights do not write JSON"
        for name, reading in readings.attributes.items():
            assert set(reading.values) <= set(allowed(VOCABULARY[name], product))


def test_generation_does_not_depend_on_the_batch(checkpoint):
    model = checkpoint.load()
    prompts = [
        model.prompt("What is it?"),
        model.prompt("Which pattern does the product in the picture have?"),
    ]
    looked = pictures()[:2]
    together = model.generate(looked, prompts, max_new_tokens=6)
    assert together == [
        model.generate([one], [prompt], max_new_tokens=6)[0]
        for one, prompt in zip(looked, prompts, strict=True)
    ]


def test_a_model_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be loaded"):
        Checkpoint(model=str(tmp_path / "nothing"), local_only=True).load()
