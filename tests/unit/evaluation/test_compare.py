import json
from dataclasses import dataclass

import numpy as np
import pytest

from fashion_search.errors import InvalidRequestError
from fashion_search.evaluation import Bootstrap, Judgements, compare
from fashion_search.types import Product, Query

QUICK = Bootstrap(samples=500)
QUERIES = [f"query {n}" for n in range(30)]
JPEG = b"\xff\xd8\xff\xe0 not really a picture"


@dataclass(frozen=True)
class Hit:
    product: Product
    score: float

    @property
    def product_id(self):
        return self.product.product_id


class Pictures:
    def read(self, product):
        return JPEG if product.product_id.endswith("0") else None


class Result(list):
    pictures = Pictures()


class Shop:
    """Answers every query with the same products, after as many strangers as `late` says."""

    def __init__(self, late=lambda _: 0, answer=list):
        self.late = late
        self.answer = answer
        self.asked = []

    def search(self, query, *, limit):
        self.asked.append(query)
        strangers = [f"x{n}" for n in range(self.late(query))]
        ids = [*strangers, *(f"{query}-{n}" for n in range(limit))][:limit]
        return self.answer(
            Hit(Product(product_id=i, product_display_name=f"Name {i}", article_type=i[0]), 1 - n / 100)
            for n, i in enumerate(ids)
        )


def judged(queries=QUERIES):
    return Judgements.from_relevant({query: [f"{query}-{n}" for n in range(3)] for query in queries})


def test_equal_clients_show_no_difference():
    comparison = compare(Shop(), Shop(), QUERIES, judged(), bootstrap=QUICK)
    assert "no difference shown" in comparison.verdict
    assert comparison.changes == ()
    assert list(comparison.overlaps.values()) == pytest.approx([1.0] * 30)
    assert all(row.difference.mean == 0 for row in comparison.fit.values())


def test_a_worse_client_is_called_worse_with_an_interval():
    worse = Shop(late=lambda query: int(query.split()[1]) % 3 + 1)
    comparison = compare(Shop(), worse, QUERIES, judged(), names=("old", "new"), bootstrap=QUICK)
    assert "old is better than new: ndcg@10 +0." in comparison.verdict
    row = comparison.fit["mrr@10"]
    assert row.first.mean == 1
    assert row.second.mean == pytest.approx(np.mean([1 / 2, 1 / 3, 1 / 4]))
    assert row.difference.mean == pytest.approx(row.second.mean - 1)
    assert row.difference.high < 0


def test_a_difference_that_chance_explains_is_not_shown():
    even, odd = (
        Shop(late=lambda query: int(query.split()[1]) % 2),
        Shop(late=lambda query: (int(query.split()[1]) + 1) % 2),
    )
    comparison = compare(even, odd, QUERIES, judged(), bootstrap=QUICK)
    assert comparison.verdict.startswith("A and B: no difference shown: ndcg@10")
    assert len(comparison.changes) == 5


def test_without_judgements_nothing_is_called_better():
    comparison = compare(Shop(), Shop(late=lambda _: 2), QUERIES, bootstrap=QUICK)
    assert comparison.fit == {}
    assert comparison.verdict.startswith("Without judgements nothing says which is better.")
    assert "different article_type +1.000" in comparison.verdict
    assert "better than" not in comparison.verdict


def test_the_most_changed_queries_come_first():
    late = {"query 3": 20, "query 7": 5, "query 9": 1}
    comparison = compare(
        Shop(), Shop(late=lambda q: late.get(q, 0)), QUERIES, judged(), most_changed=2, bootstrap=QUICK
    )
    assert [change.query_id for change in comparison.changes] == ["query 3", "query 7"]
    assert comparison.changes[0].overlap == 0
    assert comparison.changes[0].gains["mrr@10"] == -1
    assert [s.product.product_id for s in comparison.changes[1].second][:2] == ["x0", "x1"]


def test_queries_without_judgements_count_for_overlap_but_not_for_fit():
    comparison = compare(Shop(), Shop(), QUERIES, judged(QUERIES[:12]), bootstrap=QUICK)
    assert len(comparison.overlaps) == 30
    assert comparison.fit["mrr@10"].difference.queries == 12


def test_queries_may_have_ids_of_their_own_and_be_anything_the_client_takes():
    shop = Shop()
    queries = {"q1": Query(text="red dress"), "q2": Query(image=b"photo")}
    comparison = compare(shop, Shop(), queries, bootstrap=QUICK)
    assert list(comparison.overlaps) == ["q1", "q2"]
    assert shop.asked == list(queries.values())


