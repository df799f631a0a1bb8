"""Checked by mypy, never run: the Databricks parts have the shape their Protocols ask for, in both worlds."""

from __future__ import annotations

from fashion_search.async_protocols import AsyncCatalog, AsyncEmbedder, AsyncIndex, AsyncPictureSource
from fashion_search.catalogs.warehouse import AsyncWarehouseCatalog, WarehouseCatalog
from fashion_search.connections.databricks.warehouse import AsyncWarehouse, Warehouse
from fashion_search.connections.http.connection import AsyncHttpConnection, HttpConnection
from fashion_search.embedders.model_serving import AsyncModelServingEmbedder, ModelServingEmbedder
from fashion_search.images.volume import AsyncVolumePictures, VolumePictures
from fashion_search.indexes.vector_search import AsyncVectorSearchIndex, VectorSearchIndex
from fashion_search.protocols import Catalog, Embedder, Index, PictureSource


def blocking(connection: HttpConnection) -> tuple[Embedder, Index, Catalog, PictureSource]:
    catalog = WarehouseCatalog(Warehouse(connection))
    index = VectorSearchIndex(connection, matching=catalog.product_ids)
    return ModelServingEmbedder(connection), index, catalog, VolumePictures(connection)


def awaited(
    connection: AsyncHttpConnection,
) -> tuple[AsyncEmbedder, AsyncIndex, AsyncCatalog, AsyncPictureSource]:
    catalog = AsyncWarehouseCatalog(AsyncWarehouse(connection))
    index = AsyncVectorSearchIndex(connection, matching=catalog.product_ids)
    return AsyncModelServingEmbedder(connection), index, catalog, AsyncVolumePictures(connection)
