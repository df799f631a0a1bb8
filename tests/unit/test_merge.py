from __future__ import annotations

import numpy as np

from fashion_search.pipeline import merge
from fashion_search.types import Candidates, Product


def found(*pairs: tuple[str, float]) -> Candidates:
    return Candidates(tuple(name for name, _ in pairs), np.array([value for _, value in pairs], np.float32))


def test_both_lists_come_without_repeats_best_first_and_ties_by_id():
    merged = merge(found(("b", 0.9), ("d", 0.5)), found(("b", 0.9), ("c", 0.5), ("a", 0.2)))
    assert merged.product_ids == ("b", "c", "d", "a")
    assert merged.similarities.tolist() == np.float32([0.9, 0.5, 0.5, 0.2]).tolist()


def test_nothing_new_changes_nothing():
    first = found(("a", 0.9), ("b", 0.8))
    assert merge(first, found(("b", 0.8))) is first
    assert merge(first, found()) is first
    assert merge(found(), first).product_ids == ("a", "b")


def test_products_are_kept_where_both_lists_have_them():
    def list_of(*ids: str, known: bool = True) -> Candidates:
        products = tuple(Product(product_id=one) for one in ids) if known else None
        return Candidates(ids, np.linspace(0.9, 0.5, len(ids)).astype(np.float32), products)

    both = merge(list_of("a", "b"), list_of("b", "c", "d"))
    assert [one.product_id for one in both.products] == list(both.product_ids)
    assert merge(list_of("a"), list_of("b", known=False)).products is None
    assert merge(list_of("a"), list_of("a", known=False)).products is not None
