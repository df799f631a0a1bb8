"""Looks around random products of a store: is a hard rule ever broken, and how fast are they?

python tests/evaluation/outfit_catalogue.py --store STORE --looks 500
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np

from fashion_search.catalogs.sql import SqlCatalog
from fashion_search.indexes.local import LocalIndex
from fashion_search.looks import Look
from fashion_search.recommenders.outfits import OutfitRecommender, audience_of, slot_of
from fashion_search.store import Store

APART = {frozenset(pair) for pair in (("Sports", "Formal"), ("Sports", "Ethnic"), ("Sports", "Party"))} | {
    frozenset(("Formal", "Ethnic")),
    frozenset(("Sports", "Smart Casual")),
}
"""Usages that conflict."""

CLOTHES = {"top", "bottom", "one-piece", "outer", "shoes"}


def faults(look: Look) -> Iterator[str]:
    """What is wrong with a look, each fault once."""
    products = [look.seed, *(slot.best.product for slot in look)]
    others = [hit.product for slot in look for hit in slot.alternatives]
    slots = [slot_of(product) for product in products]
    if len(set(slots)) < len(slots) or ("one-piece" in slots and {"top", "bottom"} & set(slots)):
        yield "slot repeated"
    for one, other in combinations(products, 2):
        first, second = audience_of(one.gender), audience_of(other.gender)
        if first and second and not first.suits(second):
            yield "gender or age crossed"
    for product in others:
        first, second = audience_of(look.seed.gender), audience_of(product.gender)
        if first and second and not first.suits(second):
            yield "gender or age crossed in an alternative"
    usages = {product.usage for product in products}
    if any(pair <= usages for pair in APART):
        yield "usages conflict"
    clothes = {product.usage for product, slot in zip(products, slots, strict=True) if slot in CLOTHES}
    if {"Formal", "Casual"} <= clothes:
        yield "(formal and casual clothes mixed)"
    if abs(look.explanation.total - look.score) > 1e-9 or any(
        abs(hit.explanation.total - hit.score) > 1e-9
        for slot in look
        for hit in (slot.best, *slot.alternatives)
    ):
        yield "addends do not sum to the score"


def main() -> None:
    """Print how often each fault occurs, how many slots looks have, and how long they take."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--looks", type=int, default=500)
    given = parser.parse_args()
    store = Store.open(given.store)
    recommender = OutfitRecommender(LocalIndex.from_store(store), SqlCatalog(store.engine()))
    report(recommender, store.product_ids, given.looks)


def report(recommender: OutfitRecommender, product_ids: tuple[str, ...], looks: int) -> None:
    """Make looks, count, print."""
    chosen = np.random.default_rng(0).choice(len(product_ids), size=looks, replace=False)
    recommender.complete(product_ids[0])
    seconds, sizes, found = [], Counter[int](), Counter[str]()
    for row in chosen.tolist():
        start = time.perf_counter()
        look = recommender.complete(product_ids[row])
        seconds.append(time.perf_counter() - start)
        sizes[len(look)] += 1
        found.update(set(faults(look)))
    print(f"{looks} looks; slots filled: {dict(sorted(sizes.items()))}")
    print(f"faults: {dict(found) or 'none'}")
    print("milliseconds: median {:.0f}, 95 % {:.0f}".format(*np.quantile(seconds, [0.5, 0.95]) * 1e3))


if __name__ == "__main__":
    main()
