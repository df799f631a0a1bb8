"""Runs a keyed job on Spark: classic, Connect or serverless. Only the DataFrame API and SQL are used."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from fashion_search.batch.frames import Frames, RowFunction
from fashion_search.batch.gate import Gate, Tally
from fashion_search.batch.job_report import Clock, JobReport, Price
from fashion_search.batch.keyed import KeyedRows, Pending
from fashion_search.batch.schema import Column, Schema, quoted
from fashion_search.types import Progress, ProgressCallback

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["SparkRun", "SparkTarget", "apply", "count_pending", "run_on_spark"]

_ARROW_ROWS = "spark.sql.execution.arrow.maxRecordsPerBatch"
_ARROW = "spark.sql.execution.arrow.pyspark.enabled"
_GRAIN = 1_000_000
"""Into how many grains keys are hashed; a slice is a range of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SparkRun:
    """How a job is run on Spark.

    Attributes:
        slice_rows: How many rows are finished before they are kept.
        partitions: Tasks of a slice; a multiple of the GPUs where there are some. `None` leaves it to Spark.
        arrow_rows: Rows that travel to a worker together: few, where they carry pictures.
        limit: Work through no more than so many rows of the source.
        gate: When to stop early.
        retry: Try dead letters again.
        prune: Remove rows that the source has no more; only without `limit`.
        price: What an hour costs.
        progress: Told after each slice.
    """

    slice_rows: int = 20_000
    partitions: int | None = None
    arrow_rows: int = 256
    limit: int | None = None
    gate: Gate = field(default_factory=Gate)
    retry: bool = False
    prune: bool = False
    price: Price = field(default_factory=Price)
    progress: ProgressCallback | None = None


class SparkTarget(Protocol):
    """A table, and its dead letters, that Spark can read."""

    def known(self, spark: SparkSession, version: str, *, retry: bool = False) -> DataFrame:
        """`product_id` and `known_hash` of what is done, or given up; with `retry` without dead letters."""
        ...

    def keep(self, spark: SparkSession, done: DataFrame, tally: Tally) -> None:
        """Work out what a job gives, count it, and keep it: one slice, whole or not at all."""
        ...

    def prune(self, spark: SparkSession, source: DataFrame) -> int:
        """Remove what the source has no more; how many rows that were."""
        ...

    def letters(self, spark: SparkSession) -> int:
        """How many dead letters there are."""
        ...


def apply(frame: DataFrame, function: RowFunction) -> DataFrame:
    """A row function over a Spark frame.

    Args:
        frame: Needs the columns the function reads, and may have more.
        function: Travels to the workers pickled; this package has to be installed there.
    """
    times = [column.name for column in function.inputs.columns if column.kind == "time"]

    def through(frames: Frames) -> Frames:
        yield from function(_with_instants(frames, times))

    shaped = _shaped(frame, function.inputs, count_times=True)
    return shaped.mapInPandas(through, schema=function.outputs.ddl())


def run_on_spark(
    spark: SparkSession,
    name: str,
    rows: KeyedRows,
    source: DataFrame,
    *,
    target: SparkTarget,
    run: SparkRun | None = None,
) -> JobReport:
    """Bring a table up to its source: do what is missing or changed, keep each slice as it is finished.

    A run that was killed is started again by the same call, and goes on. A run over a finished table changes
    nothing.

    Args:
        spark: The session.
        name: The job's name.
        rows: What is done.
        source: The rows to do, one per product id.
        target: The table and its dead letters.
        run: How.
    """
    run = run or SparkRun()
    clock, tally = Clock(run.price), Tally()
    given = _readied(source, rows.maker.inputs, run.limit)
    count = given.count()
    known = target.known(spark, rows.maker.version, retry=run.retry)
    with _settings(spark, {_ARROW_ROWS: str(run.arrow_rows), _ARROW: "true"}):
        stopped = _work(
            spark, given.join(known, "product_id", "left"), rows, target, _Plan(count, run, tally)
        )
    removed = target.prune(spark, given) if run.prune and run.limit is None and not stopped else 0
    letters = target.letters(spark)
    return clock.report(
        name,
        rows.maker.version,
        tally,
        rows=count,
        quarantined=letters,
        removed=removed,
        stopped=stopped,
    )


