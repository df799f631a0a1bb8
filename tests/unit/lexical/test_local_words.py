"""The index of words: in a store, and made from columns; both answer alike."""

from __future__ import annotations

import math
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fashion_search.errors import FilterError, InvalidRequestError, StoreError
from fashion_search.filters import Columns, F
from fashion_search.lexical import LocalWords, local
from fashion_search.store import Entry, Layout, SourceRecord, Store, write_generation
from fashion_search.store.words import StoredWords
from fashion_search.types import ModelIdentity, Product

MODEL = ModelIdentity(name="tiny", dimension=2, fingerprint="f" * 16)
PRODUCTS = [
    Product(
        product_id="a", product_display_name="Nike Men Red T-shirts", article_type="Tshirts", gender="Men"
    ),
    Product(
        product_id="b",
        product_display_name="Nike Women Zoom Shoes",
        article_type="Sports Shoes",
        gender="Women",
    ),
    Product(
        product_id="c",
        product_display_name="Puma Men Shoes Shoes Shoes",
        article_type="Sports Shoes",
        price=5.0,
    ),
    Product(
        product_id="d", product_display_name="Cr\u00e8me Clutch", article_type="Clutches", base_color="Red"
    ),
    Product(product_id="e"),
    Product(product_id="f", product_display_name="Puma Men Shoes Shoes Shoes", article_type="Sports Shoes"),
]
IDS = tuple(one.product_id for one in PRODUCTS)
COLUMNS = Columns.from_products(PRODUCTS)


def write(path, products):
    entries = [
        Entry(
            product=one,
            source=SourceRecord(text_hash="t"),
            image=None,
            text=np.array([1, 0], dtype=np.float32),
            thumbnail=None,
        )
        for one in products
    ]
    write_generation(Layout.at(path), entries, count=len(entries), model=MODEL)
    return Store.open(path)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with write(tmp_path_factory.mktemp("words"), PRODUCTS) as opened:
        yield opened


@pytest.fixture(scope="module", params=["stored", "columns"])
def words(request, store):
    if request.param == "columns":
        return LocalWords.from_columns(COLUMNS)
    assert store.words is not None
    return LocalWords.from_store(store)


def test_products_that_have_the_words_are_found_best_first(words):
    assert words.match("nike shoes", limit=10).product_ids == ("b", "c", "f", "a")
    assert words.match("zoom", limit=10).product_ids == ("b",)


def test_ties_are_in_order_of_id_also_at_the_limit(words):
    assert words.match("puma", limit=1).product_ids == ("c",)
    assert words.match("puma", limit=2).product_ids == ("c", "f")


@pytest.mark.parametrize("text", ["tshirt", "T SHIRTS", "t-shirt's", "a t-shirt for the"])
def test_endings_case_and_hyphens_do_not_count(words, text):
    assert words.match(text, limit=3).product_ids == ("a",)


def test_accents_do_not_count(words):
    assert (
        words.match("creme", limit=3).product_ids == words.match("CR\u00c8ME", limit=3).product_ids == ("d",)
    )


def test_a_score_is_the_share_of_what_the_query_says(words):
    zoom, unknown = words.match("zoom", limit=1).scores[0], words.match("zoom xyzzy", limit=1).scores[0]
    assert 0 < unknown < zoom < 1
    assert words.match("zoom zoom", limit=1).scores[0] == zoom


def test_the_score_is_bm25_with_both_fields(words):
    having, products = 2, 6
    rarity = math.log(1 + (products - having + 0.5) / (having + 0.5))
    titles = np.array([4, 4, 5, 2, 0, 5])
    stretch = 0.25 + 0.75 * titles[0] / titles.mean()
    counted = 1 / stretch
    assert words.scores_of("nike", ["a"])[0] == pytest.approx(rarity * counted / (1.2 + counted) / rarity)


def test_scores_of_products_are_those_of_matches(words):
    found = words.match("nike red shoes", limit=10)
    assert words.scores_of("nike red shoes", found.product_ids) == pytest.approx(found.scores)
    assert words.scores_of("nike", ["zz", "e", ""]).tolist() == [0, 0, 0]
    assert words.scores_of("nike", []).shape == (0,)


