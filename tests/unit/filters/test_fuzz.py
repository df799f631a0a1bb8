"""Ten thousand filters, sensible and not: all engines answer alike, or we refuse it."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator

import psutil
import pytest
import sqlalchemy as sa

from fashion_search.errors import FilterError
from fashion_search.filters import FIELDS, Columns, Filter, evaluate, mask, parse_filter
from fashion_search.filters.dialects.databricks import to_standard, to_storage_optimized
from fashion_search.filters.dialects.sql import to_clause

COUNT = 10_000
OPERATORS = ["$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$like", "$contains", "$exists"]
OPERATORS += ["$isnull"]
SUFFIXES = ["", "", " NOT", " <", " <=", " >", " >=", " LIKE", " =", " !=", " ~", " not", "  >="]
ODD_VALUES = [
    None, True, False, float("nan"), float("inf"), 10**400, 1e308, -0.0, 2**53, 2**63, b"bytes", len,
    "", "'", "''; --", "\\", "%", "_", "\0", "\ud800", "😀" * 50, "x" * 20_000, [], {}, [[]], [None],
    1j, object(), {"$gt": {}}, {"$in": {"$in": [1]}}, range(3), {1, "a"}, Ellipsis,
]  # fmt: skip
ODD_KEYS = [
    "colour",
    "",
    " ",
    "$",
    "$where",
    "price OR",
    "OR",
    " OR ",
    "price;--",
    "\0",
    5,
    None,
    (),
    "PRICE",
]
VALUES = {
    "text": ["Women", "Men", "O'Neil", "é", "a\\b", "50%"],
    "number": [0, 19.99, 50, -1],
    "integer": [2011, 2015],
}


def row(at: int) -> dict[str, object]:
    return {name: VALUES[kind][at % len(VALUES[kind])] if at % 3 else None for name, kind in FIELDS.items()}


ROWS = [row(at) for at in range(1, 8)]


class Writer:
    """Writes filters as people, programs and attackers do."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)

    def filter(self, depth: int = 0) -> object:
        dice = self._dice
        if dice.random() < 0.02:
            return dice.choice(ODD_VALUES)
        if dice.random() < 0.05:
            return [self.filter(depth + 1) for _ in range(dice.randrange(3))]
        return dict(self._entry(depth) for _ in range(dice.choice([0, 1, 1, 1, 2, 2, 3])))

    def _entry(self, depth: int) -> tuple[object, object]:
        dice = self._dice
        if depth < 4 and dice.random() < 0.3:
            key = dice.choice(["$and", "$or", "$not"])
            return key, self.filter(depth + 1) if key == "$not" else [self.filter(depth + 1) for _ in "ab"]
        if dice.random() < 0.02:
            return dice.choice(ODD_KEYS), self._value("text")
        if dice.random() < 0.1:
            names = [dice.choice(list(FIELDS)) for _ in range(dice.choice([2, 2, 3]))]
            return " OR ".join(names), [self._value(FIELDS[name]) for name in names]
        name = dice.choice(list(FIELDS))
        if dice.random() < 0.5:
            return name + dice.choice(SUFFIXES), self._value(FIELDS[name])
        return name, {self._operator(): self._value(FIELDS[name]) for _ in range(dice.choice([1, 1, 2]))}

    def _operator(self) -> object:
        return self._dice.choice(OPERATORS) if self._dice.random() < 0.97 else self._dice.choice(ODD_KEYS)

    def _value(self, kind: str) -> object:
        dice = self._dice
        if dice.random() < 0.05:
            return dice.choice(ODD_VALUES)
        if dice.random() < 0.2:
            return [dice.choice(VALUES[kind]) for _ in range(dice.choice([0, 1, 2, 3, 40]))]
        return dice.choice(VALUES[kind])


@pytest.fixture
def database() -> Iterator[tuple[sa.Connection, sa.Table]]:
    kinds = {"text": sa.Text, "number": sa.Double, "integer": sa.Integer}
    columns = [sa.Column(field, kinds[kind]) for field, kind in FIELDS.items()]
    table = sa.Table("products", sa.MetaData(), sa.Column("row", sa.Integer), *columns)
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        table.create(connection)
        connection.execute(table.insert(), [{"row": at, **row} for at, row in enumerate(ROWS)])
        yield connection, table
    engine.dispose()


def read(written: object) -> Filter | FilterError | None:
    try:
        return parse_filter(written)
    except FilterError as error:
        return error


@pytest.mark.slow
def test_every_filter_is_answered_alike_or_refused(database):
    connection, table = database
    columns = Columns.from_rows(ROWS)
    writer = Writer(seed=20261123)
    memory = psutil.Process().memory_info().rss
    found = Counter()
    for _ in range(COUNT):
        where = read(writer.filter())
        found[isinstance(where, FilterError)] += 1
        if isinstance(where, FilterError):
            assert len(str(where)) < 1000
        elif where is not None:
            expected = [at for at, each in enumerate(ROWS) if evaluate(where, each)]
            assert mask(where, columns).nonzero()[0].tolist() == expected, where
            question = sa.select(table.c.row).where(to_clause(where, table)).order_by(table.c.row)
            assert list(connection.scalars(question)) == expected, where
            assert json.dumps(to_standard(where).native)
            assert isinstance(to_storage_optimized(where).native, str)
    assert min(found.values()) > COUNT / 5, "much of what is written must be sensible, and much not"
    assert psutil.Process().memory_info().rss - memory < 150 * 2**20
