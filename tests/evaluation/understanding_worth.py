"""Does reading the words help, and does adding the catalogue's own names for them do harm?

    python tests/evaluation/understanding_worth.py --store STORE [--list NAME]

STORE holds the real catalogue. Precision at 10 and graded nDCG at 20 over a list of shopper queries: with
the words left to the model, with the words expanded for it, as `search` reads them, and both. Differences
are paired by query; the intervals are a bootstrap over queries.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from shoppers import LISTS, every, judge, read_queries

from fashion_search import FashionClient
from fashion_search.evaluation import Judgements, Run, Scores, bootstrap_means, compare_paired
from fashion_search.evaluation import evaluate as score
from fashion_search.language import expand

LIMIT = 20
MEASURES = ("precision@10", "ndcg@20")

Search: TypeAlias = Callable[[str], tuple[str, ...]]


def searches(client: FashionClient) -> dict[str, Search]:
    """The four ways to ask."""

    def off(text: str) -> tuple[str, ...]:
        return client.search(text, limit=LIMIT, understand=False, min_relevance=0).product_ids

    def on(text: str) -> tuple[str, ...]:
        return client.search(text, limit=LIMIT, min_relevance=0).product_ids

    def expanded(text: str) -> tuple[str, ...]:
        understood = client.search(text, limit=LIMIT, min_relevance=0).understood
        return off(expand(understood) if understood else text)

    def both(text: str) -> tuple[str, ...]:
        understood = client.search(text, limit=LIMIT, min_relevance=0).understood
        if not understood:
            return off(text)
        found = client.search(
            expand(understood),
            limit=LIMIT,
            understand=False,
            min_relevance=0,
            where=understood.where(),
            preferences=understood.preferences(),
        )
        return found.product_ids

    return {"off": off, "off, words expanded": expanded, "on": on, "on, words expanded": both}


def measure(search: Search, texts: list[str], judgements: Judgements) -> Scores:
    """Precision counts only what fits in every respect; nDCG the rest too, half as much."""
    run = Run({text: search(text) for text in texts})
    return score(run, judgements, MEASURES, relevant_from=2)


def main() -> None:
    """Print the means, and each way against the ones it should not be worse than."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--list", choices=LISTS, default="first")
    given = parser.parse_args()
    queries = read_queries(LISTS[given.list])
    texts = [query.text for query in queries]
    with FashionClient.open(given.store) as client:
        judgements = judge(queries, every(client))
        scores = {name: measure(one, texts, judgements) for name, one in searches(client).items()}
    print(f"{len(queries)} queries")
    for name, mine in scores.items():
        means = bootstrap_means(mine.values)
        shown = (f"  {m} {one.mean:.3f} [{one.low:.3f}, {one.high:.3f}]" for m, one in means.items())
        print(f"{name:22s}" + "".join(shown))
    for first, second in (("off", "on"), ("off", "off, words expanded"), ("on", "on, words expanded")):
        for name, found in compare_paired(scores[first].values, scores[second].values).items():
            worse = int((scores[second].values[name] < scores[first].values[name]).sum())
            said = f"{found.mean:+.3f} [{found.low:+.3f}, {found.high:+.3f}] p={found.p_adjusted:.4f}"
            print(f"{second} - {first}: {name} {said}, {worse} worse")


if __name__ == "__main__":
    main()
