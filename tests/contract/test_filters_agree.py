"""One meaning: `evaluate`, `mask`, SQLite, PostgreSQL and both Databricks forms give the same answer."""

from __future__ import annotations

import json
import operator as op
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from fashion_search.filters import FIELDS, Columns, F, Filter, evaluate, mask, parse_filter
from fashion_search.filters.dialects.databricks import to_standard, to_storage_optimized
from fashion_search.filters.dialects.sql import to_clause

Row = dict[str, object]

AWKWARD_TEXTS = [
    "", " ", "Women", "women", "Women ", "O'Neil", "'", '"', "''", "100%", "%", "_", "a_b", "a\\b", "\\",
    "é", "e\u0301", "ß", "SS", "😀", "\uffff", "İ", "[x]", "a*b?", "]", "^", "-- ;", "none", "never", "a\nb",
    "\\%", "\t", "NULL",
]  # fmt: skip
AWKWARD_NUMBERS = [0.0, -0.0, 0.1, 0.1 + 0.2, 19.99, 20.0, -5.0, 1e15, 1e22, 1e300, -1e300, 5e-324, 2.0**53]

characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
FEW_TEXTS = ["a", "b", "[x]", "O'b"]  # so that filters and rows often speak of the same values
FEW_NUMBERS = [19.99, 20.0]
texts = (
    st.sampled_from(FEW_TEXTS)
    | st.sampled_from(AWKWARD_TEXTS)
    | st.text(characters | st.sampled_from("ab%_\\'*?[]"), max_size=5)
)
numbers = (
    st.sampled_from(FEW_NUMBERS)
    | st.sampled_from(AWKWARD_NUMBERS)
    | st.floats(allow_nan=False, allow_infinity=False)
)
integers = st.sampled_from([2011, 2012, 0, -1]) | st.integers(-(2**53) + 1, 2**53 - 1)
pieces = st.sampled_from(["%", "_", r"\%", r"\_", r"\\", r"\a", "a", "b", "'", "[", "*", "?", "é", "O"])
patterns = st.lists(pieces, max_size=5).map("".join)
VALUES = {"text": texts, "number": numbers, "integer": integers}


