"""The jobs by name: what they read and what they write, as a job file says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd

from fashion_search.batch.attributes.extract import ExtractAttributes, attributes_schema
from fashion_search.batch.attributes.words import VOCABULARY
from fashion_search.batch.config import BatchConfig
from fashion_search.batch.counts import count_in_warehouse
from fashion_search.batch.definitions import DEAD_LETTERS, EMBEDDINGS, EVENTS, PRODUCTS
from fashion_search.batch.embed import EmbedProducts
from fashion_search.batch.enrich import EnrichDescriptions
from fashion_search.batch.handover.endpoint import serve_model
from fashion_search.batch.handover.packaging import LoggedModel, log_embedder
from fashion_search.batch.handover.register import Registered
from fashion_search.batch.index_plan import IndexReport
from fashion_search.batch.job_report import JobReport
from fashion_search.batch.places import letters_of
from fashion_search.batch.quality import measure_tables
from fashion_search.batch.quality_report import BatchQuality
from fashion_search.batch.running import Asked, Running, running
from fashion_search.batch.schema import Schema
from fashion_search.batch.sources import pictures_at
from fashion_search.batch.sync import sync_indexes
from fashion_search.batch.users import BuildUserStyles, price_levels
from fashion_search.batch.vector_looks import LookAtVectors
from fashion_search.connections.databricks.warehouse import Warehouse
from fashion_search.connections.runner import Runner
from fashion_search.errors import ConfigurationError, InvalidRequestError, NotFoundError, nearest
from fashion_search.types import SPACES, Space

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["JOBS", "Outcome", "run_job"]

Outcome: TypeAlias = "JobReport | BatchQuality | IndexReport | Registered"
"""What a job comes to: a report, the quality of the tables, the indexes, or a model that is served."""

_Job: TypeAlias = Callable[[BatchConfig, Asked, Running], Outcome]


def run_job(
    name: str, config: BatchConfig, asked: Asked | None = None, *, spark: SparkSession | None = None
) -> Outcome:
    """Run one job.

    Args:
        name: One of `JOBS`.
        config: Where things are, and how they run.
        asked: What this run is asked for.
        spark: The session, for the engine `"spark"`; without it the one that is there.

    Raises:
        InvalidRequestError: there is no such job.
        FashionSearchError: as the job says.
    """
    if name not in JOBS:
        raise InvalidRequestError(f"There is no job {name!r}. {nearest(name, JOBS)}")
    asked = asked or Asked()
    return JOBS[name](config, asked, running(config, asked, spark))


def _extract(config: BatchConfig, _: Asked, engine: Running) -> JobReport:
    maker = ExtractAttributes(
        method=config.extract.reader(),
        pictures=pictures_at(config.pictures.place),
        levels=config.extract.levels(),
        rows_at_once=config.extract.rows_at_once,
    )
    source = engine.rows(config.tables.products, PRODUCTS)
    return engine.keyed("extract_attributes", maker, source, config.tables.attributes)


def _enrich(config: BatchConfig, _: Asked, engine: Running) -> JobReport:
    maker = EnrichDescriptions(least=config.enrich.least)
    products = engine.rows(config.tables.products, PRODUCTS)
    attributes = engine.rows(config.tables.attributes, attributes_schema(VOCABULARY))
    source = engine.with_attributes(products, attributes)
    return engine.keyed("enrich_descriptions", maker, source, config.tables.enriched)


def _embed(config: BatchConfig, _: Asked, engine: Running) -> JobReport:
    maker = EmbedProducts.of(
        config.embed.choice(),
        pictures=pictures_at(config.pictures.place),
        rows_at_once=config.embed.rows_at_once,
    )
    enriched = config.embed.words == "enriched"
    place = config.tables.enriched if enriched else config.tables.products
    source = engine.rows(place, EnrichDescriptions().target if enriched else PRODUCTS)
    return engine.keyed("embed_products", maker, source, config.tables.embeddings)


def _users(config: BatchConfig, _: Asked, engine: Running) -> JobReport:
    vectors = Schema(tuple(one for one in EMBEDDINGS.columns if one.name in _VECTORS))
    known = engine.frame(config.tables.embeddings, _only(EMBEDDINGS, "embedding_model"))
    models = sorted(set(known["embedding_model"].dropna()))
    if len(models) != 1:
        raise ConfigurationError(
            f"The embeddings at {config.tables.embeddings} are of {len(models)} models "
            f"({', '.join(models)}); run the job 'embed' to its end first."
        )
    priced = engine.frame(config.tables.products, _only(PRODUCTS, "product_id", "article_type", "price"))
    function = BuildUserStyles(levels=price_levels(priced), embedding_model=models[0])
    source = engine.with_products(
        engine.rows(config.tables.events, EVENTS),
        engine.rows(config.tables.products, PRODUCTS),
        engine.rows(config.tables.embeddings, vectors),
    )
    return engine.whole("build_user_style_features", function, source, config.tables.user_styles)


def _sync(config: BatchConfig, asked: Asked, engine: Running) -> IndexReport:
    """The indexes, brought up to date and counted against the table they are made of."""
    from fashion_search.connections.databricks.connect import connect  # noqa: PLC0415  # needs the extra `databricks`

    settings, table = config.sync, config.tables.embeddings
    plan = settings.plan(table)
    with connect() as connection:
        expected = _vectors_of(engine, table, connection) if settings.verify else None
        if asked.dry_run:
            return IndexReport.planned(plan, expected)
        states = sync_indexes(
            connection,
            plan,
            expected_rows=expected,
            timeout_s=settings.timeout_s,
            poll_s=settings.poll_s,
            patience_s=settings.patience_s,
            progress=asked.progress,
        )
    return IndexReport(tuple(states))


def _vectors_of(engine: Running, table: str, connection: Runner) -> dict[Space, int]:
    """How many vectors a table of the catalogue has in each space: asked of Spark, else of a warehouse."""
    names: dict[Space, str] = {space: f"{space}_embedding" for space in SPACES}
    columns = tuple(names.values())
    counts = engine.counts(table, columns)
    if counts is None:
        counts = count_in_warehouse(Warehouse(connection), table, columns)
    return {space: counts[name] for space, name in names.items()}


def _register(config: BatchConfig, asked: Asked, engine: Running) -> Registered:
    """The embedder as a new version of its registered model, behind its endpoint."""
    del engine  # no table is touched
    from fashion_search.connections.databricks.connect import connect  # noqa: PLC0415  # needs the extra `databricks`

    settings = config.serving
    if asked.dry_run:
        identity = settings.choice().load().identity
        return Registered(LoggedModel(name=settings.name, version="", identity=identity, is_new=False), None)
    model = log_embedder(
        settings.choice(), settings.name, settings.stores(), is_new_wanted=settings.new_version
    )
    if not settings.endpoint:
        return Registered(model, None)
    with connect() as connection:
        endpoint = serve_model(
            connection,
            settings.plan(model.version),
            timeout_s=settings.timeout_s,
            poll_s=settings.poll_s,
            progress=asked.progress,
        )
    return Registered(model, endpoint)


def _quality(config: BatchConfig, asked: Asked, engine: Running) -> BatchQuality:
    """The report, kept as `quality.json` and `quality.html`; the next one compares itself with it."""
    home = Path(config.tables.quality)
    kept = home / "quality.json"
    before = BatchQuality.from_json(kept.read_bytes()) if kept.is_file() else None
    tables = config.tables
    letters = letters_of(tables.embeddings), letters_of(tables.attributes)
    report = measure_tables(
        engine.frame(tables.products, PRODUCTS),
        vectors=_or_none(lambda: engine.through(LookAtVectors(), tables.embeddings)),
        attributes=_or_none(lambda: engine.frame(tables.attributes, attributes_schema(VOCABULARY))),
        letters=_joined([_letters_at(engine, place) for place in letters]),
        before=before,
    )
    if not asked.dry_run:
        home.mkdir(parents=True, exist_ok=True)
        kept.write_text(report.to_json(), encoding="utf-8")
        (home / "quality.html").write_text(report.to_html(), encoding="utf-8")
    return report


JOBS: Mapping[str, _Job] = {
    "extract": _extract,
    "enrich": _enrich,
    "embed": _embed,
    "users": _users,
    "sync": _sync,
    "quality": _quality,
    "register": _register,
}
"""Every job, in the order they follow each other."""

_VECTORS = ("product_id", "hybrid_embedding")


def _only(schema: Schema, *names: str) -> Schema:
    return Schema(tuple(column for column in schema.columns if column.name in names))


def _letters_at(engine: Running, place: str) -> pd.DataFrame | None:
    return _or_none(lambda: engine.frame(place, DEAD_LETTERS))


def _or_none(read: Callable[[], pd.DataFrame]) -> pd.DataFrame | None:
    """A table, or nothing where it was not made yet."""
    try:
        return read()
    except NotFoundError:
        return None


def _joined(frames: list[pd.DataFrame | None]) -> pd.DataFrame | None:
    there = [frame for frame in frames if frame is not None]
    return pd.concat(there, ignore_index=True) if there else None
