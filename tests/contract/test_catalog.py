"""The embedded catalogue keeps the contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from fashion_search.catalogs.sql import SqlCatalog
from fashion_search.store import Entry, Layout, SourceRecord, Store, write_generation
from fashion_search.testing.catalog import CatalogContract
from fashion_search.types import ModelIdentity, Product


class TestSqlCatalogOnTheStore(CatalogContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> Iterator[None]:
        self.folder = tmp_path
        self.stores: list[Store] = []
        yield
        for store in self.stores:
            store.close()

    def make_catalog(self, products: Sequence[Product]) -> SqlCatalog:
        layout = Layout.at(self.folder)
        entries = (
            Entry(product=product, source=SourceRecord(text_hash=""), image=None, text=None)
            for product in sorted(products, key=lambda product: product.product_id)
        )
        model = ModelIdentity(name="none", dimension=2, fingerprint="none")
        write_generation(layout, entries, count=len(products), model=model)
        self.stores.append(Store.open(self.folder))
        return SqlCatalog(self.stores[-1].engine())