def count_pending(spark: SparkSession, rows: KeyedRows, source: DataFrame, target: SparkTarget) -> int:
    """How many rows a run would do; pictures are read to tell, and nothing else is done."""
    given = _readied(source, rows.maker.inputs, None)
    known = target.known(spark, rows.maker.version)
    return int(apply(given.join(known, "product_id", "left"), Pending(rows)).count())


@dataclass(frozen=True, slots=True)
class _Plan:
    """How many rows there are, how they are cut, and what is counted."""

    count: int
    run: SparkRun
    tally: Tally

    def slices(self) -> list[tuple[int, int]]:
        """Ranges of grains: first about as many rows as the gate asks for, then slices of one size."""
        sample = min(_GRAIN, round(_GRAIN * 1.2 * self.run.gate.sample / max(self.count, 1)))
        number = max(1, -(-self.count // self.run.slice_rows))
        bounds = [sample + (_GRAIN - sample) * at // number for at in range(number + 1)]
        return [pair for pair in zip([0, *bounds], bounds, strict=False) if pair[0] < pair[1]]


def _work(
    spark: SparkSession, given: DataFrame, rows: KeyedRows, target: SparkTarget, plan: _Plan
) -> str | None:
    """Do everything; why it stopped early, if it did."""
    slices = plan.slices()
    for number, (first, end) in enumerate(slices, start=1):
        grain = f"pmod(xxhash64(product_id), {_GRAIN})"
        piece = given.where(f"{grain} >= {first} AND {grain} < {end}")
        if plan.run.partitions:
            piece = piece.repartition(plan.run.partitions)
        target.keep(spark, apply(piece, rows), plan.tally)
        if plan.run.progress:
            plan.run.progress(Progress("slices", number, len(slices)))
            plan.run.progress(Progress("rows done", plan.tally.done, 0))
        if verdict := plan.run.gate.verdict(plan.tally):
            return verdict
    return None


def _readied(source: DataFrame, inputs: Schema, limit: int | None) -> DataFrame:
    shaped = _shaped(source, inputs).dropDuplicates(["product_id"])
    return shaped if limit is None else shaped.orderBy("product_id").limit(limit)


def _with_instants(frames: Frames, times: Sequence[str]) -> Frames:
    """Counted microseconds as instants in UTC; Spark itself hands out local times without a zone."""
    for frame in frames:
        yield frame.assign(**{name: pd.to_datetime(frame[name], unit="us", utc=True) for name in times})


def _shaped(frame: DataFrame, schema: Schema, *, count_times: bool = False) -> DataFrame:
    """The schema's columns with their types; what is not there is null."""
    there = set(frame.columns)
    return frame.selectExpr(*(_expression(column, there, count_times) for column in schema.columns))


def _expression(column: Column, there: Collection[str], count_times: bool) -> str:  # noqa: FBT001
    name = quoted(column.name)
    cast = f"CAST({name if column.name in there else 'NULL'} AS {column.spark_type})"
    return f"{f'unix_micros({cast})' if count_times and column.kind == 'time' else cast} AS {name}"


@contextlib.contextmanager
def _settings(spark: SparkSession, wanted: Mapping[str, str]) -> Iterator[None]:
    """Settings of a session for a while; one that it does not let be set stays as it is."""
    before: dict[str, str | None] = {}
    for name, value in wanted.items():
        with contextlib.suppress(Exception):
            before[name] = spark.conf.get(name)
            spark.conf.set(name, value)
    try:
        yield
    finally:
        for name, earlier in before.items():
            with contextlib.suppress(Exception):
                spark.conf.set(name, earlier or "")
