import numpy as np
import pytest

from fashion_search.errors import InvalidRequestError
from fashion_search.evaluation.exact import mix, nearest_rows, unit_rows


def test_the_nearest_are_those_of_a_full_sort_also_across_blocks(monkeypatch):
    monkeypatch.setattr("fashion_search.evaluation.exact._BLOCK_CELLS", 1000)
    random = np.random.default_rng(0)
    queries = random.normal(size=(23, 8)).astype(np.float32)
    documents = random.normal(size=(300, 8)).astype(np.float32)
    expected = np.argsort(-(queries @ documents.T), axis=1, kind="stable")[:, :10]
    assert nearest_rows(queries, documents, 10).tolist() == expected.tolist()


def test_ties_go_to_the_lower_row_also_at_the_cut():
    documents = np.array([[0, 1], [1, 0], [1, 0], [1, 0], [2, 0]], dtype=np.float32)
    query = np.array([[1, 0]], dtype=np.float32)
    assert nearest_rows(query, documents, 3).tolist() == [[4, 1, 2]]
    assert nearest_rows(query, documents, 9).tolist() == [[4, 1, 2, 3, 0]]
    assert nearest_rows(query, documents[:0], 3).shape == (1, 0)


def test_a_row_of_zeros_stays_one_and_leaves_the_mix_to_the_other():
    rows = np.array([[3, 4], [0, 0]], dtype=np.float32)
    assert unit_rows(rows) == pytest.approx(np.array([[0.6, 0.8], [0, 0]]))
    assert unit_rows(rows).dtype == np.float32
    other = np.array([[1, 0], [0, 5]], dtype=np.float32)
    mixed = mix(rows, other, 0.9)
    assert mixed[1] == pytest.approx([0, 1])
    assert mixed[0] == pytest.approx(np.array([0.64, 0.72]) / np.hypot(0.64, 0.72))


def test_vectors_that_are_not_finite_are_refused():
    with pytest.raises(InvalidRequestError, match="finite"):
        unit_rows(np.array([[np.nan, 1]], dtype=np.float32))
