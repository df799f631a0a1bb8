from __future__ import annotations

import time

import numpy as np
import pytest

from fashion_search import Query
from fashion_search.deadline import Deadline
from fashion_search.errors import DeadlineExceededError, InvalidRequestError
from fashion_search.filters import Columns
from fashion_search.pipeline import (
    add_rules,
    assemble,
    compose,
    default_space,
    default_threshold,
    in_order,
    keep_relevant,
    part_cosines,
    plan,
    score_parts,
)
from fashion_search.preferences import Preferences
from fashion_search.ranking.blend import BlendWeights
from fashion_search.ranking.calibration import Calibration
from fashion_search.types import Candidates, Product


def unit(*values: float) -> np.ndarray:
    vector = np.array(values, dtype=np.float32)
    return vector / np.linalg.norm(vector)


def weights_of(query: Query) -> dict[str, float]:
    return {part.name: part.weight for part in plan(query)}


def test_a_lone_part_weighs_one():
    assert weights_of(Query(text="dress", weights={"text": 0.3})) == {"text": 1.0}
    assert weights_of(Query(image=b"jpeg")) == {"image": 1.0}


def test_text_and_image_weights_are_normalised_and_without_is_negative():
    weights = weights_of(Query(text="dress", image=b"jpeg", without="red", weights={"text": 3, "image": 1}))
    assert weights == {"text": 0.75, "image": 0.25, "without": -0.5}


def test_pictures_alone_are_looked_up_among_pictures_and_words_in_hybrid():
    assert default_space(plan(Query(image=b"jpeg"))) == "image"
    assert default_space(plan(Query(text="dress", image=b"jpeg"))) == "hybrid"
    assert default_space(plan(Query(image=b"jpeg", without="red"))) == "hybrid"


def test_parts_that_cancel_out_are_refused():
    parts = plan(Query(text="red", without="red", weights={"without": 1}))
    with pytest.raises(InvalidRequestError, match="cancel out"):
        compose(parts, np.stack([unit(1, 0), unit(1, 0)]))


def scored(query: Query, rows: np.ndarray, stored: np.ndarray, calibrations=None):
    composed = compose(plan(query), rows)
    found = Candidates(tuple(f"p{row}" for row in range(len(stored))), stored @ composed.vector)
    return found, score_parts(composed, part_cosines(composed, found, stored), "hybrid", calibrations or {})


def assembled(*arguments, products=None, **options):
    found, scores = scored(*arguments, **options)
    return assemble(found, products or {name: Product(product_id=name) for name in found.product_ids}, scores)


