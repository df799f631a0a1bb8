from __future__ import annotations

import pytest

from fashion_search.results import Explanation, Hit, Part, SearchResult
from fashion_search.types import Product

TITLE = "Northfield <b>Men</b> Shirt"


class Pictures:
    def read(self, product):
        return b"\xff\xd8\xff-jpeg" if product.product_id == "1" else None


def hit(product_id: str, score: float, relevance: float | None = 0.5) -> Hit:
    return Hit(
        product=Product(product_id=product_id, product_display_name=TITLE, price=20.0, year=2016),
        score=score,
        similarity=score,
        relevance=relevance,
        explanation=Explanation((Part("text", score - 0.1), Part("image", 0.1))),
    )


@pytest.fixture
def result() -> SearchResult:
    return SearchResult(hits=(hit("1", 0.9), hit("2", 0.8, None)), title="shirt & tie", pictures=Pictures())


EMPTY = SearchResult(hits=(), title="nothing")


def test_a_result_is_a_sequence_of_hits(result):
    assert len(result) == 2
    assert result[0].product_id == "1"
    assert [h.product_id for h in result[:1]] == ["1"]
    assert result.product_ids == ("1", "2")
    assert result.hits[1] in result


def test_an_explanation_prints_its_addends_and_their_sum():
    assert str(hit("1", 0.9).explanation).splitlines() == [
        "text   +0.8000",
        "image  +0.1000",
        "score  +0.9000",
    ]


def test_the_grid_escapes_titles_and_shows_pictures_inline(result):
    html = result.to_html()
    assert "<b>Men</b>" not in html
    assert "Northfield &lt;b&gt;Men&lt;/b&gt; Shirt" in html
    assert "data:image/jpeg;base64," in html
    assert "shirt &amp; tie" in html
    assert result._repr_html_() == html


def test_an_empty_result_still_draws(result):
    assert "nothing" in EMPTY.to_html()
    assert len(EMPTY) == 0


@pytest.mark.parametrize("exit_name", ["to_pandas", "to_polars", "to_arrow"])
def test_every_table_has_the_same_columns_and_types_even_when_empty(result, exit_name):
    module = pytest.importorskip(
        {"to_pandas": "pandas", "to_polars": "polars", "to_arrow": "pyarrow"}[exit_name]
    )
    full, empty = getattr(result, exit_name)(), getattr(EMPTY, exit_name)()
    names = "column_names" if module.__name__ == "pyarrow" else "columns"
    assert list(getattr(full, names)) == list(getattr(empty, names))
    assert list(getattr(full, names))[:4] == ["rank", "score", "similarity", "relevance"]
    assert full.shape == (2, 16)
    if exit_name != "to_pandas":
        assert full.schema == empty.schema


def test_dicts_are_plain_and_nested(result):
    first = result.to_dicts()[0]
    assert first["product"]["product_display_name"] == TITLE
    assert first["explanation"][1] == {"name": "image", "value": 0.1}


def test_an_explanation_draws_a_bar_for_each_addend_and_escapes_its_words():
    explanation = Explanation(
        (Part("text", 0.5), Part("bury: <b>", -0.2)), notes=("pinned to place 1 & kept",)
    )
    html = explanation._repr_html_()
    assert html.count('class="fs-bar"') == 2
    assert html.count('class="fs-minus"') == 1
    assert "<b>" not in html
    assert "+0.300" in html
    assert "pinned to place 1 &amp; kept" in html
    assert str(explanation).splitlines()[-1] == "pinned to place 1 & kept"


def test_a_hit_says_its_variants_and_notes_as_plain_values():
    found = hit("1", 0.9).to_dict()
    assert (found["variants"], found["notes"]) == ([], [])
