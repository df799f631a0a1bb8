"""Columns and masks: the same answers as one row at a time, remembered, and safe to share."""

import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from fashion_search import Product
from fashion_search.errors import FilterError
from fashion_search.filters import Columns, F, TextColumn, evaluate, mask
from fashion_search.filters.bitmaps import BitmapCache
from fashion_search.filters.conditions import Condition
from fashion_search.filters.expr import Filter

ROWS = [
    {"product_id": "3", "gender": "Women", "price": 20.0, "year": 2015},
    {"product_id": "1", "gender": None, "price": None, "year": None},
    {"product_id": "2", "gender": "Men", "price": float("nan"), "year": 2011},
    {"product_id": "4", "gender": "Women", "price": 80.5},
]


@pytest.fixture
def columns():
    return Columns.from_rows(ROWS)


def test_columns_say_how_many_rows_they_have(columns):
    assert repr(columns) == "Columns(4 rows)"


def test_texts_are_coded_by_a_sorted_vocabulary(columns):
    assert len(columns) == 4
    assert columns.vocabulary("gender") == ("Men", "Women")
    assert columns.codes("gender").tolist() == [1, -1, 0, 1]
    assert columns.codes("gender").dtype == np.int32


def test_numbers_are_float64_with_nan_for_null(columns):
    np.testing.assert_array_equal(columns.numbers("price"), [20.0, np.nan, np.nan, 80.5])
    np.testing.assert_array_equal(columns.numbers("year"), [2015, np.nan, 2011, np.nan])


def test_products_and_rows_give_the_same_columns(columns):
    same = Columns.from_products(Product(**row) for row in ROWS)
    for field in ("product_id", "gender", "season"):
        assert same.vocabulary(field) == columns.vocabulary(field)
        np.testing.assert_array_equal(same.codes(field), columns.codes(field))
    np.testing.assert_array_equal(same.numbers("price"), columns.numbers("price"))


def test_a_field_not_given_is_null_throughout():
    columns = Columns(texts={}, numbers={"price": np.array([1.0, 2.0])}, count=2)
    assert mask(F.season.is_null(), columns).all()
    assert mask(F.year.is_null(), columns).all()
    assert not mask(F.season == "Fall", columns).any()


def test_no_rows_give_an_empty_mask():
    for where in (F.price > 5, F.gender.isin(["a"]), F.gender.like("%"), ~F.year.is_null()):
        assert mask(where, Columns.from_rows([])).shape == (0,)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda c: c.numbers("gender"), "gender holds text, not numbers"),
        (lambda c: c.codes("price"), "price holds number"),
        (lambda c: c.vocabulary("colour"), "Unknown field 'colour'.*base_color"),
        (lambda c: Columns(texts={"price": c.text("gender")}, numbers={}, count=4), "price holds number"),
        (lambda c: Columns(texts={"gender": c.text("gender")}, numbers={}, count=5), r"gender .*\(4,\)"),
        (lambda c: Columns(texts={}, numbers={"price": c.numbers("price")}, count=3), r"price .*\(4,\)"),
        (lambda _: Columns.from_rows([{"gender": 5}]), "row's gender is 5"),
        (lambda c: mask(Filter(), c), "not a kind of filter"),
        (lambda c: mask(Condition("price"), c), "not a condition on numbers"),
        (lambda c: mask(Condition("gender"), c), "not a kind of condition"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(columns, make, says):
    with pytest.raises(FilterError, match=says):
        make(columns)


@pytest.mark.parametrize(
    "where",
    [
        F.gender == "Women",
        F.gender != "Women",
        F.gender == "absent",
        F.gender != "absent",
        F.gender < "Women",
        F.gender.between("A", "N"),
        ~F.gender.between("A", "N"),
        F.gender.notin(["Men", "absent"]),
        F.gender.like("%omen"),
        ~F.gender.like("%omen"),
        ~F.gender.contains("o"),
        F.price != 20,
        ~F.price.between(1, 30),
        F.year.isin([2015, 2016]),
        F.year.notin([2015]),
        ~((F.price > 50) | (F.gender == "Men")),
        F.gender.is_null() | (F.year == 2011),
    ],
    ids=str,
)
def test_a_mask_answers_like_evaluate(columns, where):
    assert mask(where, columns).tolist() == [evaluate(where, row) for row in ROWS]


def test_masks_are_remembered_and_read_only(columns):
    where = (F.gender == "Women") & (F.price > 30)
    first = mask(where, columns)
    assert mask((F.gender == "Women") & (F.price > 30), columns) is first
    assert len(columns.bitmaps) == 3, "the filter and its two conditions"
    with pytest.raises(ValueError, match="read-only"):
        first[0] = True
    with pytest.raises(ValueError, match="read-only"):
        columns.numbers("price")[0] = 1.0


def test_the_caller_keeps_writing_to_its_own_array():
    prices = np.array([1.0])
    Columns(texts={}, numbers={"price": prices}, count=1)
    prices[0] = 2.0


def test_the_least_recently_used_mask_is_forgotten_first():
    cache = BitmapCache(capacity=20)
    one, two, three = F.price == 1, F.price == 2, F.price == 3
    for where in (one, two, one, three):
        cache.get(where, lambda: np.zeros(10, dtype=np.bool_))
    kept = np.ones(10, dtype=np.bool_)
    assert len(cache) == 2
    assert cache.get(one, lambda: kept) is not kept
    assert cache.get(two, lambda: kept) is kept


def test_a_mask_larger_than_the_cache_is_not_kept():
    cache = BitmapCache(capacity=5)
    cache.get(F.price == 1, lambda: np.zeros(10, dtype=np.bool_))
    assert len(cache) == 0


def test_columns_travel_to_another_process_without_their_masks(columns):
    mask(F.gender == "Women", columns)
    again = pickle.loads(pickle.dumps(columns))  # noqa: S301
    assert len(again.bitmaps) == 0
    assert mask(F.gender == "Women", again).tolist() == mask(F.gender == "Women", columns).tolist()


def test_threads_share_columns():
    columns = Columns.from_rows(ROWS * 50)
    columns.bitmaps = BitmapCache(capacity=1000)  # five masks: threads evict each other's
    wheres = [(F.year == 2000 + n) | (F.price < n) for n in range(30)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda where: mask(where, columns).sum(), wheres * 20))
    assert found == [sum(evaluate(where, row) for row in ROWS) * 50 for where in wheres] * 20


def test_a_column_encodes_equal_texts_once():
    column = TextColumn.encode(["b", None, "a", "b"])
    assert column.vocabulary == ("a", "b")
    assert column.codes.tolist() == [1, -1, 0, 1]
