"""Where Spark keeps what a job makes: a Delta table of the catalogue, or a table the driver writes."""

# ruff: noqa: S608  # every name is quoted, every value escaped

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from fashion_search.batch.definitions import DEAD_LETTERS
from fashion_search.batch.gate import Tally
from fashion_search.batch.keyed import KEPT, KNOWN_HASH, PROBLEM
from fashion_search.batch.letters import known_hashes, record_letters
from fashion_search.batch.schema import Column, Schema, quoted
from fashion_search.batch.tables import statements
from fashion_search.batch.tables.table import Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["DeltaTarget", "DriverTarget", "collected"]

_KNOWN = Schema((Column("product_id", "text"), KNOWN_HASH))
_CHANGED = ("content_hash", "job_version")


@dataclass(frozen=True, slots=True)
class DeltaTarget:
    """A Delta table and its dead letters, by their names in the catalogue.

    A slice is worked out into a staging table, then merged: letters first, the target last. A job that is
    killed in between does that slice again.

    Args:
        name: The target, such as `main.fashion_demo.product_embeddings_multimodal`.
        schema: Its columns.
        letters_name: The dead letters; by default the target's name with `_dead_letters`.
    """

    name: str
    schema: Schema
    letters_name: str = ""

    @property
    def _letters(self) -> str:
        return self.letters_name or f"{self.name}_dead_letters"

    @property
    def _staging(self) -> str:
        return f"{self.name}_staging"

    def create(self, spark: SparkSession) -> None:
        """Make both tables where they are missing; what is there stays as it is."""
        runtime = os.environ.get("DATABRICKS_RUNTIME_VERSION")
        spark.sql(statements.create_table(self.name, self.schema, runtime=runtime))
        spark.sql(statements.create_table(self._letters, DEAD_LETTERS, runtime=runtime))
        spark.sql(statements.feed_changes(self.name))

    def arrange(self, spark: SparkSession) -> None:
        """Compact the target after a run."""
        runtime = os.environ.get("DATABRICKS_RUNTIME_VERSION")
        spark.sql(statements.arrange(self.name, self.schema, runtime=runtime))

    def known(self, spark: SparkSession, version: str, *, retry: bool = False) -> DataFrame:
        """`product_id` and `known_hash` of what is done, or given up; with `retry` without dead letters."""
        self.create(spark)
        quoted_version = version.replace("\\", "\\\\").replace("'", "\\'")
        mine = f"job_version = '{quoted_version}'"
        done = (
            f"SELECT product_id, content_hash AS known_hash, 1 AS rank FROM {quoted(self.name)} WHERE {mine}"
        )
        if retry:
            dead = f"SELECT product_id FROM {quoted(self._letters)}"
            return spark.sql(
                f"SELECT product_id, known_hash FROM ({done}) AS d "
                f"LEFT ANTI JOIN ({dead}) AS l USING (product_id)"
            )
        over = (
            f"SELECT product_id, content_hash AS known_hash, 2 AS rank FROM {quoted(self._letters)} "
            f"WHERE {mine} AND tries >= 2 AND NOT kept"
        )
        return spark.sql(
            f"SELECT product_id, max_by(known_hash, rank) AS known_hash FROM ({done} UNION ALL {over}) "
            "GROUP BY product_id"
        )

    def keep(self, spark: SparkSession, done: DataFrame, tally: Tally) -> None:
        """Stage a slice, then merge it."""
        done.write.format("delta").mode("overwrite").option("overwriteSchema", "true").saveAsTable(
            self._staging
        )
        staged = quoted(self._staging)
        letters = (
            "SELECT product_id, problem AS reason, tries, kept, content_hash, job_version, "
            f"current_timestamp() AS failed_at FROM {staged} WHERE problem IS NOT NULL"
        )
        spark.sql(statements.merge(self._letters, letters, DEAD_LETTERS, changed=(*_CHANGED, "reason")))
        good = f"SELECT product_id FROM {staged} WHERE problem IS NULL"
        spark.sql(statements.delete_done(self._letters, good))
        columns = ", ".join(quoted(name) for name in self.schema.names)
        kept = f"SELECT {columns} FROM {staged} WHERE kept"
        spark.sql(statements.merge(self.name, kept, self.schema, changed=_CHANGED))
        tally.add(pd.DataFrame(spark.table(self._staging).select(PROBLEM.name).toPandas()))
        spark.sql(f"DROP TABLE {staged}")

    def rebuild(self, spark: SparkSession, made: DataFrame) -> tuple[int, int]:
        """Bring the table to what was worked out; rows that are the same stay. How many changed and left."""
        self.create(spark)
        made.write.format("delta").mode("overwrite").option("overwriteSchema", "true").saveAsTable(
            self._staging
        )
        staged, columns = quoted(self._staging), ", ".join(quoted(name) for name in self.schema.names)
        key = quoted(self.schema.names[0])
        differ = (
            f"SELECT s.{key} FROM {staged} AS s LEFT JOIN {quoted(self.name)} AS t ON s.{key} = t.{key} "
            "WHERE NOT (s.content_hash <=> t.content_hash)"
        )
        changed = spark.sql(differ).count()
        spark.sql(
            statements.merge(self.name, f"SELECT {columns} FROM {staged}", self.schema, changed=_CHANGED)
        )
        removed = self.prune(spark, spark.table(self._staging))
        spark.sql(f"DROP TABLE {staged}")
        return int(changed), removed

    def prune(self, spark: SparkSession, source: DataFrame) -> int:
        """Remove what the source has no more."""
        before = spark.table(self.name).count()
        source.createOrReplaceTempView("fashion_search_pruning")
        key = self.schema.names[0]
        spark.sql(
            statements.delete_missing(self.name, f"SELECT {quoted(key)} FROM fashion_search_pruning", key)
        )
        return int(before - spark.table(self.name).count())

    def letters(self, spark: SparkSession) -> int:
        """How many dead letters there are."""
        return int(spark.table(self._letters).count())


