"""What Spark adds to a row function: seconds beside the bare function, over 2,000 rows, in turns.

python tests/benchmarks/batch_overhead.py [classic|connect]
"""

# ruff: noqa: E402  # workers get the environment that is set before

from __future__ import annotations

import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from pyspark.sql import SparkSession

warnings.filterwarnings("ignore", category=FutureWarning)  # pyspark about pandas
HERE = Path(__file__).parents[1] / "integration"
sys.path.insert(0, str(HERE))
os.environ["PYTHONWARNINGS"] = "ignore"
os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}

from batch_fakes import SHOUTS, Shouting

from fashion_search.batch.definitions import DEAD_LETTERS
from fashion_search.batch.engines.spark import SparkRun, apply, run_on_spark
from fashion_search.batch.keyed import KeyedRows
from fashion_search.batch.tables.on_spark import DriverTarget
from fashion_search.batch.tables.parquet import ParquetTable

ROWS, TURNS = 2000, 7


def source() -> pd.DataFrame:
    keys = [f"{number:05d}" for number in range(ROWS)]
    return pd.DataFrame({"product_id": keys, "product_display_name": [f"title {key}" for key in keys]})


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def whole_job(spark: SparkSession, given: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = DriverTarget(
            ParquetTable(Path(folder) / "t", SHOUTS), ParquetTable(Path(folder) / "l", DEAD_LETTERS)
        )
        report = run_on_spark(
            spark, "shout", KeyedRows(Shouting()), given, target=place, run=SparkRun(partitions=2)
        )
        assert report.done == ROWS


def main() -> None:
    kind = sys.argv[1] if len(sys.argv) > 1 else "classic"
    builder = SparkSession.builder.config("spark.ui.enabled", "false")
    builder = builder.remote("local[2]") if kind == "connect" else builder.master("local[2]")
    spark = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "256")
    frame, rows = source(), KeyedRows(Shouting())
    ready = frame.assign(**{name: None for name in rows.inputs.names if name not in frame})
    pieces = [ready.iloc[start : start + 256] for start in range(0, ROWS, 256)]
    given = spark.createDataFrame(
        list(frame.itertuples(index=False, name=None)), list(frame.columns)
    ).repartition(2)
    given = given.cache()
    given.count()
    works = {
        "bare function": lambda: list(rows(iter(pieces))),
        "through Spark": lambda: apply(given, rows).toPandas(),
        "whole job": lambda: whole_job(spark, given),
    }
    for work in works.values():
        work()  # warm
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(TURNS):
        for name, work in works.items():
            seconds[name].append(timed(work))
    bare = float(np.median(seconds["bare function"]))
    for name, found in seconds.items():
        middle = float(np.median(found))
        print(
            f"{name:14} {middle:6.3f} s   over the bare function {(middle - bare) / ROWS * 1e3:6.3f} ms a row"
        )
    print(f"load {os.getloadavg()[0]:.1f}")
    spark.stop()


if __name__ == "__main__":
    main()
