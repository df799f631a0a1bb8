"""The embedded store: products, vectors and pictures in one directory, written whole, read at any time."""

from fashion_search.store.entry import Entry, SourceRecord
from fashion_search.store.layout import Layout
from fashion_search.store.lock import writer_lock
from fashion_search.store.manifest import Manifest
from fashion_search.store.reader import Store
from fashion_search.store.writer import write_generation

__all__ = ["Entry", "Layout", "Manifest", "SourceRecord", "Store", "write_generation", "writer_lock"]
