"""What the heads are trained to do: words find the products they fit, and products their words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fashion_search.training.adapt_heads import Heads, Weights, mixed, unit_backward
from fashion_search.types import Vectors

__all__ = ["QUIET", "START_SCALE", "Lesson", "gradients"]

START_SCALE = 3.0
"""Logarithm of the factor cosines are multiplied with before training: e³ is about 20."""

QUIET = 0.1
"""How near to a product words may come that have nothing to do with it."""

_SHARES = (0.6, 0.4)
"""How much pictures alone and hybrid vectors count."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One batch of products with several sets of captions.

    Attributes:
        images: The products' picture vectors, shape (n, dimension).
        documents: Their text vectors, same shape.
        captions: For each set one caption per product, shape (sets, n, dimension).
        fits: Whether a caption fits a product, shape (sets, n, n); captions in rows, each fits its own.
        guards: Words whose likeness to the captions is to stay, shape (m, dimension).
        foreign: Words for what no fashion shop sells, shape (f, dimension).
    """

    images: Vectors
    documents: Vectors
    captions: Vectors
    fits: NDArray[np.bool_]
    guards: Vectors
    foreign: Vectors


def gradients(
    heads: Heads, scales: Weights, lesson: Lesson, *, hold: float, guard: float
) -> tuple[float, list[Weights]]:
    """Symmetric contrast with several positives, among pictures and among hybrid vectors.

    Args:
        heads: As they are now.
        scales: Logarithms of the cosines' factors, shape (2,).
        lesson: The batch.
        hold: What changing the cosine of two pictures, or of two captions, costs: this times the mean
            square of the change.
        guard: The same for the cosines between guards and captions, and what foreign words cost that come
            nearer to a product than `QUIET`: this times the mean square of the excess.

    Returns:
        The loss, and its gradients in the order of text head, image head and scales.

    Source:
        van den Oord et al., "Representation learning with contrastive predictive coding", 2018; several
        positives as in Khosla et al., "Supervised contrastive learning", NeurIPS 2020.
    """
    sets, count, dimension = lesson.captions.shape
    said = lesson.captions.reshape(-1, dimension)
    words = heads.text.forward(np.concatenate([said, lesson.documents, lesson.guards, lesson.foreign]))
    pictures = heads.image.forward(lesson.images)
    ends = np.cumsum([len(said), count, len(lesson.guards)])
    spoken, documents, guards, foreign = np.split(words.rows, ends)
    captions = spoken.reshape(sets, count, dimension)
    hybrid = mixed(pictures.rows, documents)

    parts = [
        _contrast(captions, items, lesson.fits, scale)
        for items, scale in zip((pictures.rows, hybrid), scales, strict=True)
    ]
    quiet = [_silence(foreign, items, guard) for items in (pictures.rows, hybrid)]
    to_captions = _hold(lesson.captions, captions, hold)
    for part, share in zip(parts, _SHARES, strict=True):
        to_captions += share * part[1]
    to_items = [share * part[2] + still[1] for part, share, still in zip(parts, _SHARES, quiet, strict=True)]
    to_both = unit_backward(pictures.rows + documents, hybrid, to_items[1])
    to_pictures = _hold(lesson.images[None], pictures.rows[None], hold)[0] + to_items[0] + to_both
    to_spoken, to_guards = _keep(said, lesson.guards, spoken, guards, guard)
    to_spoken += to_captions.reshape(-1, dimension)
    to_words = np.concatenate([to_spoken, to_both, to_guards, quiet[0][0] + quiet[1][0]])

    loss = sum(share * part[0] for part, share in zip(parts, _SHARES, strict=True))
    to_scales = np.array([share * p[3] for p, share in zip(parts, _SHARES, strict=True)], np.float32)
    backward = (*heads.text.backward(words, to_words), *heads.image.backward(pictures, to_pictures))
    return float(loss), [*backward, to_scales]


def _contrast(
    captions: Vectors, items: Vectors, fits: NDArray[np.bool_], log_scale: np.float32
) -> tuple[float, Weights, Weights, float]:
    """The loss and its gradients for captions, items and the logarithm of the scale."""
    scale = np.exp(log_scale)
    logits = scale * (captions @ items.T)
    loss, to_logits = 0.0, np.zeros_like(logits)
    for axis in (2, 1):
        wanted = fits / fits.sum(axis=axis, keepdims=True, dtype=np.float32)
        chances = _log_softmax(logits, axis)
        loss -= float((wanted * chances).sum()) / (2 * fits[..., 0].size)
        to_logits += (np.exp(chances) - wanted) / np.float32(2 * fits[..., 0].size)
    to_items = np.einsum("sqi,sqd->id", to_logits, captions, optimize=True)
    return loss, scale * (to_logits @ items), scale * to_items, float((to_logits * logits).sum())


def _log_softmax(logits: Weights, axis: int) -> Weights:
    shifted = logits - logits.max(axis=axis, keepdims=True)
    chances: Weights = shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    return chances


def _hold(before: Vectors, after: Vectors, weight: float) -> Weights:
    """The gradient of `weight` times the mean square by which cosines within each set have changed."""
    change = after @ after.transpose(0, 2, 1) - before @ before.transpose(0, 2, 1)
    pull: Weights = np.float32(4.0 * weight / change.size) * (change @ after)
    return pull


def _keep(
    said: Vectors, guards: Vectors, said_now: Vectors, guards_now: Vectors, weight: float
) -> tuple[Weights, Weights]:
    """The gradients, for captions and guards, of `weight` times the mean square by which cosines changed."""
    change = guards_now @ said_now.T - guards @ said.T
    change *= np.float32(2.0 * weight / change.size)
    return change.T @ guards_now, change @ said_now


def _silence(foreign: Vectors, items: Vectors, weight: float) -> tuple[Weights, Weights]:
    """The gradients, for foreign words and items, of `weight` times the mean square above `QUIET`."""
    excess = np.maximum(foreign @ items.T - np.float32(QUIET), 0.0)
    excess *= np.float32(2.0 * weight / excess.size)
    return excess @ items, excess.T @ foreign
