"""Reads a store: one generation, whole, whatever a writer does meanwhile."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from threading import Lock
from types import TracebackType

import numpy as np
from sqlalchemy import Engine

from fashion_search.errors import InvalidRequestError, StoreError
from fashion_search.filters import FIELDS, Columns, TextColumn
from fashion_search.store.database import ReadOnlyDatabase, read_place
from fashion_search.store.durable import sha256_of
from fashion_search.store.entry import SourceRecord
from fashion_search.store.generations import current_generation, find_generation
from fashion_search.store.layout import MANIFEST, PRODUCTS, REMEDY, Layout, vector_file
from fashion_search.store.manifest import read_manifest
from fashion_search.store.packs import PackReader
from fashion_search.store.vectors import open_vectors
from fashion_search.store.words import StoredWords
from fashion_search.types import SPACES, Product, Space, Vectors

__all__ = ["Store"]

_ATTEMPTS = 5
_ALL_PRODUCTS = f"SELECT {', '.join(Product.field_names())} FROM products ORDER BY product_id"  # noqa: S608


class Store:
    """A catalogue with its vectors and pictures, in one directory that can be copied.

    A `Store` sees one generation, the one that was current when it was opened; `refresh` gives the newer one.
    It may be used from many threads, and while another process writes. Rows are in order of product id, so
    the order of rows is the order of ties.

    Attributes:
        path: The directory.
        manifest: What it holds.
    """

    def __init__(self, layout: Layout, generation: int) -> None:
        self._layout = layout
        self._folder = layout.generation(generation)
        self._loading = Lock()
        self.path = layout.root
        self.manifest = read_manifest(self._folder / MANIFEST)
        self._check_files()
        shape = (self.manifest.product_count, self.manifest.model.dimension)
        self._vectors = {
            space: open_vectors(self._folder / vector_file(space), shape=shape) for space in SPACES
        }
        self._packs = {
            name: PackReader(layout.pack(name), record) for name, record in self.manifest.packs.items()
        }
        self._database = ReadOnlyDatabase(self._folder / PRODUCTS)

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Store:
        """Open the current generation. Reads the manifest and maps the files; content is read when used.

        Args:
            path: The store's directory.

        Raises:
            NotFoundError: there is no store, or its first ingest has not ended.
            StoreError: the store is damaged, incomplete, or of a newer format.
        """
        layout = Layout.at(path)
        for _ in range(_ATTEMPTS):
            generation = current_generation(layout)
            try:
                return cls(layout, generation)
            except StoreError:
                if current_generation(layout) == generation:
                    raise
        raise StoreError(f"The store at {layout.root} changed {_ATTEMPTS} times while it was being opened.")

    @staticmethod
    def exists(path: str | os.PathLike[str]) -> bool:
        """Whether there is a store with a finished generation at a path."""
        return Layout.at(path).pointer.is_file()

    def refresh(self) -> Store:
        """This store while it is still current, else the newer generation, opened; this one stays usable."""
        if find_generation(self._layout) == self.manifest.generation:
            return self
        return Store.open(self.path)

    def __len__(self) -> int:
        return self.manifest.product_count

    def __repr__(self) -> str:
        return f"Store({str(self.path)!r}, {len(self)} products, generation {self.manifest.generation})"

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the database and the picture files back. Vectors already handed out stay valid."""
        self._database.close()
        for pack in self._packs.values():
            pack.close()

    @cached_property
    def product_ids(self) -> tuple[str, ...]:
        """Every product id, in row order: ascending by code point."""
        rows = self._database.rows("SELECT product_id FROM products ORDER BY product_id")
        return tuple(str(product_id) for (product_id,) in rows)

    def vectors(self, space: Space) -> Vectors:
        """The vectors of one space, mapped from disk, read-only.

        Args:
            space: Which of the three.

        Returns:
            Shape (n, dimension), float32, in row order; a row of zeros where a product has no vector.

        Raises:
            InvalidRequestError: there is no such space.
        """
        if space not in self._vectors:
            raise InvalidRequestError(f"Unknown space {space!r}; known: {', '.join(map(repr, SPACES))}.")
        return self._vectors[space]

    def columns(self) -> Columns:
        """The products' fields by column, in row order, for filtering; loaded once, on the first call."""
        with self._loading:
            return self._columns

    @cached_property
    def _columns(self) -> Columns:
        rows = self._database.rows(_ALL_PRODUCTS)
        values = dict(zip(Product.field_names(), zip(*rows, strict=True), strict=True)) if rows else {}
        return Columns(
            texts={
                name: TextColumn.encode(column) for name, column in values.items() if FIELDS[name] == "text"
            },
            numbers={
                name: np.array(column, dtype=np.float64)
                for name, column in values.items()
                if FIELDS[name] != "text"
            },
            count=len(rows),
        )

    def products(self) -> list[Product]:
        """Every product, in row order."""
        names = Product.field_names()
        rows = self._database.rows(_ALL_PRODUCTS)
        return [Product(**dict(zip(names, row, strict=True))) for row in rows]

    @cached_property
    def words(self) -> StoredWords | None:
        """The index of words, or `None` in a store that was written without one."""
        return StoredWords.found(self._database.rows)

    def engine(self) -> Engine:
        """A read-only SQLAlchemy engine on this generation's products, for many threads."""
        return self._database.engine

    def picture(self, product_id: str) -> bytes | None:
        """A product's thumbnail as encoded bytes, or `None` when there is no such product or picture."""
        rows = self._database.rows(
            "SELECT pack, start, size FROM sources WHERE product_id = ?", (product_id,)
        )
        place = read_place(*rows[0]) if rows else None
        return self._packs[place.pack].read(place) if place else None

    def sources(self) -> dict[str, SourceRecord]:
        """What each product's vectors were made from, by product id."""
        names = "product_id, text_hash, picture_hash, picture_problem, facts, thumbnail_hash"
        rows = self._database.rows(f"SELECT {names}, pack, start, size FROM sources ORDER BY product_id")  # noqa: S608
        return {
            row[0]: SourceRecord(
                text_hash=row[1],
                picture_hash=row[2],
                picture_problem=row[3],
                facts=row[4],
                thumbnail_hash=row[5],
                place=read_place(*row[6:]),
            )
            for row in rows
        }

    def verify(self) -> None:
        """Read every file and compare it with its checksum. Takes about a second per gigabyte.

        Raises:
            StoreError: a file differs from what was written; the message names it.
        """
        recorded = {self._folder / name: record for name, record in self.manifest.files.items()}
        recorded |= {self._layout.pack(name): record for name, record in self.manifest.packs.items()}
        for path, record in recorded.items():
            if _sha256_or_none(path) != record.sha256:
                raise StoreError(f"{path} is not what was written: its checksum differs. {REMEDY}")

    def _check_files(self) -> None:
        """Compare names and sizes with the manifest: cheap, and finds a copy that was cut short."""
        for name, record in self.manifest.files.items():
            size = _size_of(self._folder / name)
            if size != record.size:
                found = "is missing" if size is None else f"has {size} bytes instead of {record.size}"
                raise StoreError(
                    f"The store at {self.path} is damaged: {self._folder / name} {found}. {REMEDY}"
                )


def _size_of(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def _sha256_or_none(path: Path) -> str | None:
    return sha256_of(path) if path.is_file() else None
