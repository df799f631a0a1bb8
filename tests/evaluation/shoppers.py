"""The shoppers' queries and which products of the real catalogue fit them, for the scripts beside it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fashion_search import FashionClient
from fashion_search.evaluation import Judgements
from fashion_search.types import Product

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["FIRST", "LISTS", "SECOND", "ShopperQuery", "every", "judge", "read_queries"]

FIRST = Path(__file__).with_name("shopper_queries.toml")
SECOND = Path(__file__).with_name("shopper_queries_second.toml")

LISTS = {"first": FIRST, "second": SECOND, "others": Path(__file__).with_name("shopper_queries_others.toml")}
"""The lists by name; the last was written by people who saw neither the lexicons nor each other's queries."""

KINDS = ("article_type", "sub_category", "master_category")


@dataclass(frozen=True)
class ShopperQuery:
    """What somebody typed, and the rule that says what fits."""

    text: str
    where: Mapping[str, tuple[str, ...]]

    def grade(self, product: Product) -> int:
        """2 when every named field fits, 1 when all but one do and the kind of thing is right, else 0."""
        missed = [name for name, values in self.where.items() if getattr(product, name) not in values]
        if not missed:
            return 2
        return int(len(self.where) > 1 and len(missed) == 1 and missed[0] not in KINDS)


def read_queries(*files: Path) -> list[ShopperQuery]:
    """The queries of some files, in their order."""
    found = []
    for file in files:
        for row in tomllib.loads(file.read_text("utf-8"))["query"]:
            where = {name: tuple(values) for name, values in row["where"].items()}
            found.append(ShopperQuery(row["text"], where))
    return found


def judge(queries: Iterable[ShopperQuery], products: Iterable[Product]) -> Judgements:
    """Every product of a catalogue judged by every query's rule."""
    listed = list(products)
    grades = {
        query.text: {one.product_id: grade for one in listed if (grade := query.grade(one))}
        for query in queries
    }
    return Judgements(grades)


def every(client: FashionClient) -> Iterator[Product]:
    """Every product of a catalogue."""
    cursor = None
    while True:
        page = client.products.list(limit=1000, cursor=cursor)
        yield from page.products
        cursor = page.next_cursor
        if cursor is None:
            return
