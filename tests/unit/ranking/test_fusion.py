from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fashion_search.errors import InvalidRequestError
from fashion_search.ranking.fusion import Fusion, fuse

NAN = float("nan")


def fused(scores: dict[str, list[float]], fusion: Fusion) -> np.ndarray:
    return np.sum(list(fuse({name: np.array(one) for name, one in scores.items()}, fusion).values()), axis=0)


def test_weights_need_not_sum_to_one_and_sources_of_no_weight_take_no_part():
    fusion = Fusion(weights={"hybrid": 3, "lexical": 1, "image": 0})
    assert fusion.shares == {"hybrid": 0.75, "lexical": 0.25}
    assert fused({"hybrid": [1, 0], "lexical": [0, 1]}, fusion).tolist() == [0.75, 0.25]


def test_weighted_scores_add_up_and_what_a_source_does_not_know_adds_nothing():
    addends = fuse(
        {"hybrid": np.array([0.8, 0.5]), "lexical": np.array([NAN, 1.0])},
        Fusion(weights={"hybrid": 1, "lexical": 1}),
    )
    assert addends["hybrid"] == pytest.approx([0.4, 0.25])
    assert addends["lexical"].tolist() == [0, 0.5]


def test_reciprocal_ranks_are_those_of_the_paper_up_to_one_factor():
    fusion = Fusion(method="rrf", weights={"image": 1, "text": 1})
    found = fused({"image": [0.9, 0.1, 0.5], "text": [0.2, 0.3, 0.1]}, fusion)
    paper = np.array([1 / 61 + 1 / 62, 1 / 63 + 1 / 61, 1 / 62 + 1 / 63])
    assert found == pytest.approx(paper * 61 / 2)
    assert fused({"image": [1.0], "text": [1.0]}, fusion) == pytest.approx([1.0])


def test_equal_scores_share_the_better_rank_and_unknown_ones_have_none():
    found = fuse({"lexical": np.array([0.5, 0.5, 0.1, NAN])}, Fusion(method="rrf", weights={"lexical": 1}))
    assert found["lexical"] == pytest.approx([1, 1, 61 / 63, 0])


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=20, unique=True), st.integers(1, 100))
def test_one_source_alone_keeps_its_order(values, k):
    scores = np.array(values)
    for method in ("weighted", "rrf"):
        found = fuse({"image": scores}, Fusion(method=method, weights={"image": 2.0}, k=k))["image"]
        assert np.argsort(-found, kind="stable").tolist() == np.argsort(-scores, kind="stable").tolist()


def test_no_candidates_have_no_scores():
    for method in ("weighted", "rrf"):
        assert len(fuse({"image": np.empty(0)}, Fusion(method=method, weights={"image": 1}))["image"]) == 0


def test_sources_that_are_not_there_leave_their_weight_to_the_others():
    assert Fusion(weights={"hybrid": 0.9, "lexical": 0.1}).among({"hybrid"}).shares == {"hybrid": 1.0}
    with pytest.raises(InvalidRequestError, match="No source"):
        Fusion(weights={"lexical": 1}).among({"hybrid"})


def test_words_count_a_tenth_by_default_and_less_beside_a_picture():
    assert Fusion().shares == Fusion.beside("hybrid").shares == pytest.approx({"hybrid": 0.9, "lexical": 0.1})
    assert Fusion.beside("image", text=0.5).shares == pytest.approx({"image": 0.95, "lexical": 0.05})
    assert Fusion.beside("image", text=0.0).shares == {"image": 1.0}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "borda"}, "'borda'"),
        ({"weights": {"lexcial": 1}}, "Did you mean 'lexical'"),
        ({"weights": {"image": -1}}, "image is -1"),
        ({"weights": {"image": NAN}}, "nan"),
        ({"weights": {"image": 0}}, "No source"),
        ({"weights": {}}, "No source"),
        ({"k": 0}, "k is 0"),
    ],
)
def test_senseless_fusions_are_refused(options, message):
    with pytest.raises(InvalidRequestError, match=message):
        Fusion(**options)


def test_a_source_without_scores_and_lengths_that_differ_are_refused():
    fusion = Fusion(weights={"image": 1, "text": 1})
    with pytest.raises(InvalidRequestError, match="No scores of text"):
        fuse({"image": np.zeros(2)}, fusion)
    with pytest.raises(InvalidRequestError, match="different numbers"):
        fuse({"image": np.zeros(2), "text": np.zeros(3)}, fusion)
