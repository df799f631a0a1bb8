"""Getting candidates and what is known of them, from whoever has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from fashion_search.async_protocols import AsyncCatalog, AsyncIndex
from fashion_search.filters import Columns, all_of
from fashion_search.lexical import AsyncLexicalIndex, LexicalIndex, WordMatches
from fashion_search.pipeline import ComposedQuery, found_elsewhere, merge, with_others
from fashion_search.protocols import Catalog, ColumnarIndex, Index
from fashion_search.ranking.rules import Popularity, Scores
from fashion_search.searching.asking import AtOnce, Work
from fashion_search.searching.fields import Fields
from fashion_search.searching.once import AsyncOnce, Once
from fashion_search.searching.options import Options
from fashion_search.types import SPACES, Candidates, Product, Space, Vectors

__all__ = ["Finder"]

_MATCHES = 50
"""Products looked at for the sake of each further source; words count a tenth, so only the best can rise."""


class Finder:
    """Asks the parts that keep products.

    Args:
        index: Finds products by vector.
        catalog: Keeps the products.
        fields: The fields of all products.
        words: Finds products by their words; without it the fields do.
        popularity: What everybody wants now, as far as it is known.
    """

    def __init__(
        self,
        index: Index | AsyncIndex,
        catalog: Catalog | AsyncCatalog,
        fields: Once[Fields] | AsyncOnce[Fields],
        words: LexicalIndex | AsyncLexicalIndex | None,
        popularity: Once[Popularity] | None = None,
    ) -> None:
        self._index = index
        self._at_hand = index if isinstance(index, ColumnarIndex) else None  # a slow question, asked once
        self._catalog = catalog
        self._fields = fields
        self._words = words
        self._popularity = popularity

    def fields(self) -> Work[Fields]:
        """The fields of all products."""
        fields: Fields = yield partial(self._fields.get)
        return fields

    def look_up(self, composed: ComposedQuery, options: Options, wanted: int) -> Work[Candidates]:
        """The nearest, of everything that may be shown and of what is named."""
        spare = 0 if options.without_id is None else 1
        query = partial(self._index.query, composed.vector, space=options.space or "hybrid")
        calls = [partial(query, limit=wanted + spare, where=options.condition)]
        if options.kinds is not None:
            calls.append(partial(query, limit=wanted, where=all_of([options.condition, options.kinds])))
        found: Candidates
        others: list[Candidates]
        found, *others = yield AtOnce(tuple(calls))
        for other in others:
            found = merge(found, other)
        if not spare:
            return found
        kept = [row for row, one in enumerate(found.product_ids) if one != options.without_id]
        return found.rows(kept[:wanted])

    def with_sources(self, composed: ComposedQuery, found: Candidates, options: Options) -> Work[Candidates]:
        """Also what the other sources of the fusion find best, wherever it is in this space."""
        elsewhere: list[Sequence[str]] = []
        if options.words:
            words = yield from self.lexical()
            matches: WordMatches = yield partial(
                words.match, options.words, limit=_MATCHES, where=options.condition
            )
            elsewhere.append(matches.product_ids)
        others = _other_spaces(options)
        near: list[Candidates] = yield AtOnce(
            tuple(
                partial(
                    self._index.query, composed.vector, limit=_MATCHES, where=options.condition, space=space
                )
                for space in others
            )
        )
        more = found_elsewhere(found, [*elsewhere, *(one.product_ids for one in near)])
        if not more:
            return found
        if found.products is None and self._at_hand is not None:
            return with_others(found, more, (yield from self.vectors(more, options.space)), composed)
        # Only what is still there: words may know products that were deleted since.
        known: Mapping[str, Product] = yield partial(self._catalog.get_many, more)
        vectors = yield from self.vectors(list(known), options.space)
        return with_others(found, known if found.products is not None else list(known), vectors, composed)

    def lexical(self) -> Work[LexicalIndex | AsyncLexicalIndex]:
        """What compares words."""
        if self._words is not None:
            return self._words
        fields: Fields = yield partial(self._fields.get)
        return fields.words

    def popularity(self, found: Candidates) -> Work[Scores | None]:
        """How popular the candidates are; `None` while nobody wants anything."""
        if self._popularity is None:
            return None
        known: Popularity = yield partial(self._popularity.get)
        return known.of(found.product_ids) if known else None

    def vectors(self, product_ids: Sequence[str], space: Space | None) -> Work[Vectors]:
        """The stored vectors, one row per id."""
        vectors: Vectors = yield partial(self._index.vectors_of, product_ids, space=space or "hybrid")
        return vectors

    def attributes(self, found: Candidates) -> Work[Columns]:
        """The candidates' fields, from whoever has them at hand."""
        if found.products is None and self._at_hand is not None:
            return self._at_hand.columns_of(found.product_ids)
        known = yield from self.products(found)
        return Columns.from_products([known.get(one) or Product(product_id=one) for one in found.product_ids])

    def products(self, found: Candidates) -> Work[Mapping[str, Product]]:
        """The candidates themselves, by id."""
        if found.products is not None:
            return dict(zip(found.product_ids, found.products, strict=True))
        products: Mapping[str, Product] = yield partial(self._catalog.get_many, found.product_ids)
        return products


def _other_spaces(options: Options) -> list[Space]:
    """The spaces that the fusion weighs besides the one that is searched."""
    weighed = {} if options.fusion is None else options.fusion.shares
    return [space for space in SPACES if space in weighed and space != options.space]
