"""What every table promises, asked of a Parquet folder and of a Delta table."""

from __future__ import annotations

import pandas as pd
import pyarrow.dataset as ds
import pytest

from fashion_search.batch.definitions import CONTENT_HASH, JOB_VERSION, USER_STYLES
from fashion_search.batch.schema import Column, Schema
from fashion_search.batch.tables import parquet
from fashion_search.batch.tables.delta import DeltaFolder
from fashion_search.batch.tables.parquet import ParquetTable
from fashion_search.errors import StoreError

SCHEMA = Schema((Column("key", "text", required=True), Column("value", "number"), CONTENT_HASH, JOB_VERSION))


def rows(*keys: str, value: float = 1.0, version: str = "v1") -> pd.DataFrame:
    return SCHEMA.rows(
        {"key": key, "value": value, "content_hash": f"h{key}", "job_version": version} for key in keys
    )


@pytest.fixture(params=["parquet", "delta"])
def table(request, tmp_path):
    if request.param == "parquet":
        return ParquetTable(tmp_path / "t", SCHEMA, expected_rows=1000)
    pytest.importorskip("deltalake", reason="deltalake is not installed")
    return DeltaFolder(str(tmp_path / "t"), SCHEMA)


def test_a_new_table_is_empty(table):
    assert len(table) == 0
    assert table.read().empty
    assert table.hashes("v1") == {}


def test_rows_with_a_known_key_take_the_place_of_the_old_ones(table):
    with table.writing():
        table.merge(rows("b", "a", "c"))
        table.merge(rows("b", "d", value=2.0))
    found = table.read(["key", "value"])
    assert found["key"].tolist() == ["a", "b", "c", "d"]
    assert found["value"].tolist() == [1.0, 2.0, 1.0, 2.0]
    assert len(table) == 4


def test_hashes_are_those_of_one_version(table):
    table.merge(rows("a"))
    table.merge(rows("b", version="v2"))
    assert table.hashes("v1") == {"a": "ha"}


def test_deleting_passes_over_what_is_not_there(table):
    table.merge(rows("a", "b"))
    table.delete({"b", "nobody"})
    assert table.read(["key"])["key"].tolist() == ["a"]


def test_slices_hold_every_row_once(table):
    keys = [f"{number}" for number in range(700)]
    slices = table.slices(keys, 100)
    assert sorted(at for piece in slices for at in piece) == list(range(700))
    assert max(map(len, slices)) <= 150


def test_maps_and_nulls_survive(tmp_path):
    table = ParquetTable(tmp_path / "users", USER_STYLES)
    table.merge(USER_STYLES.rows([{"user_id": "u", "category_prefs": {"Shirts": 1.0}}]))
    row = table.read().iloc[0]
    assert row["category_prefs"] == {"Shirts": 1.0}
    assert row["user_embedding"] is None


def test_any_reader_of_parquet_folders_sees_each_key_once(tmp_path):
    table = ParquetTable(tmp_path / "t", SCHEMA, expected_rows=1000)
    table.merge(rows(*map(str, range(300))))
    table.merge(rows(*map(str, range(100)), value=5.0))
    seen = ds.dataset(tmp_path / "t", format="parquet", exclude_invalid_files=True).to_table().to_pandas()
    assert sorted(seen["key"]) == sorted(map(str, range(300)))
    assert (seen["value"] == 5.0).sum() == 100


def test_a_file_cut_short_by_a_killed_writer_is_never_seen(tmp_path, monkeypatch):
    table = ParquetTable(tmp_path / "t", SCHEMA)
    table.merge(rows("a"))

    def killed(path):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(parquet, "sync_file", killed)
        with pytest.raises(KeyboardInterrupt):
            table.merge(rows("a", "b", value=9.0))
    assert table.read(["key", "value"]).to_dict("list") == {"key": ["a"], "value": [1.0]}
    with table.writing():
        assert not list((tmp_path / "t").glob(".draft-*"))


def test_a_damaged_table_is_told(tmp_path):
    table = ParquetTable(tmp_path / "t", SCHEMA)
    table.merge(rows("a"))
    part = next((tmp_path / "t").glob("part-*"))
    part.write_bytes(part.read_bytes()[:40])
    with pytest.raises(StoreError, match="cannot be read as part of a table"):
        table.read()
    (tmp_path / "t" / "_table.json").write_text("{")
    with pytest.raises(StoreError, match="damaged"):
        table.slices(["a"], 1)
