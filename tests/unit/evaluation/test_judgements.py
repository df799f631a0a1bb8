import gzip
import json

import pytest

from fashion_search.errors import InvalidRequestError, NotFoundError
from fashion_search.evaluation import Judgements, Run
from fashion_search.types import Product


def test_grades_follow_the_order_of_the_ranking_and_unjudged_products_are_zero():
    judgements = Judgements({"q": {"a": 2, "b": 1}})
    assert judgements.ranked("q", ["x", "b", "a"]).tolist() == [0, 1, 2]
    assert judgements.grade("q", "x") == 0
    assert judgements.grade("other", "a") == 0
    assert judgements.judged("other").size == 0


def test_rules_judge_the_whole_catalogue_once():
    products = [
        Product(product_id="1", article_type="Shoes", base_color="Red"),
        Product(product_id="2", article_type="Shoes"),
        Product(product_id="3", article_type="Dresses", base_color="Red"),
    ]
    rules = {
        "shoes": lambda p: p.article_type == "Shoes",
        "red shoes": lambda p: (p.article_type == "Shoes") + (p.base_color == "Red"),
        "hats": lambda p: p.article_type == "Hats",
    }
    judgements = Judgements.from_rules(rules, iter(products))
    assert judgements.grades == {"shoes": {"1": 1, "2": 1}, "red shoes": {"1": 2, "2": 1, "3": 1}, "hats": {}}


@pytest.mark.parametrize("grade", [-1, float("nan"), float("inf")])
def test_a_grade_no_measure_defines_is_refused(grade):
    with pytest.raises(InvalidRequestError, match="'p' for query 'q'"):
        Judgements({"q": {"p": grade}})


def test_restricting_keeps_only_queries_that_still_have_enough_products():
    judgements = Judgements({"many": {"a": 1, "b": 1, "c": 0}, "one": {"a": 1}, "none": {"z": 1}})
    assert judgements.restricted({"a", "b", "c"}).query_ids == ("many", "one")
    assert judgements.restricted({"a", "b", "c"}, at_least=2).grades == {"many": {"a": 1, "b": 1, "c": 0}}
    assert judgements.counts().tolist() == [2, 1, 1]
    assert judgements.product_ids() == {"a", "b", "c", "z"}


@pytest.mark.parametrize("content", [{"q": {"7": 1}}, {"q": [7]}, {"q": ["7"]}])
@pytest.mark.parametrize("compress", [gzip.compress, bytes])
def test_judgements_are_read_from_json_plain_or_gzipped(tmp_path, content, compress):
    path = tmp_path / "judgements.json"
    path.write_bytes(compress(json.dumps(content).encode()))
    assert Judgements.read(path).grades == {"q": {"7": 1.0}}


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"\x1f\x8b broken", b"[1]", b'{"q": 3}', b'{"q": {"p": "x"}}', b'{"q": {"p": -1}}', b"\xff"],
)
def test_a_file_of_another_form_is_refused_by_name(tmp_path, raw):
    path = tmp_path / "judgements.json"
    path.write_bytes(raw)
    with pytest.raises(InvalidRequestError, match=r"judgements\.json"):
        Judgements.read(path)


def test_a_missing_file_is_not_found(tmp_path):
    with pytest.raises(NotFoundError, match="no such file"):
        Judgements.read(tmp_path / "absent.json")
    with pytest.raises(InvalidRequestError, match="cannot be read"):
        Judgements.read(tmp_path)


def test_scores_rank_highest_first_with_ties_by_product_id():
    run = Run.from_scores({"q": {"b": 0.5, "a": 0.5, "c": 0.9, "d": 0.1}}, limit=3)
    assert run.ranking("q") == ("c", "a", "b")
    assert run.scores["q"] == (0.9, 0.5, 0.5)
    assert run.ranking("never asked") == ()


def test_a_ranking_that_repeats_a_product_is_refused():
    with pytest.raises(InvalidRequestError, match="'q' lists a product twice"):
        Run({"q": ("a", "b", "a")})


def test_scores_and_products_must_be_as_many():
    with pytest.raises(InvalidRequestError, match="2 products but 1 scores"):
        Run({"q": ("a", "b")}, {"q": (0.5,)})
