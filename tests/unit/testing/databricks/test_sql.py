"""Databricks SQL as it is read: what runs, what it becomes, what is refused."""

from __future__ import annotations

import sqlite3

import pytest

from fashion_search.testing.databricks.messages import ApiError
from fashion_search.testing.databricks.sql.functions import add_functions
from fashion_search.testing.databricks.sql.parameters import read_parameters
from fashion_search.testing.databricks.sql.rewriting import rewrite
from fashion_search.testing.databricks.sql.words import SqlError

TABLES = {"main.shop.products": "products", "main.shop.styles": "styles"}


def rows(statement: str, schema: str | None = None, **parameters: object) -> list[tuple]:
    """What a statement finds among three products."""
    connection = sqlite3.connect(":memory:")
    add_functions(connection)
    connection.execute("CREATE TABLE products (id TEXT, name TEXT, price REAL, year INTEGER)")
    connection.executemany(
        "INSERT INTO products VALUES (?, ?, ?, ?)",
        [("a", "Red 50% off", 7.5, 2011), ("b", "red \\ blue", None, 2012), ("c", None, 9.0, 2013)],
    )
    try:
        return connection.execute(rewrite(statement, TABLES, schema=schema).sql, parameters).fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("SELECT id FROM main.shop.products WHERE price > 8", [("c",)]),
        ("SELECT `id` FROM `main`.`shop`.`products` WHERE `price` > 8;", [("c",)]),
        ("SELECT `main`.`shop`.`products`.`id` FROM `main`.`shop`.`products` LIMIT 1", [("a",)]),
        ("SELECT main.shop.products.* FROM main.shop.products LIMIT 0", []),
        ("SELECT p.id FROM MAIN.Shop.Products AS p ORDER BY p.id DESC LIMIT 1 OFFSET 1", [("b",)]),
        ("SELECT count(*) FROM main.shop.products -- all\n", [(3,)]),
        ("select year / 2 from main.shop.products order by year limit 1", [(1005.5,)]),
        ("SELECT id FROM main.shop.products WHERE name LIKE 'red%'", [("b",)]),
        ("SELECT id FROM main.shop.products WHERE name LIKE '%50\\\\%%'", [("a",)]),
        ("SELECT id FROM main.shop.products WHERE name LIKE '%50\\%%'", [("a",)]),
        ("SELECT id FROM main.shop.products WHERE name <=> NULL", [("c",)]),
        ('SELECT id FROM main.shop.products WHERE id = "b"', [("b",)]),
        ("SELECT id FROM main.shop.products ORDER BY price NULLS LAST LIMIT 1", [("a",)]),
        ("SELECT id FROM main.shop.products ORDER BY price LIMIT 1", [("b",)]),
        ("SELECT nvl(price, 0), if(year > 2012, 1, 0) FROM main.shop.products LIMIT 1", [(7.5, 0)]),
        (
            "SELECT CAST(year AS STRING), CAST('1.5' AS DOUBLE) FROM main.shop.products LIMIT 1",
            [("2011", 1.5)],
        ),
        ("WITH few AS (SELECT * FROM main.shop.products LIMIT 2) SELECT count(*) FROM few", [(2,)]),
        (
            "SELECT 1 FROM main.shop.products WHERE array_contains(from_json('[\"a\"]', 'array<int>'), id)",
            [(1,)],
        ),
        ("SELECT 'it''s', 'it\\'s', '\\n' ", [("it's", "it's", "\n")]),
        ("SELECT 1L, 2.5D, 1e2", [(1, 2.5, 100.0)]),
        ("SELECT (SELECT max(id) FROM main.shop.products)", [("c",)]),
    ],
)
def test_a_statement_finds(statement, found):
    assert rows(statement) == found


