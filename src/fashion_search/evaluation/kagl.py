"""The KAGL benchmark, by its own protocol, from vectors that are already there.

Titles look for pictures alone; bare labels look for 0.9·picture + 0.1·title, made unit again. Nothing is put
before or after a query. Documents are searched exactly and the first ten count. Measured over all documents,
and over held-out documents only, which is what a model trained on part of this catalogue should be judged by.

Source:
    github.com/marqo-ai/marqo-FashionCLIP at commit d0b3bdf: `eval.py`, `utils/retrieval.py`,
    `utils/metrics.py`. It leaves one freedom: the order among equal similarities, here by product id.
    Pictures that are equal to the pixel make such ties.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import InvalidRequestError
from fashion_search.evaluation.bootstrap import Bootstrap, bootstrap_means
from fashion_search.evaluation.exact import nearest_rows, unit_rows
from fashion_search.evaluation.judgements import Judgements, Run
from fashion_search.evaluation.kagl_documents import EmbedTexts, KaglDocuments, document_rows, embed_titles
from fashion_search.evaluation.kagl_report import KaglReport, KaglResult
from fashion_search.evaluation.kagl_tasks import GroundTruth, KaglTask
from fashion_search.evaluation.measures import Scores, evaluate
from fashion_search.types import Progress, ProgressCallback, Vectors

__all__ = ["KAGL_MEASURES", "KaglPlan", "evaluate_kagl", "kagl_ceilings"]

KAGL_MEASURES = ("recall@1", "recall@10", "precision@1", "precision@10", "mrr@10", "ndcg@10", "map@10")

_RANKS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class KaglPlan:
    """What to measure.

    Attributes:
        picture_size: Of the pictures the image vectors were made from, such as `"60x80"`; stated in the
            report, because published numbers are for full-size ones.
        model: The model's name, for the report.
        held_out: Whether products of a title were kept from training; `None` measures all documents only.
        at_least: Labels with at least this many documents are also measured apart; 1 leaves that out.
        image_weight: The picture's share in documents of label queries: 0.9 is the benchmark's, 1 is pictures
            alone.
        bootstrap: How confidence intervals are made.

    Raises:
        InvalidRequestError: `image_weight` or `at_least` is out of range.
    """

    picture_size: str
    model: str = "unnamed model"
    held_out: Callable[[str], bool] | None = None
    at_least: int = 10
    image_weight: float = 0.9
    bootstrap: Bootstrap = field(default_factory=Bootstrap)

    def __post_init__(self) -> None:
        """Refuse what is not defined."""
        if not 0 <= self.image_weight <= 1:
            raise InvalidRequestError(f"image_weight is {self.image_weight!r}; it must lie in [0, 1].")
        if self.at_least < 1:
            raise InvalidRequestError(f"at_least is {self.at_least}; it must be 1 or more.")


def evaluate_kagl(
    product_ids: Sequence[str],
    titles: Sequence[str | None],
    image_vectors: Vectors,
    *,
    ground_truth: GroundTruth,
    embed_texts: EmbedTexts,
    plan: KaglPlan,
    title_vectors: Vectors | None = None,
    progress: ProgressCallback | None = None,
) -> KaglReport:
    """Measure one model on KAGL.

    Products outside the ground truth, and those without a picture (a row of zeros), are not searched; the
    report says how many. Judgements stay whole over all documents, so a judged product that is not there
    counts as not found.

    Args:
        product_ids: The catalogue, ids as in the ground truth, each once.
        titles: The bare title of each product, as the benchmark's documents carry it.
        image_vectors: Of the pictures alone, shape (n, dimension), float32; made unit here.
        ground_truth: What fits.
        embed_texts: Encodes queries, and titles when they have no vectors.
        plan: What to measure and how.
        title_vectors: Of the bare titles, same shape; `None` to encode them here, each different title once.
            A store's text vectors are of longer descriptions and do not belong here.
        progress: Told about titles and tasks done.

    Raises:
        InvalidRequestError: inputs differ in length, an id repeats, or nothing of the catalogue is judged.
        ModelMismatchError: pictures and titles have vectors of different lengths.
    """
    _check_lengths(product_ids, titles, image_vectors, title_vectors)
    judged = ground_truth.product_ids()
    rows = document_rows(product_ids, image_vectors, judged)
    report = progress or _silent
    chosen = [titles[row] or "" for row in rows]
    texts = embed_titles(chosen, embed_texts, report) if title_vectors is None else title_vectors[rows]
    ids = [product_ids[row] for row in rows]
    documents = KaglDocuments.build(ids, chosen, image_vectors[rows], texts, plan.image_weight)
    present = judged.intersection(product_ids)
    return KaglReport(
        model=plan.model,
        picture_size=plan.picture_size,
        image_weight=plan.image_weight,
        confidence=plan.bootstrap.confidence,
        documents=len(rows),
        not_judged=len(product_ids) - len(present),
        missing=len(judged) - len(present),
        without_picture=len(present) - len(rows),
        results=tuple(_results(documents, ground_truth, embed_texts, plan, report)),
    )


def kagl_ceilings(judgements: Judgements) -> Scores:
    """The highest values any model can reach, per query: what ranking all relevant products first scores."""
    ideal = {
        query_id: tuple(product_id for product_id, grade in judged.items() if grade > 0)[:_RANKS]
        for query_id, judged in judgements.grades.items()
    }
    return evaluate(Run(ideal), judgements, KAGL_MEASURES)


@dataclass(frozen=True, slots=True)
class _Question:
    """A task, what fits, and the queries' unit vectors in rows, in the order of the judgements."""

    task: KaglTask
    judgements: Judgements
    vectors: Vectors

    def about(self, documents: KaglDocuments) -> _Question:
        """Only the queries that some of these documents fit."""
        judgements = self.judgements.restricted(documents.product_ids)
        row = {query_id: number for number, query_id in enumerate(self.judgements.query_ids)}
        return _Question(self.task, judgements, self.vectors[[row[q] for q in judgements.query_ids]])

    def search(self, documents: KaglDocuments) -> Run:
        """The ten nearest documents of every query."""
        searched = documents.mixed if self.task.queries_are_labels else documents.images
        found = nearest_rows(self.vectors, searched, _RANKS)
        ids = (tuple(documents.product_ids[row] for row in line) for line in found)
        return Run(dict(zip(self.judgements.query_ids, ids, strict=True)))


