"""Makes `recommenders/outfits/compatibility.json` from outfits and baskets, which are never shipped.

    python -m fashion_search.training.outfits --polyvore FOLDER --hm FOLDER --out compatibility.json

The outfit model is log-linear over sets: the chance that kind c stands in the free place of an outfit is
proportional to q(c) * exp(bias[c] + sum of worn[c, s] over the kinds s already there), where q is how
frequent c is anyway. What is kept is the part beside q: how much better c fits than chance.
"""

import argparse
import csv
import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fashion_search.recommenders.outfits.compatibility import Compatibility
from fashion_search.recommenders.outfits.slots import SLOTS, kind_named, kinds, may_share_a_look

SOURCES = {
    "outfits": "Polyvore, category lists of train_no_dup (16,983 outfits), as published with Han et al., "
    "'Learning Fashion Compatibility with Bidirectional LSTMs', ACM MM 2017. Test outfits are held out.",
    "baskets": "H&M Personalized Fashion Recommendations (Kaggle, 2022): same-day purchases of a sample of "
    "customers; every second customer, by hash, is held out. Counts of kinds only.",
    "made_by": "python -m fashion_search.training.outfits",
}
EPOCHS, BATCH, STEP, DECAY = 12, 512, 0.01, 3e-6
SMOOTHING = 3.0


def row_of() -> dict[str, int]:
    """Row of each kind."""
    return {kind.name: row for row, kind in enumerate(kinds())}


def read_outfits(folder: Path, split: str) -> list[list[int]]:
    """The outfits of a split as rows of kinds; a category nobody knows is left out."""
    names = dict(line.split(" ", 1) for line in (folder / "category_id.txt").read_text().splitlines() if line)
    rows = row_of()
    found = {number: kind_named(name) for number, name in names.items()}
    outfits = json.loads((folder / f"{split}_no_dup_new_100.json").read_text())
    kept = ((found[str(number)] for number in outfit["items_category"]) for outfit in outfits)
    return [[rows[kind.name] for kind in outfit if kind is not None] for outfit in kept]


def in_training(customer_id: str) -> bool:
    """Whether a customer's baskets may be learned from: about half of them."""
    return hashlib.sha256(customer_id.encode()).digest()[0] % 2 == 0


def read_baskets(folder: Path) -> dict[tuple[str, str], set[str]]:
    """The articles of each customer and day."""
    baskets: dict[tuple[str, str], set[str]] = defaultdict(set)
    with gzip.open(folder / "transactions.csv.gz", "rt", newline="") as lines:
        for row in csv.DictReader(lines):
            baskets[row["customer_id"], row["t_dat"]].add(row["article_id"])
    return baskets


def read_article_kinds(folder: Path) -> dict[str, int]:
    """Row of the kind of each article."""
    import pyarrow.parquet as pq

    table = pq.read_table(folder / "articles.parquet", columns=["article_id", "product_type_name"])
    rows = row_of()
    named = {row["article_id"]: kind_named(row["product_type_name"]) for row in table.to_pylist()}
    return {article: rows[kind.name] for article, kind in named.items() if kind is not None}


def free_places(outfits: Sequence[Sequence[int]]) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """Every outfit with each of its things taken out: counts of the rest, shape (n, k), and the things."""
    size = len(kinds())
    worn, taken = [], []
    for outfit in outfits:
        whole = np.bincount(outfit, minlength=size)
        for kind in outfit:
            rest = whole.copy()
            rest[kind] -= 1
            worn.append(rest)
            taken.append(kind)
    return np.array(worn, dtype=np.float32), np.array(taken)