@dataclass(frozen=True, slots=True)
class DriverTarget:
    """A table that the driver writes itself, slice by slice: for a Spark without Delta.

    Args:
        target: The table.
        letters: Its dead letters.
    """

    target: Table
    letters_table: Table

    def known(self, spark: SparkSession, version: str, *, retry: bool = False) -> DataFrame:
        """`product_id` and `known_hash` of what is done, or given up; with `retry` without dead letters."""
        known = known_hashes(self.target, self.letters_table, version, retry=retry)
        rows = list(known.items())
        return spark.createDataFrame(rows, schema=_KNOWN.ddl())

    def keep(self, spark: SparkSession, done: DataFrame, tally: Tally) -> None:  # noqa: ARG002
        """Fetch a slice, then write it."""
        rows = collected(done, self.target.schema.with_columns(PROBLEM, KEPT, Column("tries", "integer")))
        if rows.empty:
            return
        tally.add(rows)
        with self.target.writing(), self.letters_table.writing():
            record_letters(self.letters_table, rows)
            self.target.merge(rows[rows[KEPT.name].astype(bool)])

    def prune(self, spark: SparkSession, source: DataFrame) -> int:  # noqa: ARG002
        """Remove what the source has no more."""
        key = self.target.schema.names[0]
        there = {str(row[0]) for row in source.select(key).collect()}
        gone = set(self.target.read([key])[key]) - there
        with self.target.writing():
            self.target.delete(gone)
        return len(gone)

    def letters(self, spark: SparkSession) -> int:  # noqa: ARG002
        """How many dead letters there are."""
        return len(self.letters_table)


def collected(frame: DataFrame, schema: Schema) -> pd.DataFrame:
    """A Spark frame's rows here, instants in UTC whatever the session's time zone."""
    times = [column.name for column in schema.columns if column.kind == "time"]
    exact = frame.selectExpr(
        *(
            f"unix_micros({quoted(name)}) AS {quoted(name)}" if name in times else quoted(name)
            for name in schema.names
        )
    )
    found = pd.DataFrame(_fetched(exact))
    for name in times:
        found[name] = pd.to_datetime(found[name], unit="us", utc=True)
    return found


def _fetched(frame: DataFrame) -> pd.DataFrame:
    """As Arrow where Spark can do that: numbers in arrays then never become Python objects."""
    if hasattr(frame, "toArrow"):
        return pd.DataFrame(frame.toArrow().to_pandas(maps_as_pydicts="strict"))
    return pd.DataFrame(frame.toPandas())
