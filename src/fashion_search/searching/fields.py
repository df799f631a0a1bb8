"""The fields of all products at hand: what words mean in a catalogue, what a filter leaves of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np

from fashion_search.async_protocols import AsyncCatalog
from fashion_search.filters import Columns, Filter, mask
from fashion_search.language import Vocabulary
from fashion_search.lexical import LexicalIndex, LocalWords
from fashion_search.protocols import Catalog, ColumnarIndex, Index
from fashion_search.ranking.variants import Stems
from fashion_search.searching.once import AsyncOnce, Once
from fashion_search.types import Product

__all__ = ["Fields", "fields_of", "fields_of_awaited"]

_PAGE = 1000
_NAME = "read the catalogue's fields"


@dataclass(frozen=True, eq=False)
class Fields:
    """The fields of all products at one moment.

    Attributes:
        columns: The fields, rows in order of product id by code point.
        vocabulary: What words mean among them.
    """

    columns: Columns
    vocabulary: Vocabulary

    @classmethod
    def of(cls, columns: Columns) -> Fields:
        """The fields, and the words in them."""
        return cls(columns, Vocabulary.from_columns(columns))

    @cached_property
    def words(self) -> LexicalIndex:
        """Which products have which words, worked out when first needed."""
        return LocalWords.from_columns(self.columns)

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """The brand that titles begin with, by spelling."""
        brands = self.vocabulary.brands.values()
        return {spelling: brand.name for brand in brands for spelling in brand.spellings}

    @cached_property
    def stems(self) -> Stems:
        """What titles say besides the colour, and whether that names one product."""
        return Stems(self.vocabulary.title_words, tuple(self.spellings))

    def count(self, where: Filter | None) -> int:
        """How many products pass."""
        return len(self.columns) if where is None else int(np.count_nonzero(mask(where, self.columns)))


def fields_of(index: Index, catalog: Catalog, *, max_age_s: float) -> Once[Fields]:
    """The fields from the index, when it has them at hand, else from the catalogue.

    Args:
        index: Its fields never grow old.
        catalog: Asked for its `columns`, if it has any, else page by page.
        max_age_s: Seconds after which the catalogue is read again.
    """
    if isinstance(index, ColumnarIndex):
        return Once(lambda: Fields.of(index.columns), _NAME)
    return Once(lambda: Fields.of(_read(catalog)), _NAME, max_age_s=max_age_s)


def fields_of_awaited(catalog: AsyncCatalog, *, max_age_s: float) -> AsyncOnce[Fields]:
    """`fields_of` for a catalogue whose calls are awaited."""

    async def make() -> Fields:
        return await asyncio.to_thread(Fields.of, await _read_awaited(catalog))

    return AsyncOnce(make, _NAME, max_age_s=max_age_s)


def _read(catalog: Catalog) -> Columns:
    at_once = getattr(catalog, "columns", None)
    if at_once is not None:
        return cast("Columns", at_once()[1])
    page = catalog.list(limit=_PAGE)
    products: list[Product] = [*page.products]
    while page.next_cursor is not None:
        page = catalog.list(limit=_PAGE, cursor=page.next_cursor)
        products += page.products
    return _columns_of(products)


async def _read_awaited(catalog: AsyncCatalog) -> Columns:
    at_once = getattr(catalog, "columns", None)
    if at_once is not None:
        return cast("Columns", (await at_once())[1])
    page = await catalog.list(limit=_PAGE)
    products: list[Product] = [*page.products]
    while page.next_cursor is not None:
        page = await catalog.list(limit=_PAGE, cursor=page.next_cursor)
        products += page.products
    return await asyncio.to_thread(_columns_of, products)


def _columns_of(products: Iterable[Product]) -> Columns:
    return Columns.from_products(sorted(products, key=lambda product: product.product_id))
