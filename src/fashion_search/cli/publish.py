"""`publish`: a store's products and vectors into PostgreSQL."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from fashion_search.cli import show
from fashion_search.cli.options import AsJson, Store
from fashion_search.store import Store as OpenStore

__all__ = ["publish"]

_INTERRUPTED = 130


def publish(
    store: Store,
    *,
    to: Annotated[
        str,
        typer.Option(
            envvar="FASHION_POSTGRES_URL",
            help="postgresql://user:password@host:5432/database; better given by the variable.",
            show_envvar=True,
        ),
    ],
    schema: Annotated[
        str | None, typer.Option(help="Schema of the tables; by default the search path's.")
    ] = None,
    replace: Annotated[bool, typer.Option(help="Exchange vectors of another model.")] = False,
    graph: Annotated[bool, typer.Option(help="Also make the graphs of approximate search.")] = False,
    words: Annotated[bool, typer.Option(help="Also make the index of words (words_from=postgres).")] = False,
    as_json: AsJson = False,
) -> None:
    """Make PostgreSQL hold what a store holds; start it again after an interruption and it goes on."""
    from fashion_search.connections.sql.engines import postgres_engine
    from fashion_search.indexes.pgvector import PgTables, create_hnsw, load
    from fashion_search.lexical.postgres import create_words, refresh_words

    engine = postgres_engine(to)
    try:
        with OpenStore.open(store) as opened, show.progress_bars(quiet=as_json) as progress:
            loaded = load(opened, engine, schema=schema, replace=replace, progress=progress)
            if graph:
                create_hnsw(engine, schema=schema, progress=progress)
            if words:
                table = PgTables.of(schema=schema).embeddings
                create_words(engine, table)
                refresh_words(engine, table)
    except KeyboardInterrupt:
        typer.echo("interrupted; the same command goes on where it stopped", err=True)
        raise typer.Exit(_INTERRUPTED) from None
    finally:
        engine.dispose()
    if as_json:
        show.json_object(asdict(loaded))
    else:
        where = engine.url.render_as_string(hide_password=True)
        typer.echo(f"{loaded.written:,} products written, {loaded.removed:,} removed: {where}")