def test_a_query_value_is_named_by_its_words_or_its_position():
    comparison = compare(Shop(), Shop(), [Query(text="boots"), Query(image=b"photo")], bootstrap=QUICK)
    assert list(comparison.overlaps) == ["boots", "query 2"]


def test_lists_and_totals_are_measured():
    comparison = compare(
        Shop(),
        Shop(late=lambda _: 4),
        QUERIES,
        limit=5,
        catalog_size=1000,
        vectors_of=lambda ids: np.eye(len(ids), dtype=np.float32),
        bootstrap=QUICK,
    )
    assert set(comparison.lists) == {
        "hits",
        "score spread@20",
        "different article_type",
        "different base_color",
        "diversity",
    }
    assert comparison.lists["diversity"].first.mean == pytest.approx(1)
    assert comparison.lists["score spread@20"].first.mean == pytest.approx(0.04)
    assert comparison.totals["different products"] == (150, 34)
    assert comparison.totals["catalogue coverage"] == pytest.approx((0.15, 0.034))
    assert comparison.totals["exposure gini"][0] < comparison.totals["exposure gini"][1]


def test_a_client_that_finds_nothing_is_compared_too():
    class Empty:
        def search(self, query, *, limit):
            return []

    comparison = compare(Shop(), Empty(), QUERIES, judged(), bootstrap=QUICK)
    assert comparison.lists["hits"].second.mean == 0
    assert "A is better than B" in comparison.verdict
    assert "nothing found" in str(comparison)
    assert "Nothing found" in comparison.to_html()


def test_progress_names_the_client_that_is_asked():
    seen = []
    compare(Shop(), Shop(), QUERIES[:2], names=("old", "new"), progress=seen.append, bootstrap=QUICK)
    assert [(p.stage, p.done, p.total) for p in seen] == [
        ("old", 1, 2),
        ("old", 2, 2),
        ("new", 1, 2),
        ("new", 2, 2),
    ]


def test_text_and_json_hold_tables_changes_and_verdict():
    comparison = compare(Shop(), Shop(late=lambda _: 1), QUERIES, judged(), bootstrap=QUICK)
    text = str(comparison)
    assert comparison.verdict in text
    assert "Against judgements, higher is better (95% intervals)" in text
    assert "Most changed queries" in text
    plain = json.loads(json.dumps(comparison.to_dict()))
    assert plain["verdict"] == comparison.verdict
    assert plain["fit"]["mrr@10"]["difference"]["mean"] == pytest.approx(-0.5)
    assert plain["changes"][0]["second"][0] == {"product_id": "x0", "score": 1.0}


def test_the_page_shows_both_sides_with_pictures_and_escapes_everything():
    query = "<script>alert(1)</script>"
    shop = Shop(answer=Result)
    comparison = compare(shop, Shop(late=lambda _: 1), [query], names=("<old>", "new"), bootstrap=QUICK)
    html = comparison.to_html()
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "&lt;old&gt;" in html
    assert html.count("data:image/jpeg;base64") == 2  # the first side's answers say where pictures are
    assert comparison._repr_html_().count("data:image/jpeg;base64") == 2


def test_pictures_can_come_from_elsewhere():
    comparison = compare(Shop(), Shop(late=lambda _: 1), ["q"], pictures=Pictures(), bootstrap=QUICK)
    assert comparison.to_html().count("data:image/jpeg;base64") == 5


@pytest.mark.parametrize(
    ("queries", "options", "said"),
    [
        ([], {}, "no queries"),
        ("red dress", {}, r"Write \['red dress'\]"),
        (["a", "a"], {}, "same words"),
        (["a"], {"names": ("A", "A")}, "two names"),
        (["a"], {"limit": 0}, "1 or more"),
        (["a"], {"limit": 5, "measures": ["ndcg@10"]}, "ndcg@10 needs limit=10"),
        (["a"], {"measures": ["ndgc@10"]}, "Did you mean 'ndcg'"),
        (["a"], {"fields": ["base_colour"]}, "Did you mean 'base_color'"),
        (["a"], {"judgements": Judgements({"b": {"p": 1}})}, "None of the queries is judged"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_a_remedy(queries, options, said):
    with pytest.raises(InvalidRequestError, match=said):
        compare(Shop(), Shop(), queries, **options)
