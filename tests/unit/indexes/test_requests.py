"""What may be asked, and what is said when it may not."""

from __future__ import annotations

import numpy as np
import pytest

from fashion_search.errors import InvalidRequestError
from fashion_search.indexes.requests import checked_limit, unit_vector, unit_vectors


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("length", [1e-3, 1.0, 300.0])
def test_a_vector_of_any_length_is_brought_to_length_one(dtype: type, length: float) -> None:
    vector = (np.array([3, 0, -4]) / 5 * length).astype(dtype)
    assert np.allclose(unit_vector(vector, 3), [0.6, 0, -0.8], atol=2e-3)
    assert np.linalg.norm(unit_vector(vector, 3)) == pytest.approx(1, abs=1e-15)
    assert np.array_equal(unit_vectors(vector[np.newaxis], 3)[0], unit_vector(vector, 3))


def test_lists_of_floats_are_vectors_too() -> None:
    assert unit_vector([0.0, 2.0], 2).tolist() == [0, 1]


BAD = {
    "shape": np.ones(4),
    "scalar": np.float32(1),
    "empty": np.empty(0),
    "integers": np.array([1, 2, 3]),
    "booleans": np.array([True, False, True]),
    "complex": np.array([1j, 0, 0]),
    "text": np.array(["a", "b", "c"]),
    "objects": np.array([1.0, None, 2.0], dtype=object),
    "ragged": [[1.0], [1.0, 2.0], [3.0]],
    "zeros": np.zeros(3),
    "nearly zeros": np.full(3, 1e-200),
    "nan": np.array([1, np.nan, 0]),
    "infinity": np.array([1, -np.inf, 0]),
    "too large to square": np.full(3, 1e200),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_what_is_no_direction_is_refused(bad: object) -> None:
    with pytest.raises(InvalidRequestError, match="query"):
        unit_vector(bad, 3)


def test_the_first_bad_query_of_many_is_named() -> None:
    vectors = np.ones((5, 3))
    vectors[2] = 0
    vectors[4] = np.nan
    with pytest.raises(InvalidRequestError, match="Query vector 2 is all zeros"):
        unit_vectors(vectors, 3)


@pytest.mark.parametrize("bad", [np.ones(3), np.ones((2, 4)), np.ones((2, 2, 3)), np.ones((2, 3), int)])
def test_many_queries_come_one_a_row(bad: object) -> None:
    with pytest.raises(InvalidRequestError, match="query vector"):
        unit_vectors(bad, 3)


@pytest.mark.parametrize("limit", [0, -5, 1.0, "20", None, np.float32(3)])
def test_a_limit_that_is_no_positive_whole_number_is_refused(limit: object) -> None:
    with pytest.raises(InvalidRequestError, match="limit is"):
        checked_limit(limit)


def test_numpy_integers_are_limits() -> None:
    assert checked_limit(np.int64(3)) == 3
