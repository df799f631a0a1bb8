"""Attributes by asking a vision-language model for JSON: three prompts, and again for what is not valid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PIL.Image import Image

from fashion_search.batch.attributes.json_answers import parse, validate
from fashion_search.batch.attributes.readings import Extractor, Reading, Readings
from fashion_search.batch.attributes.smolvlm import Checkpoint, VisionModel
from fashion_search.batch.attributes.taxonomy import allowed
from fashion_search.batch.attributes.vocabulary import NOT_APPLICABLE, Attribute, Vocabulary
from fashion_search.types import Product

__all__ = ["JsonPrompts", "JsonPromptsExtractor", "prompt_for"]

_REPAIR = "That is not valid: {errors} Answer again, only with the JSON object, with the answers named above."


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonPrompts:
    """Generates JSON, a prompt for each group of attributes.

    Attributes:
        checkpoint: The model.
        max_new_tokens: How much the model may write for one prompt.
        repairs: How often an answer that is not valid is asked for again.
    """

    checkpoint: Checkpoint = field(default_factory=Checkpoint)
    max_new_tokens: int = 160
    repairs: int = 1

    @property
    def name(self) -> str:
        """Method and model."""
        return f"json/{self.checkpoint.name}"

    def load(self, vocabulary: Vocabulary) -> Extractor:
        """Load the model."""
        return JsonPromptsExtractor(
            self.checkpoint.load(), vocabulary, max_new_tokens=self.max_new_tokens, repairs=self.repairs
        )


@dataclass(slots=True)
class _Answer:
    """What was written about one picture for one prompt, and what it came to."""

    texts: list[str] = field(default_factory=list)
    readings: dict[str, Reading] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


class JsonPromptsExtractor:
    """Asks a model for JSON.

    Args:
        model: The model.
        vocabulary: What is read; a prompt for each of its groups.
        max_new_tokens: How much the model may write for one prompt.
        repairs: How often an answer that is not valid is asked for again.
    """

    def __init__(
        self, model: VisionModel, vocabulary: Vocabulary, *, max_new_tokens: int, repairs: int = 1
    ) -> None:
        self._model = model
        self._vocabulary = vocabulary
        self._max_new_tokens = max_new_tokens
        self._repairs = repairs

    def extract(self, pictures: Sequence[Image], products: Sequence[Product]) -> list[Readings]:
        """Read some pictures; nothing is asked about what the kind of product decides alone."""
        every = [
            self._group(attributes, pictures, products) for attributes in self._vocabulary.groups.values()
        ]
        return [
            _together([answers[at] for answers in every], _decided(self._vocabulary.attributes, product))
            for at, product in enumerate(products)
        ]

    def _group(
        self, attributes: Sequence[Attribute], pictures: Sequence[Image], products: Sequence[Product]
    ) -> list[_Answer]:
        answers = [_Answer() for _ in pictures]
        prompt = prompt_for(attributes)
        waiting = list(range(len(pictures)))
        for _ in range(1 + self._repairs):
            prompts = [self._model.prompt(_asked(prompt, answers[at])) for at in waiting]
            written = self._model.generate(
                [pictures[at] for at in waiting], prompts, max_new_tokens=self._max_new_tokens
            )
            for at, text in zip(waiting, written, strict=True):
                _judge(answers[at], text, attributes, products[at])
            waiting = [at for at in waiting if answers[at].errors]
        return answers


def prompt_for(attributes: Sequence[Attribute]) -> str:
    """The prompt that asks for some attributes."""
    lines = [
        f'"{one.name}": {"a list of any of" if one.several else "one of"} {", ".join(one.choices)}'
        for one in attributes
    ]
    return (
        "Look at the product in the picture. Answer only with a JSON object with these keys and answers.\n"
        + "\n".join(lines)
    )


def _asked(prompt: str, answer: _Answer) -> str:
    """The prompt; the second time with what was wrong with the first answer."""
    return f"{prompt}\n{_REPAIR.format(errors=' '.join(answer.errors))}" if answer.texts else prompt


def _judge(answer: _Answer, text: str, attributes: Sequence[Attribute], product: Product) -> None:
    """Take from a text what is valid; what was valid before stays."""
    answer.texts.append(text)
    choices: Mapping[str, Sequence[str]] = {one.name: allowed(one, product) for one in attributes}
    asked = [one for one in attributes if len(choices[one.name]) > 1]
    readings, answer.errors = validate(parse(text) or {}, asked, choices)
    answer.readings = readings | answer.readings
    answer.errors = [error for error in answer.errors if error.partition(":")[0] not in answer.readings]


def _decided(attributes: Sequence[Attribute], product: Product) -> dict[str, Reading]:
    """What the kind of product decides alone."""
    return {
        one.name: Reading((NOT_APPLICABLE,))
        for one in attributes
        if allowed(one, product) == (NOT_APPLICABLE,)
    }


def _together(answers: Sequence[_Answer], decided: Mapping[str, Reading]) -> Readings:
    readings: dict[str, Reading] = dict(decided)
    for answer in answers:
        readings |= answer.readings
    return Readings(
        readings,
        errors=tuple(error for answer in answers for error in answer.errors),
        raw_text="\n".join(text for answer in answers for text in answer.texts),
    )
