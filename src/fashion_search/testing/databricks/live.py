"""The store as it is now: what an ingest changed, tables see at once and indexes when they are synced."""

from __future__ import annotations

import threading

from fashion_search.store import Store
from fashion_search.testing.databricks.catalogue import Catalogue
from fashion_search.testing.databricks.names import Names

__all__ = ["LiveCatalogue"]


class LiveCatalogue:
    """Gives the catalogue of a store's current generation. Safe to share between threads.

    Args:
        store: Its first generation; whoever opened it closes it.
        names: What things are called.
    """

    def __init__(self, store: Store, names: Names) -> None:
        self._catalogue = Catalogue(store, names)
        self._opened: list[Store] = []
        self._lock = threading.Lock()

    def current(self) -> Catalogue:
        """The catalogue as it is now; the same one until somebody ingests."""
        with self._lock:
            known = self._catalogue
            store = known.store.refresh()
            if store is not known.store:
                self._opened.append(store)
                self._catalogue = Catalogue(store, known.names)
            return self._catalogue

    def store(self) -> Store:
        """The store of the current catalogue."""
        return self.current().store

    def close(self) -> None:
        """Close the generations that were opened here."""
        with self._lock:
            for store in self._opened:
                store.close()
            self._opened.clear()
