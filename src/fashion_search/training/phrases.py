"""Phrases whose meaning the teacher lends to the text tower, and phrases about things no such shop sells."""

import dataclasses
import random
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from fashion_search.training.captions import Captioner
from fashion_search.training.catalogue import Catalogue
from fashion_search.training.teacher import Teacher

FOREIGN_LIMIT = 0.42
"""A phrase closer than this to a lexicon entry, in the teacher's view, is not called foreign."""


@dataclasses.dataclass(frozen=True)
class Lessons:
    """What the teacher says of phrases.

    Attributes:
        phrases: Texts, the foreign ones among them.
        vectors: The teacher's, float16 [n, width].
        foreign: Those about things no such shop sells.
    """

    phrases: list[str]
    vectors: NDArray[np.float16]
    foreign: list[str]

    def and_also(self, phrases: Sequence[str], vectors: NDArray[np.float16]) -> "Lessons":
        """These and further ones."""
        every = np.concatenate([self.vectors, vectors])
        return dataclasses.replace(self, phrases=[*self.phrases, *phrases], vectors=every)


def lessons(captioner: Captioner, teacher: Teacher, taught: int, foreign: int, seed: int) -> Lessons:
    """The phrases of a run, `taught` and `foreign` of them before repeats go, and what the teacher says."""
    strange = foreign_phrases(captioner, teacher, foreign, seed)
    phrases = [*taught_phrases(captioner, captioner.catalogue, taught, seed), *strange]
    print(f"{len(phrases)} phrases, {len(strange)} foreign ones among them", flush=True)
    return Lessons(phrases, teacher.encode(phrases), strange)


def taught_phrases(captioner: Captioner, catalogue: Catalogue, count: int, seed: int = 0) -> list[str]:
    """Distinct phrases a shop might hear: titles, captions, every lexicon entry."""
    draw = random.Random(seed)  # noqa: S311 - reproducible sampling, not security
    makers: list[Callable[[int], str]] = [
        captioner.title,
        lambda row: captioner.attributes(row)[0],
        lambda row: captioner.attributes(row)[0],
        lambda row: captioner.bare(row)[0],
        catalogue.description,
    ]
    sampled = [draw.choice(makers)(draw.randrange(len(catalogue))) for _ in range(count)]
    names = [name for c in captioner.concepts for form in c.forms.values() for name in form]
    return sorted({text for text in [*sampled, *names] if text})


def foreign_phrases(captioner: Captioner, teacher: Teacher, count: int, seed: int = 0) -> list[str]:
    """Written foreign phrases, and words of the vocabulary that the teacher holds far from the lexicon."""
    draw = random.Random(seed)  # noqa: S311 - reproducible sampling, not security
    words = teacher.words(4)
    sampled = {captioner.foreign() for _ in range(count // 3)}
    sampled |= {" ".join(draw.sample(words, draw.choice((1, 1, 2, 2, 3)))) for _ in range(count)}
    phrases = sorted(sampled)
    names = sorted({n for c in captioner.concepts for form in c.forms.values() for n in form})
    nearest = _nearest(teacher.encode(phrases), teacher.encode(names))
    kept = [p for p, near in zip(phrases, nearest, strict=True) if near < FOREIGN_LIMIT]
    return kept + [_gibberish(draw) for _ in range(len(kept) // 25)]


def _nearest(vectors: NDArray[np.float16], names: NDArray[np.float16]) -> Sequence[float]:
    table = names.astype(np.float32).T
    best: list[float] = []
    for start in range(0, len(vectors), 2048):
        best.extend((vectors[start : start + 2048].astype(np.float32) @ table).max(1).tolist())
    return best


def _gibberish(draw: random.Random) -> str:
    return " ".join(
        "".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=draw.randint(3, 8)))
        for _ in range(draw.randint(1, 3))
    )
