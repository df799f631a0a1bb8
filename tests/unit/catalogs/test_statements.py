"""The catalogue's questions as steps: what is asked, how often, and what is made of the answers."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import Select
from sqlalchemy.dialects import postgresql, sqlite

from fashion_search.catalogs.statements import CatalogStatements
from fashion_search.errors import FilterError, InvalidRequestError, NotFoundError
from fashion_search.filters import F
from fashion_search.steps import run
from fashion_search.types import Facet, Product

ROW = (
    "p1",
    "Red Dress",
    "Apparel",
    "Dress",
    "Dresses",
    "Red",
    49.5,
    "1.jpg",
    "Women",
    "Summer",
    2012,
    "Party",
)
OTHER = ("p0", None, None, None, None, None, None, None, None, None, None, None)


class Answers:
    """Gives prepared rows, and keeps what was asked."""

    def __init__(self, *prepared: object) -> None:
        self.asked: list[object] = []
        self._prepared = list(prepared)

    def __call__(self, ask: object) -> object:
        self.asked.append(ask)
        return self._prepared.pop(0)


def never(ask: object) -> object:
    raise AssertionError(f"nothing had to be asked: {ask}")


def test_one_product_is_one_statement():
    answers = Answers([[ROW]])
    product = run(CatalogStatements().get("p1"), answers)
    assert (product.product_id, product.price, product.year) == ("p1", 49.5, 2012)
    assert len(answers.asked) == 1


def test_a_missing_product_is_named():
    with pytest.raises(NotFoundError, match="'p9'"):
        run(CatalogStatements().get("p9"), Answers([[]]))


def test_many_ids_are_asked_for_in_pieces_that_need_not_wait_for_each_other():
    answers = Answers([[ROW], [OTHER], []])
    found = run(CatalogStatements(ids_at_once=2).get_many(["p0", "a", "p1", "b", "p1", "c"]), answers)
    assert list(found) == ["p0", "p1"]
    (together,) = answers.asked
    assert len(together) == 3
    assert all(isinstance(one, Select) for one in together)


def test_what_needs_no_answer_asks_nothing():
    assert run(CatalogStatements().get_many([]), never) == {}
    assert run(CatalogStatements().facets([], where=None, limit=5), never) == {}


def test_what_is_refused_is_refused_before_anything_is_asked():
    statements = CatalogStatements()
    with pytest.raises(InvalidRequestError, match="limit"):
        run(statements.list(where=None, order_by="price", limit=0, cursor=None), never)
    with pytest.raises(InvalidRequestError, match="cursor"):
        run(statements.list(where=None, order_by="price", limit=1, cursor="?"), never)
    with pytest.raises(FilterError, match="prize"):
        run(statements.facets(["gender", "prize"], where=None, limit=1), never)


def test_products_without_a_value_are_only_asked_for_when_the_page_is_not_full():
    full = Answers([ROW, OTHER])
    page = run(CatalogStatements().list(where=None, order_by="price", limit=1, cursor=None), full)
    assert page.next_cursor is not None
    assert len(full.asked) == 1
    short = Answers([ROW], [OTHER])
    page = run(CatalogStatements().list(where=None, order_by="price", limit=5, cursor=None), short)
    assert [one.product_id for one in page.products] == ["p1", "p0"]
    assert len(short.asked) == 2


def test_facets_are_asked_for_together():
    answers = Answers([[("Women", 3), (None, 1)], [(2012, "2")]])
    found = run(CatalogStatements().facets(["gender", "year"], where=None, limit=5), answers)
    assert found == {"gender": (Facet("Women", 3), Facet(None, 1)), "year": (Facet(2012, 2),)}


def test_columns_are_in_order_of_product_id_whatever_order_the_rows_came_in():
    product_ids, columns = run(CatalogStatements().columns(), Answers([ROW, OTHER]))
    assert product_ids == ("p0", "p1")
    assert columns.vocabulary("base_color") == ("Red",)
    assert columns.codes("base_color").tolist() == [-1, 0]
    assert np.array_equal(columns.numbers("price"), [np.nan, 49.5], equal_nan=True)


def test_columns_of_no_products_are_empty():
    product_ids, columns = run(CatalogStatements().columns(), Answers([]))
    assert (product_ids, len(columns)) == ((), 0)


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()], ids=lambda one: one.name)
def test_every_value_is_a_bound_parameter(dialect):
    statements, secret = CatalogStatements(), "x'; DROP TABLE products; --"
    where = (F.base_color == secret) | F.product_display_name.contains(secret) | F.gender.isin([secret])
    answers = Answers([[0]])
    run(statements.count(where=where), answers)
    text = str(answers.asked[0].compile(dialect=dialect))
    assert "DROP" not in text


def test_fields_are_those_of_a_product():
    answers = Answers([])
    run(CatalogStatements().columns(), answers)
    assert tuple(answers.asked[0].selected_columns.keys()) == Product.field_names()
