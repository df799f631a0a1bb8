"""Runs a row function over all its rows, and keeps in a table what comes out new or different."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from fashion_search.batch.engines.spark import apply
from fashion_search.batch.engines.worker import work
from fashion_search.batch.frames import RowFunction
from fashion_search.batch.gate import Tally
from fashion_search.batch.job_report import Clock, JobReport, Price
from fashion_search.batch.tables.on_spark import DeltaTarget, DriverTarget, collected
from fashion_search.batch.tables.table import Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["rebuild_here", "rebuild_on_spark"]


def rebuild_here(
    name: str, function: RowFunction, source: pd.DataFrame, *, target: Table, price: Price | None = None
) -> JobReport:
    """Work everything out in this process, and keep what is new or different.

    Args:
        name: The job's name.
        function: Gives `content_hash` and `job_version` with each row; the first column is the key.
        source: Its rows, in the order it asks for.
        target: The table; rows that no longer come out are removed.
        price: What an hour costs.
    """
    clock = Clock(price or Price())
    return _kept(name, work(function, source), len(source), target, clock)


def rebuild_on_spark(
    spark: SparkSession,
    name: str,
    function: RowFunction,
    source: DataFrame,
    *,
    target: DeltaTarget | DriverTarget,
    price: Price | None = None,
) -> JobReport:
    """The same on Spark.

    Args:
        spark: The session.
        name: The job's name.
        function: As `rebuild_here`.
        source: Its rows, partitioned and ordered as it asks for.
        target: The table; for one that the driver writes, the rows come to the driver.
        price: What an hour costs.
    """
    clock, tally = Clock(price or Price()), Tally()
    rows, made = source.count(), apply(source, function)
    if isinstance(target, DriverTarget):
        return _kept(name, collected(made, function.outputs), rows, target.target, clock)
    tally.done, removed = target.rebuild(spark, made)
    return clock.report(name, "", tally, rows=rows, removed=removed)


def _kept(name: str, made: pd.DataFrame, rows: int, target: Table, clock: Clock) -> JobReport:
    key = target.schema.names[0]
    tally = Tally()
    version = str(made["job_version"].iloc[0]) if len(made) else ""
    with target.writing():
        known = target.hashes(version)
        hashes = [known.get(one) for one in made[key]]
        changed = made[made["content_hash"] != pd.Series(hashes, index=made.index, dtype=object)]
        target.merge(changed)
        gone = set(target.read([key])[key]) - set(made[key])
        target.delete(gone)
    tally.done = len(changed)
    return clock.report(name, version, tally, rows=rows, removed=len(gone))
