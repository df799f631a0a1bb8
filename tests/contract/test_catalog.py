"""The embedded catalogue keeps the contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from awaited import Awaited, Loop
from sqlalchemy import create_engine, insert

from fashion_search.catalogs.sql import AsyncSqlCatalog, SqlCatalog
from fashion_search.catalogs.store import StoreCatalog
from fashion_search.connections.sql.engines import postgres_engine_async
from fashion_search.store import Entry, Layout, SourceRecord, Store, write_generation
from fashion_search.store.tables import products as products_table
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


class TestStoreCatalog(TestSqlCatalogOnTheStore):
    def make_catalog(self, products: Sequence[Product]) -> SqlCatalog:
        super().make_catalog(products)
        return StoreCatalog(self.stores[-1])


@pytest.mark.postgres
class TestSqlCatalogOnPostgres(CatalogContract):
    @pytest.fixture(autouse=True)
    def _engine(self, postgres_url: str) -> Iterator[None]:
        self.engine = create_engine(postgres_url)
        yield
        products_table.drop(self.engine, checkfirst=True)
        self.engine.dispose()

    def fill(self, products: Sequence[Product]) -> None:
        products_table.drop(self.engine, checkfirst=True)
        products_table.create(self.engine)
        with self.engine.begin() as connection:
            rows = [product.to_dict() for product in products]
            if rows:
                connection.execute(insert(products_table), rows)

    def make_catalog(self, products: Sequence[Product]) -> Any:
        self.fill(products)
        return SqlCatalog(self.engine)


@pytest.mark.postgres
class TestAsyncSqlCatalogOnPostgres(TestSqlCatalogOnPostgres):
    @pytest.fixture(autouse=True)
    def _engine_async(self, _engine: None, postgres_url: str) -> Iterator[None]:
        self.loop = Loop()
        self.engine_async = postgres_engine_async(postgres_url)
        yield
        self.loop.wait(self.engine_async.dispose())
        self.loop.close()

    def make_catalog(self, products: Sequence[Product]) -> Any:
        self.fill(products)
        return Awaited(AsyncSqlCatalog(self.engine_async), self.loop)
