"""What `client.search` costs beyond encoding and scanning: `python …/client_overhead.py STORE`.

The embedder and the index answer from memory, everything else is real. Bar: p50 at most 1.5 ms, `limit=20`.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from fashion_search import FashionClient

QUERIES = 400
BAR_MS = 1.5


class Remembered:
    """An embedder and an index that answer from memory what the real ones answered before."""

    def __init__(self, client: FashionClient, texts: list[str], limit: int) -> None:
        self.identity = client.embedder.identity
        self.calibration = getattr(client.embedder, "calibration", {})
        self.vectors = {text: client.embedder.embed_texts([text]) for text in texts}
        self.answers = {
            vector.tobytes(): client.index.query(vector[0], limit=limit) for vector in self.vectors.values()
        }

    def embed_texts(self, texts):
        return self.vectors[texts[0]]

    def query(self, vector, *, limit, where=None, space="hybrid"):
        return self.answers[np.asarray(vector).tobytes()]


def main() -> int:
    client = FashionClient.open(sys.argv[1])
    texts = [facet.value for facet in client.products.facets(["article_type"], limit=100)["article_type"]]
    memory = Remembered(client, texts, limit=20)
    bare = FashionClient(embedder=memory, index=memory, catalog=client.catalog, pictures=client.pictures)
    spent = []
    for turn in range(QUERIES):
        text = texts[turn % len(texts)]
        start = time.perf_counter()
        result = bare.search(text, limit=20)
        spent.append((time.perf_counter() - start) * 1e3)
        assert len(result) == 20
    p50, p95 = np.percentile(spent[len(texts) :], [50, 95])
    print(f"client.search overhead, limit=20: p50 {p50:.2f} ms, p95 {p95:.2f} ms (bar: p50 {BAR_MS} ms)")
    return int(p50 > BAR_MS)


if __name__ == "__main__":
    sys.exit(main())
