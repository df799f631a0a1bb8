"""The H&M half as products, purchases and left-out baskets, for the scripts beside it.

Not shipped with the project: a sample of the data of the Kaggle competition "H&M Personalized Fashion
Recommendations" (2022), in one folder: `articles.parquet`, `transactions.csv.gz`, `images_64x96.zip`.
"""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zlib import crc32

import pyarrow.parquet as pq

from fashion_search.people import Event
from fashion_search.types import Product

__all__ = ["Case", "cases_of", "half_of", "read_events", "read_products"]

GENDERS = {"Ladieswear": "Women", "Divided": "Women", "Menswear": "Men"}


@dataclass(frozen=True)
class Case:
    """One customer: what was bought last, when, and what before."""

    customer: str
    day: date
    bought: frozenset[str]
    before: tuple[Event, ...]

    @property
    def new(self) -> frozenset[str]:
        """What was bought last and never before."""
        return self.bought - {event.product_id for event in self.before}


def read_products(folder: Path) -> list[Product]:
    """The articles under the names of the catalogue, in order of id."""
    rows = pq.read_table(folder / "articles.parquet").to_pylist()
    products = [
        Product(
            product_id=row["article_id"],
            product_display_name=row["prod_name"],
            master_category=row["product_group_name"],
            sub_category=row["garment_group_name"],
            article_type=row["product_type_name"],
            base_color=row["colour_group_name"],
            gender=GENDERS.get(row["index_group_name"]),
        )
        for row in rows
    ]
    return sorted(products, key=lambda one: one.product_id)


def read_events(folder: Path) -> list[Event]:
    """Every article of every basket once, in order of customer, day and article."""
    with gzip.open(folder / "transactions.csv.gz", "rt", newline="") as lines:
        rows = {(row["customer_id"], row["t_dat"], row["article_id"]) for row in csv.DictReader(lines)}
    return [
        Event(user_id=customer, product_id=article, kind="purchase", at=date.fromisoformat(day))
        for customer, day, article in sorted(rows)
    ]


def cases_of(events: list[Event]) -> list[Case]:
    """One case per customer, in order of id: the last basket left out."""
    by_customer: dict[str, list[Event]] = {}
    for event in events:
        by_customer.setdefault(event.user_id, []).append(event)
    cases = []
    for customer, mine in sorted(by_customer.items()):
        last = max(event.at for event in mine)
        bought = frozenset(event.product_id for event in mine if event.at == last)
        cases.append(Case(customer, last, bought, tuple(event for event in mine if event.at < last)))
    return cases


def half_of(customer: str) -> str:
    """`"tuned"` for the customers that settings were chosen on, `"held out"` for the others; by a hash."""
    return "tuned" if crc32(customer.encode()) % 2 == 0 else "held out"