def _results(
    documents: KaglDocuments,
    ground_truth: GroundTruth,
    embed_texts: EmbedTexts,
    plan: KaglPlan,
    report: ProgressCallback,
) -> Iterator[KaglResult]:
    held_out = documents.titled(plan.held_out) if plan.held_out else None
    for done, task in enumerate(ground_truth.tasks, start=1):
        judgements = ground_truth.judgements[task.name]
        question = _Question(task, judgements, unit_rows(embed_texts(judgements.query_ids)))
        yield from _measured(question, documents, "all", plan)
        if held_out:
            yield from _measured(question.about(held_out), held_out, "held-out", plan)
        report(Progress("tasks", done, len(ground_truth.tasks)))


def _measured(
    question: _Question, documents: KaglDocuments, scope: str, plan: KaglPlan
) -> Iterator[KaglResult]:
    """Search once; report on all queries, and apart on those worth a look of their own."""
    judgements = question.judgements
    if not len(judgements):
        return
    scores = evaluate(question.search(documents), judgements, KAGL_MEASURES)
    best = kagl_ceilings(judgements)
    for selection, chosen in _selections(question.task, scope, judgements, plan):
        if not chosen.any():
            continue
        values = {name: column[chosen] for name, column in scores.values.items()}
        yield KaglResult(
            task=question.task,
            scope=scope,
            selection=selection,
            documents=len(documents),
            pairs=int(judgements.counts()[chosen].sum()),
            query_ids=tuple(itertools.compress(judgements.query_ids, chosen)),
            values=values,
            intervals=bootstrap_means(values, plan.bootstrap),
            ceilings={name: float(column[chosen].mean()) for name, column in best.values.items()},
        )


def _selections(
    task: KaglTask, scope: str, judgements: Judgements, plan: KaglPlan
) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """All queries; then labels with enough documents, or titles that were kept from training."""
    everything = np.ones(len(judgements), dtype=np.bool_)
    yield "all labels" if task.queries_are_labels else "all titles", everything
    if task.queries_are_labels and plan.at_least > 1:
        yield f"labels with {plan.at_least}+", judgements.counts() >= plan.at_least
    if not task.queries_are_labels and plan.held_out and scope == "all":
        yield "held-out titles", np.array([plan.held_out(title) for title in judgements.query_ids])


def _check_lengths(
    product_ids: Sequence[str], titles: Sequence[str | None], images: Vectors, texts: Vectors | None
) -> None:
    sizes = {len(product_ids), len(titles), len(images), len(product_ids if texts is None else texts)}
    if len(sizes) != 1:
        raise InvalidRequestError(
            f"{len(product_ids)} ids, {len(titles)} titles, {len(images)} picture vectors"
            f"{'' if texts is None else f', {len(texts)} title vectors'}: give one each per product."
        )


def _silent(progress: Progress) -> None:
    del progress
