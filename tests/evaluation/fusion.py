"""What words beside vectors are worth: `python tests/evaluation/fusion.py STORE [TITLES]`.

Precision at 10 over the shoppers' queries, and how often a product is found by its own title, with and
without the index of words, by several fusions. Everything else is as `client.search` does it: words are
understood, rules weigh 40 %.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import tomllib

from fashion_search.embedders.bundled import BundledEmbedder
from fashion_search.evaluation import Bootstrap, compare_paired
from fashion_search.filters import all_of, mask
from fashion_search.indexes.local import LocalIndex
from fashion_search.language import Vocabulary, understand
from fashion_search.lexical import LocalWords
from fashion_search.pipeline import QueryPart, add_rules, compose, in_order, merge, score_parts
from fashion_search.pipeline.fusing import found_elsewhere, fuse_scored, with_others
from fashion_search.ranking.blend import BlendWeights
from fashion_search.ranking.fusion import Fusion
from fashion_search.store import Store

POOL = 200
FUSIONS = {
    "vectors alone": None,
    **{
        f"weighted {share}": Fusion(weights={"hybrid": 1 - share, "lexical": share})
        for share in (0.05, 0.1, 0.2, 0.4)
    },
    "rrf": Fusion(method="rrf", weights={"hybrid": 0.5, "lexical": 0.5}),
    "three spaces": Fusion(weights={"hybrid": 0.6, "image": 0.2, "text": 0.2}),
}


class Shop:
    """The parts of a search, put together with a fusion in between."""

    def __init__(self, path: str) -> None:
        self.store = Store.open(path)
        self.index = LocalIndex.from_store(self.store)
        self.columns = self.store.columns()
        self.words = LocalWords.from_store(self.store)
        self.vocabulary = Vocabulary.from_columns(self.columns)
        self.embedder = BundledEmbedder()
        self.products = {one.product_id: one for one in self.store.products()}

    def count(self, where) -> int:
        return int(mask(where, self.columns).sum())

    def ask(self, text: str, limit: int) -> dict[str, tuple[str, ...]]:
        """The ids each fusion finds."""
        understood = understand(text, self.vocabulary, count=self.count, enough=max(limit, 5))
        where, preferences = understood.where(), understood.preferences()
        parts = [QueryPart("text", "text", 1.0)]
        composed = compose(parts, self.embedder.embed_texts([understood.wanted or text]))
        found = self.index.query(composed.vector, limit=POOL, where=where)
        if (kinds := understood.kinds()) is not None:
            found = merge(found, self.index.query(composed.vector, limit=POOL, where=all_of([where, kinds])))
        words = understood.wanted
        matched = self.words.match(words, limit=POOL, where=where).product_ids
        return {
            name: self.answer(composed, found, fusion, (words, matched), preferences, limit)
            for name, fusion in FUSIONS.items()
        }

    def answer(self, composed, found, fusion, said, preferences, limit) -> tuple[str, ...]:  # noqa: PLR0917
        words, matched = said if fusion and "lexical" in fusion.weights else ("", ())
        more = found_elsewhere(found, [matched])
        if more:
            found = with_others(found, more, self.index.vectors_of(more), composed)
        spaces = {}
        for space in ("hybrid", "image", "text") if fusion and "image" in fusion.weights else ("hybrid",):
            cosines = self.index.vectors_of(found.product_ids, space=space) @ composed.vectors.T
            spaces[space] = score_parts(composed, cosines, space, self.embedder.calibration)
        scored = spaces["hybrid"]
        if fusion is not None:
            lexical = self.words.scores_of(words, found.product_ids) if words else None
            scored = fuse_scored(spaces, lexical, fusion)
        if preferences:
            attributes = self.index.columns_of(found.product_ids)
            scored = add_rules(scored, attributes, preferences, BlendWeights())
        return tuple(found.product_ids[row] for row in in_order(scored, limit))


def shoppers(shop: Shop, name: str) -> dict[str, list[float]]:
    """Precision at 10 by fusion, one value a query."""
    queries = tomllib.loads((Path(__file__).parent / name).read_text("utf-8"))["query"]
    found: dict[str, list[float]] = {}
    for query in queries:
        for fusion, ids in shop.ask(query["text"], 10).items():
            right = [
                all(getattr(product, field) in values for field, values in query["where"].items())
                for product in (shop.products[one] for one in ids)
            ]
            found.setdefault(fusion, []).append(sum(right) / 10)
    return found


def titles(shop: Shop, count: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Whether a product is first, and among the first ten, for its own title; titles that only one has."""
    often = Counter(product.product_display_name for product in shop.products.values())
    lone = [
        one
        for one in shop.products.values()
        if one.product_display_name and often[one.product_display_name] == 1
    ]
    drawn = np.random.default_rng(7).choice(len(lone), size=count, replace=False)
    first: dict[str, list[float]] = {}
    among: dict[str, list[float]] = {}
    for product in (lone[row] for row in drawn):
        for fusion, ids in shop.ask(product.product_display_name, 10).items():
            first.setdefault(fusion, []).append(float(ids[:1] == (product.product_id,)))
            among.setdefault(fusion, []).append(float(product.product_id in ids))
    return first, among


def report(title: str, found: dict[str, list[float]]) -> None:
    base = found["vectors alone"]
    print(f"\n{title}: vectors alone {np.mean(base):.3f} (n={len(base)})")
    for name, values in found.items():
        if name != "vectors alone":
            gain = compare_paired({"m": base}, {"m": values}, Bootstrap(samples=2000))["m"]
            worse = int((np.array(values) < np.array(base)).sum())
            print(f"  {name:26} {np.mean(values):.3f}  {gain}  p={gain.p_value:.3f}  worse {worse}")


def main() -> None:
    shop = Shop(sys.argv[1])
    for name in ("shopper_queries.toml", "shopper_queries_second.toml"):
        report(f"P@10, {name}", shoppers(shop, name))
    first, among = titles(shop, int(sys.argv[2]) if len(sys.argv) > 2 else 500)
    report("Own title, R@1", first)
    report("Own title, R@10", among)


if __name__ == "__main__":
    main()
