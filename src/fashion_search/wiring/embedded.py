"""The parts of a laptop: a store on disk, the model in this package, the drawn catalogue."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from fashion_search.protocols import Embedder
from fashion_search.types import ProgressCallback
from fashion_search.wiring.parts import Parts

__all__ = ["bundled_embedder", "demo_store", "open_store"]


def open_store(path: str | os.PathLike[str], *, embedder: Embedder | None = None) -> Parts:
    """The parts that read one store on disk, all of the same generation."""
    from fashion_search.catalogs.store import StoreCatalog
    from fashion_search.images.store import StorePictures
    from fashion_search.indexes.local import LocalIndex
    from fashion_search.lexical import LocalWords
    from fashion_search.people.sql import SqlEventLog
    from fashion_search.store import Store

    store = Store.open(path)
    resources = ExitStack()
    resources.push(store)
    return Parts(
        embedder=embedder or bundled_embedder(),
        index=LocalIndex.from_store(store),
        catalog=StoreCatalog(store),
        pictures=StorePictures(store),
        words=LocalWords.from_store(store),
        events=partial(SqlEventLog.beside, store.path),
        resources=resources,
    )


def bundled_embedder() -> Embedder:
    """The model in this package, behind an in-memory cache of what it encoded before."""
    from fashion_search.embedders.bundled import BundledEmbedder
    from fashion_search.embedders.cached import CachedEmbedder

    return CachedEmbedder(BundledEmbedder())


def demo_store(
    path: str | os.PathLike[str] | None = None, *, progress: ProgressCallback | None = None
) -> Path:
    """The store of the drawn catalogue, made on the first call and found again later."""
    from fashion_search.demo import draw_catalog
    from fashion_search.embedders.bundled import BundledEmbedder
    from fashion_search.ingest import ingest
    from fashion_search.store import Store

    folder = Path(path) if path is not None else _cache_folder() / "demo"
    if Store.exists(folder):
        with Store.open(folder) as store:
            if store.manifest.model == BundledEmbedder().identity:
                return folder
    catalog = draw_catalog()
    ingest(catalog.products, images=catalog, out=folder, progress=progress)
    return folder


def _cache_folder() -> Path:
    """Where this user's caches live, by the custom of the platform."""
    if sys.platform == "win32":
        root = os.environ.get("LOCALAPPDATA", "~/AppData/Local")
    elif sys.platform == "darwin":
        root = "~/Library/Caches"
    else:
        root = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(root).expanduser() / "fashion_search"
