"""Are things that were really bought together ranked above random ones? Held-out customers of H&M.

    python tests/evaluation/outfit_baskets.py --store STORE --hm FOLDER

STORE holds the H&M articles, product ids being article ids. For each pair of articles that a held-out
customer bought on one day and that can be in one look, the seed ranks the companion against a random article
of the companion's slot, and against a random article of a random slot. Customers weigh by their pairs; the
interval is a bootstrap over customers. With `--events` the recommender also sees the other customers'
purchases; with `--no-ids` it does not look at how near product ids are.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fashion_search.catalogs.sql import SqlCatalog
from fashion_search.indexes.local import LocalIndex
from fashion_search.recommenders.outfits import OutfitRecommender, Slot, slot_of
from fashion_search.recommenders.outfits.fit import FitWeights
from fashion_search.recommenders.outfits.purchases import SameDayPurchases
from fashion_search.recommenders.outfits.slots import may_share_a_look
from fashion_search.store import Store
from fashion_search.training.outfits import in_training, read_baskets

Pair = tuple[str, str, str]
"""Customer, seed, companion."""


def held_out_pairs(folder: Path, slots: dict[str, Slot | None]) -> Iterator[Pair]:
    """Every pair that could be in one look, of customers the tables have not seen."""
    for (customer, _), basket in sorted(read_baskets(folder).items()):
        if in_training(customer):
            continue
        for seed in sorted(basket):
            for companion in sorted(basket - {seed}):
                one, other = slots.get(seed), slots.get(companion)
                if one and other and may_share_a_look(one, other):
                    yield customer, seed, companion


def wins(recommender: OutfitRecommender, pairs: list[Pair], drawn: list[str]) -> NDArray[np.float64]:
    """1 where the companion is ranked above what was drawn, 0.5 for a tie."""
    won = []
    for (_, seed, companion), other in zip(pairs, drawn, strict=True):
        scores = {hit.product_id: hit.score for hit in recommender.rank(seed, [companion, other])}
        won.append(float(np.sign(scores[companion] - scores[other])) / 2 + 0.5)
    return np.array(won)


def interval(values: NDArray[np.float64], customers: list[str]) -> tuple[float, float, float]:
    """Mean, and the ends of its 95 % interval over customers."""
    groups: dict[str, list[float]] = defaultdict(list)
    for customer, value in zip(customers, values.tolist(), strict=True):
        groups[customer].append(value)
    sums = np.array([sum(group) for group in groups.values()])
    counts = np.array([len(group) for group in groups.values()])
    draws = np.random.default_rng(1).integers(len(sums), size=(2000, len(sums)))
    means = sums[draws].sum(axis=1) / counts[draws].sum(axis=1)
    return float(values.mean()), *np.quantile(means, [0.025, 0.975]).tolist()


def main() -> None:
    """Print both shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--hm", type=Path, required=True)
    parser.add_argument("--pairs", type=int, help="draw only so many, for a quick look")
    parser.add_argument("--events", action="store_true")
    parser.add_argument("--no-ids", action="store_true")
    given = parser.parse_args()
    store = Store.open(given.store)
    catalog = SqlCatalog(store.engine())
    products = catalog.get_many(store.product_ids)
    slots = {product_id: slot_of(product) for product_id, product in products.items()}
    purchases = SameDayPurchases.from_purchases(
        (customer, article, date.fromisoformat(day))
        for (customer, day), basket in read_baskets(given.hm).items()
        if in_training(customer)
        for article in basket
    )
    recommender = OutfitRecommender(
        LocalIndex.from_store(store),
        catalog,
        purchases if given.events else None,
        weights=FitWeights(collection=0) if given.no_ids else None,
    )
    report(recommender, slots, given.hm, given.pairs)


def report(
    recommender: OutfitRecommender, slots: dict[str, Slot | None], folder: Path, limit: int | None
) -> None:
    """Draw, rank, print."""
    random = np.random.default_rng(0)
    every = list(held_out_pairs(folder, slots))
    chosen = random.choice(len(every), size=min(limit or len(every), len(every)), replace=False)
    pairs = [every[at] for at in chosen.tolist()]
    shelf: dict[Slot, list[str]] = defaultdict(list)
    for product_id, slot in slots.items():
        if slot is not None:
            shelf[slot].append(product_id)
    names = sorted(shelf)
    same = [str(random.choice([x for x in shelf[slots[c]] if x != c])) for _, _, c in pairs]  # type: ignore[index]
    anywhere = [str(random.choice(shelf[names[random.integers(len(names))]])) for _ in pairs]
    customers = [customer for customer, _, _ in pairs]
    for name, drawn in (("same slot", same), ("random slot", anywhere)):
        mean, low, high = interval(wins(recommender, pairs, drawn), customers)
        print(f"{name:12s} {mean:.3f}  [{low:.3f}, {high:.3f}]  {len(pairs)} pairs")


if __name__ == "__main__":
    main()
