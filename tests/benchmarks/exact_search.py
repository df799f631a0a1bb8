"""Exact search against faiss, one thread, all designs in turn: `python …/exact_search.py [STORE]`.

Every design answers each query before the next query comes, in an order that changes, and the thread's own
time is taken, so that what else the machine does falls on all of them alike. What counts is the ratio of
medians to `faiss.IndexFlatIP`, which gets its filter as a bitmap packed from the same mask; evaluating the
filter is timed on both sides. "None kept" is an index that remembers no filter's rows. Exit code 1 when a bar
is missed, an answer is short, or a product is missing from one. The bars are for tens of thousands of rows.
"""

from __future__ import annotations

import os
import sys

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"

import time
from collections.abc import Callable, Sequence

import catalogue as data
import faiss
import numpy as np
from numpy.typing import NDArray

from fashion_search.filters import Filter, mask
from fashion_search.indexes import LocalIndex

LIMIT, QUERIES, WARM_UP = 20, 200, 10
TIE = 1e-6
FAST, PLAIN, FORGETFUL = "LocalIndex[fast]", "LocalIndex, numpy", "LocalIndex[fast], none kept"
NAIVE, FAISS = "numpy, sort all", "faiss IndexFlatIP"
BARS = {
    FAST: {1: 0.45, 0.5: 0.9, 0.1: 0.9, 0.01: 0.6, 0.001: 0.6},
    PLAIN: {1: 1.35},
}
BARS_FROM = 20_000

Floats = NDArray[np.float32]
Design = Callable[[Floats, "Filter | None"], "Sequence[str] | NDArray[np.int64]"]


def local(catalogue: data.Catalogue, **options: object) -> tuple[LocalIndex, Design]:
    vectors = {"hybrid": catalogue.vectors}
    index = LocalIndex(catalogue.product_ids, vectors, catalogue.columns, catalogue.identity, **options)
    start = time.perf_counter()
    index.prepare()
    print(f"{options}: prepared in {time.perf_counter() - start:.2f} s")
    return index, lambda query, where: index.query(query, limit=LIMIT, where=where).product_ids


def of_faiss(catalogue: data.Catalogue) -> tuple[faiss.IndexFlatIP, Design]:
    faiss.omp_set_num_threads(1)
    index = faiss.IndexFlatIP(catalogue.vectors.shape[1])
    index.add(np.ascontiguousarray(catalogue.vectors))

    def answer(query: Floats, where: Filter | None) -> NDArray[np.int64]:
        if where is None:
            return index.search(query[np.newaxis], LIMIT)[1][0]
        bits = np.packbits(mask(where, catalogue.columns), bitorder="little")
        parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        return index.search(query[np.newaxis], LIMIT, params=parameters)[1][0]

    return index, answer


def naive(catalogue: data.Catalogue) -> Design:
    vectors = np.ascontiguousarray(catalogue.vectors)

    def answer(query: Floats, where: Filter | None) -> NDArray[np.int64]:
        if where is None:
            return np.argsort(-(vectors @ query))[:LIMIT]
        passing = mask(where, catalogue.columns)
        return np.flatnonzero(passing)[np.argsort(-(vectors[passing] @ query))[:LIMIT]]

    return answer