def test_only_products_that_pass_the_filter_are_found(words):
    assert words.match("shoes", limit=10, where=F.gender == "Women").product_ids == ("b",)
    assert words.match("shoes", limit=10, where=F.price < 1).product_ids == ()
    with pytest.raises(FilterError):
        words.match("shoes", limit=10, where="gender = 'Women'")


@pytest.mark.parametrize(
    "text",
    ["", "   ", '"', "AND", "NEAR(a b)", "title:nike*", "'; DROP TABLE words; --", "\x00", "^-(", "xyzzy"],
)
def test_no_sign_in_a_text_is_taken_for_syntax(words, text):
    found = words.match(text, limit=5)
    assert set(found.product_ids) <= set(IDS)
    assert len(found) == len(found.scores)


@given(st.text(max_size=40))
@settings(max_examples=60)
def test_any_text_is_answered_and_alike_by_both(store, text):
    stored, made = LocalWords.from_store(store), LocalWords.from_columns(COLUMNS)
    assert stored.match(text, limit=4).product_ids == made.match(text, limit=4).product_ids
    assert stored.scores_of(text, IDS) == pytest.approx(made.scores_of(text, IDS))


def test_asking_for_nothing_is_refused(words):
    with pytest.raises(InvalidRequestError, match="limit is 0"):
        words.match("nike", limit=0)


def test_threads_share_an_index(words):
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(words.match("nike", limit=2))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.product_ids for answer in answers} == {words.match("nike", limit=2).product_ids}
    assert len(answers) == 8


def test_the_same_products_give_the_same_file(tmp_path):
    with write(tmp_path / "one", PRODUCTS) as one, write(tmp_path / "other", PRODUCTS) as other:
        assert one.manifest.files == other.manifest.files


def test_a_store_without_products_has_an_index_that_finds_nothing(tmp_path):
    with write(tmp_path, []) as empty:
        assert LocalWords.from_store(empty).match("nike", limit=3).product_ids == ()
    assert LocalWords.from_columns(Columns.from_products([])).match("nike", limit=3).product_ids == ()


def test_a_store_written_without_the_index_is_searched_all_the_same(tmp_path, monkeypatch):
    from fashion_search.store import words as written

    monkeypatch.setattr(written, "_TABLES", ("CREATE VIRTUAL TABLE words USING no_such_module(x)",))
    with write(tmp_path, PRODUCTS) as old:
        assert old.words is None
        assert LocalWords.from_store(old).match("zoom", limit=3).product_ids == ("b",)
        old.verify()


def test_an_index_this_sqlite_cannot_read_is_none():
    answers = {"sqlite_master": [(1,)], "pragma_module_list": []}
    assert (
        StoredWords.found(lambda sql, _: next(rows for name, rows in answers.items() if name in sql)) is None
    )


def test_nothing_is_read_before_it_is_needed_and_then_once(store):
    asked = []
    words = LocalWords(lambda: asked.append(1) or local.Contents.read(store))
    assert asked == []
    words.prepare()
    threads = [threading.Thread(target=words.match, args=("nike",), kwargs={"limit": 1}) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asked == [1]


def test_what_was_given_out_cannot_be_changed(words):
    with pytest.raises(ValueError, match="read-only"):
        words._scores("nike")[0] = 1
    assert words.match("nike", limit=1).scores.flags.writeable


@given(st.integers(0, 400), st.integers(1, 60), st.integers(0, 5))
@settings(max_examples=40)
def test_the_best_are_those_that_sorting_everything_gives(count, limit, levels):
    scores = np.random.default_rng(count).integers(0, levels + 1, size=count) / 8
    expected = [row for row in np.argsort(-scores, kind="stable").tolist() if scores[row] > 0][:limit]
    assert local._best(scores, limit).tolist() == expected


def test_words_of_a_closed_store_say_so(tmp_path):
    store = write(tmp_path, PRODUCTS)
    words = LocalWords.from_store(store)
    store.close()
    with pytest.raises(StoreError, match="closed"):
        words.match("nike", limit=1)


def test_rows_follow_the_products_over_many_blocks(tmp_path):
    many = [
        Product(product_id=f"{number:05d}", product_display_name=f"shirt q{number}") for number in range(2500)
    ]
    with write(tmp_path, many) as store:
        words = LocalWords.from_store(store)
        for number in (0, 1023, 1024, 2499):
            assert words.match(f"q{number}", limit=2).product_ids == (f"{number:05d}",)
