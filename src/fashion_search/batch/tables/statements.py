"""Statements for Delta tables on Spark: create, merge, remove, arrange. Text in, text out."""

# ruff: noqa: S608  # every name is quoted, every value escaped

from __future__ import annotations

from collections.abc import Sequence

from fashion_search.batch.schema import Schema, quoted

__all__ = ["arrange", "clusters", "create_table", "delete_done", "delete_missing", "feed_changes", "merge"]

_FIRST_CLUSTERING_RUNTIME = (15, 2)
"""Liquid clustering is generally available from this Databricks Runtime on."""


def clusters(runtime: str | None) -> bool | None:
    """Whether a runtime keeps rows clustered by itself; `None` when it is not a Databricks Runtime.

    Args:
        runtime: As in `DATABRICKS_RUNTIME_VERSION`: `"15.4"`, or `"client.2.1"` where it is serverless.
    """
    if not runtime:
        return None
    numbers = runtime.split(".")
    if not numbers[0].isdigit():
        return True
    minor = int(numbers[1]) if len(numbers) > 1 and numbers[1].isdigit() else 0
    return (int(numbers[0]), minor) >= _FIRST_CLUSTERING_RUNTIME


def create_table(name: str, schema: Schema, *, runtime: str | None = None) -> str:
    """Make a table that tells its changes, arranged by its key where the runtime does so."""
    by = f"\nCLUSTER BY ({quoted(schema.names[0])})" if clusters(runtime) else ""
    return (
        f"CREATE TABLE IF NOT EXISTS {quoted(name)} (\n  {schema.create_ddl()}\n) USING DELTA{by}\n"
        "TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true')"
    )


def feed_changes(name: str) -> str:
    """Make a table that was there already tell its changes, which a synced index needs."""
    return f"ALTER TABLE {quoted(name)} SET TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true')"


def arrange(name: str, schema: Schema, *, runtime: str | None = None) -> str:
    """Compact a table; by its key too, where the table does not keep that order itself."""
    order = f" ZORDER BY ({quoted(schema.names[0])})" if clusters(runtime) is False else ""
    return f"OPTIMIZE {quoted(name)}{order}"


def merge(name: str, source: str, schema: Schema, *, changed: Sequence[str]) -> str:
    """Put rows in place of those with the same key where they differ, and add those that are new.

    Rows that are the same are not written: a synced index would take each for a change.

    Args:
        name: The table.
        source: A query with the schema's columns.
        schema: The table's columns; the first is the key.
        changed: The columns that tell whether a row is another one.
    """
    key = quoted(schema.names[0])
    names = [quoted(column) for column in schema.names]
    differ = " OR ".join(f"NOT (t.{quoted(column)} <=> s.{quoted(column)})" for column in changed)
    return (
        f"MERGE INTO {quoted(name)} AS t USING ({source}) AS s ON t.{key} = s.{key}\n"
        f"WHEN MATCHED AND ({differ}) THEN UPDATE SET {', '.join(f't.{one} = s.{one}' for one in names)}\n"
        f"WHEN NOT MATCHED THEN INSERT ({', '.join(names)}) VALUES ({', '.join(f's.{one}' for one in names)})"
    )


def delete_done(letters: str, source: str) -> str:
    """Strike from the dead letters what a query names."""
    return (
        f"MERGE INTO {quoted(letters)} AS t USING ({source}) AS s ON t.`product_id` = s.`product_id`\n"
        "WHEN MATCHED THEN DELETE"
    )


def delete_missing(name: str, source: str, key: str) -> str:
    """Remove the rows whose key a query does not give."""
    column = quoted(key)
    return (
        f"MERGE INTO {quoted(name)} AS t USING (SELECT o.{column} FROM {quoted(name)} AS o "
        f"LEFT ANTI JOIN ({source}) AS k ON o.{column} = k.{column}) AS s ON t.{column} = s.{column}\n"
        "WHEN MATCHED THEN DELETE"
    )
