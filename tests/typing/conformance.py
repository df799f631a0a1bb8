"""Checked by mypy, never run: every part has the shape its Protocol asks for, blocking and awaited."""

from __future__ import annotations

from fashion_search import AsyncFashionClient, FashionClient, Query, SearchResult
from fashion_search.async_protocols import AsyncCatalog, AsyncEmbedder, AsyncIndex, AsyncPictureSource
from fashion_search.catalogs.sql import AsyncSqlCatalog, SqlCatalog
from fashion_search.catalogs.warehouse import AsyncWarehouseCatalog, WarehouseCatalog
from fashion_search.connections.credentials import AnonymousAccess, Credentials, StaticCredentials
from fashion_search.connections.databricks.renewal import RenewedCredentials
from fashion_search.connections.http.connection import AsyncHttpConnection, HttpConnection
from fashion_search.connections.runner import AsyncRunner, Runner
from fashion_search.demo import DrawnCatalog
from fashion_search.embedders.bundled import BundledEmbedder
from fashion_search.embedders.cached import CachedEmbedder
from fashion_search.embedders.model_serving import AsyncModelServingEmbedder, ModelServingEmbedder
from fashion_search.embedders.onnx import OnnxEmbedder
from fashion_search.images.folder import FolderPictures, ZipPictures
from fashion_search.images.store import StorePictures
from fashion_search.images.volume import AsyncVolumePictures, VolumePictures
from fashion_search.images.web import WebPictures
from fashion_search.indexes.local import LocalIndex
from fashion_search.indexes.pgvector import AsyncPgVectorIndex, PgVectorIndex
from fashion_search.indexes.vector_search import AsyncVectorSearchIndex, VectorSearchIndex
from fashion_search.lexical import AsyncLexicalIndex, LexicalIndex, LocalWords
from fashion_search.lexical.postgres import AsyncPostgresWords, PostgresWords
from fashion_search.looks import Outfits
from fashion_search.people import EventLog, MemoryEventLog, WithPersonas
from fashion_search.people.sql import SqlEventLog
from fashion_search.people.stored_styles import SqlStyles
from fashion_search.protocols import Catalog, ColumnarIndex, Embedder, Index, PictureSource
from fashion_search.recommenders.known_people import Styles
from fashion_search.recommenders.outfits import OutfitRecommender


def embedders(
    bundled: BundledEmbedder, onnx: OnnxEmbedder, cached: CachedEmbedder, serving: ModelServingEmbedder
) -> list[Embedder]:
    return [bundled, onnx, cached, serving]


def awaited_embedders(serving: AsyncModelServingEmbedder) -> list[AsyncEmbedder]:
    return [serving]


def indexes(local: LocalIndex, postgres: PgVectorIndex, databricks: VectorSearchIndex) -> list[Index]:
    return [local, postgres, databricks]


def awaited_indexes(postgres: AsyncPgVectorIndex, databricks: AsyncVectorSearchIndex) -> list[AsyncIndex]:
    return [postgres, databricks]


def columns_at_hand(local: LocalIndex) -> ColumnarIndex:
    return local


def catalogs(sql: SqlCatalog, warehouse: WarehouseCatalog) -> list[Catalog]:
    return [sql, warehouse]


def awaited_catalogs(sql: AsyncSqlCatalog, warehouse: AsyncWarehouseCatalog) -> list[AsyncCatalog]:
    return [sql, warehouse]


def pictures(
    folder: FolderPictures, zipped: ZipPictures, store: StorePictures, drawn: DrawnCatalog
) -> list[PictureSource]:
    return [folder, zipped, store, drawn]


def pictures_elsewhere(volume: VolumePictures, web: WebPictures) -> list[PictureSource]:
    return [volume, web]


def awaited_pictures(volume: AsyncVolumePictures) -> list[AsyncPictureSource]:
    return [volume]


def words(local: LocalWords, postgres: PostgresWords) -> list[LexicalIndex]:
    return [local, postgres]


def awaited_words(postgres: AsyncPostgresWords) -> list[AsyncLexicalIndex]:
    return [postgres]


def people(memory: MemoryEventLog, sql: SqlEventLog, personas: WithPersonas) -> list[EventLog]:
    return [memory, sql, personas]


def tastes(sql: SqlStyles) -> Styles:
    return sql


def outfits(recommender: OutfitRecommender) -> Outfits:
    return recommender


def runners(blocking: HttpConnection, awaited: AsyncHttpConnection) -> tuple[Runner, AsyncRunner]:
    return blocking, awaited


def credentials(
    anybody: AnonymousAccess, fixed: StaticCredentials, renewed: RenewedCredentials
) -> list[Credentials]:
    return [anybody, fixed, renewed]


def the_client_is_typed_end_to_end(client: FashionClient) -> tuple[str | None, float]:
    result: SearchResult = client.search(Query(text="dress"), where={"price": {"$lt": 5}})
    return result[0].product.base_color, result[0].score


async def and_so_is_the_awaited_one(client: AsyncFashionClient) -> tuple[str | None, float]:
    result: SearchResult = await client.search(Query(text="dress"), where={"price": {"$lt": 5}})
    return result[0].product.base_color, result[0].score