def fit_outfits(
    worn: NDArray[np.float32], taken: NDArray[np.intp], *, seed: int = 0
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights (symmetric) and biases of the log-linear model, by Adam (Kingma & Ba, 2015)."""
    size = worn.shape[1]
    frequency = np.bincount(taken, minlength=size) + 0.5
    prior = np.log(frequency / frequency.sum()).astype(np.float32)
    weights = [np.zeros((size, size), np.float32), np.zeros(size, np.float32)]
    mean = [np.zeros_like(one) for one in weights]
    square = [np.zeros_like(one) for one in weights]
    for steps, (epoch, batch) in enumerate(_batches(len(taken), seed), start=1):
        pull = _softmax(worn[batch] @ weights[0] + weights[1] + prior)
        pull[np.arange(len(batch)), taken[batch]] -= 1
        pull /= len(batch)
        slope = worn[batch].T @ pull
        slopes = [(slope + slope.T) / 2 + DECAY * weights[0], pull.sum(axis=0) + DECAY * weights[1]]
        for at, one in enumerate(slopes):
            mean[at] += 0.1 * (one - mean[at])
            square[at] += 0.001 * (one * one - square[at])
            size_now = STEP * (1 - epoch / EPOCHS) / (1 - 0.9**steps)
            weights[at] -= size_now * mean[at] / (np.sqrt(square[at] / (1 - 0.999**steps)) + 1e-8)
    seen = np.bincount(taken, minlength=size) > 0
    return weights[0] * (seen[:, None] & seen[None, :]), weights[1] * seen


def _batches(count: int, seed: int) -> Iterator[tuple[int, NDArray[np.intp]]]:
    random = np.random.default_rng(seed)
    for epoch in range(EPOCHS):
        order = random.permutation(count)
        for start in range(0, count, BATCH):
            yield epoch, order[start : start + BATCH]


def _softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def fit_baskets(baskets: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """Smoothed log-lift of two kinds of different slots in one basket, shape (k, k)."""
    known = kinds()
    together = np.zeros((len(known), len(known)))
    for basket in baskets:
        for one, other in combinations(basket, 2):
            if known[one].slot and known[other].slot and known[one].slot != known[other].slot:
                together[one, other] += 1
                together[other, one] += 1
    each = together.sum(axis=1)
    by_chance = np.outer(each, each) / max(together.sum(), 1)
    return np.log((together + SMOOTHING) / (by_chance + SMOOTHING)).astype(np.float32)


def fit_needs(*sources: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """How often a slot stands beside another, relative to the most frequent there, averaged over sources."""
    place = {slot: at for at, slot in enumerate(SLOTS)}
    slots = [None if kind.slot is None else place[kind.slot] for kind in kinds()]
    needs = np.zeros((len(SLOTS), len(SLOTS)))
    for source in sources:
        beside = np.zeros_like(needs)
        for things in source:
            filled = sorted({slot for slot in (slots[kind] for kind in things) if slot is not None})
            for one, other in combinations(filled, 2):
                if may_share_a_look(SLOTS[one], SLOTS[other]):
                    beside[one, other] += 1
                    beside[other, one] += 1
        needs += beside / np.maximum(beside.max(axis=1, keepdims=True), 1) / len(sources)
    return needs.astype(np.float32)


def learn(polyvore: Path, hm: Path) -> Compatibility:
    """The tables, from the training halves of both data sets."""
    outfits = read_outfits(polyvore, "train")
    worn, bias = fit_outfits(*free_places(outfits))
    kind = read_article_kinds(hm)
    bought = [
        [kind[article] for article in sorted(basket) if article in kind]
        for (customer, _), basket in sorted(read_baskets(hm).items())
        if in_training(customer)
    ]
    return Compatibility(
        kinds=tuple(one.name for one in kinds()),
        worn=worn,
        worn_bias=bias,
        bought=fit_baskets(bought),
        others=float(np.mean([len(outfit) - 1 for outfit in outfits])),
        needed=fit_needs(outfits, bought),
    )


def main() -> None:
    """Read the arguments, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--polyvore", type=Path, required=True, help="folder of the category lists")
    parser.add_argument("--hm", type=Path, required=True, help="folder of the transactions and articles")
    parser.add_argument("--out", type=Path, required=True, help="the JSON file to write")
    given = parser.parse_args()
    document = {"sources": SOURCES, **learn(given.polyvore, given.hm).to_document()}
    given.out.write_text(json.dumps(document, separators=(",", ":")).replace("],[", "],\n[") + "\n")


if __name__ == "__main__":
    main()
