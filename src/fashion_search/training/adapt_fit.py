"""Train the heads until the validation part gets no better."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from fashion_search.training.adapt_heads import Adam, Heads
from fashion_search.training.adapt_loss import START_SCALE, Lesson, gradients
from fashion_search.training.adapt_material import Material, Rows
from fashion_search.training.adapt_plan import AdaptPlan
from fashion_search.training.adapt_questions import Questions, ask_all
from fashion_search.types import Progress, ProgressCallback, Vectors

__all__ = ["Fitted", "fit_heads"]

_GUARDS = 128


@dataclass(frozen=True, slots=True)
class Fitted:
    """What training came to.

    Attributes:
        heads: Those of the best round.
        best_round: Counted from 1; 0 when no round was better than the model as it was.
        validation: The mean of all measures on the validation part, before training and after each round.
    """

    heads: Heads
    best_round: int
    validation: tuple[float, ...]


def fit_heads(material: Material, plan: AdaptPlan, progress: ProgressCallback | None = None) -> Fitted:
    """Train from heads that change nothing, and keep those of the best round."""
    random = np.random.default_rng(plan.seed)
    heads = Heads.start(material.images.shape[1], plan.width, random)
    scales = np.full(2, START_SCALE, dtype=np.float32)
    weights = [*heads.text.weights, *heads.image.weights, scales]
    trainer = _Trainer(heads, scales, Adam(weights, decay=plan.decay), plan)
    judge = Questions.about(material, material.validation)
    best, scores = heads.copy(), [_score(judge, heads)]
    for number in range(plan.rounds):
        trainer.train(_lessons(material, plan, random), 1.0 - number / plan.rounds)
        scores.append(_score(judge, heads))
        if scores[-1] > max(scores[:-1]):
            best = heads.copy()
        if progress:
            progress(Progress("train", number + 1, plan.rounds))
        if len(scores) - 1 - _best(scores) >= plan.patience:
            break
    return Fitted(best, _best(scores), tuple(scores))


@dataclass(frozen=True, slots=True)
class _Trainer:
    """The state of training."""

    heads: Heads
    scales: NDArray[np.float32]
    optimiser: Adam
    plan: AdaptPlan

    def train(self, lessons: Iterator[Lesson], share: float) -> None:
        """One round, at a share of the full rate."""
        for lesson in lessons:
            _, steps = gradients(self.heads, self.scales, lesson, hold=self.plan.hold, guard=self.plan.guard)
            self.optimiser.step(steps, share * self.plan.rate)


def _score(judge: Questions, heads: Heads) -> float:
    """The mean over all measures of their means over queries."""
    answers = ask_all(judge, heads)
    return fmean(float(values.mean()) for answer in answers for values in answer.values())


def _best(scores: Sequence[float]) -> int:
    """The first of the highest."""
    return scores.index(max(scores))


def _lessons(material: Material, plan: AdaptPlan, random: np.random.Generator) -> Iterator[Lesson]:
    """Each product at most once, in an order drawn anew."""
    size = min(plan.batch, len(material.training))
    order = random.permutation(material.training)
    for step in range(min(plan.steps, len(order) // size)):
        rows = order[step * size : (step + 1) * size]
        yield _lesson(material, rows, _some(material.guards, random), _some(material.foreign, random))


def _some(vectors: Vectors, random: np.random.Generator) -> Vectors:
    """As many rows as a batch needs, each at most once."""
    drawn: Vectors = random.choice(vectors, min(_GUARDS, len(vectors)), replace=False)
    return drawn


def _lesson(material: Material, rows: Rows, guards: Vectors, foreign: Vectors) -> Lesson:
    """Three captions a product: title, phrase, bare name."""
    texts, groups = material.texts, material.title_groups[rows]
    same_title = groups[:, None] == groups[None, :]
    sets = [([material.catalogue.titles[row] for row in rows], same_title)]
    for said in (material.phrases, material.names):
        captions = [said[row] for row in rows]
        fits = material.captioner.fits([used for _, used in captions], rows)
        silent = [not used for _, used in captions]  # a title stood in, so the title decides
        fits[silent] = same_title[silent]
        sets.append(([text for text, _ in captions], fits))
    return Lesson(
        images=material.images[rows],
        documents=material.documents[rows],
        captions=np.stack([texts.rows(captions) for captions, _ in sets]),
        fits=np.stack([fits for _, fits in sets]),
        guards=guards,
        foreign=foreign,
    )
