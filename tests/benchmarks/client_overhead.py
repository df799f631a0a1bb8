"""What `client.search` costs beyond encoding and scanning: `python …/client_overhead.py STORE`.

Everything is real; the time inside the embedder and inside `index.query` is taken off. Words are understood,
rules are weighed, 20 products are fetched. Bar: p50 at most 1.5 ms, `limit=20`.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from fashion_search import FashionClient

ROUNDS = 6
BAR_MS = 1.5


class Stopwatch:
    """Passes calls on and adds up how long they took."""

    def __init__(self) -> None:
        self.spent_s = 0.0

    def timed(self, call):
        def run(*arguments, **options):
            start = time.perf_counter()
            try:
                return call(*arguments, **options)
            finally:
                self.spent_s += time.perf_counter() - start

        return run


def main() -> int:
    client = FashionClient.open(sys.argv[1])
    watch = Stopwatch()
    client.embedder.embed_texts = watch.timed(client.embedder.embed_texts)
    client.index.query = watch.timed(client.index.query)
    types = [facet.value for facet in client.products.facets(["article_type"], limit=60)["article_type"]]
    texts = ["red dress", *types, *(f"black {name} for women" for name in types)]
    spent = []
    for turn in range(ROUNDS * len(texts)):
        watch.spent_s = 0.0
        start = time.perf_counter()
        result = client.search(texts[turn % len(texts)], limit=20)
        if turn >= len(texts):
            spent.append((time.perf_counter() - start - watch.spent_s) * 1e3)
        assert len(result) <= 20
    p50, p95 = np.percentile(spent, [50, 95])
    print(f"client.search overhead, limit=20: p50 {p50:.2f} ms, p95 {p95:.2f} ms (bar: p50 {BAR_MS} ms)")
    return int(p50 > BAR_MS)


if __name__ == "__main__":
    sys.exit(main())
