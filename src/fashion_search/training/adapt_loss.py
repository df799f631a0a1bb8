"""What the heads are trained to do: words find the products they fit, and products their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fashion_search.training.adapt_heads import Heads, Trace, Weights, mixed, unit_backward
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
        What the contrast costs, and the gradients of all costs in the order of text head, image head, scales.

    Source:
        van den Oord et al., "Representation learning with contrastive predictive coding", 2018; several
        positives as in Khosla et al., "Supervised contrastive learning", NeurIPS 2020.
    """
    now = _Now.of(heads, lesson)
    parts = [
        _contrast(now.captions, items, lesson.fits, scale, share)
        for items, scale, share in zip(now.items, scales, _SHARES, strict=True)
    ]
    quiet = [_silence(now.foreign, items, guard) for items in now.items]
    to_captions = _hold(lesson.captions, now.captions, hold) + parts[0].captions + parts[1].captions
    kept_captions, to_guards = _keep(lesson, now, guard)
    to_items = [part.items + still for part, (_, still) in zip(parts, quiet, strict=True)]
    to_both = unit_backward(now.pictures.rows + now.documents, now.items[1], to_items[1])
    to_pictures = _hold(lesson.images[None], now.pictures.rows[None], hold)[0] + to_items[0] + to_both
    to_foreign = quiet[0][0] + quiet[1][0]
    to_words = [_flat(to_captions + kept_captions), to_both, to_guards, to_foreign]
    text = heads.text.backward(now.words, np.concatenate(to_words))
    image = heads.image.backward(now.pictures, to_pictures)
    to_scales = np.array([part.scale for part in parts], dtype=np.float32)
    return sum(part.loss for part in parts), [*text, *image, to_scales]


@dataclass(frozen=True, slots=True)
class _Now:
    """A batch as the heads turn it now: both traces, and the rows by what they are."""

    words: Trace
    pictures: Trace
    captions: Vectors
    documents: Vectors
    guards: Vectors
    foreign: Vectors
    items: tuple[Vectors, Vectors]

    @classmethod
    def of(cls, heads: Heads, lesson: Lesson) -> _Now:
        """The way forward; `items` are the pictures and the hybrid vectors."""
        texts = (_flat(lesson.captions), lesson.documents, lesson.guards, lesson.foreign)
        words = heads.text.forward(np.concatenate(texts))
        pictures = heads.image.forward(lesson.images)
        ends = np.cumsum([len(part) for part in texts[:-1]])
        captions, documents, guards, foreign = np.split(words.rows, ends)
        items = (pictures.rows, mixed(pictures.rows, documents))
        shaped = captions.reshape(lesson.captions.shape)
        return cls(words, pictures, shaped, documents, guards, foreign, items)


class _Part(NamedTuple):
    """A cost, and its gradients for captions, items and the logarithm of the scale."""

    loss: float
    captions: Weights
    items: Weights
    scale: float


def _contrast(
    captions: Vectors, items: Vectors, fits: NDArray[np.bool_], log_scale: np.float32, share: float
) -> _Part:
    """Captions find their items among all, and items their captions within each set."""
    scale, weight = np.exp(log_scale), np.float32(share / (2 * fits[..., 0].size))
    logits = scale * (captions @ items.T)
    loss, to_logits = 0.0, np.zeros_like(logits)
    for axis in (2, 1):
        wanted = fits / fits.sum(axis=axis, keepdims=True, dtype=np.float32)
        chances = _log_softmax(logits, axis)
        loss -= float(weight * (wanted * chances).sum())
        to_logits += weight * (np.exp(chances) - wanted)
    to_items = scale * (_flat(to_logits).T @ _flat(captions))
    return _Part(loss, scale * (to_logits @ items), to_items, float((to_logits * logits).sum()))


def _flat(sets: Vectors) -> Vectors:
    """All sets in rows, one after another."""
    rows: Vectors = sets.reshape(-1, sets.shape[-1])
    return rows


def _log_softmax(logits: Weights, axis: int) -> Weights:
    shifted = logits - logits.max(axis=axis, keepdims=True)
    chances: Weights = shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    return chances


def _hold(before: Vectors, after: Vectors, weight: float) -> Weights:
    """The gradient of `weight` times the mean square by which cosines within each set have changed."""
    change = after @ after.transpose(0, 2, 1) - before @ before.transpose(0, 2, 1)
    pull: Weights = np.float32(4.0 * weight / change.size) * (change @ after)
    return pull


def _keep(lesson: Lesson, now: _Now, weight: float) -> tuple[Weights, Weights]:
    """The same for captions and guards, of `weight` times the mean square by which their cosines changed."""
    before, after = _flat(lesson.captions), _flat(now.captions)
    change = now.guards @ after.T - lesson.guards @ before.T
    change *= np.float32(2.0 * weight / change.size)
    return (change.T @ now.guards).reshape(now.captions.shape), change @ after


def _silence(foreign: Vectors, items: Vectors, weight: float) -> tuple[Weights, Weights]:
    """The gradients, for foreign words and items, of `weight` times the mean square above `QUIET`."""
    excess = np.maximum(foreign @ items.T - np.float32(QUIET), 0.0)
    excess *= np.float32(2.0 * weight / excess.size)
    return excess @ items, excess.T @ foreign
