"""A generation while it is being written."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

import numpy as np

from fashion_search.errors import StoreError
from fashion_search.store.database import ProductsWriter
from fashion_search.store.entry import Entry, SourceRecord
from fashion_search.store.layout import PRODUCTS, Layout, vector_file
from fashion_search.store.manifest import FileRecord
from fashion_search.store.packs import PackWriter
from fashion_search.store.vectors import VectorWriter, hybrid_of
from fashion_search.types import SPACES, Vector, Vectors

__all__ = ["Draft", "Seal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What a finished draft says about itself; the fields go into the manifest under the same names."""

    picture_count: int
    checksums: dict[str, str]
    files: dict[str, FileRecord]
    packs: dict[str, FileRecord]


class Draft:
    """Takes entries in blocks and writes them to a folder nobody reads yet.

    Args:
        layout: The store.
        folder: The draft's folder, empty.
        shape: How many products, and the length of a vector.
        packs: The packs that entries may point into.
    """

    def __init__(
        self, layout: Layout, folder: Path, *, shape: tuple[int, int], packs: dict[str, FileRecord]
    ) -> None:
        self._folder = folder
        self._dimension = shape[1]
        self._known_packs = packs
        self._used_packs: set[str] = set()
        self._last_id: str | None = None
        self._picture_count = 0
        self._pictures_digest = hashlib.sha256()
        self._open = contextlib.ExitStack()
        self._vectors = {
            space: self._open.enter_context(VectorWriter(folder / vector_file(space), shape=shape))
            for space in SPACES
        }
        self._products = self._open.enter_context(ProductsWriter(folder / PRODUCTS))
        self._pack = PackWriter(layout)
        self._open.callback(self._pack.discard)

    def __enter__(self) -> Draft:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def add(self, block: list[Entry]) -> None:
        """Write a block of entries, which follow the ones before in order of product id."""
        for entry in block:
            self._check_order(entry.product.product_id)
        image = self._stack([entry.image for entry in block])
        text = self._stack([entry.text for entry in block])
        self._vectors["image"].append(image)
        self._vectors["text"].append(text)
        self._vectors["hybrid"].append(hybrid_of(image, text))
        self._products.add([entry.product for entry in block], [self._placed(entry) for entry in block])

    def finish(self) -> Seal:
        """Close every file and measure it."""
        new_packs = self._pack.finish()
        files, checksums = {}, {}
        checksums["products"] = self._products.finish(next(iter(new_packs), ""))
        for space, writer in self._vectors.items():
            files[vector_file(space)], checksums[space] = writer.finish()
        files[PRODUCTS] = FileRecord.of(self._folder / PRODUCTS)
        checksums["pictures"] = self._pictures_digest.hexdigest()
        return Seal(
            picture_count=self._picture_count,
            checksums=checksums,
            files=files,
            packs={name: self._known_packs[name] for name in sorted(self._used_packs)} | new_packs,
        )

    def _check_order(self, product_id: str) -> None:
        if self._last_id is not None and product_id <= self._last_id:
            raise StoreError(
                f"Product {product_id!r} came after {self._last_id!r}; entries come in order, once."
            )
        self._last_id = product_id

    def _stack(self, rows: list[Vector | None]) -> Vectors:
        stacked = np.zeros((len(rows), self._dimension), dtype=np.float32)
        for number, row in enumerate(rows):
            if row is not None:
                stacked[number] = row
        return stacked

    def _placed(self, entry: Entry) -> SourceRecord:
        """The entry's source with its thumbnail's place, written now when the thumbnail is new."""
        source = entry.source
        if entry.image is not None:
            self._picture_count += 1
        if source.thumbnail_hash is None:
            return source
        self._pictures_digest.update(f"{entry.product.product_id}\0{source.thumbnail_hash}\n".encode())
        if entry.thumbnail is not None:
            return replace(source, place=self._pack.add(entry.thumbnail, source.thumbnail_hash))
        if source.place is None:
            raise StoreError(
                f"The thumbnail of product {entry.product.product_id!r} has neither bytes nor a place."
            )
        self._used_packs.add(source.place.pack)
        return source
