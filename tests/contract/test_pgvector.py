"""The index in PostgreSQL keeps the contract: exact and by graph, blocking and awaited."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from awaited import Awaited, Loop
from sqlalchemy import text

from fashion_search.connections.sql.engines import postgres_engine, postgres_engine_async
from fashion_search.indexes.pgvector import (
    AsyncPgVectorIndex,
    Batch,
    HnswSettings,
    PgVectorIndex,
    create_hnsw,
    load_batches,
)
from fashion_search.testing.index import IndexContract
from fashion_search.types import ModelIdentity, Product, Space, Vectors

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def shelf(vector_url: str) -> Iterator[Shelf]:
    shelf = Shelf(vector_url)
    yield shelf
    shelf.close()


class Shelf:
    """Tables by what they hold: many tests ask for the same, and each is loaded once."""

    def __init__(self, url: str) -> None:
        self.loop = Loop()
        self.engine = postgres_engine(url)
        self.engine_async = postgres_engine_async(url)
        self._known: set[str] = set()

    def schema(
        self, products: Sequence[Product], vectors: Mapping[Space, Vectors], identity: ModelIdentity
    ) -> str:
        content = repr(products).encode() + b"".join(rows.tobytes() for rows in vectors.values())
        schema = "held_" + hashlib.sha256(content).hexdigest()[:12]
        if schema not in self._known:
            with self.engine.begin() as connection:
                connection.execute(text(f"CREATE SCHEMA {schema}"))
            batches = [Batch(products[::-1], {space: rows[::-1] for space, rows in vectors.items()})]
            load_batches(batches if products else [], self.engine, identity, schema=schema)
            create_hnsw(self.engine, schema=schema)
            self._known.add(schema)
        return schema

    def close(self) -> None:
        self.loop.wait(self.engine_async.dispose())
        self.loop.close()
        self.engine.dispose()


class _PgVectorContract(IndexContract):
    options: dict[str, Any]

    @pytest.fixture(autouse=True)
    def _shelf(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def make_index(
        self, products: Sequence[Product], vectors: Mapping[Space, Vectors], identity: ModelIdentity
    ) -> Any:
        schema = self.shelf.schema(products, vectors, identity)
        return PgVectorIndex(self.shelf.engine, schema=schema, identity=identity, **self.options)


class _AsyncPgVectorContract(_PgVectorContract):
    def make_index(
        self, products: Sequence[Product], vectors: Mapping[Space, Vectors], identity: ModelIdentity
    ) -> Any:
        schema = self.shelf.schema(products, vectors, identity)
        index = AsyncPgVectorIndex(self.shelf.engine_async, schema=schema, identity=identity, **self.options)
        self.shelf.loop.wait(index.prepare())
        return Awaited(index, self.shelf.loop)


class TestExact(_PgVectorContract):
    options = {"mode": "exact"}  # noqa: RUF012


class TestExactAwaited(_AsyncPgVectorContract):
    options = {"mode": "exact"}  # noqa: RUF012


class TestByGraph(_PgVectorContract):
    # Few products, and yet by the graph: however few pass the filter, the walk goes on until it has enough.
    options = {"mode": "hnsw", "hnsw": HnswSettings(ef_search=400, exact_below=0)}  # noqa: RUF012


class TestByGraphInStrictOrder(_PgVectorContract):
    options = {  # noqa: RUF012
        "mode": "hnsw",
        "hnsw": HnswSettings(ef_search=400, exact_below=0, iterative_scan="strict_order"),
    }


class TestByGraphWithoutIterativeScan(_PgVectorContract):
    options = {  # noqa: RUF012
        "mode": "hnsw",
        "hnsw": HnswSettings(ef_search=400, exact_below=0, iterative_scan="off"),
    }


class TestByGraphAwaited(_AsyncPgVectorContract):
    options = {"mode": "hnsw", "hnsw": HnswSettings(ef_search=400)}  # noqa: RUF012
