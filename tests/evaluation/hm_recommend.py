"""Does `recommend` find what people really bought next? Every customer's last basket is left out. H&M.

    python tests/evaluation/hm_recommend.py DATA [--vectors FILE] [--customers N]

DATA holds `hm_half/`. The articles are encoded by the bundled model, which takes a few minutes; FILE keeps
the vectors for the next run, and a change of model calls for a new FILE. For every customer only events
before the day of the last basket are seen, other people's included. Compared on the same customers:

- popular: purchases of the 30 days before, ties by id;
- last item: nearest neighbours to an article of the basket before, itself included, and itself left out;
- bought before, the latest first, filled up with what is popular: hard to beat, as people come back for more;
- recommend: by score alone, and as it comes from the SDK; both allow what was bought before.

A second comparison asks for articles that are new to the customer: what was bought before is left out of
every list (for `recommend` that is the default) and of what is to be found.

Cold customers have no earlier basket. The weights of `recommend` were set by hand with an eye on these same
customers, so the lead is somewhat flattered.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow.parquet as pq
from sqlalchemy import create_engine, insert
from sqlalchemy.pool import StaticPool

from fashion_search.catalogs.sql import SqlCatalog
from fashion_search.embedders.bundled import BundledEmbedder
from fashion_search.embedders.describe import describe
from fashion_search.evaluation import (
    Difference,
    Judgements,
    Run,
    Scores,
    bootstrap_means,
    compare_paired,
    evaluate,
)
from fashion_search.indexes.local import LocalIndex
from fashion_search.people import Event, MemoryEventLog
from fashion_search.recommenders.personal import PersonalRecommender
from fashion_search.store.tables import metadata
from fashion_search.store.tables import products as products_table
from fashion_search.store.vectors import hybrid_of
from fashion_search.types import Product, Vectors

MEASURES = ("recall@20", "ndcg@20")
LIMIT = 20
GENDERS = {"Ladieswear": "Women", "Divided": "Women", "Menswear": "Men"}

Ranking = list[str]


@dataclass(frozen=True)
class Case:
    """One customer: what was bought last, when, and what before."""

    customer: str
    day: date
    bought: frozenset[str]
    before: tuple[Event, ...]


Ranker: TypeAlias = Callable[[Case], Ranking]


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
    """Every article of every basket once."""
    with gzip.open(folder / "transactions.csv.gz", "rt", newline="") as lines:
        rows = {(row["customer_id"], row["t_dat"], row["article_id"]) for row in csv.DictReader(lines)}
    return [
        Event(user_id=customer, product_id=article, kind="purchase", at=date.fromisoformat(day))
        for customer, day, article in sorted(rows)
    ]


def encode(folder: Path, products: list[Product], embedder: BundledEmbedder) -> Vectors:
    """The hybrid vectors, as an ingest makes them; articles without a photo have those of their words."""
    text = embedder.embed_texts([describe(one) for one in products])
    image = np.zeros_like(text)
    with zipfile.ZipFile(folder / "images_64x96.zip") as photos:
        names = {Path(name).stem: name for name in photos.namelist()}
        for start in range(0, len(products), 512):
            rows = [
                row
                for row in range(start, min(start + 512, len(products)))
                if products[row].product_id in names
            ]
            image[rows] = embedder.embed_images(
                [photos.read(names[products[row].product_id]) for row in rows]
            )
    return hybrid_of(image, text)


def vectors_for(
    folder: Path, products: list[Product], kept: Path | None, embedder: BundledEmbedder
) -> Vectors:
    """The vectors, from the file when there is one."""
    if kept is not None and kept.exists():
        return np.asarray(np.load(kept), dtype=np.float32)
    vectors = encode(folder, products, embedder)
    if kept is not None:
        np.save(kept, vectors)
    return vectors


def catalog_of(products: list[Product]) -> SqlCatalog:
    """The articles in a database in memory."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(products_table), [one.to_dict() for one in products])
    return SqlCatalog(engine)


def cases_of(events: list[Event]) -> list[Case]:
    """One case per customer."""
    by_customer: dict[str, list[Event]] = {}
    for event in events:
        by_customer.setdefault(event.user_id, []).append(event)
    cases = []
    for customer, mine in sorted(by_customer.items()):
        last = max(event.at for event in mine)
        bought = frozenset(event.product_id for event in mine if event.at == last)
        cases.append(Case(customer, last, bought, tuple(event for event in mine if event.at < last)))
    return cases


def popular(events: list[Event]) -> Ranker:
    """Most bought in the 30 days before."""

    def ranking(case: Case) -> Ranking:
        start = case.day - timedelta(days=30)
        counts = Counter(event.product_id for event in events if start <= event.at < case.day)
        return sorted(counts, key=lambda one: (-counts[one], one))

    return ranking


