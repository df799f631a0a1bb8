"""What the heads are trained to do: words find the products they fit, and products their words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fashion_search.training.adapt_heads import Heads, Weights, mixed, unit_backward
from fashion_search.types import Vectors

__all__ = ["START_SCALE", "Lesson", "gradients"]

START_SCALE = 3.0
"""Logarithm of the factor cosines are multiplied with before training: e³ is about 20."""

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
    """

    images: Vectors
    documents: Vectors
    captions: Vectors
    fits: NDArray[np.bool_]


def gradients(heads: Heads, scales: Weights, lesson: Lesson, *, hold: float) -> tuple[float, list[Weights]]:
    """Symmetric contrast with several positives, among pictures and among hybrid vectors.

    Args:
        heads: As they are now.
        scales: Logarithms of the cosines' factors, shape (2,).
        lesson: The batch.
        hold: What changing the cosine of two pictures, or of two captions, costs: this times the mean
            square of the change.

    Returns:
        The loss, and its gradients in the order of text head, image head and scales.

    Source:
        van den Oord et al., "Representation learning with contrastive predictive coding", 2018; several
        positives as in Khosla et al., "Supervised contrastive learning", NeurIPS 2020.
    """
    sets, count, dimension = lesson.captions.shape
    words = heads.text.forward(np.concatenate([lesson.captions.reshape(-1, dimension), lesson.documents]))
    pictures = heads.image.forward(lesson.images)
    captions = words.rows[: sets * count].reshape(sets, count, dimension)
    hybrid = mixed(pictures.rows, words.rows[sets * count :])

    parts = [
        _contrast(captions, items, lesson.fits, scale)
        for items, scale in zip((pictures.rows, hybrid), scales, strict=True)
    ]
    to_captions = _hold(lesson.captions, captions, hold)
    to_pictures = _hold(lesson.images[None], pictures.rows[None], hold)[0] + _SHARES[0] * parts[0][2]
    for part, share in zip(parts, _SHARES, strict=True):
        to_captions += share * part[1]
    sums = pictures.rows + words.rows[sets * count :]
    to_both = unit_backward(sums, hybrid, _SHARES[1] * parts[1][2])
    to_pictures += to_both
    to_words = np.concatenate([to_captions.reshape(-1, dimension), to_both])

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
