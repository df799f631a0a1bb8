"""The texts of the wording leg: titles, documents, captions, names and foreign phrases, encoded once."""

import dataclasses

import numpy as np
import torch

from fashion_search.training.batches import tokenise
from fashion_search.training.captions import Captioner
from fashion_search.training.lexicon import own_names
from fashion_search.training.objective import Model
from fashion_search.training.phrases import foreign_phrases
from fashion_search.training.teacher import Teacher

READINGS = 3
"""A title is encoded as written and, beside it, changed as in training."""


@dataclasses.dataclass(frozen=True)
class Counts:
    """How many texts are sampled, and the seed."""

    captions: int = 24_000
    foreign: int = 6_000
    seed: int = 61


@dataclasses.dataclass(frozen=True)
class Texts:
    """Pooled features of all texts, float32 [n, 2 * TEXT_WIDTH], and what the captions are about."""

    titles: list[torch.Tensor]  # a reading each, a row a product
    documents: torch.Tensor
    captions: torch.Tensor
    used: list[tuple[int, ...]]
    names: list[torch.Tensor]  # a concept each, its names as rows
    foreign: torch.Tensor


class Reader:
    """Encodes texts with what the text tower's heads read."""

    def __init__(self, model: Model, teacher: Teacher, together: int = 512) -> None:
        self.text, self.teacher, self.together = model.text, teacher, together

    def pooled(self, texts: list[str]) -> torch.Tensor:
        """Features in the order of the texts; texts of like length are encoded together."""
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        out: torch.Tensor = torch.zeros(len(texts), self.text.skip.in_features)
        with torch.no_grad():
            for start in range(0, len(texts), self.together):
                rows = order[start : start + self.together]
                tokens = tokenise(self.teacher.tokenizer, [texts[row] for row in rows])
                out[rows] = self.text.pooled(*tokens).float()
        return out

    def read(self, captioner: Captioner, counts: Counts) -> Texts:
        """Sample and encode every text of the leg."""
        catalogue, draw = captioner.catalogue, np.random.default_rng(counts.seed)
        every = range(len(catalogue))
        said = [captioner.attributes(int(row)) for row in draw.integers(0, len(catalogue), counts.captions)]
        changed = ([captioner.title(row) for row in every] for _ in range(READINGS - 1))
        return Texts(
            titles=[self.pooled(catalogue.titles), *map(self.pooled, changed)],
            documents=self.pooled([catalogue.description(row) for row in every]),
            captions=self.pooled([text for text, _ in said]),
            used=[used for _, used in said],
            names=[self.pooled(names) for names in _names(captioner)],
            foreign=self.pooled(foreign_phrases(captioner, self.teacher, counts.foreign, counts.seed)),
        )


def _names(captioner: Captioner) -> list[list[str]]:
    """Per concept its label, if it is one, before its names."""
    own = own_names(captioner.concepts)
    return [
        [*([concept.label[1]] if concept.label else []), *names]
        for concept, names in zip(captioner.concepts, own, strict=True)
    ]
