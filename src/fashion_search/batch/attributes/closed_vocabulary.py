"""Attributes by scoring every allowed answer: the output is always valid, and sureness is a probability.

The picture and the opening of the prompt go through the model once and stay in its cache. All questions
and all answers then go through it together, as branches behind that prefix: a mask lets each answer see
the prefix, its own question and its own earlier words, and nothing of the others. An answer's score is
the log-probability of its words and of ending there, less the same for a grey picture, which takes out
what the model would say blindly (contextual calibration, Zhao et al. 2021).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pictures
from PIL.Image import Image

from fashion_search.batch.attributes.branches import Branches, plan_branches
from fashion_search.batch.attributes.readings import Extractor, Levels, Reading, Readings, choose
from fashion_search.batch.attributes.smolvlm import Checkpoint, VisionModel
from fashion_search.batch.attributes.taxonomy import allowed
from fashion_search.batch.attributes.vocabulary import NOT_APPLICABLE, Attribute, Vocabulary
from fashion_search.batch.attributes.zero_shot import decided
from fashion_search.types import Product

__all__ = ["ClosedVocabulary", "ClosedVocabularyExtractor"]

_OPENING = "Look at the product in the picture and answer with one of the given answers."
_GREY = (128, 128, 128)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedVocabulary:
    """Scores every answer.

    Attributes:
        checkpoint: The model.
        temperature: What log-probabilities are divided by; above 1 for a model that is too sure.
        grey: How much of the score of a grey picture is taken off, in [0, 1].
        levels: Below `levels.spoken` times an even guess, the answer is `cannot determine`.
    """

    checkpoint: Checkpoint = field(default_factory=Checkpoint)
    temperature: float = 1.0
    grey: float = 1.0
    levels: Levels = field(default_factory=Levels)

    @property
    def name(self) -> str:
        """Method and model."""
        return f"closed/{self.checkpoint.name}/{self.temperature:g}/{self.grey:g}"

    def load(self, vocabulary: Vocabulary) -> Extractor:
        """Load the model."""
        return ClosedVocabularyExtractor(self.checkpoint.load(), vocabulary, self)


class ClosedVocabularyExtractor:
    """Scores every answer with a loaded model.

    Args:
        model: The model.
        vocabulary: What is read.
        settings: How scores become answers.
    """

    def __init__(
        self, model: VisionModel, vocabulary: Vocabulary, settings: ClosedVocabulary | None = None
    ) -> None:
        self._model = model
        self._vocabulary = vocabulary
        self._settings = settings or ClosedVocabulary()

    def extract(self, pictures: Sequence[Image], products: Sequence[Product]) -> list[Readings]:
        """Read some pictures."""
        scores = self.scores(pictures) - self._settings.grey * self._grey
        return [self._readings(row, product) for row, product in zip(scores, products, strict=True)]

    def scores(self, pictures: Sequence[Image]) -> NDArray[np.float64]:
        """The log-probability of every answer to every question.

        Returns:
            Shape (pictures, answers): questions in order of the vocabulary, answers in order of its choices.
        """
        if not pictures:
            return np.empty((0, len(self._branches.answers)))
        torch = self._model.torch
        with torch.inference_mode():
            encoded = self._model.encode(pictures, [self._prompt[0]] * len(pictures))
            seen = encoded["attention_mask"].bool()
            places = (seen.long().cumsum(dim=1) - 1).clamp(min=0)
            prefix = self._model.model(**encoded, position_ids=places, use_cache=True, logits_to_keep=1)
            words = self._through(prefix.past_key_values, seen)
        return np.stack([self._summed(row) for row in words])

    def _through(self, cache: Any, seen: Any) -> NDArray[np.float64]:  # noqa: ANN401  # of an optional package
        """The log-probability of every answer's words behind a cached prefix; shape (pictures, words)."""
        torch, branches = self._model.torch, self._branches
        count, device = seen.shape[0], self._model.device
        ids = torch.tensor(branches.tokens, device=device).expand(count, -1)
        depths = torch.tensor(branches.depths, device=device)
        among = torch.tensor(branches.sees, device=device).expand(count, -1, -1)
        before = seen[:, None, :].expand(-1, len(branches.tokens), -1)
        dtype = self._model.model.dtype
        mask = torch.zeros(
            (count, 1, len(branches.tokens), seen.shape[1] + len(branches.tokens)), dtype=dtype, device=device
        )
        mask.masked_fill_(~torch.cat([before, among], dim=2)[:, None], torch.finfo(dtype).min)
        given = self._model.model(
            input_ids=ids,
            attention_mask=mask,
            position_ids=seen.sum(dim=1, keepdim=True) + depths,
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=torch.tensor(branches.asked_at, device=device),
        )
        likely = torch.log_softmax(given.logits.float(), dim=-1)
        rows = torch.tensor(branches.asked_rows, device=device)
        wanted = torch.tensor(branches.asked_for, device=device)
        return np.asarray(likely[:, rows, wanted].cpu().numpy(), dtype=np.float64)

    def _summed(self, words: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.add.reduceat(words, self._branches.starts), dtype=np.float64)

    @cached_property
    def _branches(self) -> Branches:
        ending = [self._model.end_token]
        questions = [
            (
                self._model.tokens(f"{one.question} Answers: {', '.join(one.choices)}.{self._prompt[1]}"),
                [[*self._model.tokens(f" {choice}"), *ending] for choice in one.choices],
            )
            for one in self._vocabulary.attributes
        ]
        return plan_branches(questions)

    @cached_property
    def _prompt(self) -> tuple[str, str]:
        """What stands before every question, and what stands between it and the answer."""
        return self._model.around(_OPENING + "\n")

    @cached_property
    def _grey(self) -> NDArray[np.float64]:
        """What the model says of a picture that shows nothing."""
        row: NDArray[np.float64] = self.scores([Pictures.new("RGB", (64, 64), _GREY)])[0]
        return row

    def _readings(self, scores: NDArray[np.float64], product: Product) -> Readings:
        readings: dict[str, Reading] = {}
        start = 0
        for one in self._vocabulary.attributes:
            named = dict(zip(one.choices, scores[start : start + len(one.choices)].tolist(), strict=True))
            readings[one.name] = self._reading(one, named, product)
            start += len(one.choices)
        return Readings(readings)

    def _reading(self, one: Attribute, scores: Mapping[str, float], product: Product) -> Reading:
        choices = allowed(one, product)
        if choices == (NOT_APPLICABLE,):
            return Reading(choices, 1.0)
        shares = choose(scores, choices, temperature=self._settings.temperature)
        reading = decided(one, shares, self._settings.levels)
        special = [value for value in reading.values if value not in one.answers]
        if special and len(reading.values) > 1:  # An answer beside "not applicable" would contradict it.
            kept = tuple(value for value in reading.values if value in one.answers)
            return replace(reading, values=kept if reading.values[0] in one.answers else reading.values[:1])
        return reading