def bought_before(events: list[Event]) -> Ranker:
    """The customer's own articles, latest first, ties by id, then what is popular."""
    others = popular(events)

    def ranking(case: Case) -> Ranking:
        own = sorted(case.before, key=lambda event: (-event.day, event.product_id))
        return list(dict.fromkeys([*(event.product_id for event in own), *others(case)]))

    return ranking


def nearest_to_last(index: LocalIndex, *, itself: bool) -> Ranker:
    """Nearest to the first article, by id, of the basket before; nothing for cold customers."""

    def ranking(case: Case) -> Ranking:
        if not case.before:
            return []
        latest = max(event.at for event in case.before)
        last = min(event.product_id for event in case.before if event.at == latest)
        found = index.query(index.vectors_of([last])[0], limit=10 * LIMIT).product_ids
        return [one for one in found if itself or one != last]

    return ranking


def recommended(recommender: PersonalRecommender, *, again: bool, **options: Any) -> Ranker:
    """What `recommend` says on the day of the last basket."""

    def ranking(case: Case) -> Ranking:
        found = recommender.recommend(
            case.customer, limit=LIMIT, exclude_bought=not again, as_of=case.day, **options
        )
        return list(found.product_ids)

    return ranking


def measure(cases: list[Case], ranked: Ranker, *, new: bool) -> Scores:
    """Recall and nDCG of one ranker, of everything or of what is new to the customer."""
    wanted, found = {}, {}
    for case in cases:
        known = {event.product_id for event in case.before} if new else set()
        wanted[case.customer] = case.bought - known
        found[case.customer] = tuple(one for one in ranked(case) if one not in known)[:LIMIT]
    return evaluate(Run(found), Judgements.from_relevant({c: w for c, w in wanted.items() if w}), MEASURES)


def report(title: str, scores: Mapping[str, Scores], keep: Callable[[str], bool]) -> None:
    """A table: means with intervals, and how far `recommend` is above the rest."""
    every = next(iter(scores.values())).query_ids
    rows = np.array([row for row, customer in enumerate(every) if keep(customer)])
    values = {name: {m: v[rows] for m, v in one.values.items()} for name, one in scores.items()}
    print(f"\n{title}: {len(rows)} customers")
    for name, mine in values.items():
        means = bootstrap_means(mine)
        shown = (f"  {m} {means[m].mean:.4f} [{means[m].low:.4f}, {means[m].high:.4f}]" for m in MEASURES)
        print(f"  {name:26s}" + "".join(shown))
    ours = [name for name in values if name.startswith("recommend")]
    for name, baseline in product(ours, [name for name in values if name not in ours]):
        found = compare_paired(values[baseline], values[name])
        print(f"    {name} - {baseline}:" + "".join(f"  {m} {gain(found[m])}" for m in MEASURES))


def gain(found: Difference) -> str:
    """The difference with its interval and p-value."""
    return f"{found.mean:+.4f} [{found.low:+.4f}, {found.high:+.4f}] p={found.p_adjusted:.4f}"


def compare(title: str, cases: list[Case], rankers: Mapping[str, Ranker], *, new: bool = False) -> None:
    """The tables of one question."""
    warm = {case.customer for case in cases if case.before}
    scores = {name: measure(cases, ranked, new=new) for name, ranked in rankers.items()}
    report(f"{title}, warm", scores, lambda customer: customer in warm)
    if not new:
        report(f"{title}, cold", scores, lambda customer: customer not in warm)
        report(f"{title}, all", scores, lambda _: True)


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--vectors", type=Path, help="a .npy file that keeps the vectors")
    parser.add_argument("--customers", type=int, help="only the first so many, for a quick look")
    given = parser.parse_args()
    folder = given.data / "hm_half"
    products, events, embedder = read_products(folder), read_events(folder), BundledEmbedder()
    vectors = vectors_for(folder, products, given.vectors, embedder)
    index = LocalIndex.from_products(products, {"hybrid": vectors}, embedder.identity)
    cases = cases_of(events)[: given.customers]
    recommender = PersonalRecommender(index, catalog_of(products), MemoryEventLog(events))
    baselines = {
        "popular, 30 days": popular(events),
        "nearest to last item": nearest_to_last(index, itself=True),
        "nearest, without itself": nearest_to_last(index, itself=False),
        "bought before, popular": bought_before(events),
    }
    ours = {
        "recommend, by score": recommended(recommender, again=True, diversity=0.0),
        "recommend": recommended(recommender, again=True),
    }
    compare("everything", cases, baselines | ours)
    del baselines["nearest to last item"], baselines["bought before, popular"]  # the same as others here
    compare(
        "new to the customer",
        cases,
        baselines | {"recommend": recommended(recommender, again=False)},
        new=True,
    )


if __name__ == "__main__":
    main()