def test_a_bare_table_needs_a_schema():
    assert rows("SELECT count(*) FROM products", schema="main.shop") == [(3,)]
    assert rows("SELECT count(*) FROM shop.products", schema="main") == [(3,)]
    with pytest.raises(SqlError, match="TABLE_OR_VIEW_NOT_FOUND"):
        rows("SELECT count(*) FROM products")


def test_parameters_are_bound_by_name():
    statement = "SELECT id FROM main.shop.products WHERE price >= :low AND id <> ':no'"
    assert rewrite(statement, TABLES, schema=None).parameters == {"low"}
    assert rows(statement, low=8.0) == [("c",)]


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("DELETE FROM main.shop.products", "INSUFFICIENT_PERMISSIONS"),
        ("insert into main.shop.products values (1)", "INSUFFICIENT_PERMISSIONS"),
        ("DROP TABLE main.shop.products", "INSUFFICIENT_PERMISSIONS"),
        ("WITH x AS (SELECT 1) DELETE FROM main.shop.products", "PARSE_SYNTAX_ERROR"),
        ("SELECT 1; SELECT 2", "PARSE_SYNTAX_ERROR"),
        ("PRAGMA table_info(products)", "PARSE_SYNTAX_ERROR"),
        ("ATTACH 'x' AS y", "PARSE_SYNTAX_ERROR"),
        ("", "PARSE_SYNTAX_ERROR"),
        ("SELECT * FROM sqlite_master", "TABLE_OR_VIEW_NOT_FOUND"),
        ("SELECT * FROM main.shop.nothing", "TABLE_OR_VIEW_NOT_FOUND"),
        ("SELECT sqlite_version()", "UNRESOLVED_ROUTINE"),
        ("SELECT json_extract('{}', '$')", "UNRESOLVED_ROUTINE"),
        ("SELECT id FROM main.shop.products, json_each('[1]')", "UNRESOLVED_ROUTINE"),
        ("SELECT id COLLATE NOCASE FROM main.shop.products", "INVALID_COLLATION_NAME"),
        ("SELECT id FROM main.shop.products WHERE id IS 'a'", "PARSE_SYNTAX_ERROR"),
        ("SELECT 1 ~ 2", "PARSE_SYNTAX_ERROR"),
        ("SELECT ?", "PARSE_SYNTAX_ERROR"),
        ("SELECT 'open", "PARSE_SYNTAX_ERROR"),
    ],
)
def test_what_databricks_would_refuse_is_refused(statement, error):
    with pytest.raises(SqlError, match=error):
        rows(statement)


def test_glob_and_unknown_names_are_not_taken_for_text():
    for statement in (
        "SELECT id FROM main.shop.products WHERE id GLOB 'a*'",
        "SELECT nothing FROM main.shop.products",
    ):
        with pytest.raises((SqlError, sqlite3.OperationalError)):
            rows(statement)


def test_parameters_are_read_by_their_type():
    given = [
        {"name": "a", "value": "5", "type": "BIGINT"},
        {"name": "b", "value": "5.5", "type": "DOUBLE"},
        {"name": "c", "value": "true", "type": "BOOLEAN"},
        {"name": "d", "value": "x"},
        {"name": "e", "type": "STRING"},
        {"name": "f", "value": "1.50", "type": "DECIMAL(10,2)"},
    ]
    assert read_parameters(given) == {"a": 5, "b": 5.5, "c": 1, "d": "x", "e": None, "f": 1.5}
    assert read_parameters(None) == {}


@pytest.mark.parametrize(
    "given",
    [
        {"a": 1},
        [{"value": "1"}],
        [{"name": "a", "value": 5, "type": "INT"}],
        [{"name": "a", "value": "x", "type": "INT"}],
        [{"name": "a", "value": "1", "type": "ARRAY<INT>"}],
        [{"name": "a", "value": "yes", "type": "BOOLEAN"}],
    ],
)
def test_parameters_of_another_form_are_refused(given):
    with pytest.raises(ApiError):
        read_parameters(given)
