"""Relevance from cosine for the adapted model, fitted on held-out products."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
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
    from fashion_search.training.calibrate import Curve

__all__ = ["Relevance", "fit_relevance"]

_LEAST_QUERIES, _LEAST_PRODUCTS = 100, 200
_HITS = _RANDOM = 60


@dataclass(frozen=True, slots=True)
class Relevance:
    """The curves of the adapted model.

    Attributes:
        curves: `"text/hybrid"` and kin -> slope and intercept; empty when there was too little to fit on.
        errors: The same keys -> expected calibration error on queries the curve was not fitted on.
        min_relevance: Silences four in five words for things no fashion shop sells, or `None`.
        answered: Share of the held-out phrases that find something at `min_relevance`.
    """

    curves: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
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
    from fashion_search.training.calibrate import UNSOLD, best_relevance, choose_threshold, fit_curve

    rows = material.held_out
    if len(rows) < _LEAST_PRODUCTS:
        return Relevance()
    spaces = spaces_of(material.images[rows], material.documents[rows], heads)
    curves: dict[str, Curve] = {}
    errors: dict[str, float] = {}
    phrases, pictures = phrases_about(material, rows, least=1), pictures_about(material, rows)
    for question in (phrases, pictures):
        queries = heads.of(question.kind)(question.queries)
        for space in SPACES if len(queries) >= _LEAST_QUERIES else ():
            cosines, fits = _judged(question, queries, spaces[space])
            curve = fit_curve(cosines[::2].ravel(), fits[::2].ravel())
            if curve.slope > 0 and fits.any() and not fits.all():
                curves[f"{question.kind}/{space}"] = curve
                relevance = curve.relevance(cosines[1::2].ravel())
                errors[f"{question.kind}/{space}"] = calibration_error(relevance, fits[1::2].ravel())
    kept = {pair: asdict(curve) for pair, curve in curves.items()}
    if "text/hybrid" not in curves:
        return Relevance(kept, errors)
    curve, items = curves["text/hybrid"], spaces["hybrid"]
    real, absent = heads.text(phrases.queries), heads.text(model.embed_texts(UNSOLD))
    threshold = choose_threshold(curve, items, absent)
    answered = best_relevance(curve, items, real, 1)[:, 0] >= threshold
    return Relevance(kept, errors, threshold, float(answered.mean()))


def _judged(
    question: Question, queries: Vectors, items: Vectors
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Cosines and verdicts, a line per query."""
    hits = question.found(queries, items, _HITS)
    random = np.random.default_rng(1).integers(0, len(items), (len(queries), _RANDOM))
    random[random == question.own[:, None]] -= 1
    rows = np.concatenate([hits, random], axis=1)
    cosines = np.take_along_axis(queries @ items.T, rows, axis=1)
    return cosines.astype(np.float64), np.take_along_axis(question.fits, rows, axis=1)
