"""The words of one catalogue: its attributes' values, its brands, the words of its titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from fashion_search.filters import Columns, TextColumn
from fashion_search.language.brands import Brand, brands_in
from fashion_search.language.genders import Genders
from fashion_search.language.phrases import PhraseBook
from fashion_search.language.spelling import Speller
from fashion_search.language.words import key_of
from fashion_search.types import Product

__all__ = ["ATTRIBUTES", "Vocabulary"]

ATTRIBUTES = (
    "article_type",
    "base_color",
    "gender",
    "usage",
    "season",
    "sub_category",
    "master_category",
)
"""The fields whose values are words that a shopper may use, in the order in which a word is looked for."""

_MEANINGLESS = frozenset({"", "na", "n/a", "nan", "none", "null", "unknown", "undefined", "other", "others"})
_ENOUGH_TITLES = 3  # a title word seen less often may itself be a slip


@dataclass(frozen=True)
class Vocabulary:
    """What words mean in one catalogue. Build it once and keep it; the lookups are made when first needed.

    Attributes:
        values: For each attribute field its values, and how many products have them.
        brands: The brands, by key.
        title_words: Words of titles, in lower case, and how many titles hold them.
        title_count: How many titles there are.
        years: The years that products have.
    """

    values: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    brands: Mapping[str, Brand] = field(default_factory=dict)
    title_words: Mapping[str, int] = field(default_factory=dict)
    title_count: int = 0
    years: frozenset[int] = frozenset()

    @classmethod
    def from_products(cls, products: Iterable[Product]) -> Vocabulary:
        """Read a whole catalogue once."""
        counters: dict[str, Counter[str]] = {name: Counter() for name in ATTRIBUTES}
        titles: list[str] = []
        years: set[int] = set()
        for product in products:
            for name, counter in counters.items():
                value = getattr(product, name)
                if value is not None:
                    counter[value] += 1
            if product.product_display_name:
                titles.append(product.product_display_name)
            if product.year is not None:
                years.add(product.year)
        return cls.from_counts(counters, titles, years)

    @classmethod
    def from_columns(cls, columns: Columns) -> Vocabulary:
        """As `from_products`, of rows that are columns already: several times faster."""
        titles = columns.text("product_display_name")
        years = columns.numbers("year")
        return cls.from_counts(
            {name: _counted(columns.text(name)) for name in ATTRIBUTES},
            [titles.vocabulary[code] for code in titles.codes.tolist() if code >= 0],
            [int(year) for year in np.unique(years[~np.isnan(years)])],
        )

    @classmethod
    def from_counts(
        cls,
        values: Mapping[str, Mapping[str, int]],
        titles: Iterable[str] = (),
        years: Iterable[int] = (),
    ) -> Vocabulary:
        """Make one of facets that were counted elsewhere, such as in a database.

        Args:
            values: For each attribute field its values, and how many products have them.
            titles: The titles; without them there are no brands, and fewer words are known.
            years: The years that products have.
        """
        kept = {name: _meaningful(counts) for name, counts in values.items()}
        titles = list(titles)
        taken = {key_of(value) for counts in kept.values() for value in counts}
        words = Counter(word for title in titles for word in set(title.lower().split()))
        return cls(
            values=kept,
            brands=brands_in(titles, taken),
            title_words={word: count for word, count in words.items() if count >= _ENOUGH_TITLES},
            title_count=len(titles),
            years=frozenset(years),
        )

    @cached_property
    def phrases(self) -> PhraseBook:
        """Every phrase that means something here."""
        return PhraseBook(self.values, self.brands)

    @cached_property
    def genders(self) -> Genders:
        """Who the catalogue's genders are."""
        return Genders.of(self.values.get("gender", {}))

    @cached_property
    def speller(self) -> Speller:
        """Puts misspelt words right."""
        return Speller(self.phrases, self.title_words, title_count=self.title_count)


def _counted(column: TextColumn) -> dict[str, int]:
    counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.vocabulary))
    return dict(zip(column.vocabulary, counts.tolist(), strict=True))


def _meaningful(counts: Mapping[str, int]) -> dict[str, int]:
    return {value: count for value, count in counts.items() if value.strip().lower() not in _MEANINGLESS}
