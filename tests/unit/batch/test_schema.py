from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from fashion_search.batch.definitions import EMBEDDINGS, USER_STYLES
from fashion_search.batch.schema import Column, Schema
from fashion_search.errors import ConfigurationError

SMALL = Schema(
    (Column("id", "text", "the key's name", required=True), Column("seen", "time"), Column("v", "vector"))
)


def test_one_declaration_gives_spark_and_arrow_the_same_columns():
    assert SMALL.ddl() == "`id` STRING, `seen` TIMESTAMP, `v` ARRAY<FLOAT>"
    assert SMALL.create_ddl().startswith("`id` STRING NOT NULL COMMENT 'the key\\'s name',")
    assert SMALL.arrow().names == ["id", "seen", "v"]
    assert SMALL.arrow().field("v").type == pa.list_(pa.float32())
    assert not SMALL.arrow().field("id").nullable


def test_rows_become_an_arrow_table_and_come_back():
    now = pd.Timestamp("2026-01-02T03:04:05", tz="UTC")
    table = SMALL.table(SMALL.rows([{"id": "a", "seen": now, "v": [1.0, 2.0]}, {"id": "b"}]))
    assert table.to_pylist() == [
        {"id": "a", "seen": now.to_pydatetime(), "v": [1.0, 2.0]},
        {"id": "b", "seen": None, "v": None},
    ]


def test_every_kind_of_column_can_be_empty():
    for schema in (EMBEDDINGS, USER_STYLES):
        assert list(schema.empty().columns) == list(schema.names)
        assert schema.table(schema.rows([])).num_rows == 0


@pytest.mark.parametrize(
    ("row", "said"),
    [({"id": None}, "must have a value"), ({"id": "a", "v": ["x"]}, "does not hold vector")],
)
def test_rows_that_do_not_fit_are_refused_with_the_column(row, said):
    with pytest.raises(ConfigurationError, match=said):
        SMALL.table(SMALL.rows([row]))


def test_a_missing_column_is_named():
    with pytest.raises(ConfigurationError, match="seen, v are missing"):
        SMALL.table(pd.DataFrame({"id": ["a"]}))
