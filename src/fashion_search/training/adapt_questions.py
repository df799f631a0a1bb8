"""What before and after are asked: titles, labels, phrases and pictures of products kept apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from fashion_search.evaluation.exact import nearest_rows
from fashion_search.training.adapt_heads import Heads, mixed
from fashion_search.training.adapt_material import Material, Rows
from fashion_search.types import QueryKind, Space, Vectors

__all__ = [
    "LEAST_FITTING",
    "Question",
    "Questions",
    "Values",
    "ask_all",
    "phrases_about",
    "pictures_about",
    "spaces_of",
]

LEAST_FITTING = 10
"""Labels and phrases that fewer products fit are not asked: precision at 10 could not be reached."""

_MOST_QUERIES = 2000
_RANKS = 10

Values: TypeAlias = Mapping[str, NDArray[np.float64]]
"""Measure -> one value per query."""

Metric: TypeAlias = Literal["R", "P"]


@dataclass(frozen=True, slots=True)
class Question:
    """Queries of one sort, and what fits them.

    Attributes:
        name: In words.
        kind: What the queries are.
        space: Which vectors of the products are searched.
        queries: Vectors of the old model, shape (q, dimension).
        fits: Shape (q, products).
        own: For each query the product it is, which is not an answer; -1 for none.
        metric: Recall or precision.
        limits: How many ranks count.
    """

    name: str
    kind: QueryKind
    space: Space
    queries: Vectors
    fits: NDArray[np.bool_]
    own: Rows
    metric: Metric
    limits: tuple[int, ...]

    def values(self, heads: Heads | None, documents: Vectors) -> dict[str, NDArray[np.float64]]:
        """Search, and measure."""
        queries = _turned(self.queries, heads, self.kind)
        hits = np.take_along_axis(self.fits, self.found(queries, documents, _RANKS), axis=1)
        rankable = self.fits.sum(axis=1)
        values = {}
        for limit in self.limits:
            found = hits[:, :limit].sum(axis=1)
            values[f"{self.name} {self.metric}@{limit}"] = found / (
                rankable if self.metric == "R" else float(limit)
            )
        return values

    def found(self, queries: Vectors, documents: Vectors, limit: int) -> NDArray[np.intp]:
        """The rows of the nearest products, best first, without the query's own, shape (q, limit)."""
        found = nearest_rows(queries, documents, limit + 1)
        foreign = found != self.own[:, None]
        order = np.argsort(~foreign, axis=1, kind="stable")
        return np.take_along_axis(found, order, axis=1)[:, :limit]


@dataclass(frozen=True, slots=True)
class Questions:
    """One part of the material, and what it is asked."""

    images: Vectors
    documents: Vectors
    questions: tuple[Question, ...]

    @classmethod
    def about(cls, material: Material, rows: Rows) -> Questions:
        """Everything that can be asked about these products."""
        found = (
            _titles(material, rows),
            *_labels(material, rows),
            phrases_about(material, rows, least=LEAST_FITTING),
            pictures_about(material, rows),
        )
        return cls(
            images=material.images[rows],
            documents=material.documents[rows],
            questions=tuple(question for question in found if len(question.queries)),
        )


def ask_all(questions: Questions, heads: Heads | None) -> list[Values]:
    """The answers' values for each question; `None` asks the model as it was."""
    spaces = spaces_of(questions.images, questions.documents, heads)
    return [question.values(heads, spaces[question.space]) for question in questions.questions]


def spaces_of(images: Vectors, documents: Vectors, heads: Heads | None) -> dict[Space, Vectors]:
    """The products' vectors of all three kinds."""
    seen, read = _turned(images, heads, "image"), _turned(documents, heads, "text")
    return {"image": seen, "text": read, "hybrid": mixed(seen, read)}


def _turned(vectors: Vectors, heads: Heads | None, kind: QueryKind) -> Vectors:
    if heads is None:
        return vectors
    return heads.of(kind)(vectors)


def _nothing_own(count: int) -> Rows:
    return np.full(count, -1, dtype=np.int64)


def _titles(material: Material, rows: Rows) -> Question:
    groups, first = np.unique(material.title_groups[rows], return_index=True)
    chosen = _spread(len(groups))
    titles = [material.catalogue.titles[rows[first[at]]] for at in chosen]
    return Question(
        name="title -> picture",
        kind="text",
        space="image",
        queries=material.texts.rows(titles),
        fits=groups[chosen][:, None] == material.title_groups[rows][None, :],
        own=_nothing_own(len(chosen)),
        metric="R",
        limits=(1, 10),
    )


def _labels(material: Material, rows: Rows) -> Iterator[Question]:
    spaces: tuple[tuple[str, Space], ...] = (("picture", "image"), ("product", "hybrid"))
    for field, word in (("article_type", "article type"), ("base_color", "colour")):
        column = np.array(material.catalogue.columns[field], dtype=object)[rows]
        labels = [
            name for name in material.catalogue.labels(field) if (column == name).sum() >= LEAST_FITTING
        ]
        for target, space in spaces:
            yield Question(
                name=f"{word} -> {target}",
                kind="text",
                space=space,
                queries=material.texts.rows(labels),
                fits=np.array([column == name for name in labels]).reshape(len(labels), len(rows)),
                own=_nothing_own(len(labels)),
                metric="P",
                limits=(1, 10),
            )


def phrases_about(material: Material, rows: Rows, *, least: int) -> Question:
    """Phrases about these products in a shopper's words, each once, searched as `search` does by default.

    Args:
        material: The store.
        rows: The products.
        least: Phrases that fewer of them fit are left out.
    """
    said = dict(material.phrases[rows[at]] for at in _spread(len(rows)))
    stated = {text: used for text, used in said.items() if used}
    fits = material.captioner.fits(list(stated.values()), rows).reshape(len(stated), len(rows))
    asked = fits.sum(axis=1) >= least
    texts = [text for text, wanted in zip(stated, asked, strict=True) if wanted]
    return Question(
        name="phrase -> product",
        kind="text",
        space="hybrid",
        queries=material.texts.rows(texts),
        fits=fits[asked],
        own=_nothing_own(len(texts)),
        metric="P",
        limits=(10,),
    )


def pictures_about(material: Material, rows: Rows) -> Question:
    """Pictures of these products, each looking for others of its article type."""
    column = np.array(material.catalogue.columns["article_type"], dtype=object)[rows]
    counts = {name: int((column == name).sum()) for name in set(column.tolist())}
    common = np.flatnonzero([bool(name) and counts[name] > LEAST_FITTING for name in column])
    chosen = common[_spread(len(common))]
    fits = column[chosen][:, None] == column[None, :]
    fits[np.arange(len(chosen)), chosen] = False
    return Question(
        name="picture -> same type",
        kind="image",
        space="image",
        queries=material.images[rows][chosen],
        fits=fits,
        own=chosen,
        metric="P",
        limits=(10,),
    )


def _spread(count: int) -> Rows:
    """All positions, or as many as are asked at most, evenly spread."""
    if count <= _MOST_QUERIES:
        return np.arange(count)
    return np.linspace(0, count - 1, _MOST_QUERIES).round().astype(np.int64)
