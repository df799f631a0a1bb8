"""The parts on Databricks: Model Serving, Vector Search, a SQL warehouse or Lakebase, a volume."""

from __future__ import annotations

from contextlib import AsyncExitStack, ExitStack
from functools import partial
from typing import TYPE_CHECKING

from fashion_search.errors import ConfigurationError
from fashion_search.settings import Settings
from fashion_search.wiring.parts import AsyncParts, Parts
from fashion_search.wiring.shared import defaults_of, fields_table, meaning_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from fashion_search.connections.sql.lakebase import Lakebase, LakebaseToFind
    from fashion_search.indexes.vector_search.description import Dialect
    from fashion_search.people.stored_styles import SqlStyles

__all__ = ["databricks_parts", "databricks_parts_async"]


def databricks_parts(settings: Settings) -> Parts:
    """Blocking parts. Nothing is sent yet.

    Raises:
        MissingDependencyError: the extra `databricks` is not installed.
        ConfigurationError: the settings contradict each other.
    """
    from fashion_search.catalogs.sql import SqlCatalog
    from fashion_search.catalogs.styles import WarehouseStyles
    from fashion_search.catalogs.warehouse import WarehouseCatalog
    from fashion_search.connections.databricks.connect import connect
    from fashion_search.connections.databricks.warehouse import Warehouse
    from fashion_search.connections.sql.lakebase import lakebase_engine
    from fashion_search.embedders.model_serving import ModelServingEmbedder
    from fashion_search.images.volume import VolumePictures
    from fashion_search.indexes.vector_search import VectorSearchIndex
    from fashion_search.lexical.postgres import PostgresWords
    from fashion_search.people.sql import SqlEventLog

    resources = ExitStack()
    connection = connect(
        settings.login, limits=settings.limits, retry=settings.retry, product=settings.product
    )
    resources.callback(connection.close)
    statements = Warehouse(connection, settings.warehouse_id)
    warehouse = WarehouseCatalog(statements, table=settings.full_name(settings.products_table))
    engine: Engine | None = None
    if _from_lakebase(settings):
        engine = lakebase_engine(_lakebase(settings), database=settings.lakebase_database)
        resources.callback(engine.dispose)
    catalog = warehouse if engine is None else SqlCatalog(engine, table=fields_table(settings))
    tastes = settings.full_name(settings.styles_table)
    words = None
    if engine is not None and settings.words_from == "postgres":
        words = PostgresWords(engine, fields_table(settings))
    index = VectorSearchIndex(
        connection, settings.indexes, dialect=_dialect(settings), matching=warehouse.product_ids
    )
    embedder = ModelServingEmbedder(
        connection, settings.embedding_endpoint, picture_endpoint=settings.picture_endpoint
    )

    def ready() -> None:
        index.prepare()
        embedder.adopt(index.identity, *meaning_of(index.identity, settings))

    return Parts(
        embedder=embedder,
        index=index,
        catalog=catalog,
        pictures=VolumePictures(connection, settings.pictures),
        blend=settings.blend,
        defaults=defaults_of(settings),
        words=words,
        events=None if engine is None else partial(SqlEventLog, engine),
        styles=WarehouseStyles(statements, table=tastes) if engine is None else _synced(engine, tastes),
        ready=ready,
        resources=resources,
    )


def databricks_parts_async(settings: Settings) -> AsyncParts:
    """`databricks_parts`, awaited."""
    from fashion_search.catalogs.sql import AsyncSqlCatalog
    from fashion_search.catalogs.warehouse import AsyncWarehouseCatalog
    from fashion_search.connections.databricks.connect import connect_async
    from fashion_search.connections.databricks.warehouse import AsyncWarehouse
    from fashion_search.connections.sql.lakebase import lakebase_engine_async
    from fashion_search.embedders.model_serving import AsyncModelServingEmbedder
    from fashion_search.indexes.vector_search import AsyncVectorSearchIndex
    from fashion_search.lexical.postgres import AsyncPostgresWords

    resources = AsyncExitStack()
    connection = connect_async(
        settings.login, limits=settings.limits, retry=settings.retry, product=settings.product
    )
    resources.push_async_callback(connection.aclose)
    warehouse = AsyncWarehouseCatalog(
        AsyncWarehouse(connection, settings.warehouse_id), table=settings.full_name(settings.products_table)
    )
    catalog: AsyncWarehouseCatalog | AsyncSqlCatalog = warehouse
    words: AsyncPostgresWords | None = None
    if _from_lakebase(settings):
        engine = lakebase_engine_async(_lakebase(settings), database=settings.lakebase_database)
        resources.push_async_callback(engine.dispose)
        catalog = AsyncSqlCatalog(engine, table=fields_table(settings))
        if settings.words_from == "postgres":
            words = AsyncPostgresWords(engine, fields_table(settings))
    index = AsyncVectorSearchIndex(
        connection, settings.indexes, dialect=_dialect(settings), matching=warehouse.product_ids
    )
    embedder = AsyncModelServingEmbedder(
        connection, settings.embedding_endpoint, picture_endpoint=settings.picture_endpoint
    )

    async def ready() -> None:
        await index.prepare()
        embedder.adopt(index.identity, *meaning_of(index.identity, settings))

    return AsyncParts(
        embedder=embedder,
        index=index,
        catalog=catalog,
        words=words,
        blend=settings.blend,
        defaults=defaults_of(settings),
        ready=ready,
        resources=resources,
    )


def _synced(engine: Engine, table: str) -> SqlStyles:
    """What the batch job made of people, synced to Lakebase under its own name."""
    from fashion_search.people.stored_styles import SqlStyles

    *_, schema, name = table.split(".")
    return SqlStyles(engine, name=name, schema=schema, create=False)


def _dialect(settings: Settings) -> Dialect | None:
    return None if settings.dialect == "auto" else settings.dialect


def _from_lakebase(settings: Settings) -> bool:
    named = settings.lakebase_instance or settings.lakebase_endpoint
    if settings.products_from == "lakebase" and not named:
        raise ConfigurationError(
            "products_from is 'lakebase', but neither lakebase_instance nor lakebase_endpoint is set."
        )
    from_lakebase = bool(named) and settings.products_from != "warehouse"
    if settings.words_from == "postgres" and not from_lakebase:
        raise ConfigurationError(
            "words_from is 'postgres', but products do not come from Lakebase: set lakebase_instance or "
            "lakebase_endpoint, and products_from to 'auto'."
        )
    return from_lakebase


def _lakebase(settings: Settings) -> LakebaseToFind:
    """Looked up by the first who connects: it takes the SDK's client, which blocks."""
    from fashion_search.connections.sql.lakebase import LakebaseToFind

    return LakebaseToFind(partial(_found, settings))


def _found(settings: Settings) -> Lakebase:
    from fashion_search.connections.databricks.connect import workspace_client
    from fashion_search.connections.sql.lakebase import autoscaling, provisioned

    workspace = workspace_client(settings.login)
    if settings.lakebase_instance:
        return provisioned(workspace, settings.lakebase_instance, user=settings.lakebase_user)
    return autoscaling(workspace, settings.lakebase_endpoint or "", user=settings.lakebase_user)
