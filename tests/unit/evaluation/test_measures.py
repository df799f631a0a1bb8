import numpy as np
import pytest

from fashion_search.errors import InvalidRequestError
from fashion_search.evaluation import MEASURES, Judgements, Measure, Run, evaluate

JUDGEMENTS = Judgements({"dress": {"a": 1, "b": 1}, "boots": {"c": 1}})


def test_a_query_that_was_never_asked_scores_zero_and_counts():
    scores = evaluate(Run({"dress": ("a", "x", "b")}), JUDGEMENTS, ["mrr@10"])
    assert scores.query_ids == ("dress", "boots")
    assert scores.values["mrr@10"].tolist() == [1.0, 0.0]
    assert scores.means() == {"mrr@10": 0.5}


def test_a_query_nobody_judged_is_left_out():
    scores = evaluate(Run({"dress": ("a",), "boots": ("c",), "hats": ("h",)}), JUDGEMENTS, ["success@1"])
    assert scores.means() == {"success@1": 1.0}


def test_every_measure_has_a_name_that_reads_back():
    for name in MEASURES:
        for text in (name, f"{name}@7"):
            assert str(Measure.parse(text)) == text


def test_a_measure_given_as_value_keeps_its_own_bar():
    graded = Judgements({"q": {"a": 1, "b": 2}})
    scores = evaluate(Run({"q": ("a", "b")}), graded, [Measure("mrr", 10, relevant_from=2)])
    assert scores.values["mrr@10"] == pytest.approx([0.5])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ndgc@10", "Did you mean 'ndcg'"),
        ("ndcg@", "comes a number"),
        ("ndcg@ten", "comes a number"),
        ("map@0", "1 or more"),
        ("", "Unknown measure ''"),
    ],
)
def test_a_measure_that_is_not_defined_is_refused_with_a_remedy(text, said):
    with pytest.raises(InvalidRequestError, match=said):
        Measure.parse(text)


def test_a_bar_of_zero_is_refused():
    with pytest.raises(InvalidRequestError, match="above 0"):
        evaluate(Run({}), JUDGEMENTS, ["map"], relevant_from=0)


def test_a_mean_over_no_queries_is_refused():
    with pytest.raises(InvalidRequestError, match="No query is judged"):
        evaluate(Run({}), Judgements({}))


def test_two_thousand_queries_are_measured_quickly():
    random = np.random.default_rng(0)
    ids = [f"p{n}" for n in range(1000)]
    run = Run({f"q{n}": tuple(ids[i] for i in random.permutation(1000)[:10]) for n in range(2000)})
    judged = Judgements.from_relevant({f"q{n}": [ids[n % 1000]] for n in range(2000)})
    scores = evaluate(run, judged)
    assert scores.means()["recall@10"] == pytest.approx(0.01, abs=0.006)
