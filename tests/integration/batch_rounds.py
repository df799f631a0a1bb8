"""The table jobs over one shop, twice; as a program on a Spark of its own, since a process can have but one.

python batch_rounds.py FOLDER classic|connect
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from fashion_search.batch.config import read_config
from fashion_search.batch.jobs import run_job
from fashion_search.batch.sources import read_rows

TABLES = ("attributes", "enriched", "embeddings", "users")
JOBS = ("extract", "enrich", "embed", "users")
TIMES = ("updated_at", "extraction_timestamp")
NEW_YORK = "America/New_York"  # events are in UTC all the same


def rounds(folder: Path, engine: str, spark=None) -> dict[str, int]:
    """Every job twice: what the first round did; the second must do nothing."""
    config = read_config(folder / "job.toml")
    run = config.run.model_copy(update={"engine": engine, "partitions": 2, "slice_rows": 1000})
    config = config.model_copy(update={"run": run})
    done = {name: run_job(name, config, spark=spark).done for name in JOBS}
    assert run_job("quality", config, spark=spark).value("share of products looked at", "attributes") == 1
    again = {name: run_job(name, config, spark=spark).done for name in JOBS}
    assert set(again.values()) == {0}, again
    return done


def rounds_on(kind: str, folder: Path) -> dict[str, int]:
    """`rounds` on a Spark in a process of its own."""
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    env = os.environ | {"PYTHONPATH": path, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    command = [sys.executable, __file__, str(folder), kind]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=1500)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def rows_of(folder: Path, name: str) -> list[dict[str, object]]:
    """A table's rows in order of key, but for when they were made."""
    rows = read_rows(folder / name)
    rows = rows.drop(columns=[one for one in TIMES if one in rows])
    ordered = rows.sort_values(rows.columns[0]).to_dict("records")
    return [{column: _plain(value) for column, value in row.items()} for row in ordered]


def _plain(value: object) -> object:
    """Arrays as lists, and every kind of null as `None`: null is not equal to itself in pandas."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return dict(sorted(value.items()))
    if isinstance(value, list | tuple):
        return list(value)
    return None if value is pd.NaT or (isinstance(value, float) and np.isnan(value)) else value


def _session(kind: str, folder: Path):
    from pyspark.sql import SparkSession

    builder = SparkSession.builder
    builder = builder.remote("local[2]") if kind == "connect" else builder.master("local[2]")
    return (
        builder.config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", NEW_YORK)
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .getOrCreate()
    )


if __name__ == "__main__":
    home, wanted = Path(sys.argv[1]), sys.argv[2]
    spark = _session(wanted, home)
    assert ("connect" in type(spark).__module__) == (wanted != "classic")
    found = rounds(home, "spark", spark)
    spark.stop()
    print(json.dumps(found))
