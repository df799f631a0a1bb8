"""The way back through heads and loss is the derivative of the way forward."""

from __future__ import annotations

import numpy as np
import pytest

from fashion_search.training.adapt_heads import Adam, Head, Heads, mixed, unit
from fashion_search.training.adapt_loss import QUIET, Lesson, gradients

DIMENSION, WIDTH, COUNT, SETS = 6, 5, 7, 2
STEP = 1e-5


def directions(random, *shape):
    return unit(random.normal(size=(*shape, DIMENSION)).reshape(-1, DIMENSION)).reshape(*shape, DIMENSION)


@pytest.fixture
def random():
    return np.random.default_rng(0)


@pytest.fixture
def heads(random) -> Heads:
    """Heads in double precision that do change something."""
    sizes = ((DIMENSION, WIDTH), (WIDTH,), (WIDTH, DIMENSION))
    return Heads(*(Head(*(0.4 * random.normal(size=size) for size in sizes)) for _ in range(2)))


@pytest.fixture
def lesson(random) -> Lesson:
    fits = (random.random((SETS, COUNT, COUNT)) < 0.2) | np.eye(COUNT, dtype=bool)
    images, documents = directions(random, COUNT), directions(random, COUNT)
    captions = directions(random, SETS, COUNT)
    return Lesson(images, documents, captions, fits, directions(random, 4), directions(random, 3))


def change_of_cosines(heads: Heads, lesson: Lesson) -> float:
    """What `hold` is the price of."""
    captions = heads.text(lesson.captions.reshape(-1, DIMENSION)).reshape(lesson.captions.shape)
    images = heads.image(lesson.images)
    words = captions @ captions.transpose(0, 2, 1) - lesson.captions @ lesson.captions.transpose(0, 2, 1)
    return float((words**2).mean() + ((images @ images.T - lesson.images @ lesson.images.T) ** 2).mean())


def change_of_guards(heads: Heads, lesson: Lesson) -> float:
    """What `guard` is the price of."""
    captions = lesson.captions.reshape(-1, DIMENSION)
    change = heads.text(lesson.guards) @ heads.text(captions).T - lesson.guards @ captions.T
    images, documents = heads.image(lesson.images), heads.text(lesson.documents)
    cosines = [heads.text(lesson.foreign) @ items.T for items in (images, mixed(images, documents))]
    excess = sum(float((np.maximum(rows - QUIET, 0) ** 2).mean()) for rows in cosines)
    return float((change**2).mean()) + excess


@pytest.mark.parametrize(("hold", "guard"), [(0.0, 0.0), (3.0, 0.0), (0.0, 2.0)])
def test_gradients_are_those_of_the_loss(heads: Heads, lesson: Lesson, random, hold, guard):
    scales = np.array([1.0, 1.5])
    weights = [*heads.text.weights, *heads.image.weights, scales]

    def total() -> float:
        contrast, _ = gradients(heads, scales, lesson, hold=0, guard=0)
        return contrast + hold * change_of_cosines(heads, lesson) + guard * change_of_guards(heads, lesson)

    _, found = gradients(heads, scales, lesson, hold=hold, guard=guard)
    for weight, gradient in zip(weights, found, strict=True):
        place = tuple(random.integers(0, size) for size in weight.shape)
        weight[place] += STEP
        above = total()
        weight[place] -= 2 * STEP
        below = total()
        weight[place] += STEP
        assert gradient[place] == pytest.approx((above - below) / (2 * STEP), rel=1e-4, abs=1e-7)


def test_captions_that_find_all_they_fit_and_nothing_else_cost_nothing(random):
    start = Heads.start(DIMENSION, WIDTH, random)
    corners = np.eye(DIMENSION, dtype=np.float32)
    lesson = Lesson(corners, corners, corners[None], np.eye(DIMENSION, dtype=bool)[None], corners, -corners)
    loss, _ = gradients(start, np.full(2, 4.0, np.float32), lesson, hold=1, guard=1)
    assert loss == pytest.approx(0, abs=1e-6)


def test_new_heads_change_nothing(random):
    vectors = directions(random, 9).astype(np.float32)
    assert np.allclose(Heads.start(DIMENSION, WIDTH, random).text(vectors), vectors, atol=1e-6)


def test_adam_walks_to_the_least_of_a_bowl():
    place = np.array([3.0, -2.0])
    optimiser = Adam([place], decay=0)
    for _ in range(400):
        optimiser.step([2 * (place - np.array([1.0, 0.5]))], 0.05)
    assert place == pytest.approx([1.0, 0.5], abs=0.01)
