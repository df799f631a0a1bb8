"""Words in PostgreSQL: made by statements, kept up by the server, asked blocking and awaited."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from sqlalchemy import MetaData, create_engine, insert, text

from fashion_search.connections.sql.engines import postgres_engine_async
from fashion_search.errors import ConfigurationError, FilterError, InvalidRequestError, NotFoundError
from fashion_search.filters import F
from fashion_search.lexical.postgres import (
    AsyncPostgresWords,
    PostgresWords,
    create_words,
    refresh_words,
    word_ddl,
)
from fashion_search.store.tables import products
from fashion_search.types import Product

pytestmark = pytest.mark.postgres

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
    Product(product_id="c", product_display_name="Puma Men Shoes", article_type="Sports Shoes", price=5.0),
    Product(
        product_id="d", product_display_name="Velvet Clutch's", article_type="Clutches", base_color="Red"
    ),
    Product(product_id="e"),
    Product(product_id="f", product_display_name="Puma Men Shoes", article_type="Sports Shoes"),
]


@pytest.fixture(
    scope="module", params=[("words_plain", "products"), ("words_odd", 'Odd "name"'), (None, "on_path")]
)
def shop(request, postgres_url):
    schema, name = request.param
    table = products.to_metadata(MetaData(), schema=schema, name=name)
    table.indexes.clear()
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        if schema is not None:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
        table.create(connection)
        connection.execute(insert(table), [one.to_dict() for one in PRODUCTS[:3]])
    create_words(engine, table)
    create_words(engine, table)
    with engine.begin() as connection:
        connection.execute(insert(table), [one.to_dict() for one in PRODUCTS[3:]])
    refresh_words(engine, table)
    yield engine, table
    engine.dispose()


@pytest.fixture
def words(shop):
    return PostgresWords(*shop)


def test_products_that_have_the_words_are_found_best_first(words):
    found = words.match("nike shoes", limit=10)
    assert found.product_ids[0] == "b"
    assert set(found.product_ids) == {"a", "b", "c", "f"}
    assert (np.diff(found.scores) <= 0).all()
    assert ((found.scores > 0) & (found.scores <= 1)).all()


def test_ties_are_in_order_of_id_also_at_the_limit(words):
    assert words.match("puma", limit=1).product_ids == ("c",)
    assert words.match("puma", limit=2).product_ids == ("c", "f")


@pytest.mark.parametrize("said", ["tshirt", "T-SHIRT", "a t-shirts for the"])
def test_endings_case_and_hyphens_do_not_count(words, said):
    assert words.match(said, limit=3).product_ids == ("a",)


def test_what_was_added_after_the_index_is_found(words):
    assert words.match("velvet", limit=3).product_ids == ("d",)


def test_scores_of_products_are_those_of_matches(words):
    found = words.match("nike red shoes", limit=10)
    assert words.scores_of("nike red shoes", found.product_ids) == pytest.approx(found.scores)
    assert words.scores_of("nike", ["zz", "e", "b", "b"]).tolist()[:2] == [0, 0]
    assert words.scores_of("nike", []).shape == words.scores_of("xyzzy", []).shape == (0,)


def test_words_nobody_has_count_against_a_match(words):
    assert 0 < words.scores_of("zoom xyzzy", ["b"])[0] < words.scores_of("zoom", ["b"])[0]


def test_only_products_that_pass_the_filter_are_found(words):
    assert words.match("shoes", limit=10, where=F.gender == "Women").product_ids == ("b",)
    assert words.match("shoes", limit=10, where=F.price < 1).product_ids == ()
    with pytest.raises(FilterError):
        words.match("shoes", limit=10, where="gender = 'Women'")


@pytest.mark.parametrize(
    "said",
    [
        "",
        "  ",
        '"',
        "'",
        "\\",
        "a & !",
        "NEAR(a b)",
        "shoes:*",
        "'; DROP TABLE products; --",
        "\x00",
        "\ud800",
        "x" * 5000,
    ],
)
def test_no_sign_in_a_text_is_taken_for_syntax(words, said):
    assert len(words.match(said, limit=5)) <= 6


def test_awaited_answers_are_the_same(shop, postgres_url, words):
    async def ask():
        engine = postgres_engine_async(postgres_url)
        try:
            awaited = AsyncPostgresWords(engine, shop[1])
            return await awaited.match("nike shoes", limit=4), await awaited.scores_of("nike", ["a", "e"])
        finally:
            await engine.dispose()

    found, scores = asyncio.run(ask())
    assert found.product_ids == words.match("nike shoes", limit=4).product_ids
    assert scores.tolist() == words.scores_of("nike", ["a", "e"]).tolist()


def test_senseless_requests_are_refused(words):
    with pytest.raises(InvalidRequestError, match="limit is 0"):
        words.match("nike", limit=0)
    with pytest.raises(ConfigurationError, match="language"):
        word_ddl(language="english'; --")


def test_a_table_without_words_says_so_as_one_of_our_errors(shop):
    bare = products.to_metadata(MetaData(), schema="nowhere")
    with pytest.raises(NotFoundError, match="products_words"):
        PostgresWords(shop[0], bare).match("nike", limit=1)
