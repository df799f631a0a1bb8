"""Keyed jobs on a local Spark give the rows of the local engine."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest

from fashion_search.batch.definitions import DEAD_LETTERS, EMBEDDINGS
from fashion_search.batch.engines.local import run_here
from fashion_search.batch.engines.spark import SparkRun, count_pending, run_on_spark
from fashion_search.batch.gate import Gate, Tally
from fashion_search.batch.keyed import KeyedRows
from fashion_search.batch.tables import statements
from fashion_search.batch.tables.on_spark import DeltaTarget, DriverTarget
from fashion_search.batch.tables.parquet import ParquetTable

sys.path.insert(0, str(Path(__file__).parent))
from batch_fakes import SHOUTS, Shouting

sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("java") is None, reason="Spark needs a Java runtime; none is on the path"
    ),
    pytest.mark.filterwarnings("default"),  # pyspark's own warnings are not ours to mend
]
COLUMNS = ["product_id", "shout", "vector", "content_hash", "job_version"]


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    here = str(Path(__file__).parent)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([here, *sys.path]))
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        session = (
            sql.SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
            .config("spark.sql.session.timeZone", "America/New_York")
            .getOrCreate()
        )
        yield session
        session.stop()


def source() -> pd.DataFrame:
    rows = {f"{number:04d}": f"title {number}" for number in range(300)} | {"a": "bad one", "b": "moody one"}
    return pd.DataFrame({"product_id": list(rows), "product_display_name": list(rows.values())})


def place(folder: Path) -> DriverTarget:
    return DriverTarget(
        ParquetTable(folder / "shouts", SHOUTS, expected_rows=300),
        ParquetTable(folder / "dead", DEAD_LETTERS),
    )


def test_spark_and_the_local_engine_give_the_same_rows(spark, tmp_path):
    there, here = place(tmp_path / "spark"), place(tmp_path / "local")
    run = SparkRun(slice_rows=150, partitions=2)
    given = spark.createDataFrame(source())
    assert count_pending(spark, KeyedRows(Shouting()), given, there) == 302
    report = run_on_spark(spark, "shout", KeyedRows(Shouting()), given, target=there, run=run)
    assert (report.rows, report.done, report.failed, report.quarantined) == (302, 302, 1, 1)
    run_here("shout", KeyedRows(Shouting()), source(), target=here.target, letters=here.letters_table)
    pd.testing.assert_frame_equal(there.target.read(COLUMNS), here.target.read(COLUMNS))
    letters = ["product_id", "reason", "tries", "kept", "content_hash"]
    pd.testing.assert_frame_equal(there.letters_table.read(letters), here.letters_table.read(letters))
    age = pd.Timestamp.now(tz="UTC") - there.target.read(["updated_at"])["updated_at"].min()
    assert pd.Timedelta(0) <= age < pd.Timedelta(minutes=10)

    again = run_on_spark(spark, "shout", KeyedRows(Shouting()), given, target=there, run=run)
    assert (again.done, again.quarantined) == (0, 1)


def test_the_gate_stops_a_run_on_spark(spark, tmp_path):
    bad = source().assign(product_display_name="bad")
    run = SparkRun(slice_rows=100, gate=Gate(sample=50))
    there = place(tmp_path)
    report = run_on_spark(
        spark, "shout", KeyedRows(Shouting()), spark.createDataFrame(bad), target=there, run=run
    )
    assert report.stopped is not None
    assert 50 <= report.done < 302


@pytest.mark.parametrize("runtime", [None, "13.3", "15.4", "client.2.1"])
def test_spark_can_read_every_statement(spark, runtime):
    parser = spark._jsparkSession.sessionState().sqlParser()
    known = int(spark.version.split(".")[0]) >= 4 or not statements.clusters(runtime)
    for text in (
        # Databricks has had CLUSTER BY for longer than Spark itself, whose parser knows it since version 4
        statements.create_table("main.demo.it's", EMBEDDINGS, runtime=runtime if known else None),
        statements.feed_changes("main.demo.t"),
        statements.merge("main.demo.t", "SELECT * FROM s", EMBEDDINGS, changed=("content_hash",)),
        statements.delete_done("main.demo.l", "SELECT product_id FROM s"),
        statements.delete_missing("main.demo.t", "SELECT product_id FROM s", "product_id"),
    ):
        parser.parsePlan(text)


class Stage:
    """A frame that is only counted and looked at."""

    def count(self):
        return 3

    def select(self, *names):
        return self

    def toPandas(self):  # noqa: N802
        return pd.DataFrame({"problem": [None, "ValueError: x", None]})

    def createOrReplaceTempView(self, name):  # noqa: N802
        pass

    @property
    def write(self):
        return self

    def format(self, kind):
        return self

    def mode(self, kind):
        return self

    def option(self, *pair):
        return self

    def saveAsTable(self, name):  # noqa: N802
        Stage.saved = name


class Reading:
    """Has every statement read by Spark's own parser, and runs none: Delta's jar is not at hand."""

    def __init__(self, spark) -> None:
        self.parser = spark._jsparkSession.sessionState().sqlParser()
        self.said: list[str] = []

    def sql(self, text: str) -> Stage:
        self.parser.parsePlan(text)
        self.said.append(text)
        return Stage()

    def table(self, name: str) -> Stage:
        return Stage()


def test_a_slice_goes_to_delta_letters_first_and_only_where_rows_differ(spark):
    session, tally = Reading(spark), Tally()
    target = DeltaTarget("main.demo.shouts", SHOUTS)
    target.keep(session, Stage(), tally)
    merges = [text for text in session.said if text.startswith("MERGE")]
    assert [text.split(" AS t ")[0] for text in merges] == [
        "MERGE INTO `main`.`demo`.`shouts_dead_letters`",
        "MERGE INTO `main`.`demo`.`shouts_dead_letters`",
        "MERGE INTO `main`.`demo`.`shouts`",
    ]
    assert "WHEN MATCHED THEN DELETE" in merges[1]
    assert "NOT (t.`content_hash` <=> s.`content_hash`)" in merges[2]
    assert session.said[-1] == "DROP TABLE `main`.`demo`.`shouts_staging`"
    assert (Stage.saved, tally.done, tally.failed) == ("main.demo.shouts_staging", 3, 1)


def test_everything_else_delta_is_told_can_be_read(spark):
    session = Reading(spark)
    target = DeltaTarget("main.demo.shouts", SHOUTS)
    target.known(session, "it's/v1")
    target.known(session, "v1", retry=True)
    target.prune(session, Stage())
    target.rebuild(session, Stage())
    assert "job_version = 'it\\'s/v1'" in session.said[3]
    assert any("ANTI JOIN" in text for text in session.said)
    assert not any("overwrite" in text.lower() and "shouts_staging" not in text for text in session.said)
