"""The same rows over Spark Connect, which has no `sparkContext`, no RDD and no JVM to reach into."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from fashion_search.batch.definitions import DEAD_LETTERS
from fashion_search.batch.engines.local import run_here
from fashion_search.batch.keyed import KeyedRows
from fashion_search.batch.tables.parquet import ParquetTable

sys.path.insert(0, str(Path(__file__).parent))
from batch_fakes import SHOUTS, Shouting

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("java") is None, reason="Spark needs a Java runtime; none is on the path"
    ),
    pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed"),
    pytest.mark.skipif(
        importlib.util.find_spec("grpc_status") is None, reason="pyspark[connect] is not installed"
    ),
]
COLUMNS = ["product_id", "shout", "vector", "content_hash", "job_version"]

SCRIPT = """
import sys
from pathlib import Path
from pyspark.sql import SparkSession
from batch_fakes import SHOUTS, Shouting
from test_batch_spark_connect import source
from fashion_search.batch.definitions import DEAD_LETTERS
from fashion_search.batch.engines.spark import SparkRun, run_on_spark
from fashion_search.batch.keyed import KeyedRows
from fashion_search.batch.tables.on_spark import DriverTarget
from fashion_search.batch.tables.parquet import ParquetTable

folder = Path(sys.argv[1])
spark = SparkSession.builder.remote("local[2]").config("spark.sql.shuffle.partitions", "2").getOrCreate()
assert "connect" in type(spark).__module__
rows = [tuple(row) for row in source().itertuples(index=False)]
target = DriverTarget(ParquetTable(folder / "t", SHOUTS), ParquetTable(folder / "l", DEAD_LETTERS))
for done in (122, 0):
    given = spark.createDataFrame(rows, "product_id string, product_display_name string")
    run = SparkRun(slice_rows=60, partitions=2)
    report = run_on_spark(spark, "shout", KeyedRows(Shouting()), given, target=target, run=run)
    assert report.done == done, report
spark.stop()
"""


def source() -> pd.DataFrame:
    rows = {f"{number:04d}": f"title {number}" for number in range(120)} | {"a": "bad one", "b": "moody one"}
    return pd.DataFrame({"product_id": list(rows), "product_display_name": list(rows.values())})


def test_spark_connect_and_the_local_engine_give_the_same_rows(tmp_path):
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    env = os.environ | {"PYTHONPATH": path, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    here = ParquetTable(tmp_path / "here", SHOUTS)
    run_here(
        "shout",
        KeyedRows(Shouting()),
        source(),
        target=here,
        letters=ParquetTable(tmp_path / "hl", DEAD_LETTERS),
    )
    there = ParquetTable(tmp_path / "t", SHOUTS)
    pd.testing.assert_frame_equal(there.read(COLUMNS), here.read(COLUMNS))
    assert ParquetTable(tmp_path / "l", DEAD_LETTERS).read(["product_id"])["product_id"].tolist() == ["a"]
