"""Real Delta tables, merged over Spark Connect, on Sail: a server that needs no JVM and brings its own Delta.

Where Delta's own packages for Spark cannot be had, this is what proves the statements. Sail 0.7 knows
neither the change feed nor `OPTIMIZE`; both are left out of its statements here.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pandas as pd
import pytest

from fashion_search.batch.config import read_config
from fashion_search.batch.definitions import DEAD_LETTERS
from fashion_search.batch.engines.local import run_here
from fashion_search.batch.engines.spark import SparkRun, run_on_spark
from fashion_search.batch.jobs import run_job
from fashion_search.batch.keyed import KeyedRows
from fashion_search.batch.running import OnSpark
from fashion_search.batch.sources import read_rows
from fashion_search.batch.tables.on_spark import DeltaTarget
from fashion_search.batch.tables.parquet import ParquetTable
from fashion_search.batch.users import join_events_on_spark

sys.path.insert(0, str(Path(__file__).parent))
from batch_fakes import SHOUTS, Shouting
from batch_rounds import TABLES, rounds, rows_of
from batch_shop import make_shop

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("pysail") is None, reason="pysail is not installed"),
    pytest.mark.skipif(importlib.util.find_spec("deltalake") is None, reason="deltalake is not installed"),
    pytest.mark.filterwarnings("default"),
]


class WithoutFeed:
    """A session whose statements lose what Sail cannot do."""

    def __init__(self, session) -> None:
        self._session = session
        self.left_out: list[str] = []

    def __getattr__(self, name: str):
        return getattr(self._session, name)

    def sql(self, text: str):
        if text.startswith(("ALTER TABLE", "OPTIMIZE")):
            self.left_out.append(text)
            return None
        return self._session.sql(text.split("\nTBLPROPERTIES", maxsplit=1)[0])


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("warehouse")


@pytest.fixture(scope="module")
def spark(warehouse):
    from pysail.spark import SparkConnectServer
    from pyspark.sql import SparkSession

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    _, port = server.listening_address
    session = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
    session.sql(f"CREATE SCHEMA shop LOCATION '{warehouse}'")
    yield WithoutFeed(session)
    session.stop()
    server.stop()


def source(**others: str) -> pd.DataFrame:
    rows = {f"{number:04d}": f"title {number}" for number in range(300)} | others
    return pd.DataFrame({"product_id": list(rows), "product_display_name": list(rows.values())})


def run(spark, rows: pd.DataFrame, **how):
    given = spark.createDataFrame(
        list(rows.itertuples(index=False, name=None)), "product_id string, product_display_name string"
    )
    target = DeltaTarget("shop.shouts", SHOUTS)
    how = SparkRun(**({"slice_rows": 150, "partitions": 2} | how))
    return run_on_spark(spark, "shout", KeyedRows(Shouting()), given, target=target, run=how)


def test_slices_are_merged_and_only_what_changed_is_written_again(spark, warehouse, tmp_path):
    told = run(spark, source(a="bad one", b="moody one"))
    assert (told.done, told.failed, told.quarantined) == (302, 1, 1)

    here = ParquetTable(tmp_path / "t", SHOUTS)
    letters = ParquetTable(tmp_path / "l", DEAD_LETTERS)
    run_here("shout", KeyedRows(Shouting()), source(a="bad one", b="moody one"), target=here, letters=letters)
    columns = ["product_id", "shout", "vector", "content_hash", "job_version"]
    there = read_rows(warehouse / "shouts", columns).sort_values("product_id", ignore_index=True)
    assert there["product_id"].is_unique
    assert there["shout"].tolist() == here.read(["shout"])["shout"].tolist()
    assert there["content_hash"].tolist() == here.read(["content_hash"])["content_hash"].tolist()
    assert read_rows(warehouse / "shouts_dead_letters")["product_id"].tolist() == ["a"]

    files = {path.name for path in (warehouse / "shouts").glob("*.parquet")}
    assert run(spark, source(a="bad one", b="moody one")).done == 0
    assert {path.name for path in (warehouse / "shouts").glob("*.parquet")} == files

    told = run(spark, source(a="good one", b="moody one", **{"0007": "another"}))
    assert (told.done, told.quarantined) == (2, 0)
    found = read_rows(warehouse / "shouts", ["product_id", "shout"]).set_index("product_id")["shout"]
    assert (found["0007"], found["a"], len(found)) == ("ANOTHER", "GOOD ONE", 302)

    assert run(spark, source().iloc[:200], prune=True).removed == 102
    assert sorted(read_rows(warehouse / "shouts", ["product_id"])["product_id"]) == sorted(
        source().iloc[:200]["product_id"]
    )


@pytest.fixture
def in_order(spark, monkeypatch):
    """Events that come in order: Sail drops a sort before a Python function, Spark does not."""

    def join(events, products, vectors):
        joined = join_events_on_spark(events, products, vectors)
        rows = sorted(joined.collect(), key=lambda row: (row["user_id"], row["at"]))
        return spark.createDataFrame(rows, joined.schema)

    monkeypatch.setattr(OnSpark, "with_products", staticmethod(join))


def test_the_five_jobs_keep_in_delta_tables_what_the_local_engine_keeps(spark, in_order, warehouse, tmp_path):
    here, there = make_shop(tmp_path / "here"), make_shop(tmp_path / "there")
    done = rounds(here, "local")
    job = there / "job.toml"
    text = job.read_text()
    for name in TABLES:
        text = text.replace(f'"./{name}"', f'"shop.{name}"')
    job.write_text(text)
    assert rounds(there, "spark", spark) == done
    for name in TABLES:
        assert rows_of(warehouse, name) == rows_of(here, name), name
        assert spark.left_out.count(f"OPTIMIZE `shop`.`{name}`") == 1  # after the round that changed it


def test_people_who_are_gone_leave_the_table(spark, in_order, warehouse, tmp_path):
    shop = make_shop(tmp_path)
    job = shop / "job.toml"
    job.write_text(job.read_text().replace('"./users"', '"shop.people"'))
    config = read_config(job)
    on_spark = config.model_copy(update={"run": config.run.model_copy(update={"engine": "spark"})})
    run_job(
        "embed", config.model_copy(update={"embed": config.embed.model_copy(update={"words": "products"})})
    )
    assert run_job("users", on_spark, spark=spark).done == 2
    events = pd.read_parquet(shop / "events.parquet")
    events[events["user_id"] != "bob"].to_parquet(shop / "events.parquet")
    told = run_job("users", on_spark, spark=spark)
    assert (told.done, told.removed) == (0, 1)
    assert read_rows(warehouse / "people", ["user_id"])["user_id"].tolist() == ["ann"]
