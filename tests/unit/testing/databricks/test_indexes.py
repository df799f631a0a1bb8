"""Indexes that are written to, and the scores they give."""

from __future__ import annotations

import numpy as np
import pytest

from fashion_search.testing.databricks.messages import ApiError
from fashion_search.testing.databricks.vector_search.conditions import Compared
from fashion_search.testing.databricks.vector_search.indexes import DirectIndex
from fashion_search.testing.databricks.vector_search.nearest import scores_of
from fashion_search.testing.databricks.vector_search.spec import IndexSpec

SPEC = IndexSpec(
    name="c.s.i",
    endpoint="e",
    primary_key="id",
    vector_column="v",
    dimension=2,
    schema={"id": "int", "tag": "string", "sold": "boolean", "v": "array<float>"},
)


def index() -> DirectIndex:
    made = DirectIndex(SPEC)
    made.upsert(
        [
            {"id": 10, "tag": "a", "sold": True, "v": [3.0, 4.0]},
            {"id": 9, "tag": "b", "v": [0.0, 1.0]},
            {"id": 2, "v": [3.0, 4.0]},
        ]
    )
    return made


def found(made: DirectIndex, condition: Compared | None = None) -> list[object]:
    rows, _ = made.content.find(np.array([3.0, 4.0]), condition, 10)
    return made.content.frame.column("id").values(rows)


def test_ties_come_in_order_of_the_key():
    assert found(index()) == [2.0, 10.0, 9.0]


def test_filters_see_what_was_written_last():
    made, condition = index(), Compared("tag", "=", "a")
    assert found(made, condition) == [10.0]
    made.upsert([{"id": 2, "tag": "a", "v": [0.0, 0.5]}])
    assert found(made, condition) == [10.0, 2.0]
    assert made.delete(["10", 77]) == 1
    assert found(made, condition) == [2.0]


@pytest.mark.parametrize(
    "row",
    [
        {"id": 1, "v": [1.0]},
        {"id": 1},
        {"v": [1.0, 2.0]},
        {"id": 1, "v": [1.0, 2.0], "color": "red"},
        {"id": 1, "v": [1.0, 2.0], "tag": 5},
        {"id": 1, "v": [1.0, "x"]},
    ],
    ids=str,
)
def test_a_row_that_does_not_fit_leaves_the_index_as_it_was(row):
    made = index()
    with pytest.raises(ApiError):
        made.upsert([{"id": 5, "v": [1.0, 1.0]}, row])
    assert found(made) == [2.0, 10.0, 9.0]


def test_the_scan_goes_on_after_a_key():
    content = index().content
    keys = [content.frame.column("id").values(content.after("id", key, 2)) for key in (None, "9", 10)]
    assert keys == [[2.0, 9.0], [10.0], []]


def test_scores_fall_with_the_squared_distance():
    vectors = np.array([[1, 0], [0, 1], [-1, 0], [0, 3]], dtype=np.float32)
    assert scores_of(vectors, np.array([1.0, 0.0])).tolist() == [1, 1 / 3, 1 / 5, 1 / 11]


def test_a_length_that_is_one_but_for_rounding_does_not_change_the_order():
    query = np.array([0.3, np.sqrt(1 - 0.09)])
    exact = np.array([1.0, 0.0])
    rows = np.stack([exact, exact * (1 + 3e-7)]).astype(np.float32)
    assert rows[1, 0] > rows[0, 0]
    scores = scores_of(rows, query)
    assert scores[1] > scores[0]
