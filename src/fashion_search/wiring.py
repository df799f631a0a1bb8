"""The one place that knows which parts there are and how they fit together. Imports them only when asked."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from fashion_search.looks import Outfits
from fashion_search.protocols import Catalog, Embedder, Index, PictureSource
from fashion_search.ranking.blend import BlendWeights
from fashion_search.types import ProgressCallback

if TYPE_CHECKING:
    from fashion_search.people import EventLog
    from fashion_search.recommenders.personal import PersonalRecommender

__all__ = ["Parts", "Shoppers", "demo_store", "open_store", "outfits", "shoppers"]


class Parts(TypedDict):
    """What a client is made of; `people` is the directory that keeps what shoppers did."""

    embedder: Embedder
    index: Index
    catalog: Catalog
    pictures: PictureSource
    people: Path


class Shoppers(NamedTuple):
    """What knows people: their events, and who recommends from them."""

    log: EventLog
    recommender: PersonalRecommender


def open_store(path: str | os.PathLike[str], *, embedder: Embedder | None = None) -> Parts:
    """The parts that read one store on disk, all of the same generation."""
    from fashion_search.catalogs.sql import SqlCatalog
    from fashion_search.images.store import StorePictures
    from fashion_search.indexes.local import LocalIndex
    from fashion_search.store import Store

    store = Store.open(path)
    return Parts(
        embedder=embedder or bundled_embedder(),
        index=LocalIndex.from_store(store),
        catalog=SqlCatalog(store.engine()),
        pictures=StorePictures(store),
        people=store.path,
    )


def bundled_embedder() -> Embedder:
    """The model in this package, behind an in-memory cache of what it encoded before."""
    from fashion_search.embedders.bundled import BundledEmbedder
    from fashion_search.embedders.cached import CachedEmbedder

    return CachedEmbedder(BundledEmbedder())


def outfits(index: Index, catalog: Catalog) -> Outfits:
    """What completes looks over these parts; it reads the catalogue's vocabulary once."""
    from fashion_search.recommenders.outfits import OutfitRecommender

    return OutfitRecommender(index, catalog)


def shoppers(
    index: Index,
    catalog: Catalog,
    *,
    people: Path | None,
    pictures: PictureSource | None,
    blend: BlendWeights,
) -> Shoppers:
    """What recommends to people; their events lie in a directory, or in memory when there is none."""
    from fashion_search.people import MemoryEventLog, WithPersonas
    from fashion_search.people.sql import SqlEventLog
    from fashion_search.recommenders.personal import PersonalRecommender

    kept: EventLog = MemoryEventLog() if people is None else SqlEventLog.beside(people)
    casting = PersonalRecommender(index, catalog, kept)
    log = WithPersonas(kept, casting.personas)
    return Shoppers(log, PersonalRecommender(index, catalog, log, pictures=pictures, blend=blend))


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
