"""What does variety cost? nDCG@20 against diversity over the range of `diversity=`, on the real catalogue.

    python tests/evaluation/diversity_curve.py --store STORE [--svg docs/concepts/diversity-curve.svg]

The 60 shopper queries, their hits graded by each query's rule: 2 when everything it names fits, 1 when one
thing other than the kind of product does not. Diversity is the mean of 1 - cosine over all pairs of a list,
in the space of the search. Intervals are a bootstrap over queries, differences to `diversity=0` are paired.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from curve_drawing import Point, draw
from shoppers import FIRST, ShopperQuery, every, judge, read_queries

from fashion_search import FashionClient
from fashion_search.evaluation import (
    Difference,
    Interval,
    Judgements,
    Run,
    bootstrap_means,
    compare_paired,
    distinct,
    diversity,
    evaluate,
)
from fashion_search.results import SearchResult

LIMIT = 20
STEPS = tuple(step / 10 for step in range(11))


@dataclass(frozen=True)
class Lists:
    """What one setting shows.

    Attributes:
        values: Measure -> one value per query.
        shown: Every product shown for any query.
    """

    values: dict[str, np.ndarray]
    shown: frozenset[str]


def measured(
    client: FashionClient, queries: Sequence[ShopperQuery], judgements: Judgements, amount: float
) -> Lists:
    """All queries at one setting."""
    found = {query.text: client.search(query.text, limit=LIMIT, diversity=amount) for query in queries}
    run = Run({text: result.product_ids for text, result in found.items()})
    scores = evaluate(run, judgements, ("ndcg@20",))
    results = [found[text] for text in scores.query_ids]
    values = {
        "ndcg@20": scores.values["ndcg@20"],
        "diversity": np.array([_diversity(client, result) for result in results]),
        "colors": np.array([distinct(hit.product.base_color for hit in one) for one in results], float),
        "titles": np.array(
            [distinct(hit.product.product_display_name for hit in one) for one in results], float
        ),
    }
    return Lists(values, frozenset(one for result in results for one in result.product_ids))


def _diversity(client: FashionClient, result: SearchResult) -> float:
    return diversity(client.index.vectors_of(result.product_ids)) if len(result) else 0.0


def row(amount: float, lists: Lists, means: dict[str, Interval], lost: Difference) -> str:
    """One line of the table, ready for a page."""
    cells = [f"{amount:.1f}"]
    for name, digits in (("ndcg@20", 3), ("diversity", 3), ("colors", 1), ("titles", 1)):
        one = means[name]
        cells.append(f"{one.mean:.{digits}f} [{one.low:.{digits}f}, {one.high:.{digits}f}]")
    cells += [f"{len(lists.shown)}", f"{lost.mean:+.3f} [{lost.low:+.3f}, {lost.high:+.3f}]"]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the table, and draw it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--svg", type=Path)
    given = parser.parse_args()
    queries = read_queries(FIRST)
    with FashionClient.open(given.store) as client:
        judgements = judge(queries, every(client))
        lists = {amount: measured(client, queries, judgements, amount) for amount in STEPS}
    print(
        "| `diversity=` | nDCG@20 | diversity | colours of 20 | titles of 20 | products shown | nDCG lost |"
    )
    print("|---|---|---|---|---|---|---|")
    points = []
    for amount, one in lists.items():
        means = bootstrap_means(one.values)
        lost = compare_paired({"ndcg@20": lists[0.0].values["ndcg@20"]}, {"ndcg@20": one.values["ndcg@20"]})[
            "ndcg@20"
        ]
        print(row(amount, one, means, lost), flush=True)
        points.append(Point(f"{amount:.1f}", means["diversity"], means["ndcg@20"]))
    if given.svg:
        given.svg.write_text(draw(points), encoding="utf-8")


if __name__ == "__main__":
    main()
