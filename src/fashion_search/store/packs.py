"""Thumbnails one after another in few files: a store of 40,000 pictures still copies as a handful."""

from __future__ import annotations

import hashlib
import mmap
import os
from dataclasses import dataclass
from pathlib import Path

from fashion_search.errors import StoreError
from fashion_search.store.durable import sync_folder
from fashion_search.store.layout import REMEDY, Layout
from fashion_search.store.manifest import FileRecord

__all__ = ["PackReader", "PackWriter", "Place"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thumbnail lies.

    Attributes:
        pack: The pack's name, the SHA-256 of its content; empty for the pack being written.
        start: Offset in bytes.
        size: Length in bytes.
    """

    pack: str
    start: int
    size: int


class PackReader:
    """Reads one pack through a memory map, from any thread.

    Raises:
        StoreError: the pack is missing or has another size than recorded.
    """

    def __init__(self, path: Path, record: FileRecord) -> None:
        try:
            size = path.stat().st_size
            if size != record.size:
                raise StoreError(
                    f"The picture pack {path} has {size} bytes instead of {record.size}. {REMEDY}"
                )
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except OSError as exc:
            raise StoreError(f"The picture pack {path} cannot be read ({exc}). {REMEDY}") from exc

    def read(self, place: Place) -> bytes:
        """The bytes of one thumbnail."""
        return self._map[place.start : place.start + place.size]

    def close(self) -> None:
        """Give the file back."""
        self._map.close()


class PackWriter:
    """Collects new thumbnails; equal ones are kept once.

    Args:
        layout: The store the pack is for.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._draft = layout.pictures / f".{os.getpid()}.tmp"
        layout.pictures.mkdir(parents=True, exist_ok=True)
        self._file = self._draft.open("wb")
        self._digest = hashlib.sha256()
        self._places: dict[str, Place] = {}
        self._size = 0

    def add(self, thumbnail: bytes, thumbnail_hash: str) -> Place:
        """Write a thumbnail unless an equal one is there."""
        known = self._places.get(thumbnail_hash)
        if known is not None:
            return known
        self._file.write(thumbnail)
        self._digest.update(thumbnail)
        place = Place("", self._size, len(thumbnail))
        self._size += len(thumbnail)
        self._places[thumbnail_hash] = place
        return place

    def finish(self) -> dict[str, FileRecord]:
        """Name the pack by its content and put it in its place; an empty one is no pack."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        if not self._size:
            self._draft.unlink()
            return {}
        name = self._digest.hexdigest()
        self._draft.replace(self._layout.pack(name))
        sync_folder(self._layout.pictures)
        return {name: FileRecord(size=self._size, sha256=name)}

    def discard(self) -> None:
        """Leave nothing behind when the work ends early."""
        self._file.close()
        self._draft.unlink(missing_ok=True)
