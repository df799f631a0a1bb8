"""Small residual networks behind the two towers of a frozen model, in numpy: forward, backward, Adam."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fashion_search.types import QueryKind, Vectors

__all__ = ["Adam", "Head", "Heads", "Trace", "mixed", "unit", "unit_backward"]

Weights = NDArray[np.float32]

_LEAST_LENGTH = 1e-12
_LEAST_SPREAD = 1e-8
_QUICK, _SLOW = 0.9, 0.999


def unit(rows: Weights) -> Vectors:
    """The rows at length 1, shape kept; a row of zeros stays one."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    scaled: Vectors = rows / np.maximum(lengths, _LEAST_LENGTH)
    return scaled


def unit_backward(sums: Weights, rows: Vectors, gradient: Weights) -> Weights:
    """The gradient before `rows = unit(sums)`, given the one behind it."""
    along = np.einsum("ij,ij->i", gradient, rows)[:, None]
    lengths = np.sqrt(np.einsum("ij,ij->i", sums, sums))[:, None]
    before: Weights = (gradient - along * rows) / np.maximum(lengths, _LEAST_LENGTH)
    return before


def mixed(images: Vectors, documents: Vectors) -> Vectors:
    """The hybrid vectors of products that have both sides: the direction half-way."""
    return unit(images + documents)


@dataclass(frozen=True, slots=True)
class Trace:
    """What the way forward leaves for the way back."""

    inputs: Vectors
    active: Weights
    sums: Weights
    rows: Vectors


@dataclass(frozen=True, slots=True)
class Head:
    """unit(x + relu(x·inner + bias)·outer): turns a tower's unit vectors a little.

    Attributes:
        inner: Shape (dimension, width), float32.
        bias: Shape (width,).
        outer: Shape (width, dimension); zeros change nothing.
    """

    inner: Weights
    bias: Weights
    outer: Weights

    @classmethod
    def start(cls, dimension: int, width: int, random: np.random.Generator) -> Head:
        """A head that changes nothing yet."""
        inner = random.normal(0.0, np.sqrt(2.0 / dimension), (dimension, width)).astype(np.float32)
        return cls(inner, np.zeros(width, np.float32), np.zeros((width, dimension), np.float32))

    @property
    def weights(self) -> tuple[Weights, Weights, Weights]:
        """The arrays that are learned."""
        return self.inner, self.bias, self.outer

    def __call__(self, vectors: Vectors) -> Vectors:
        """Turn unit vectors, shape (n, dimension)."""
        return self.forward(vectors).rows

    def forward(self, vectors: Vectors) -> Trace:
        """The same, keeping what `backward` needs."""
        active = np.maximum(vectors @ self.inner + self.bias, 0.0)
        sums = vectors + active @ self.outer
        return Trace(vectors, active, sums, unit(sums))

    def backward(self, trace: Trace, gradient: Weights) -> tuple[Weights, Weights, Weights]:
        """The gradients of the weights, given that of the rows."""
        sums = unit_backward(trace.sums, trace.rows, gradient)
        hidden = (sums @ self.outer.T) * (trace.active > 0)
        return trace.inputs.T @ hidden, hidden.sum(axis=0), trace.active.T @ sums

    def copy(self) -> Head:
        """The same weights, safe from further training."""
        return Head(self.inner.copy(), self.bias.copy(), self.outer.copy())


@dataclass(frozen=True, slots=True)
class Heads:
    """What is learned: a head for each tower.

    Attributes:
        text: Behind the text tower.
        image: Behind the image tower.
    """

    text: Head
    image: Head

    @classmethod
    def start(cls, dimension: int, width: int, random: np.random.Generator) -> Heads:
        """Heads that change nothing yet."""
        return cls(Head.start(dimension, width, random), Head.start(dimension, width, random))

    def of(self, kind: QueryKind) -> Head:
        """The head behind the tower of one kind of input."""
        return self.text if kind == "text" else self.image

    def copy(self) -> Heads:
        """The same weights, safe from further training."""
        return Heads(self.text.copy(), self.image.copy())


class Adam:
    """Adam with decoupled weight decay; changes the arrays it was given.

    Source:
        Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019.
    """

    def __init__(self, weights: Sequence[Weights], *, decay: float) -> None:
        """Remember what to train.

        Args:
            weights: Changed in place by `step`.
            decay: Weight decay, for matrices only.
        """
        self._weights = weights
        self._decay = decay
        self._first = [np.zeros_like(one) for one in weights]
        self._second = [np.zeros_like(one) for one in weights]
        self._steps = 0

    def step(self, gradients: Sequence[Weights], rate: float) -> None:
        """One update."""
        self._steps += 1
        scale = rate * np.sqrt(1.0 - _SLOW**self._steps) / (1.0 - _QUICK**self._steps)
        for number, gradient in enumerate(gradients):
            self._first[number] += (1.0 - _QUICK) * (gradient - self._first[number])
            self._second[number] += (1.0 - _SLOW) * (gradient * gradient - self._second[number])
            if gradient.ndim > 1:
                self._weights[number][...] *= 1.0 - rate * self._decay
            change = scale * self._first[number] / (np.sqrt(self._second[number]) + _LEAST_SPREAD)
            self._weights[number][...] -= change.astype(np.float32)
