"""Fill-in-the-blank by category on Polyvore's held-out outfits.

    python tests/evaluation/outfit_categories.py --polyvore FOLDER

One thing is taken out of an outfit; the table has to prefer it to three drawn from other test outfits. Every
thing of every outfit is asked for once. A tie counts as the share of the tied that are right. The interval
is a bootstrap over outfits.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fashion_search.recommenders.outfits.compatibility import bundled_compatibility
from fashion_search.recommenders.outfits.slots import kinds
from fashion_search.training.outfits import read_outfits

Scorer = Callable[[Sequence[int]], NDArray[np.floating]]


def questions(
    outfits: Sequence[Sequence[int]], seed: int = 0
) -> Iterator[tuple[int, list[int], NDArray[np.intp]]]:
    """The outfit's number, what is left of it, and four candidates with the true one first."""
    random = np.random.default_rng(seed)
    owner = np.repeat(np.arange(len(outfits)), [len(outfit) for outfit in outfits])
    things = np.concatenate([np.asarray(outfit) for outfit in outfits])
    for number, outfit in enumerate(outfits):
        for at, true in enumerate(outfit):
            drawn = random.integers(len(things), size=12)
            others = drawn[owner[drawn] != number][:3]
            yield number, [*outfit[:at], *outfit[at + 1 :]], np.array([true, *things[others]])


def accuracy(outfits: Sequence[Sequence[int]], score: Scorer) -> tuple[float, float, float]:
    """Accuracy and the ends of its 95 % interval."""
    right = np.zeros(len(outfits))
    asked = np.zeros(len(outfits))
    for number, rest, candidates in questions(outfits):
        scores = score(rest)[candidates]
        best = np.isclose(scores, scores.max())
        right[number] += best[0] / best.sum()
        asked[number] += 1
    draws = np.random.default_rng(1).integers(len(outfits), size=(2000, len(outfits)))
    means = right[draws].sum(axis=1) / asked[draws].sum(axis=1)
    return float(right.sum() / asked.sum()), *np.quantile(means, [0.025, 0.975]).tolist()


def plain_pmi(outfits: Sequence[Sequence[int]]) -> Scorer:
    """Mean pointwise mutual information with the rest, add-one smoothed: what a model has to beat."""
    size = len(kinds())
    together = np.ones((size, size))
    for outfit in outfits:
        for at, one in enumerate(outfit):
            for other in (*outfit[:at], *outfit[at + 1 :]):
                together[one, other] += 1
    shares = together / together.sum()
    pmi = np.log(shares / np.outer(shares.sum(axis=1), shares.sum(axis=0)))
    return lambda rest: pmi[:, list(rest)].mean(axis=1)


def main() -> None:
    """Print both accuracies."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--polyvore", type=Path, required=True)
    folder = parser.parse_args().polyvore
    test = [outfit for outfit in read_outfits(folder, "test") if len(outfit) > 1]
    scorers = {
        "plain PMI": plain_pmi(read_outfits(folder, "train")),
        "shipped table": bundled_compatibility().completes,
    }
    for name, score in scorers.items():
        mean, low, high = accuracy(test, score)
        print(f"{name:14s} {mean:.3f}  [{low:.3f}, {high:.3f}]  {len(test)} outfits")


if __name__ == "__main__":
    main()
