"""What phrases mean that no lexicon holds, as the teacher guesses it: which article types they are about.

A guess is soft: the teacher's similarities to all names of all types. The text tower learns it from photos of
those types, so that a word it never read beside a photo lands where the teacher would look for it.
"""

import dataclasses
import random
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F  # noqa: N812 - the name everyone uses

from fashion_search.training.batches import Tokens, tokenise
from fashion_search.training.captions import Captioner
from fashion_search.training.teacher import Teacher

SHARPNESS = 20.0
"""Similarities are multiplied by it before they become shares of types."""

UNSURE, SURE = 0.45, 0.65
"""Below the first similarity a guess counts nothing, from the second on it counts whole."""

FORMS = (
    "{w}",
    "{w}",
    "{w} {v}",
    "{w} {noun}",
    "{noun} for {w}",
    "{noun} with {w}",
    "{w} {v} {noun}",
    "{w} for my {v}",
)
"""How words of the vocabulary are put into phrases; `noun` is a name of a type."""


@dataclasses.dataclass(frozen=True)
class Guesses:
    """Phrases, the types they mean, and how sure the teacher is.

    Attributes:
        phrases: Texts.
        shares: float32 [n, types], rows sum to one.
        sure: float32 [n], 0 to 1.
        vectors: The teacher's, float16 [n, width].
    """

    phrases: list[str]
    shares: NDArray[np.float32]
    sure: NDArray[np.float32]
    vectors: NDArray[np.float16]

    def some(self, rows: NDArray[np.int64], teacher: Teacher) -> tuple[Tokens, torch.Tensor, torch.Tensor]:
        """Token ids, shares and sureness of these rows."""
        tokens = tokenise(teacher.tokenizer, [self.phrases[row] for row in rows], 20)
        return tokens, torch.from_numpy(self.shares[rows]), torch.from_numpy(self.sure[rows])


def made_phrases(captioner: Captioner, words: Sequence[str], count: int, seed: int) -> list[str]:
    """Distinct phrases of vocabulary words, alone and around the names of types."""
    draw = random.Random(seed)  # noqa: S311 - reproducible sampling, not security
    nouns = [name for _, names in type_names(captioner) for name in names]
    made = {
        draw.choice(FORMS).format(w=draw.choice(words), v=draw.choice(words), noun=draw.choice(nouns))
        for _ in range(count)
    }
    return sorted(made)


def type_names(captioner: Captioner) -> list[tuple[str, tuple[str, ...]]]:
    """Each article type of the catalogue with all its names."""
    concepts = [captioner.concepts[index] for index in captioner.labelled("article_type")]
    return [(concept.label[1], concept.forms["noun"]) for concept in concepts if concept.label]


def guess(teacher: Teacher, captioner: Captioner, phrases: Sequence[str]) -> Guesses:
    """Ask the teacher which types the phrases mean: half its nearest name, half its nearest three."""
    vectors = teacher.encode(phrases)
    columns = []
    for _, names in type_names(captioner):
        near = np.sort(vectors.astype(np.float32) @ teacher.encode(names).astype(np.float32).T, axis=1)
        columns.append(0.5 * near[:, -1] + 0.5 * near[:, -3:].mean(1))
    table = torch.from_numpy(np.stack(columns, 1))
    best = table.amax(1).numpy()
    sure = np.clip((best - UNSURE) / (SURE - UNSURE), 0.0, 1.0)
    return Guesses(list(phrases), (SHARPNESS * table).softmax(1).numpy(), sure, vectors)


def guessing(logits: torch.Tensor, shares: torch.Tensor, sure: torch.Tensor) -> torch.Tensor:
    """Cross entropy of the tower's types to the teacher's, each phrase as much as the teacher is sure."""
    return (F.cross_entropy(logits, shares, reduction="none") * sure).sum() / sure.sum().clamp(min=1.0)
