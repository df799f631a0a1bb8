"""Product files of every kind give the same rows, and broken ones are told apart row by row."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from fashion_search.errors import InvalidRequestError, NotFoundError
from fashion_search.ingest.read import read_table
from fashion_search.ingest.rows import RawRow

CSV = 'id,masterCategory,productDisplayName\n1,Apparel,"A shirt, blue"\n2,Footwear,NA\n'
EXPECTED = (
    RawRow(1, {"product_id": "1", "master_category": "Apparel", "product_display_name": "A shirt, blue"}),
    RawRow(2, {"product_id": "2", "master_category": "Footwear", "product_display_name": "NA"}),
)


def rows(path: Path, content: str | bytes, **mapping: str) -> tuple[RawRow, ...]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, mapping).rows


def problems(path: Path, content: str | bytes) -> dict[int, str]:
    return {row.number: row.problem for row in rows(path, content) if row.problem}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", CSV.encode()),
        ("a.CSV", CSV.encode()),
        ("a.csv.gz", gzip.compress(CSV.encode())),
        ("bom.csv", CSV.encode("utf-8-sig")),
        ("wide.csv", CSV.encode("utf-16")),
        ("crlf.csv", CSV.replace("\n", "\r\n").encode()),
        ("old.csv", CSV.replace("\n", "\r").encode()),
        ("blank.csv", CSV.replace("\n", "\n\n").encode()),
        (
            "semicolon.csv",
            b'id;masterCategory;productDisplayName\n1;Apparel;"A shirt, blue"\n2;Footwear;NA\n',
        ),
        ("tabs.tsv", b"id\tmasterCategory\tproductDisplayName\n1\tApparel\tA shirt, blue\n2\tFootwear\tNA\n"),
    ],
)
def test_delimited_files_in_every_dress_read_alike(tmp_path: Path, name: str, content: bytes):
    assert rows(tmp_path / name, content) == EXPECTED


def test_json_lines_and_parquet_read_alike(tmp_path: Path):
    records = [
        {"id": "1", "masterCategory": "Apparel", "productDisplayName": "A shirt, blue"},
        {"id": "2", "masterCategory": "Footwear", "productDisplayName": "NA"},
    ]
    lines = "\n".join(json.dumps(record) for record in records) + "\n\n"
    assert rows(tmp_path / "a.jsonl", lines) == EXPECTED
    assert rows(tmp_path / "a.ndjson.gz", gzip.compress(lines.encode())) == EXPECTED
    parquet.write_table(pa.Table.from_pylist(records), tmp_path / "a.parquet")
    assert read_table(tmp_path / "a.parquet", {}).rows == EXPECTED


def test_a_cell_may_hold_line_breaks(tmp_path: Path):
    assert (
        rows(tmp_path / "a.csv", 'id,title\n1,"two\nlines"\n2,x\n')[0].values["product_display_name"]
        == "two\nlines"
    )


def test_ragged_rows_are_told_with_both_lengths(tmp_path: Path):
    found = problems(tmp_path / "a.csv", "id,title\n1,shirt, blue\n2,fine\n3\n")
    assert set(found) == {1, 3}
    assert "3 cells where the header has 2" in found[1]
    assert "1 cells where the header has 2" in found[3]


def test_a_cell_beyond_all_bounds_is_one_bad_row(tmp_path: Path):
    found = problems(tmp_path / "a.csv", f'id,title\n1,"{"x" * 200_000}"\n2,fine\n')
    assert list(found) == [1]


def test_lines_that_are_not_json_objects_are_told(tmp_path: Path):
    found = problems(tmp_path / "a.jsonl", '{"id": 1}\n{"id": \n[1]\n"text"\n{"id": 5}\n')
    assert sorted(found) == [2, 3, 4]
    assert "list" in found[3]


def test_deeply_nested_json_is_one_bad_row(tmp_path: Path):
    assert list(problems(tmp_path / "a.jsonl", '{"id": 1}\n' + "[" * 100_000 + "\n")) == [2]


def test_bytes_that_are_not_utf_8_do_not_stop_the_file(tmp_path: Path):
    found = rows(tmp_path / "a.csv", b"id,title\n1,caf\xe9\n2,fine\n")
    assert [row.values["product_id"] for row in found] == ["1", "2"]
    assert found[0].values["product_display_name"] == "caf\udce9"


def test_further_columns_are_named_as_ignored(tmp_path: Path):
    (tmp_path / "a.csv").write_text("id,brand,Season\n1,x,Fall\n")
    table = read_table(tmp_path / "a.csv", {})
    assert table.ignored == ("brand",)
    assert table.columns == {"product_id": "id", "season": "Season"}


@pytest.mark.parametrize("name", ["a.xlsx", "a", "a.csv.zip", "a.gz"])
def test_an_unknown_kind_of_file_is_refused_with_the_known_ones(tmp_path: Path, name: str):
    (tmp_path / name).write_text("id\n1\n")
    with pytest.raises(InvalidRequestError, match=r"\.jsonl"):
        read_table(tmp_path / name, {})


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", b""), ("a.jsonl", b""), ("a.parquet", b"PAR0"), ("a.csv.gz", b"x")]
)
def test_a_file_that_cannot_be_read_at_all_is_refused(tmp_path: Path, name: str, content: bytes):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InvalidRequestError):
        read_table(tmp_path / name, {})


def test_a_missing_file_is_not_found(tmp_path: Path):
    with pytest.raises(NotFoundError, match=r"gone\.csv"):
        read_table(tmp_path / "gone.csv", {})
