"""Embedding real products on this machine's processes beside a plain loop in one process, in turns.

    python tests/benchmarks/batch_embedding.py DATA [ROWS] [WORKERS] [TURNS]

DATA has `fashion_products/`. Prints seconds and processor seconds, those of children included: on a busy
machine the latter still tell what the work costs.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1] / "integration"))

from batch_shop import make_real_shop

from fashion_search.batch.definitions import DEAD_LETTERS, EMBEDDINGS
from fashion_search.batch.embed import EmbedProducts
from fashion_search.batch.engines.local import LocalRun, run_here
from fashion_search.batch.keyed import KeyedRows
from fashion_search.batch.materials import product_of, rows_of
from fashion_search.batch.models import EmbedderChoice
from fashion_search.batch.sources import pictures_at
from fashion_search.batch.tables.parquet import ParquetTable
from fashion_search.embedders.bundled import BundledEmbedder
from fashion_search.embedders.describe import describe

AT_ONCE = 16


def loop(rows: pd.DataFrame, place: str) -> int:
    """What anybody writes first: read, encode, next."""
    embedder, pictures = BundledEmbedder(), pictures_at(place)
    products = [product_of(row) for row in rows_of(rows)]
    for start in range(0, len(products), AT_ONCE):
        some = products[start : start + AT_ONCE]
        found = [picture for picture in map(pictures.read, some) if picture is not None]
        embedder.embed_images(found)
        embedder.embed_texts([describe(product) for product in some])
    return len(products)


def job(rows: pd.DataFrame, place: str, workers: int) -> int:
    """The job, its table and all."""
    maker = EmbedProducts.of(EmbedderChoice(), pictures=pictures_at(place), rows_at_once=AT_ONCE)
    with tempfile.TemporaryDirectory() as folder:
        target = ParquetTable(Path(folder) / "t", EMBEDDINGS, expected_rows=len(rows))
        letters = ParquetTable(Path(folder) / "l", DEAD_LETTERS)
        run = LocalRun(workers=workers)
        return run_here("embed", KeyedRows(maker), rows, target=target, letters=letters, run=run).done


def timed(work: Callable[[], int]) -> tuple[float, float, int]:
    start, before = time.perf_counter(), os.times()
    count = work()
    after = os.times()
    return time.perf_counter() - start, sum(after[:4]) - sum(before[:4]), count


def main() -> None:
    data, count, workers, turns = [*sys.argv[1:], *("2000", "2", "3")[len(sys.argv) - 2 :]]
    with tempfile.TemporaryDirectory() as folder:
        shop = make_real_shop(Path(folder), Path(data), rows=int(count))
        rows = pd.read_parquet(shop / "products.parquet")
    place = str(Path(data) / "fashion_products" / "images_small.zip")
    works = {
        "loop": lambda: loop(rows, place),
        "job, one process": lambda: job(rows, place, 0),
        f"job, {workers} workers": lambda: job(rows, place, int(workers)),
    }
    for _ in range(int(turns)):
        for name, work in works.items():
            seconds, processor, done = timed(work)
            print(
                f"{name:18} {done} rows {seconds:7.1f} s  {done / seconds:6.1f} a second  "
                f"{processor:7.1f} processor s  load {os.getloadavg()[0]:.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
