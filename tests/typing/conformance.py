"""Checked by mypy, never run: our parts have the shape their Protocols ask for."""

from __future__ import annotations

from fashion_search import FashionClient, Query, SearchResult
from fashion_search.catalogs.sql import SqlCatalog
from fashion_search.demo import DrawnCatalog
from fashion_search.embedders.bundled import BundledEmbedder
from fashion_search.embedders.cached import CachedEmbedder
from fashion_search.embedders.onnx import OnnxEmbedder
from fashion_search.images.folder import FolderPictures
from fashion_search.images.store import StorePictures
from fashion_search.indexes.local import LocalIndex
from fashion_search.protocols import Catalog, Embedder, Index, PictureSource


def embedders(bundled: BundledEmbedder, onnx: OnnxEmbedder, cached: CachedEmbedder) -> list[Embedder]:
    return [bundled, onnx, cached]


def indexes(local: LocalIndex) -> list[Index]:
    return [local]


def catalogs(sql: SqlCatalog) -> list[Catalog]:
    return [sql]


def pictures(folder: FolderPictures, store: StorePictures, drawn: DrawnCatalog) -> list[PictureSource]:
    return [folder, store, drawn]


def the_client_is_typed_end_to_end(client: FashionClient) -> tuple[str | None, float]:
    result: SearchResult = client.search(Query(text="dress"), where={"price": {"$lt": 5}})
    return result[0].product.base_color, result[0].score