@st.composite
def conditions(draw: st.DrawFn) -> Filter:
    name = draw(st.sampled_from(["product_id", "base_color", "gender", "price", "year"]))
    field, value = getattr(F, name), VALUES[FIELDS[name]]
    kinds = ["==", "!=", "<", "<=", ">", ">=", "between", "isin", "notin", "is_null"]
    kind = draw(st.sampled_from(kinds + ["like", "contains"] * 3 * (FIELDS[name] == "text")))
    if kind in ("isin", "notin"):
        return getattr(field, kind)(draw(st.lists(value, max_size=4)))
    if kind == "between":
        return field.between(draw(value), draw(value))
    if kind == "like":
        return field.like(draw(patterns))
    if kind == "contains":
        return field.contains(draw(texts))
    if kind == "is_null":
        return field.is_null()
    operators = {"==": "$eq", "!=": "$ne", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
    found = parse_filter({name: {operators[kind]: draw(value)}})
    assert found is not None
    return found


filters = st.recursive(
    conditions(),
    lambda parts: st.one_of(
        parts.map(lambda part: ~part),
        st.builds(lambda a, b: a & b, parts, parts),
        st.builds(lambda a, b: a | b, parts, parts),
    ),
    max_leaves=6,
)
rows = st.fixed_dictionaries(
    {name: st.none() | VALUES[kind] for name, kind in FIELDS.items()},
)
asked = given(rows=st.lists(rows, min_size=1, max_size=5), wheres=st.lists(filters, min_size=1, max_size=5))
patient = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def expected(where: Filter, rows: Sequence[Row]) -> list[int]:
    return [number for number, row in enumerate(rows) if evaluate(where, row)]


@asked
@patient
def test_a_mask_says_what_evaluate_says(rows: list[Row], wheres: list[Filter]) -> None:
    columns = Columns.from_rows(rows)
    for where in wheres:
        assert mask(where, columns).nonzero()[0].tolist() == expected(where, rows), str(where)


class Database:
    """A table of products in a database, filled anew for each question."""

    def __init__(self, engine: Engine, collation: str | None = None) -> None:
        kinds = {"text": sa.Text(collation=collation), "number": sa.Double(), "integer": sa.BigInteger()}
        self._engine = engine
        columns = [sa.Column(field, kinds[kind]) for field, kind in FIELDS.items()]
        self._table = sa.Table("products", sa.MetaData(), sa.Column("row", sa.Integer), *columns)
        self._table.drop(engine, checkfirst=True)
        self._table.create(engine)

    def matching(self, wheres: Sequence[Filter], rows: Sequence[Row]) -> list[list[int]]:
        table = self._table
        with self._engine.connect() as connection:  # rolled back at the end
            connection.execute(table.delete())
            connection.execute(table.insert(), [{"row": number, **row} for number, row in enumerate(rows)])
            matching = sa.select(table.c.row).order_by(table.c.row)
            return [list(connection.scalars(matching.where(to_clause(where, table)))) for where in wheres]


@pytest.fixture(scope="module")
def sqlite() -> Iterator[Database]:
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    yield Database(engine)
    engine.dispose()


@pytest.fixture(scope="module")
def postgres(postgres_url: str) -> Iterator[Database]:
    engine = sa.create_engine(postgres_url)
    with engine.connect() as connection:
        linguistic = connection.scalar(sa.text("SELECT 1 FROM pg_collation WHERE collname = 'en-x-icu'"))
    yield Database(engine, collation="en-x-icu" if linguistic else None)
    engine.dispose()


@asked
@patient
def test_sqlite_says_what_evaluate_says(sqlite: Database, rows: list[Row], wheres: list[Filter]) -> None:
    for where, found in zip(wheres, sqlite.matching(wheres, rows), strict=True):
        assert found == expected(where, rows), str(where)


@pytest.mark.postgres
@asked
@patient
def test_postgresql_says_what_evaluate_says(
    postgres: Database, rows: list[Row], wheres: list[Filter]
) -> None:
    for where, found in zip(wheres, postgres.matching(wheres, rows), strict=True):
        assert found == expected(where, rows), str(where)


def standard_accepts(native: object, row: Row, *, null_passes_not: bool) -> bool:
    """A strict reading of the documented dictionary; what is not documented fails the test."""
    dictionaries = native if isinstance(native, list) else [native]
    assert not isinstance(native, list) or len(native) > 1
    return all(
        any(
            standard_condition(name, one, row, null_passes_not=null_passes_not, alone=alone)
            for name, one in zip(names, values, strict=True)
        )
        for dictionary in dictionaries
        for key, value in dictionary.items()
        for names, alone in [(key.split(" OR "), " OR " not in key)]
        for values in [[value] if alone else value]
    )


def standard_condition(name: str, value: object, row: Row, *, null_passes_not: bool, alone: bool) -> bool:
    field, operator = re.fullmatch(r"([a-z_]+)(| NOT| <| <=| >| >=)", name).groups()
    stored = row[field]
    if operator == "":
        if isinstance(value, list):
            assert alone
            assert value
            return stored is not None and any(is_same(stored, one) for one in value)
        return stored is not None and is_same(stored, value)
    if operator == " NOT":
        assert alone
        return null_passes_not if stored is None else not is_same(stored, value)
    assert FIELDS[field] != "text"
    if stored is None:
        return False
    compare = {" <": op.lt, " <=": op.le, " >": op.gt, " >=": op.ge}[operator]
    return compare(stored, value)


def is_same(stored: object, value: object) -> bool:
    assert type(value) in (str, int, float)
    assert isinstance(stored, str) == isinstance(value, str)
    return stored == value


@asked
@patient
@pytest.mark.parametrize("null_passes_not", [False, True])
def test_a_standard_endpoint_and_the_residual_say_what_evaluate_says(
    *, null_passes_not: bool, rows: list[Row], wheres: list[Filter]
) -> None:
    for where in wheres:
        pushdown = to_standard(where)
        native = json.loads(json.dumps(pushdown.native))
        for row in rows:
            found = standard_accepts(native, row, null_passes_not=null_passes_not)
            assert found or not evaluate(where, row), f"{where}: {native} refuses a row that matches"
            assert (found and holds(pushdown.residual, row)) == evaluate(where, row), f"{where}: {pushdown}"


def holds(residual: Filter | None, row: Row) -> bool:
    return residual is None or evaluate(residual, row)


TOKEN = re.compile(
    r"\s*(?:'((?:[^'\\]|'')*)'|(-?\d+(?:\.\d+)?)|(AND|OR|IN|LIKE|!=|<=|>=|[=<>(),])|([a-z_]+))\s*"
)


class StorageOptimisedServer:
    """A strict reading of the documented text, answered by SQLite with every literal bound.

    Args:
        loose: Answer as a server would whose LIKE does not mind the case and whose `!=` accepts nulls.
    """

    def __init__(self, *, loose: bool) -> None:
        self._loose = loose
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute(f"CREATE TABLE products ({', '.join(FIELDS)})")
        self._connection.execute(f"PRAGMA case_sensitive_like = {'OFF' if loose else 'ON'}")

    def close(self) -> None:
        self._connection.close()

    def accepts(self, native: str, row: Row) -> bool:
        sql, values = self._read(native)
        self._connection.execute("DELETE FROM products")
        insert = f"INSERT INTO products VALUES ({', '.join('?' * len(FIELDS))})"  # noqa: S608
        self._connection.execute(insert, [row[field] for field in FIELDS])
        found = self._connection.execute(f"SELECT 1 FROM products WHERE {sql}", values)  # noqa: S608
        return found.fetchone() is not None

    def _read(self, native: str) -> tuple[str, list[object]]:
        words: list[str] = []
        values: list[object] = []
        position = 0
        while position < len(native):
            token = TOKEN.match(native, position)
            assert token, f"not documented: {native[position:]!r}"
            position = token.end()
            text, number, word, field = token.groups()
            if text is not None or number is not None:
                values.append(float(number) if number else text.replace("''", "'"))
                words.append("?")
            else:
                assert word or field in FIELDS, field
                words.append(word or field)
        sql = " ".join(words) or "1"
        return (re.sub(r"([a-z_]+) != \?", r"(\1 IS NULL OR \1 != ?)", sql) if self._loose else sql), values


@asked
@patient
@pytest.mark.parametrize("loose", [False, True])
def test_a_storage_optimised_endpoint_and_the_residual_say_what_evaluate_says(
    *, loose: bool, rows: list[Row], wheres: list[Filter]
) -> None:
    with closing(StorageOptimisedServer(loose=loose)) as server:
        for where in wheres:
            pushdown = to_storage_optimized(where)
            for row in rows:
                found, right = server.accepts(pushdown.native, row), evaluate(where, row)
                assert found or not right, f"{where}: {pushdown.native} refuses a row that matches"
                assert (found and holds(pushdown.residual, row)) == right, f"{where}: {pushdown}"
