"""The graphs that approximate search walks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine, func, select

from fashion_search.connections.sql.errors import asking
from fashion_search.indexes.pgvector.settings import HnswSettings
from fashion_search.indexes.pgvector.tables import PgTables, embedding_column
from fashion_search.types import SPACES, Progress, ProgressCallback, Space

__all__ = ["create_hnsw"]


def create_hnsw(
    engine: Engine,
    *,
    settings: HnswSettings | None = None,
    spaces: Sequence[Space] = SPACES,
    schema: str | None = None,
    memory: str = "256MB",
    progress: ProgressCallback | None = None,
) -> None:
    """Make the graphs that mode `"hnsw"` walks, where they are missing.

    Writing waits meanwhile; reading does not.

    Args:
        engine: The database.
        settings: How the graphs are built.
        spaces: Which vectors get one.
        schema: Where the tables are.
        memory: `maintenance_work_mem`; a graph that fits into it is built several times as fast.
        progress: Told after each graph.

    Raises:
        ServiceError: the server cannot be reached, or refuses.
    """
    settings = settings or HnswSettings()
    table = PgTables.of(schema=schema).embeddings
    quoted = engine.dialect.identifier_preparer
    for done, space in enumerate(spaces, 1):
        statement = (
            f"CREATE INDEX IF NOT EXISTS ix_{table.name}_{space}_hnsw ON {quoted.format_table(table)} "
            f"USING hnsw ({embedding_column(space)} vector_ip_ops) "
            f"WITH (m = {settings.m}, ef_construction = {settings.ef_construction})"
        )
        with asking(engine), engine.begin() as connection:
            connection.execute(select(func.set_config("maintenance_work_mem", memory, True)))  # noqa: FBT003
            connection.exec_driver_sql(statement)
        if progress is not None:
            progress(Progress("graph", done, len(spaces)))
