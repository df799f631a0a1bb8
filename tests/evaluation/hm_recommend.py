"""Does `recommend` find what people really bought next? Every customer's last basket is left out. H&M.

    python tests/evaluation/hm_recommend.py --hm FOLDER --store STORE [--customers N]

STORE is made by `hm_store.py`. For every customer only events before the day of the last basket are seen,
other people's included. Compared on the same customers:

- popular: purchases of the 30 days before, ties by id;
- last item: nearest neighbours to an article of the basket before, itself included, and itself left out;
- bought before, the latest first, filled up with what is popular: hard to beat, as people come back for more;
- recommend: by score alone, and as it comes from the SDK; both allow what was bought before.

A second comparison asks for articles that are new to the customer: what was bought before is left out of
every list (for `recommend` that is the default) and of what is to be found.

Cold customers have no earlier basket. The weights of `recommend` were chosen on one half of the customers,
drawn by a hash of their id; the other half was only measured on. Both are reported.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from hm_data import Case, cases_of, half_of, read_events

from fashion_search.catalogs.sql import SqlCatalog
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
from fashion_search.store import Store

MEASURES = ("recall@20", "ndcg@20")
LIMIT = 20

Ranking: TypeAlias = list[str]
Ranker: TypeAlias = Callable[[Case], Ranking]


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
    for half in ("held out", "tuned"):
        report(
            f"{title}, warm, {half} half",
            scores,
            lambda customer, half=half: customer in warm and half_of(customer) == half,  # type: ignore[misc]
        )
    if not new:
        report(f"{title}, cold", scores, lambda customer: customer not in warm)
        report(f"{title}, all", scores, lambda _: True)


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hm", type=Path, required=True)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--customers", type=int, help="only the first so many, for a quick look")
    given = parser.parse_args()
    events = read_events(given.hm)
    with Store.open(given.store) as store:
        index, catalog = LocalIndex.from_store(store), SqlCatalog(store.engine())
        recommender = PersonalRecommender(index, catalog, MemoryEventLog(events))
        tables(events, index, recommender, cases_of(events)[: given.customers])


def tables(
    events: list[Event], index: LocalIndex, recommender: PersonalRecommender, cases: list[Case]
) -> None:
    """Everything, then what is new to the customer."""
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