class Tally:
    """Times and mistakes of one design under one filter."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.answers: list[Sequence[str] | NDArray[np.int64]] = []
        self.found = self.wanted = self.short = 0

    def check(self, cosines: NDArray[np.float64], row_of: dict[str, int]) -> None:
        """Against float64; rows within `TIE` of the last place are as good as the one that has it."""
        for answer, own in zip(self.answers, cosines, strict=True):
            expected = np.sort(own[own > -np.inf])[::-1][:LIMIT]
            rows = [row_of[one] if isinstance(one, str) else int(one) for one in answer]
            got = [own[row] for row in rows if row >= 0]
            self.found += sum(cosine >= expected[-1] - TIE for cosine in got)
            self.wanted += expected.size
            self.short += len(got) < expected.size

    @property
    def p50(self) -> float:
        return float(np.median(self.times[WARM_UP:]))


def timed(designs: dict[str, Design], queries: Floats, where: Filter | None) -> dict[str, Tally]:
    tallies = {name: Tally() for name in designs}
    random = np.random.default_rng(1)
    for query in queries:
        for name in random.permutation(list(designs)):
            start = time.thread_time()
            answer = designs[name](query, where)
            tallies[name].times.append((time.thread_time() - start) * 1e3)
            tallies[name].answers.append(answer)
    return tallies


def met(name: str, tally: Tally, ratio: float, bar: float | None) -> bool:
    exact = tally.found == tally.wanted and tally.short == 0
    return (exact or name not in (FAST, PLAIN, FORGETFUL)) and (bar is None or ratio <= bar)


def line(label: str, name: str, tally: Tally, ratio: float, bar: float | None) -> str:
    recall = tally.found / max(tally.wanted, 1)
    p10, p95 = np.percentile(tally.times[WARM_UP:], [10, 95])
    verdict = "" if bar is None else f"≤ {bar:.2f} " + ("ok" if ratio <= bar else "MISSED")
    return (
        f"{label:>7} | {name:<27} | {tally.p50:8.3f} | {p10:8.3f} | {p95:8.3f} | {ratio:7.2f} | "
        f"{recall:.4f} | {tally.short:>5} | {verdict}"
    )


def batches(index: LocalIndex, plain: LocalIndex, flat: faiss.IndexFlatIP, queries: Floats) -> None:
    """64 queries at once, for the record."""
    block = queries[:64]
    designs = {
        FAST: lambda: index.query_many(block, limit=LIMIT),
        PLAIN: lambda: plain.query_many(block, limit=LIMIT),
        FAISS: lambda: flat.search(block, LIMIT),
    }
    spent: dict[str, list[float]] = {name: [] for name in designs}
    for _ in range(5):
        for name, design in designs.items():
            start = time.thread_time()
            design()
            spent[name].append((time.thread_time() - start) * 1e3 / len(block))
    medians = ", ".join(f"{name} {np.median(times):.2f}" for name, times in spent.items())
    print("64 queries at once, ms a query: " + medians)


def float64_cosines(catalogue: data.Catalogue, queries: Floats) -> NDArray[np.float64]:
    """Shape (queries, rows); -inf where a row has no vector."""
    vectors = np.asarray(catalogue.vectors, np.float64)
    return np.where(vectors.any(axis=1), queries.astype(np.float64) @ vectors.T, -np.inf)


def compare(
    catalogue: data.Catalogue, designs: dict[str, Design], share: float, where: Filter | None, queries: Floats
) -> bool:
    """Print one filter's part of the table."""
    count = len(catalogue.vectors)
    passing = np.ones(count, np.bool_) if where is None else mask(where, catalogue.columns)
    tallies = timed(designs, queries, where)
    cosines = np.where(passing, float64_cosines(catalogue, queries), -np.inf)
    row_of = {product_id: row for row, product_id in enumerate(catalogue.product_ids)}
    good = True
    for name, tally in tallies.items():
        tally.check(cosines, row_of)
        bar = BARS.get(name, {}).get(share) if count >= BARS_FROM else None
        ratio = tally.p50 / tallies[FAISS].p50
        print(line(f"{passing.mean():.2%}", name, tally, ratio, bar), flush=True)
        good &= met(name, tally, ratio, bar)
    return good


def main(arguments: list[str]) -> int:
    catalogue = data.from_store(arguments[0]) if arguments else data.synthetic()
    count, dimension = catalogue.vectors.shape
    print(f"{catalogue.name}: {count:,} x {dimension}, limit {LIMIT}, load {os.getloadavg()[0]:.1f}")
    print(f"numpy {np.__version__}, faiss {faiss.__version__} {faiss.get_compile_options()}")
    fast, of_fast = local(catalogue, scan="int8")
    plain, of_plain = local(catalogue, scan="float32")
    _, of_forgetful = local(catalogue, scan="int8", kept_bytes=0)
    flat, of_flat = of_faiss(catalogue)
    unfiltered = {FAST: of_fast, PLAIN: of_plain, NAIVE: naive(catalogue), FAISS: of_flat}
    queries = data.queries(catalogue, QUERIES + WARM_UP)
    print(f"{'filter':>7} | {'design':<27} |   p50 ms |      p10 |      p95 | / faiss | recall | short | bar")
    good = True
    for share, where in data.filters(catalogue):
        designs = unfiltered if where is None else {**unfiltered, FORGETFUL: of_forgetful}
        good &= compare(catalogue, designs, share, where, queries)
    batches(fast, plain, flat, queries)
    print(f"load {os.getloadavg()[0]:.1f}; " + ("every bar met" if good else "A BAR WAS MISSED"))
    return int(not good)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
