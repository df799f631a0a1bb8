"""The SQLite file of a generation: written once, then opened read-only by any number of threads."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterable
from operator import attrgetter
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any

from sqlalchemy import URL, Index, create_engine, insert, text
from sqlalchemy.pool import NullPool, QueuePool
from sqlalchemy.schema import CreateTable

from fashion_search.errors import StoreError
from fashion_search.store.durable import sync_file
from fashion_search.store.entry import SourceRecord
from fashion_search.store.layout import REMEDY
from fashion_search.store.packs import Place
from fashion_search.store.tables import products, sources
from fashion_search.store.words import WordsWriter
from fashion_search.types import Product

__all__ = ["ProductsWriter", "ReadOnlyDatabase", "read_place"]

_CONNECTIONS = 8
_WAIT_S = 30.0
_NAMES = Product.field_names()
_row = attrgetter(*_NAMES)  # Ten times as fast as `to_dict`, which copies every value.


class ProductsWriter:
    """Fills a new database; its content alone decides its checksum.

    Args:
        path: The file to make.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._digest = hashlib.sha256()
        self._engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool)
        self._connection = self._engine.connect()
        for pragma in ("journal_mode=OFF", "synchronous=OFF"):  # A draft that is cut short is thrown away.
            self._connection.execute(text(f"PRAGMA {pragma}"))
        for table in (products, sources):
            self._connection.execute(CreateTable(table))
        self._words = WordsWriter(self._connection)

    def __enter__(self) -> ProductsWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        self._engine.dispose()

    def add(self, rows: Iterable[Product], records: Iterable[SourceRecord]) -> None:
        """Insert products and, in the same order, what their vectors were made from."""
        added = list(rows)
        values = [dict(zip(_NAMES, _row(product), strict=True)) for product in added]
        for value in values:
            line = json.dumps(list(value.values()), ensure_ascii=False, separators=(",", ":"))
            self._digest.update(line.encode() + b"\n")
        self._connection.execute(insert(products), values)
        made_from = [
            _source_row(value["product_id"], record) for value, record in zip(values, records, strict=True)
        ]
        self._connection.execute(insert(sources), made_from)
        self._words.add(added)

    def finish(self, new_pack: str) -> str:
        """Name the pack of the new thumbnails, build the indexes, and wait until all is on disk.

        Returns:
            The SHA-256 of the products' values.
        """
        self._connection.execute(sources.update().where(sources.c.pack == "").values(pack=new_pack))
        for index in sorted(products.indexes, key=_name_of):
            index.create(self._connection)
        self._words.finish()
        self._connection.execute(text("ANALYZE"))
        self._connection.commit()
        self._connection.close()
        sync_file(self._path)
        return self._digest.hexdigest()


def _name_of(index: Index) -> str:
    return str(index.name)


def _source_row(product_id: str, record: SourceRecord) -> dict[str, object]:
    place = record.place
    return {
        "product_id": product_id,
        "text_hash": record.text_hash,
        "picture_hash": record.picture_hash,
        "picture_problem": record.picture_problem,
        "facts": record.facts,
        "thumbnail_hash": record.thumbnail_hash,
        "pack": place.pack if place else None,
        "start": place.start if place else None,
        "size": place.size if place else None,
    }


class _Connection(sqlite3.Connection):
    """Closes itself when nobody uses it any more, so that a store which was not closed is no leak."""

    def __del__(self) -> None:
        with contextlib.suppress(sqlite3.Error):  # It may never have been opened.
            self.close()


class ReadOnlyDatabase:
    """Connections to a database that never changes, for many threads.

    One connection is opened at once and kept. Should the file be removed by a later clean-up, further
    connections are copied from it in memory, so that every thread goes on seeing the same rows.

    Args:
        path: The database.

    Raises:
        StoreError: it is missing or cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._copying = Lock()
        try:
            self._first = self._open()
            self._first.execute("SELECT 1 FROM products LIMIT 1").fetchone()
        except sqlite3.Error as exc:
            raise StoreError(f"The products in {path} cannot be read ({exc}). {REMEDY}") from exc
        self.engine = create_engine(
            "sqlite://",
            creator=self._connect,
            poolclass=QueuePool,
            pool_size=_CONNECTIONS,
            max_overflow=0,
            pool_timeout=_WAIT_S,
            isolation_level="AUTOCOMMIT",
        )

    def _open(self) -> sqlite3.Connection:
        # The path goes into a URI, where ? and # have a meaning; `as_uri` quotes them. "immutable" spares
        # every lock, and lets a store be read from a medium that cannot be written.
        return sqlite3.connect(
            f"{self._path.as_uri()}?mode=ro&immutable=1",
            uri=True,
            check_same_thread=False,
            factory=_Connection,
        )

    def _connect(self) -> sqlite3.Connection:
        with contextlib.suppress(sqlite3.OperationalError):
            return self._open()
        copy = sqlite3.connect(":memory:", check_same_thread=False, factory=_Connection)
        with self._copying:
            self._first.backup(copy)
        return copy

    def rows(self, sql: str, parameters: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query of ours, for the store's own reading."""
        try:
            with self._copying:
                return self._first.execute(sql, parameters).fetchall()
        except sqlite3.Error as exc:
            raise StoreError(
                f"{self._path} cannot be read ({exc}): the store was closed, or is damaged."
            ) from exc

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()
        self._first.close()


def read_place(pack: str | None, start: int | None, size: int | None) -> Place | None:
    """The place a `sources` row names, if any."""
    if pack is None or start is None or size is None:
        return None
    return Place(pack, start, size)
