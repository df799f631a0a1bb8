"""Both filter dialects: what is read, what is refused, and which rows are found."""

from __future__ import annotations

import json

import numpy as np
import pytest

from fashion_search.filters import TextColumn
from fashion_search.testing.databricks.messages import ApiError
from fashion_search.testing.databricks.vector_search.conditions import matching
from fashion_search.testing.databricks.vector_search.frames import (
    BooleanColumn,
    Frame,
    NumberColumn,
    TextValues,
    VectorColumn,
)
from fashion_search.testing.databricks.vector_search.standard_filters import read_standard
from fashion_search.testing.databricks.vector_search.storage_filters import read_storage

FRAME = Frame(
    {
        "name": TextValues(TextColumn.encode(["red dress", "a 50% deal", None, "it's red", "red\tdress x"])),
        "brand": TextValues(TextColumn.encode(["A", "B", "A", None, "C"])),
        "price": NumberColumn(np.array([10.0, 20.0, 30.0, np.nan, 50.0])),
        "sold": BooleanColumn(np.array([1, 0, -1, 1, 0], dtype=np.int8)),
        "at": TextValues(TextColumn.encode(["2024-01-01T00:00:00Z"] * 4 + [None]), "timestamp", "timestamp"),
        "vector": VectorColumn(np.eye(5, 3, dtype=np.float32)),
    },
    5,
)


def standard(filters: object) -> list[int]:
    condition = read_standard(json.dumps(filters))
    assert condition is not None
    return np.flatnonzero(matching(condition, FRAME)).tolist()


def storage(text: str) -> list[int]:
    condition = read_storage(text)
    assert condition is not None
    return np.flatnonzero(matching(condition, FRAME)).tolist()


@pytest.mark.parametrize(
    ("filters", "rows"),
    [
        ({"brand": "A"}, [0, 2]),
        ({"brand NOT": "A"}, [1, 4]),
        ({"brand": ["A", "C"]}, [0, 2, 4]),
        ({"brand NOT": ["A", "C"]}, [1]),
        ({"price <": 20}, [0]),
        ({"price <=": 20, "price >=": 20}, [1]),
        ({"price NOT": 20}, [0, 2, 4]),
        ({"price": [10, 50.0]}, [0, 4]),
        ({"brand OR price <=": ["C", 10]}, [0, 4]),
        ({"brand OR brand OR price >": ["B", "C", 20]}, [1, 2, 4]),
        ([{"price >": 10}, {"price >": 20}], [2, 4]),
        ({"name LIKE": "red"}, [0, 3, 4]),
        ({"name LIKE": "red dress"}, [0, 4]),
        ({"name LIKE": "dres"}, []),
        ({"sold": True}, [0, 3]),
        ({"sold NOT": True}, [1, 4]),
        ({"at >": "2023-12-31T00:00:00Z"}, [0, 1, 2, 3]),
        ({"brand": "nobody"}, []),
    ],
)
def test_a_standard_filter_finds(filters, rows):
    assert standard(filters) == rows


@pytest.mark.parametrize("text", ["{}", "[]", "[{}, {}]"])
def test_an_empty_standard_filter_is_none(text):
    assert read_standard(text) is None


@pytest.mark.parametrize(
    "filters",
    [
        {"price": {"$gte": 50}},
        {"$and": [{"price": 5}]},
        {"price >= ": 5},
        {"price>=": 5},
        {"price =": 5},
        {"price !=": 5},
        {"price BETWEEN": [1, 2]},
        {"price >=": [1]},
        {"price >=": "5"},
        {"price >=": True},
        {"price": None},
        {"brand": []},
        {"brand >": "A"},
        {"brand": 5},
        {"brand OR price": ["A"]},
        {"brand OR price": "A"},
        {"brand NOT OR price": ["A", 5]},
        {"brand OR price": [["A", "B"], 5]},
        {"name LIKE": "re%"},
        {"name LIKE": ["red"]},
        {"name LIKE": " "},
        {"price LIKE": "1"},
        {"colour": "Red"},
        {"Brand": "A"},
        {"vector": 1},
        {"brand OR ": ["A", 1]},
        ["brand"],
        "brand",
        5,
        [[{"brand": "A"}]],
    ],
)
def test_a_standard_filter_that_is_not_documented_is_refused(filters):
    with pytest.raises(ApiError) as refused:
        standard(filters)
    assert (refused.value.status, refused.value.code) == (400, "INVALID_PARAMETER_VALUE")


@pytest.mark.parametrize("text", ["{", '{"price": NaN}', '{"price": 1e999}', "[" * 5000])
def test_a_standard_filter_that_is_no_json_is_refused(text):
    with pytest.raises(ApiError):
        read_standard(text)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("brand = 'A'", [0, 2]),
        ("brand != 'A'", [1, 4]),
        ("brand in ('A', 'C')", [0, 2, 4]),
        ("brand NOT IN ('A','C')", [1]),
        ("price >= 20 AND price < 50", [1, 2]),
        ("price = -1.5", []),
        ("brand = 'B' OR brand = 'A' AND price > 20", [1, 2]),
        ("(brand = 'B' OR brand = 'A') AND price > 10", [1, 2]),
        ("((price > 10))", [1, 2, 4]),
        ("name LIKE 'red%'", [0, 4]),
        ("name LIKE '%50_ %'", [1]),
        ("name LIKE '%50% deal'", [1]),
        ("name = 'it''s red'", [3]),
        ("sold IS TRUE", [0, 3]),
        ("sold IS FALSE", [1, 4]),
        ("at >= TO_TIMESTAMP('2024-01-01T00:00:00Z')", [0, 1, 2, 3]),
        ("price\n>=\t50", [4]),
    ],
)
def test_a_filter_string_finds(text, rows):
    assert storage(text) == rows


def test_a_blank_filter_string_is_none():
    assert read_storage(" \n ") is None


@pytest.mark.parametrize(
    "text",
    [
        "brand == 'A'",
        "brand <> 'A'",
        'brand = "A"',
        "brand = A",
        "brand = ''A'",
        "brand = 'A",
        "brand",
        "= 'A'",
        "brand = 'A' AND",
        "brand = 'A' brand = 'B'",
        "(brand = 'A'",
        "brand = 'A')",
        "brand IN ()",
        "brand IN ('A',)",
        "brand IN 'A'",
        "NOT brand = 'A'",
        "brand NOT LIKE 'A'",
        "brand IS NULL",
        "price BETWEEN 1 AND 2",
        "price >= 1e5",
        "price >= 5x",
        "price >= '5'",
        "brand > 'A'",
        "brand LIKE 5",
        "price LIKE '1'",
        "lower(brand) = 'a'",
        "colour = 'Red'",
        "brand = 'A'; DROP TABLE x",
        "brand = 'A' -- no",
        "sold IS 1",
        "`brand` = 'A'",
        "(" * 200 + "brand = 'A'" + ")" * 200,
    ],
)
def test_a_filter_string_that_is_not_documented_is_refused(text):
    with pytest.raises(ApiError) as refused:
        storage(text)
    assert (refused.value.status, refused.value.code) == (400, "INVALID_PARAMETER_VALUE")
