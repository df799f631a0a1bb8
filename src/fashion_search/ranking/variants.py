"""The same product several times: listed twice, or once for each colour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import InvalidRequestError
from fashion_search.filters import Columns, F, Filter, IsNull, all_of
from fashion_search.ranking.colors import WHEEL
from fashion_search.terms import terms
from fashion_search.types import Product, Vectors

__all__ = ["Stems", "cheaper", "collapse", "other_colors", "variant_groups"]

SAME_PICTURE = 0.9995
"""Cosine of image vectors from which two pictures are one, saved anew or not, whatever the titles say."""

SAME_LOOK = 0.998
"""Cosine of image vectors from which two products with one stem are one product listed twice. Below it, most
pairs are different plain ties, wallets or belts."""

_RARE = 25
"""Products that may share a word for it to name a model, such as `Ducati`, rather than a kind."""

_COLOR_TERMS = frozenset(terms(" ".join((*WHEEL, "multi multicolour multicoloured colour golden"))))
_PEOPLE = frozenset(terms("unisex men man women woman boys girls kids infants him her"))


@dataclass(frozen=True)
class Stems:
    """What a catalogue's titles say besides the colour, and whether that names one product.

    `Nike Men Air Max Red Shoes` and its blue sister have one stem, `air max men nike shoe`, and `max` is said
    of few products. `Nike Men Red Shoes` has a stem too, but one of two hundred different shoes.

    Attributes:
        title_words: Words of titles, in lower case, and how many titles hold them; rare ones may be absent.
            Empty when not known: then no stem names a product.
        brands: The brands as titles spell them; their words name no model.
    """

    title_words: Mapping[str, int] = field(default_factory=dict)
    brands: Iterable[str] = ()

    def of(self, title: str | None) -> str:
        """The stem: the title's terms without colours, in order of code points; empty without a title."""
        return _stem(title or "")

    def names_one(self, stem: str) -> bool:
        """Whether a stem names one product: it has a word that few titles have and that is no brand."""
        return any(map(self._is_model, stem.split()))

    def model_word(self, title: str) -> str | None:
        """The word of a title, as written, that the fewest titles have; `None` when it names no model."""
        words = [word for word in title.split() if any(map(self._is_model, terms(word)))]
        return min(words, key=self._fewest, default=None)

    def _fewest(self, word: str) -> int:
        return min(self._counts.get(term, 0) for term in terms(word))

    def _is_model(self, term: str) -> bool:
        rare = bool(self.title_words) and self._counts.get(term, 0) <= _RARE
        return rare and term not in self._no_model and term not in _COLOR_TERMS

    @cached_property
    def _counts(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for word, count in self.title_words.items():
            for term in set(terms(word)):
                counts[term] = counts.get(term, 0) + count
        return counts

    @cached_property
    def _no_model(self) -> frozenset[str]:
        return _PEOPLE | {term for brand in self.brands for term in terms(brand)}


@lru_cache(maxsize=50_000)
def _stem(title: str) -> str:
    return " ".join(sorted(set(terms(title)) - _COLOR_TERMS))


def variant_groups(columns: Columns, images: Vectors, stems: Stems) -> NDArray[np.intp]:
    """Which candidates are the same product.

    Two are when they have the article type and gender in common and either the same picture, or one stem
    that names one product, or one stem and nearly the same picture; and so on through a third.

    Args:
        columns: The candidates' fields, n rows.
        images: Their image vectors, shape (n, dimension); a row of zeros where there is no picture.
        stems: Of the whole catalogue.

    Returns:
        Group of each candidate, shape (n,), counted from 0 in order of first appearance.

    Raises:
        InvalidRequestError: rows of columns and vectors differ.
    """
    if len(columns) != len(images):
        raise InvalidRequestError(
            f"{len(columns)} products and {len(images)} vectors do not belong together."
        )
    titles = columns.text("product_display_name")
    found = [stems.of(titles.vocabulary[code]) if code >= 0 else "" for code in titles.codes.tolist()]
    named = np.array([stems.names_one(stem) for stem in found], dtype=bool)
    alike, same_stem = images @ images.T, _equal(_stem_codes(found))
    same = (alike >= SAME_PICTURE) | (same_stem & ((alike >= SAME_LOOK) | named[:, None]))
    for name in ("article_type", "gender"):
        same &= _equal(columns.codes(name))
    return _components(same)


def collapse(
    order: Sequence[int] | NDArray[np.intp], groups: NDArray[np.integer]
) -> tuple[NDArray[np.intp], dict[int, tuple[int, ...]]]:
    """Keep the best of each group.

    Args:
        order: Rows of candidates, best first.
        groups: Group of each candidate by row; negative means a group of its own.

    Returns:
        The rows kept, best first, and for each that stands for others those others, best first.
    """
    first: dict[int, int] = {}
    others: dict[int, list[int]] = {}
    kept: list[int] = []
    for row in map(int, order):
        group = int(groups[row])
        if group >= 0 and group in first:
            others.setdefault(first[group], []).append(row)
        else:
            first[group] = row
            kept.append(row)
    return np.array(kept, dtype=np.intp), {row: tuple(rest) for row, rest in others.items()}


def other_colors(product: Product, stems: Stems) -> Filter | None:
    """Where the same product in other colours must be; keep of what is found those of the same stem.

    Args:
        product: The product to start from.
        stems: Of the whole catalogue.

    Returns:
        The filter, or `None` when the title does not name one product, so that nothing can be said.
    """
    title = product.product_display_name or ""
    if not stems.names_one(stems.of(title)):
        return None
    model = stems.model_word(title)
    return all_of(
        [
            *_same_kind(product),
            None if product.gender is None else F.gender == product.gender,
            None if product.base_color is None else F.base_color != product.base_color,
            ~IsNull("product_display_name") if model is None else F.product_display_name.contains(model),
        ]
    )


def cheaper(product: Product) -> Filter | None:
    """What is of the same kind, for the same people or for everybody, and costs less.

    Args:
        product: The product to start from.

    Raises:
        InvalidRequestError: its price is not known.
    """
    if product.price is None:
        raise InvalidRequestError(
            f"Product {product.product_id!r} has no price, so nothing is known to be cheaper."
        )
    people = None if product.gender is None else F.gender.isin([product.gender, "Unisex"])
    return all_of([*_same_kind(product), people, F.price < product.price])


def _same_kind(product: Product) -> list[Filter]:
    return [] if product.article_type is None else [F.article_type == product.article_type]


def _stem_codes(found: Sequence[str]) -> NDArray[np.intp]:
    """A number for each stem; -1 - row where there is none, equal to no other."""
    code_of: dict[str, int] = {}
    return np.array(
        [code_of.setdefault(stem, len(code_of)) if stem else -1 - row for row, stem in enumerate(found)],
        dtype=np.intp,
    )


def _equal(codes: NDArray[np.integer]) -> NDArray[np.bool_]:
    return np.asarray(codes[:, None] == codes[None, :])


def _components(same: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Rows that hang together, numbered in order of first appearance."""
    groups = np.full(len(same), -1, dtype=np.intp)
    count = 0
    for start in range(len(same)):
        if groups[start] >= 0:
            continue
        reached = np.zeros(len(same), dtype=bool)
        reached[start] = True
        frontier = reached
        while frontier.any():
            frontier = same[frontier].any(axis=0) & ~reached
            reached |= frontier
        groups[reached] = count
        count += 1
    return groups
