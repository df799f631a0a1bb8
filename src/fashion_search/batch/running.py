"""The two engines behind one face, as a job file sets them up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from fashion_search.batch.config import BatchConfig
from fashion_search.batch.counts import count_here, count_on_spark
from fashion_search.batch.definitions import DEAD_LETTERS, EMBEDDINGS
from fashion_search.batch.engines.local import LocalRun, pending_here, run_here
from fashion_search.batch.engines.spark import SparkRun, apply, count_pending, run_on_spark
from fashion_search.batch.engines.whole import rebuild_here, rebuild_on_spark
from fashion_search.batch.engines.worker import work
from fashion_search.batch.enrich import join_attributes, join_attributes_on_spark
from fashion_search.batch.frames import RowFunction
from fashion_search.batch.gate import Gate
from fashion_search.batch.job_report import JobReport, Price
from fashion_search.batch.keyed import KeyedRows, Maker
from fashion_search.batch.places import (
    frame_on_spark,
    is_folder,
    letters_of,
    rows_at,
    rows_on_spark,
    table_at,
    target_on_spark,
)
from fashion_search.batch.schema import Schema
from fashion_search.batch.tables.on_spark import DeltaTarget, DriverTarget, collected
from fashion_search.batch.users import join_events, join_events_on_spark
from fashion_search.errors import MissingDependencyError
from fashion_search.types import ProgressCallback

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["Asked", "Here", "OnSpark", "Running", "running"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one run is asked for beside the job file.

    Attributes:
        dry_run: Only tell how many rows would be worked on.
        limit: Work through no more than so many rows.
        retry: Try what was given up again.
        progress: Told how far it is.
    """

    dry_run: bool = False
    limit: int | None = None
    retry: bool = False
    progress: ProgressCallback | None = None


class Running(Protocol):
    """Reads tables and runs row functions. What `rows` and the joins give is the engine's kind of frame."""

    def rows(self, place: str, schema: Schema) -> Any:  # noqa: ANN401
        """A table to work through."""
        ...

    def frame(self, place: str, schema: Schema) -> pd.DataFrame:
        """A whole table, here."""
        ...

    def through(self, function: RowFunction, place: str) -> pd.DataFrame:
        """What a row function makes of a table, here."""
        ...

    def counts(self, place: str, names: Sequence[str]) -> Mapping[str, int] | None:
        """How many values columns of a table hold; `None` where this engine cannot reach the table."""
        ...

    def with_attributes(self, products: Any, attributes: Any) -> Any:  # noqa: ANN401
        """Products with their attributes."""
        ...

    def with_products(self, events: Any, products: Any, vectors: Any) -> Any:  # noqa: ANN401
        """Events with their products and vectors, person by person."""
        ...

    def keyed(self, name: str, maker: Maker, source: Any, place: str) -> JobReport:  # noqa: ANN401
        """Run a keyed job."""
        ...

    def whole(self, name: str, function: RowFunction, source: Any, place: str) -> JobReport:  # noqa: ANN401
        """Run a job that works everything out anew."""
        ...


def running(config: BatchConfig, asked: Asked, spark: SparkSession | None = None) -> Running:
    """The engine a job file names.

    Args:
        config: The job file.
        asked: What this run is asked for.
        spark: The session; without it the one that is there, or a new one.

    Raises:
        MissingDependencyError: pyspark is not installed.
    """
    return (
        Here(config, asked) if config.run.engine == "local" else OnSpark(config, asked, spark or _session())
    )


