"""Every measure equals those of `ranx` and `ir-measures` on generated runs. Skipped where they are absent."""

import warnings

import numpy as np
import pytest

from fashion_search.evaluation import Judgements, Run, evaluate

TOLERANCE = 1e-6
LIMITS = (1, 5, 10, 20)


def generated(seed, *, grades):
    """60 queries over 200 products: rankings short and long, some without a relevant product."""
    random = np.random.default_rng(seed)
    judged, found = {}, {}
    for number in range(60):
        query = f"q{number}"
        products = [f"p{p}" for p in random.permutation(200)]
        judged[query] = {
            product: int(random.choice(grades)) for product in products[: int(random.integers(1, 40))]
        }
        length = int(random.integers(1, 60))
        pool = [f"p{p}" for p in random.permutation(200)[:length]]
        found[query] = {product: float(length - rank) for rank, product in enumerate(pool)}
    return judged, found


CASES = [
    pytest.param(generated(1, grades=(0, 1)), id="binary"),
    pytest.param(generated(2, grades=(0, 1, 2, 3)), id="graded"),
    pytest.param(generated(3, grades=(0, 0, 0, 4)), id="sparse"),
]


@pytest.fixture(scope="module")
def ranx():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("ranx", reason="the dependency group `metrics` is not installed")


@pytest.fixture(scope="module")
def ir_measures():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("ir_measures", reason="the dependency group `metrics` is not installed")


def ours(case, measure, relevant_from=1):
    judged, found = case
    scores = evaluate(Run.from_scores(found), Judgements(judged), [measure], relevant_from=relevant_from)
    return dict(zip(scores.query_ids, scores.values[measure], strict=True))


def assert_equal(mine, theirs):
    assert set(mine) == set(theirs)
    worst = max(mine, key=lambda query: abs(mine[query] - theirs[query]))
    assert mine[worst] == pytest.approx(theirs[worst], abs=TOLERANCE), worst


IR_NAMES = {
    "ndcg": "nDCG",
    "precision": "P",
    "recall": "R",
    "mrr": "RR",
    "map": "AP",
    "success": "Success",
}


def by_query(ir_measures, case, text):
    judged, found = case
    measure = ir_measures.parse_measure(text)
    return {m.query_id: m.value for m in ir_measures.iter_calc([measure], judged, found)}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("name", IR_NAMES)
def test_measures_at_a_cutoff_equal_ir_measures(ir_measures, case, name, limit):
    assert_equal(ours(case, f"{name}@{limit}"), by_query(ir_measures, case, f"{IR_NAMES[name]}@{limit}"))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(
    ("name", "theirs"), [("ndcg", "nDCG"), ("mrr", "RR"), ("map", "AP"), ("r_precision", "Rprec")]
)
def test_measures_of_the_whole_ranking_equal_ir_measures(ir_measures, case, name, theirs):
    assert_equal(ours(case, name), by_query(ir_measures, case, theirs))


@pytest.mark.parametrize(
    ("name", "theirs"), [("precision@10", "P(rel=2)@10"), ("recall@10", "R(rel=2)@10"), ("map", "AP(rel=2)")]
)
def test_a_higher_bar_for_relevance_equals_ir_measures(ir_measures, name, theirs):
    case = generated(2, grades=(0, 1, 2, 3))
    assert_equal(ours(case, name, relevant_from=2), by_query(ir_measures, case, theirs))


RANX_NAMES = {
    "ndcg": "ndcg",
    "ndcg_exp": "ndcg_burges",
    "precision": "precision",
    "recall": "recall",
    "mrr": "mrr",
    "map": "map",
    "success": "hit_rate",
}


def by_ranx(ranx, case, metric):
    judged, found = case
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        run = ranx.Run(found)
        ranx.evaluate(ranx.Qrels(judged), run, metric)
    return dict(run.scores[metric])


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("name", RANX_NAMES)
def test_measures_at_a_cutoff_equal_ranx(ranx, case, name, limit):
    judged, found = case
    if name == "precision":  # ranx divides by the number found when that is smaller; trec_eval and we do not
        found = {query: scored for query, scored in found.items() if len(scored) >= limit}
        judged = {query: judged[query] for query in found}
    case = (judged, found)
    assert_equal(ours(case, f"{name}@{limit}"), by_ranx(ranx, case, f"{RANX_NAMES[name]}@{limit}"))


@pytest.mark.parametrize("case", CASES)
def test_r_precision_equals_ranx_where_enough_was_found(ranx, case):
    judged, found = case
    enough = [q for q in judged if len(found[q]) >= sum(grade > 0 for grade in judged[q].values())]
    assert enough
    part = ({q: judged[q] for q in enough}, {q: found[q] for q in enough})
    assert_equal(ours(part, "r_precision"), by_ranx(ranx, part, "r-precision"))
