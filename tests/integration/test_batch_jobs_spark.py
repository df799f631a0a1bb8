"""The five table jobs on Spark give the tables of the local engine."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fashion_search.batch.config import read_config
from fashion_search.batch.jobs import run_job
from fashion_search.batch.sources import read_rows

sys.path.insert(0, str(Path(__file__).parent))
from batch_shop import make_shop

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("java") is None, reason="Spark needs a Java runtime; none is on the path"
    ),
    pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed"),
    pytest.mark.filterwarnings("default"),
]
TIMES = ("updated_at", "extraction_timestamp")
TABLES = ("attributes", "enriched", "embeddings", "users")


@pytest.fixture
def spark(monkeypatch, tmp_path):
    from pyspark.sql import SparkSession

    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parent), *sys.path]))
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    session = (
        SparkSession.builder.master(os.environ.get("FASHION_TEST_SPARK", "local[2]"))
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "America/New_York")  # events are in UTC all the same
        .config("spark.sql.warehouse.dir", str(tmp_path / "warehouse"))
        .getOrCreate()
    )
    yield session
    session.stop()


def round_of_jobs(folder: Path, engine: str, spark=None) -> dict[str, int]:
    job = folder / "job.toml"
    job.write_text(job.read_text() + f'\n[run]\nengine = "{engine}"\npartitions = 2\nslice_rows = 1000\n')
    config = read_config(job)
    done = {
        name: run_job(name, config, spark=spark)
        for name in ("extract", "enrich", "embed", "users", "quality")
    }
    again = {
        name: run_job(name, config, spark=spark).done for name in ("extract", "enrich", "embed", "users")
    }
    assert set(again.values()) == {0}
    assert done["quality"].value("products") == len(read_rows(folder / "products.parquet"))
    return {name: report.done for name, report in done.items() if name != "quality"}


def table(folder: Path, name: str) -> pd.DataFrame:
    rows = read_rows(folder / name)
    key = rows.columns[0]
    return rows.drop(columns=[one for one in TIMES if one in rows]).sort_values(key, ignore_index=True)


def plain(value: object) -> object:
    """Arrays as lists, and every kind of null as `None`: null is not equal to itself in pandas."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    return None if isinstance(value, float) and np.isnan(value) else value


def listed(rows: pd.DataFrame) -> list[dict[str, object]]:
    return [{name: plain(value) for name, value in row.items()} for row in rows.to_dict("records")]


def test_spark_gives_the_tables_of_the_local_engine(spark, tmp_path):
    there, here = make_shop(tmp_path / "spark"), make_shop(tmp_path / "here")
    assert round_of_jobs(there, "spark", spark) == round_of_jobs(here, "local")
    for name in TABLES:
        left, right = table(there, name), table(here, name)
        assert left.columns.tolist() == right.columns.tolist()
        assert listed(left) == listed(right), name