class Here:
    """Processes of this machine, and tables in folders."""

    with_attributes = staticmethod(join_attributes)
    with_products = staticmethod(join_events)

    def __init__(self, config: BatchConfig, asked: Asked) -> None:
        self._config = config
        self._asked = asked

    def rows(self, place: str, schema: Schema) -> pd.DataFrame:
        """A table to work through."""
        return rows_at(place, schema.names)

    frame = rows

    def through(self, function: RowFunction, place: str) -> pd.DataFrame:
        """What a row function makes of a table."""
        return work(function, rows_at(place, function.inputs.names))

    def counts(self, place: str, names: Sequence[str]) -> Mapping[str, int] | None:
        """Values of a table in a folder; tables of a catalogue are out of reach."""
        return count_here(rows_at(place, names)) if is_folder(place) else None

    def keyed(self, name: str, maker: Maker, source: pd.DataFrame, place: str) -> JobReport:
        """Run a keyed job."""
        run, asked, kind = self._config.run, self._asked, self._config.run.format
        target = table_at(place, maker.target, kind=kind, expected_rows=len(source))
        letters = table_at(letters_of(place), DEAD_LETTERS, kind=kind)
        rows = KeyedRows(maker)
        if asked.dry_run:
            count = pending_here(rows, source, target=target, letters=letters, limit=asked.limit)
            return JobReport(
                job=name, version=maker.version, rows=count, stopped="Dry run: nothing was done."
            )
        how = LocalRun(
            workers=run.workers,
            slice_rows=run.slice_rows or 256,
            limit=asked.limit,
            retry=asked.retry,
            gate=Gate(sample=run.gate_sample, least=run.gate_least),
            prune=run.prune,
            price=Price(per_hour=run.price_per_hour, currency=run.currency),
            progress=asked.progress,
        )
        return run_here(name, rows, source, target=target, letters=letters, run=how)

    def whole(self, name: str, function: RowFunction, source: pd.DataFrame, place: str) -> JobReport:
        """Run a job that works everything out anew."""
        run = self._config.run
        if self._asked.dry_run:
            return JobReport(job=name, version="", rows=len(source), stopped="Dry run: nothing was done.")
        target = table_at(place, function.outputs, kind=run.format)
        price = Price(per_hour=run.price_per_hour, currency=run.currency)
        return rebuild_here(name, function, source, target=target, price=price)


class OnSpark:
    """Spark, and tables of its catalogue or in folders."""

    with_attributes = staticmethod(join_attributes_on_spark)
    with_products = staticmethod(join_events_on_spark)

    def __init__(self, config: BatchConfig, asked: Asked, spark: SparkSession) -> None:
        self._config = config
        self._asked = asked
        self._spark = spark

    def rows(self, place: str, schema: Schema) -> Any:  # noqa: ANN401
        """A table to work through."""
        return rows_on_spark(self._spark, place, schema)

    def frame(self, place: str, schema: Schema) -> pd.DataFrame:
        """A whole table, here."""
        return frame_on_spark(self._spark, place, schema)

    def through(self, function: RowFunction, place: str) -> pd.DataFrame:
        """What a row function makes of a table on the workers; only that comes to the driver."""
        made = apply(rows_on_spark(self._spark, place, function.inputs), function)
        return collected(made, function.outputs)

    def counts(self, place: str, names: Sequence[str]) -> Mapping[str, int] | None:
        """Values of a table, counted by Spark."""
        return count_on_spark(rows_on_spark(self._spark, place, EMBEDDINGS), names)

    def keyed(self, name: str, maker: Maker, source: Any, place: str) -> JobReport:  # noqa: ANN401
        """Run a keyed job."""
        run, asked, rows = self._config.run, self._asked, KeyedRows(maker)
        target = target_on_spark(place, maker.target, kind=run.format, expected_rows=50_000)
        if asked.dry_run:
            count = count_pending(self._spark, rows, source, target)
            return JobReport(
                job=name, version=maker.version, rows=count, stopped="Dry run: nothing was done."
            )
        how = SparkRun(
            slice_rows=run.slice_rows or 20_000,
            partitions=run.partitions,
            limit=asked.limit,
            retry=asked.retry,
            gate=Gate(sample=run.gate_sample, least=run.gate_least),
            prune=run.prune,
            price=Price(per_hour=run.price_per_hour, currency=run.currency),
            progress=asked.progress,
        )
        report = run_on_spark(self._spark, name, rows, source, target=target, run=how)
        self._arrange(target, report)
        return report

    def whole(self, name: str, function: RowFunction, source: Any, place: str) -> JobReport:  # noqa: ANN401
        """Run a job that works everything out anew."""
        run = self._config.run
        if self._asked.dry_run:
            rows = source.count()
            return JobReport(job=name, version="", rows=rows, stopped="Dry run: nothing was done.")
        target = target_on_spark(place, function.outputs, kind=run.format, expected_rows=0)
        price = Price(per_hour=run.price_per_hour, currency=run.currency)
        report = rebuild_on_spark(self._spark, name, function, source, target=target, price=price)
        self._arrange(target, report)
        return report

    def _arrange(self, target: DeltaTarget | DriverTarget, report: JobReport) -> None:
        """Compact a Delta table that has changed; nothing that reads its changes takes that for one."""
        if self._config.run.arrange and report.done and isinstance(target, DeltaTarget):
            target.arrange(self._spark)


def _session() -> SparkSession:
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError as exc:
        raise MissingDependencyError("Jobs on Spark", "spark") from exc
    return SparkSession.builder.getOrCreate()
