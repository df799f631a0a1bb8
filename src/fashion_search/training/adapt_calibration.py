"""Relevance from cosine for the adapted model, fitted on held-out products."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fashion_search.evaluation import calibration_error
from fashion_search.protocols import Embedder
from fashion_search.training.adapt_heads import Heads
from fashion_search.training.adapt_material import Material
from fashion_search.training.adapt_questions import Question, phrases_about, pictures_about, spaces_of
from fashion_search.types import SPACES, Vectors

if TYPE_CHECKING:
    from fashion_search.ranking.calibration import KnotCalibration

__all__ = ["Relevance", "fit_relevance"]

_LEAST_QUERIES, _LEAST_PRODUCTS = 100, 200
_HITS = _RANDOM = 60


@dataclass(frozen=True, slots=True)
class Relevance:
    """The curves of the adapted model.

    Attributes:
        curves: `"text/hybrid"` and kin -> its knots; empty when there was too little to fit on.
        errors: The same keys -> expected calibration error on queries the curve was not fitted on.
        min_relevance: Silences `SILENCED` of the words for things no fashion shop sells, or `None`.
        answered: Share of the held-out phrases that find something at `min_relevance`.
    """

    curves: Mapping[str, Mapping[str, list[float]]] = field(default_factory=dict)
    errors: Mapping[str, float] = field(default_factory=dict)
    min_relevance: float | None = None
    answered: float | None = None


def fit_relevance(material: Material, heads: Heads, model: Embedder) -> Relevance:
    """Fit a curve per kind of query and space on half of the held-out queries; the other half judges it.

    Phrases stand for text queries, products' pictures for image queries. Judged pairs are a query's best hits
    and as many products drawn at random. A pair without enough queries, or whose cosines say nothing, has no
    curve: the old model's would be wrong.

    Args:
        material: The store; its held-out rows are used.
        heads: The adapted ones.
        model: The old model; encodes names of things that no fashion shop sells.
    """
    from fashion_search.training.calibrate import UNSOLD, as_written, best_relevance, choose_threshold
    from fashion_search.training.curves import fit_curve

    rows = material.held_out
    if len(rows) < _LEAST_PRODUCTS:
        return Relevance()
    spaces = spaces_of(material.images[rows], material.documents[rows], heads)
    curves: dict[str, KnotCalibration] = {}
    errors: dict[str, float] = {}
    phrases, pictures = phrases_about(material, rows, least=1), pictures_about(material, rows)
    for question in (phrases, pictures):
        queries = heads.of(question.kind)(question.queries)
        for space in SPACES if len(queries) >= _LEAST_QUERIES else ():
            cosines, fits = _judged(question, queries, spaces[space])
            curve = fit_curve(cosines[::2].ravel(), fits[::2].ravel())
            if curve is not None:
                curves[f"{question.kind}/{space}"] = curve
                relevance = curve.relevance(cosines[1::2].ravel())
                errors[f"{question.kind}/{space}"] = calibration_error(relevance, fits[1::2].ravel())
    kept = as_written(curves)
    if "text/hybrid" not in curves:
        return Relevance(kept, errors)
    curve, items = curves["text/hybrid"], spaces["hybrid"]
    real, absent = heads.text(phrases.queries), heads.text(model.embed_texts(UNSOLD))
    threshold = choose_threshold(curve, items, absent)
    answered = best_relevance(curve, items, real, 1)[:, 0] >= threshold
    return Relevance(kept, errors, threshold, float(answered.mean()))


def _judged(question: Question, queries: Vectors, items: Vectors) -> tuple[Vectors, NDArray[np.bool_]]:
    """Cosines and verdicts, a line per query."""
    hits = question.found(queries, items, _HITS)
    random = np.random.default_rng(1).integers(0, len(items), (len(queries), _RANDOM))
    random[random == question.own[:, None]] -= 1
    rows = np.concatenate([hits, random], axis=1)
    cosines = np.take_along_axis(queries @ items.T, rows, axis=1)
    return cosines.astype(np.float32), np.take_along_axis(question.fits, rows, axis=1)