def test_the_addends_of_every_hit_sum_to_its_score():
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(3, 64)).astype(np.float32)
    stored = rng.normal(size=(50, 64)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    stored /= np.linalg.norm(stored, axis=1, keepdims=True)
    hits = assembled(Query(text="a", image=b"jpeg", without="b"), rows, stored)
    assert [part.name for part in hits[0].explanation.parts] == ["text", "image", "without"]
    for hit in hits:
        assert hit.explanation.total == pytest.approx(hit.score, abs=1e-6)


def test_a_product_the_catalogue_no_longer_has_is_left_out():
    hits = assembled(
        Query(text="a"),
        unit(1, 0)[None],
        np.stack([unit(1, 0), unit(1, 1)]),
        products={"p1": Product(product_id="p1")},
    )
    assert [hit.product_id for hit in hits] == ["p1"]


CURVES = {
    ("text", "hybrid"): Calibration(slope=10, intercept=-5),
    ("image", "hybrid"): Calibration(slope=4, intercept=-1),
}


def test_calibrated_addends_are_weighted_relevances_and_without_counts_against():
    stored = np.stack([unit(1, 2, 0)])
    query = Query(text="a", image=b"jpeg", without="b", weights={"text": 1, "image": 3, "without": 0.2})
    rows = np.stack([unit(1, 0, 0), unit(0, 1, 0), unit(0, 0, 1)])
    (hit,) = assembled(query, rows, stored, calibrations=CURVES)
    text = 0.25 / (1 + np.exp(-(10 * stored[0, 0] - 5)))
    image = 0.75 / (1 + np.exp(-(4 * stored[0, 1] - 1)))
    unwanted = 0.2 / (1 + np.exp(5))
    assert [part.value for part in hit.explanation.parts] == pytest.approx([text, image, -unwanted], abs=1e-6)
    assert hit.relevance == pytest.approx(text + image, abs=1e-6)
    assert hit.score == pytest.approx(text + image - unwanted, abs=1e-6)


def test_relevance_is_none_when_a_part_has_no_calibration():
    curves = {("text", "hybrid"): CURVES["text", "hybrid"]}
    rows = np.stack([unit(1, 0), unit(0, 1)])
    query = Query(text="a", image=b"jpeg")
    (hit,) = assembled(query, rows, np.stack([unit(1, 2)]), calibrations=curves)
    assert hit.relevance is None
    assert hit.score == pytest.approx(hit.similarity, abs=1e-6)
    _, scores = scored(query, rows, np.stack([unit(1, 2)]), calibrations=curves)
    with pytest.raises(InvalidRequestError, match="calibrated model"):
        keep_relevant(scores, in_order(scores, 5), 0.5)
    assert keep_relevant(scores, in_order(scores, 5), None).tolist() == [0]


@pytest.mark.parametrize(
    ("query", "space", "expected"),
    [
        (Query(text="a"), "hybrid", 0.4),
        (Query(text="a", without="b"), "hybrid", 0.4),
        (Query(text="a"), "image", None),
        (Query(image=b"jpeg"), "hybrid", None),
        (Query(text="a", image=b"jpeg"), "hybrid", None),
    ],
)
def test_the_models_threshold_holds_for_words_alone_in_the_hybrid_space(query, space, expected):
    parts = plan(query)
    composed = compose(parts, np.eye(3, dtype=np.float32)[: len(parts)])
    assert default_threshold(composed, space, 0.4) == expected
    assert default_threshold(composed, space, None) is None


def test_the_threshold_is_lower_where_there_are_fewer_products():
    composed = compose(plan(Query(text="a")), np.eye(3, dtype=np.float32)[:1])
    stated = [default_threshold(composed, "hybrid", 0.5, count) for count in (100_000, 9_000, 900, 9, 1)]
    assert stated[:2] == [0.5, 0.5]
    assert stated[2] == pytest.approx(0.445)
    assert stated == sorted(stated, reverse=True)
    assert default_threshold(composed, "hybrid", 0.1, 1) == 0.0


def test_rules_weigh_forty_percent_and_can_change_the_order():
    stored = np.stack([unit(1, 0), unit(1, 1)])
    _, scores = scored(Query(text="a"), unit(1, 0)[None], stored, calibrations=CURVES)
    colors = Columns.from_rows([{"base_color": "Green"}, {"base_color": "Red"}])
    ruled = add_rules(scores, colors, Preferences(colors={"Red": 1.0}), BlendWeights())
    assert ruled.names == ("text", "color")
    assert ruled.scores == pytest.approx(0.6 * scores.scores + [0.0, 0.4], abs=0.01)
    assert in_order(scores, 2).tolist() == [0, 1]
    assert in_order(ruled, 2).tolist() == [1, 0]


def kinds_beside(count, fitting):
    """Candidates from near to far, of which the last `fitting` are bags, and what they score alone."""
    stored = np.stack([unit(1, 0.05 * n) for n in range(count)])
    _, scores = scored(Query(text="a"), unit(1, 0)[None], stored, calibrations=CURVES)
    kinds = ["Rings"] * (count - fitting) + ["Bags"] * fitting
    return scores, Columns.from_rows([{"article_type": kind, "base_color": "Red"} for kind in kinds])


@pytest.mark.parametrize(("fitting", "share"), [(2, 0.0), (7, 0.5), (12, 1.0)])
def test_a_doubtful_kind_counts_as_far_as_the_first_ten_bear_it_out(fitting, share):
    scores, fields = kinds_beside(12, fitting)
    wishes = Preferences(article_types={"Bags": 1.0})
    ruled = add_rules(scores, fields, wishes, BlendWeights(), doubtful=True)
    assert ruled.addends[-1, 1] == pytest.approx(0.4 * share)
    assert ruled.addends[0, 0] == pytest.approx((1 - 0.4 * share) * scores.scores[0])


def test_a_doubtful_colour_counts_whole_because_it_may_be_rare():
    scores, fields = kinds_beside(12, 0)
    wishes = Preferences(colors={"Blue": 1.0})
    sure, doubtful = (add_rules(scores, fields, wishes, BlendWeights(), doubtful=d) for d in (False, True))
    assert np.array_equal(sure.addends, doubtful.addends)


def test_doubt_without_candidates_is_nothing():
    scores, fields = kinds_beside(2, 1)
    empty, wishes = scores.rows([]), Preferences(article_types={"Bags": 1.0})
    ruled = add_rules(empty, fields.take([]), wishes, BlendWeights(), doubtful=True)
    assert ruled.scores.size == 0


def test_without_a_wish_the_scores_stay_as_they_are():
    _, scores = scored(Query(text="a"), unit(1, 0)[None], np.stack([unit(1, 1)]), calibrations=CURVES)
    assert add_rules(scores, Columns.from_rows([{}]), Preferences(), BlendWeights()) is scores


def test_equal_scores_keep_the_order_of_the_candidates():
    _, scores = scored(Query(text="a"), unit(1, 0)[None], np.stack([unit(1, 1)] * 5))
    assert in_order(scores, 4).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan")])
def test_a_relevance_outside_zero_to_one_is_refused(wrong):
    _, scores = scored(Query(text="a"), unit(1, 0)[None], np.stack([unit(1, 1)]))
    with pytest.raises(InvalidRequestError, match="must lie in"):
        keep_relevant(scores, in_order(scores, 1), wrong)


def test_a_deadline_that_has_passed_says_what_it_was_about_to_do():
    deadline = Deadline(1e-6, "search")
    time.sleep(0.001)
    with pytest.raises(DeadlineExceededError, match="search ran out of its 1e-06 s before: ranking"):
        deadline.check("ranking")


def test_no_deadline_never_ends_and_a_senseless_one_is_refused():
    Deadline(None, "search").check("anything")
    with pytest.raises(InvalidRequestError, match="timeout_s is 0"):
        Deadline(0, "search")
