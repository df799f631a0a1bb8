"""The parts on PostgreSQL with pgvector; the model in this package encodes queries."""

from __future__ import annotations

from contextlib import AsyncExitStack, ExitStack
from functools import partial

from fashion_search.errors import ConfigurationError
from fashion_search.settings import Settings
from fashion_search.wiring.embedded import bundled_embedder
from fashion_search.wiring.parts import AsyncParts, Parts
from fashion_search.wiring.shared import defaults_of

__all__ = ["postgres_parts", "postgres_parts_async"]


def postgres_parts(settings: Settings) -> Parts:
    """Blocking parts; the first search connects.

    Raises:
        MissingDependencyError: the extra `postgres` is not installed.
        ConfigurationError: there is no `postgres_url`.
    """
    from fashion_search.catalogs.sql import SqlCatalog
    from fashion_search.connections.sql.engines import PoolSettings, postgres_engine
    from fashion_search.indexes.pgvector import PgTables, PgVectorIndex
    from fashion_search.lexical.postgres import PostgresWords
    from fashion_search.people.sql import SqlEventLog
    from fashion_search.people.stored_styles import SqlStyles

    engine = postgres_engine(_url(settings), pool=PoolSettings(size=settings.database_pool_size))
    resources = ExitStack()
    resources.callback(engine.dispose)
    index = PgVectorIndex(engine, mode=settings.postgres_search)
    table = PgTables.of().embeddings
    return Parts(
        embedder=bundled_embedder(),
        index=index,
        catalog=SqlCatalog(engine, table=table),
        words=PostgresWords(engine, table) if settings.words_from == "postgres" else None,
        blend=settings.blend,
        defaults=defaults_of(settings),
        events=partial(SqlEventLog, engine),
        styles=SqlStyles(engine, create=False),
        ready=index.prepare,
        resources=resources,
    )


def postgres_parts_async(settings: Settings) -> AsyncParts:
    """`postgres_parts`, awaited; queries are encoded in threads."""
    from fashion_search.catalogs.sql import AsyncSqlCatalog
    from fashion_search.connections.sql.engines import PoolSettings, postgres_engine_async
    from fashion_search.indexes.pgvector import AsyncPgVectorIndex, PgTables
    from fashion_search.lexical.postgres import AsyncPostgresWords

    engine = postgres_engine_async(_url(settings), pool=PoolSettings(size=settings.database_pool_size))
    resources = AsyncExitStack()
    resources.push_async_callback(engine.dispose)
    index = AsyncPgVectorIndex(engine, mode=settings.postgres_search)
    table = PgTables.of().embeddings
    return AsyncParts(
        embedder=bundled_embedder(),
        index=index,
        catalog=AsyncSqlCatalog(engine, table=table),
        words=AsyncPostgresWords(engine, table) if settings.words_from == "postgres" else None,
        blend=settings.blend,
        defaults=defaults_of(settings),
        ready=index.prepare,
        resources=resources,
    )


def _url(settings: Settings) -> str:
    if settings.postgres_url is None:
        raise ConfigurationError("There is no postgres_url; set it, or FASHION_POSTGRES_URL.")
    return settings.postgres_url.get_secret_value()
