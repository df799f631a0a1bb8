"""Does popularity help a search find what people bought? H&M, the last 60 days against all before.

    python tests/evaluation/popularity.py --hm FOLDER --store STORE

STORE is made by `hm_store.py`. Nobody knows what these customers typed, so a query is the colour and the
kind of something bought in the last 60 days ("Black Trousers"), each once; what fits it is what was
bought of that colour and kind in these days. The shop knows the purchases before. For each weight of the
rule `popularity` (the other rules keep theirs): recall and nDCG at 20, and the difference to weight 0.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from hm_data import read_events, read_products

from fashion_search import FashionClient
from fashion_search.evaluation import Judgements, Run, bootstrap_means, compare_paired, evaluate
from fashion_search.people import Event, MemoryEventLog
from fashion_search.ranking.blend import BlendWeights
from fashion_search.ranking.rules import RuleWeights

MEASURES = ("recall@20", "ndcg@20")
WEIGHTS = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)
DAYS = 60
LIMIT = 20


def asked(folder: Path, events: list[Event]) -> dict[str, set[str]]:
    """What was bought, by the words somebody could have looked for it with."""
    known = {one.product_id: one for one in read_products(folder)}
    wanted: dict[str, set[str]] = {}
    for event in events:
        product = known[event.product_id]
        wanted.setdefault(f"{product.base_color} {product.article_type}", set()).add(event.product_id)
    return wanted


def main() -> None:
    """Print a line for each weight."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hm", type=Path, required=True)
    parser.add_argument("--store", type=Path, required=True)
    given = parser.parse_args()
    events = read_events(given.hm)
    start = max(event.at for event in events) - timedelta(days=DAYS - 1)
    moved = datetime.now(timezone.utc).date() - start  # so that the days before are the days before today
    before = [replace(event, at=event.at + moved) for event in events if event.at < start]
    wanted = asked(given.hm, [event for event in events if event.at >= start])
    opened = FashionClient.open(given.store)
    client = FashionClient(
        embedder=opened.embedder,
        index=opened.index,
        catalog=opened.catalog,
        words=opened.words,
        events=lambda: MemoryEventLog(before),
    )
    judgements = Judgements.from_relevant(wanted)
    plain = None
    print(f"{len(wanted)} queries, {len(before)} purchases before {start}")
    for weight in WEIGHTS:
        client.blend = BlendWeights(by_rule=RuleWeights(popularity=weight))
        found = {text: client.search(text, limit=LIMIT).product_ids for text in wanted}
        values = evaluate(Run(found), judgements, MEASURES).values
        plain = plain or values
        means, gains = bootstrap_means(values), compare_paired(plain, values)
        print(
            f"popularity {weight:4.2f}"
            + "".join(
                f"  {name} {means[name].mean:.4f} [{means[name].low:.4f}, {means[name].high:.4f}]"
                f" {gains[name].mean:+.4f} [{gains[name].low:+.4f}, {gains[name].high:+.4f}]"
                f" p={gains[name].p_adjusted:.4f}"
                for name in MEASURES
            ),
            flush=True,
        )


if __name__ == "__main__":
    main()
