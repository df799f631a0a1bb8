"""Postings of columns, gathered in one pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from fashion_search.filters import Columns, TextColumn
from fashion_search.lexical.bm25 import Postings
from fashion_search.terms import terms
from fashion_search.terms.products import DESCRIBED_BY

__all__ = ["gathered"]


def gathered(columns: Columns) -> tuple[NDArray[np.int64], Callable[[str], Postings]]:
    """The lengths of all products in terms, and which products have a term.

    Args:
        columns: The fields of all products, n rows.

    Returns:
        Lengths of titles and attributes, shape (n, 2), and a function from a term to its postings.
    """
    lengths = np.zeros((len(columns), 2), dtype=np.int64)
    found: dict[str, list[NDArray[np.int64]]] = defaultdict(list)
    for place, names in enumerate((("product_display_name",), DESCRIBED_BY)):
        for name in names:
            column = columns.text(name)
            said = [terms(value) for value in column.vocabulary]
            lengths[:, place] += _lengths(said, column)
            for term, rows in _occurrences(said, column):
                found[term].append(2 * rows + place)
    return lengths, lambda term: Postings.of(np.concatenate([np.empty(0, np.int64), *found.get(term, [])]))


def _lengths(said: Sequence[Sequence[str]], column: TextColumn) -> NDArray[np.int64]:
    return np.array([*map(len, said), 0], dtype=np.int64)[column.codes]


def _occurrences(
    said: Sequence[Sequence[str]], column: TextColumn
) -> Iterable[tuple[str, NDArray[np.int64]]]:
    """Each term with the rows that have it, as often as they do."""
    order = np.argsort(column.codes, kind="stable")
    starts = np.searchsorted(column.codes[order], np.arange(len(said) + 1))
    values_of: dict[str, list[int]] = defaultdict(list)
    for code, of_value in enumerate(said):
        for term in of_value:
            values_of[term].append(code)
    for term, codes in values_of.items():
        yield term, np.concatenate([order[starts[code] : starts[code + 1]] for code in codes])
