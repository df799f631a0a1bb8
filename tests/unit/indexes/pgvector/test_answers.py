"""How answers of pgvector become those of the local index, without a server."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from fashion_search.errors import ConfigurationError, FilterError, InvalidRequestError, ModelMismatchError
from fashion_search.filters import F
from fashion_search.indexes.pgvector.copying import float8, int4, texts, timestamptz
from fashion_search.indexes.pgvector.elements import EmbeddingType, read_vectors, written
from fashion_search.indexes.pgvector.facts import Facts
from fashion_search.indexes.pgvector.index import PgVectorIndex
from fashion_search.indexes.pgvector.queries import VectorQueries
from fashion_search.indexes.pgvector.scoring import Found, margin, spare
from fashion_search.indexes.pgvector.settings import HnswSettings
from fashion_search.indexes.pgvector.tables import PgTables
from fashion_search.steps import run
from fashion_search.types import ModelIdentity

DIMENSION = 4
MODEL = ModelIdentity(name="m", dimension=DIMENSION, fingerprint="f")
FACTS = Facts(MODEL, (0, 8, 5))
NOTHING = (None,) * 11


def row(product_id: str, vector: np.ndarray, unit: np.ndarray, *, off: float = 0.0, model: str = "m@f"):
    """A row as the server answers it, its distance off by rounding."""
    (content,) = written(vector[np.newaxis].astype(np.float32))
    return (-float(vector @ unit) + off, content, model, product_id, *NOTHING)


def directions(count: int, seed: int = 1) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((count, DIMENSION))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def queries(mode="exact", **hnsw) -> VectorQueries:
    return VectorQueries(PgTables.of(DIMENSION).embeddings, mode, HnswSettings(**hnsw))


def test_vectors_survive_the_way_there_and_back():
    vectors = directions(5)
    vectors[2] = 0
    cells = written(vectors)
    assert cells[2] is None
    assert np.array_equal(read_vectors([c for c in cells if c], DIMENSION), np.delete(vectors, 2, axis=0))
    assert read_vectors([], DIMENSION).shape == (0, DIMENSION)
    head = struct.unpack(">hh", cells[0][:4])
    assert head == (DIMENSION, 0)


def test_a_vector_as_text_has_all_digits_of_float32():
    write = EmbeddingType().bind_processor(None)
    value = np.array([0.1, -1 / 3, 1e-8, 1], np.float64)
    read = np.array([float(part) for part in write(value).strip("[]").split(",")], np.float32)
    assert np.array_equal(read, value.astype(np.float32))
    assert write(None) is None


def test_candidates_are_scored_anew_and_ties_are_in_order_of_product_id():
    unit = np.array([1.0, 0, 0, 0])
    near, far = np.array([1, 0, 0, 0.0]), np.array([0.6, 0.8, 0, 0])
    found = Found.of([row("b", far, unit), row("z", near, unit, off=1e-7), row("a", near, unit)], unit)
    assert found.candidates.product_ids == ("a", "z", "b")
    assert found.candidates.similarities.tolist() == [1.0, 1.0, np.float32(0.6)]
    assert [one.product_id for one in found.candidates.products] == ["a", "z", "b"]
    assert found.best(2).product_ids == ("a", "z")


def test_an_answer_is_proven_only_when_nothing_left_out_can_reach_it():
    unit = np.array([1.0, 0, 0, 0])
    near, tie = np.array([1, 0, 0, 0.0]), np.array([0.6, 0.8, 0, 0])
    found = Found.of([row("a", near, unit), row("b", tie, unit), row("c", tie, unit)], unit)
    assert found.proves(1)
    assert not found.proves(2)  # others may tie with b and have a smaller id
    assert not found.proves(4)


def test_more_is_fetched_until_an_answer_is_proven():
    """A hundred equal vectors: whichever the server gives first, the smallest ids are the answer."""
    unit, same = np.array([1.0, 0, 0, 0]), np.array([0.6, 0.8, 0, 0])
    rows = [row(f"{number:03d}", same, unit, off=number * 1e-9) for number in range(100, 0, -1)]
    asked = []

    def answer(statement):
        asked.append(statement)
        wanted = statement.get_final_froms()[0].right.element._limit
        return rows[:wanted]

    found = run(queries().query(FACTS, unit, 3, None, "hybrid"), answer)
    assert found.product_ids == ("001", "002", "003")
    assert len(asked) > 1


def test_the_margin_covers_float32_sums_in_any_order():
    random = np.random.default_rng(5)
    worst = 0.0
    for dimension in (16, 512):
        rows = random.standard_normal((200, dimension))
        rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        query = rows[0].astype(np.float64) + 1e-9
        exact = rows.astype(np.float64) @ query
        for order in (np.arange(dimension), random.permutation(dimension)):
            rough = np.zeros(len(rows), np.float32)
            for column in order:
                rough += rows[:, column] * np.float32(query[column])
            worst = max(worst, float(np.abs(rough - exact).max() / margin(dimension)))
    assert worst < 1
    assert spare(20) < 20


def test_a_table_filled_by_another_model_since_is_noticed():
    unit = np.array([1.0, 0, 0, 0])
    rows = [row("a", unit, unit, model="other@x")]
    with pytest.raises(ModelMismatchError, match="other@x"):
        run(queries().query(FACTS, unit, 3, None, "hybrid"), lambda _: rows)


def test_few_that_pass_are_searched_exactly_and_many_by_the_graph():
    unit = np.array([1.0, 0, 0, 0])

    def statements(count: int) -> list[str]:
        asked = []

        def answer(statement):
            asked.append(str(statement))
            return [(count,)] if "count(" in asked[-1] else [row("a", unit, unit)] * 0

        run(queries("hnsw", exact_below=50).query(FACTS, unit, 3, F.price > 1, "text"), answer)
        return asked

    few, many = statements(49), statements(50)
    assert len(few) == 2
    assert "+" in few[1]  # no index can help with a sum
    assert len(many) == 3  # the graph's answer was short
    assert "+" not in many[1]
    assert "+" in many[2]


def test_older_servers_are_not_asked_for_what_they_do_not_know():
    new = queries("hnsw", ef_search=40).session(FACTS, 100)
    assert new["hnsw.ef_search"] == str(100 + spare(100))
    assert new["hnsw.iterative_scan"] == "relaxed_order"
    old = queries("hnsw").session(Facts(MODEL, (0, 7, 4)), 10)
    assert not {"hnsw.iterative_scan", "hnsw.max_scan_tuples"} & old.keys()
    assert not any(name.startswith("hnsw") for name in queries("exact").session(FACTS, 10))


@pytest.mark.parametrize(
    "bad", [{"m": 1}, {"ef_search": 1001}, {"ef_construction": 20}, {"iterative_scan": "maybe"}, {"m": "16"}]
)
def test_settings_the_server_would_refuse_are_refused(bad):
    with pytest.raises((ConfigurationError, TypeError)):
        HnswSettings(**bad)


def test_a_mode_that_does_not_exist_is_refused():
    with pytest.raises(ConfigurationError, match="ivfflat"):
        PgVectorIndex(None, mode="ivfflat")


def test_what_is_no_question_is_refused_before_anything_is_asked():
    def never(ask):
        raise AssertionError(ask)

    unit = np.array([1.0, 0, 0, 0])
    with pytest.raises(InvalidRequestError, match="smell"):
        run(queries().query(FACTS, unit, 3, None, "smell"), never)
    with pytest.raises(FilterError):
        run(queries().query(FACTS, unit, 3, "price < 3", "text"), never)
    with pytest.raises(InvalidRequestError, match="limit"):
        run(queries().query(FACTS, unit, 0, None, "text"), never)


def test_cells_are_postgres_binary_form():
    assert texts(["é", None]) == ["é".encode(), None]
    assert float8([1.5, None, float("nan")]) == [struct.pack(">d", 1.5), None, None]
    assert int4([-2, None]) == [struct.pack(">i", -2), None]
    from datetime import datetime, timezone

    assert timestamptz(datetime(2000, 1, 1, 0, 0, 1, tzinfo=timezone.utc)) == struct.pack(">q", 1_000_000)
