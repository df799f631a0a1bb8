"""SQLAlchemy clauses: bound values, the words of each engine, no limits met."""

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from fashion_search.errors import FilterError
from fashion_search.filters import F, any_of
from fashion_search.filters.conditions import Condition
from fashion_search.filters.dialects.sql import codepoint_order, to_clause
from fashion_search.filters.expr import Filter
from fashion_search.filters.limits import MAX_CONDITIONS, MAX_DEPTH, MAX_TEXT, MAX_VALUES

TABLE = sa.Table(
    "products",
    sa.MetaData(),
    sa.Column("product_id", sa.String, primary_key=True),
    sa.Column("gender", sa.String),
    sa.Column("price", sa.Float),
    sa.Column("year", sa.Integer),
)


@pytest.fixture(scope="module")
def connection():
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        TABLE.create(connection)
        rows = [
            ("1", "a[b", 5.0, 2015),
            ("2", "A*B", 6.5, None),
            ("3", None, None, 2012),
            ("4", "é", 7.0, 2012),
        ]
        names = TABLE.columns.keys()
        connection.execute(TABLE.insert(), [dict(zip(names, row, strict=True)) for row in rows])
        yield connection
    engine.dispose()


def matching(connection, where):
    question = sa.select(TABLE.c.product_id).where(to_clause(where, TABLE))
    return "".join(sorted(connection.scalars(question)))


def sql_of(where, dialect):
    return str(to_clause(where, TABLE).compile(dialect=dialect))


def test_values_are_bound_and_never_part_of_the_sql():
    hostile = "'; DROP TABLE products; --"
    for where in (F.gender == hostile, F.gender.isin([hostile]), F.gender.like(hostile), F.gender < hostile):
        for dialect in (sqlite.dialect(), postgresql.dialect()):
            assert "DROP" not in sql_of(where, dialect)


def test_text_is_ordered_by_code_point_on_both():
    assert sql_of(F.gender < "a", sqlite.dialect()) == "products.gender < ?"
    assert sql_of(F.gender < "a", postgresql.dialect()).startswith('(products.gender COLLATE "C") <')
    assert "COLLATE" not in sql_of(F.gender == "a", postgresql.dialect()), "equality keeps its index"
    assert "COLLATE" not in sql_of(F.price < 5, postgresql.dialect())
    order = sa.select(TABLE.c.gender).order_by(codepoint_order(TABLE.c.gender).desc())
    assert str(order.compile(dialect=postgresql.dialect())).endswith('(products.gender COLLATE "C") DESC')


def test_like_is_case_sensitive_on_both():
    assert "GLOB" in sql_of(F.gender.like("a%"), sqlite.dialect())
    assert " LIKE " in sql_of(F.gender.like("a%"), postgresql.dialect())


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (F.gender.like("a%"), "1"),
        (F.gender.like("A%"), "2"),
        (F.gender.like("a[%"), "1"),
        (F.gender.contains("["), "1"),
        (F.gender.contains("*"), "2"),
        (F.gender.contains("?"), ""),
        (~F.gender.contains("*"), "14"),
        (F.gender.like("_"), "4"),
        (F.gender.isin([]), ""),
        (F.gender.notin([]), "124"),
        (F.price.notin([5]), "24"),
        (F.year.between(2012, 2014), "34"),
        (~F.year.between(2012, 2014), "1"),
        (F.gender.is_null() | (F.price > 6.5), "34"),
        (F.year > -(2**53) + 1, "134"),
    ],
    ids=str,
)
def test_sqlite_answers(connection, where, found):
    assert matching(connection, where) == found


def test_the_longest_list_is_one_variable(connection):
    ids = [str(number) for number in range(MAX_VALUES)]
    clause = to_clause(F.product_id.isin(ids), TABLE).compile(dialect=sqlite.dialect())
    assert len(clause.params) == 1
    assert str(clause).count("?") == 1
    assert matching(connection, F.product_id.isin(ids)) == "1234"
    assert matching(connection, F.product_id.notin([each for each in ids if each != "2"])) == "2"


def test_the_longest_list_of_numbers_is_answered(connection):
    assert matching(connection, F.year.isin(range(2012, 2012 + MAX_VALUES))) == "134"


def test_the_largest_filter_is_answered(connection):
    others = [F.year == -number for number in range(1, MAX_CONDITIONS - 1)]
    where = any_of([F.gender.like("a" * MAX_TEXT), F.price == 5, *others])
    assert where.size.conditions == MAX_CONDITIONS
    assert matching(connection, where) == "1"


def test_the_deepest_filter_is_answered(connection):
    where = F.price == 5
    for level in range(MAX_DEPTH - 1):
        where = where & (F.price > -level) if level % 2 else where | (F.price < -level)
    assert where.size.depth == MAX_DEPTH
    assert matching(connection, where) == "1"


def test_a_column_the_table_lacks_is_named():
    with pytest.raises(FilterError, match=r"Table products has no column 'season'.*Known: gender"):
        to_clause(F.season == "Fall", TABLE)


@pytest.mark.parametrize("stranger", [Filter(), Condition("price")])
def test_what_is_not_one_of_our_nodes_is_refused(stranger):
    with pytest.raises(FilterError, match="not a kind of"):
        to_clause(stranger, TABLE)
