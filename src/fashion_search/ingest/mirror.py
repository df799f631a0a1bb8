"""`ingest`: make a store hold exactly the products of an input."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator, Mapping

from fashion_search.connections.downloads.fetch import DownloadPolicy
from fashion_search.errors import InvalidRequestError
from fashion_search.ingest.inspection import inspect
from fashion_search.ingest.intake import Intake, ProductsInput, take_in
from fashion_search.ingest.job import EmbedderSource, ImagesInput, encoding, make_job
from fashion_search.ingest.merge import Before
from fashion_search.ingest.quality import QualityReport
from fashion_search.ingest.rejects import write_rejects
from fashion_search.ingest.report import IngestReport
from fashion_search.ingest.run import Change, all_rejects, apply_change, tell
from fashion_search.ingest.worker import Job
from fashion_search.store import Layout, Store, writer_lock
from fashion_search.store.durable import replace_text
from fashion_search.types import ProgressCallback

__all__ = ["ingest"]


def ingest(
    products: ProductsInput,
    *,
    out: str | os.PathLike[str],
    images: ImagesInput = None,
    embedder: EmbedderSource = None,
    columns: Mapping[str, str] | None = None,
    workers: int = 2,
    synthesise_prices: bool = False,
    downloads: DownloadPolicy | None = None,
    quality: bool = True,
    progress: ProgressCallback | None = None,
) -> IngestReport:
    """Make a store hold exactly the products of an input, encoding only what has changed since the last time.

    A run that was killed or interrupted leaves the old generation as it was; the same call goes on where it
    stopped, and ends with the same content as one that was not.

    Args:
        products: A `.csv`, `.tsv`, `.jsonl`, `.ndjson` (also `.gz`) or `.parquet` file, or products.
        out: The store's directory; made when absent.
        images: A folder or zip archive with `{product_id}.jpg` (or what `image_path` names; also .jpeg, .png,
            .webp, in sub-folders too), or your own source. Without it, pictures in the store stay.
        embedder: The model, or a function that builds it in each worker; by default the one in this package.
        columns: Ours to theirs, for columns that are called something else.
        workers: Processes that encode, each with its own model; 0 encodes in this process.
        synthesise_prices: Make up a price for products without one, the same in every run.
        downloads: Also fetch an `image_path` that is a URL, within this policy.
        quality: Also look the catalogue over for what is wrong with it; goes into `quality.json` too.
        progress: Called from this thread; what it raises ends the run, and the next one resumes.

    Returns:
        What was done. Rows, values and pictures that could not be used are in it and in `rejects.jsonl`.

    Raises:
        NotFoundError: no such file, folder or archive.
        InvalidRequestError: the input cannot be read at all, or `out` holds something else.
        StoreLockedError: another process is writing to the store.
        StoreError: workers failed; finished work is kept.
    """
    started = time.monotonic()
    layout = Layout.at(out)
    check_target(layout)
    job = make_job(layout, embedder=embedder, images=images, downloads=downloads)
    tell(progress, "reading", 0, 0)
    intake = take_in(products, mapping=columns or {}, synthesise_prices=synthesise_prices)
    change = Change(
        products=intake.products,
        offered=intake.products,
        price_source=intake.price_source,
        with_pictures=job.pictures is not None,
    )
    with (
        writer_lock(layout.lock),
        _opened(layout) as store,
        encoding(job, workers=workers, count=len(intake.products)) as encoders,
    ):
        before = Before(store, encoders.identity)
        manifest, effect = apply_change(layout, before, change, encoders=encoders, progress=progress)
        rejects = all_rejects(intake, effect)
        write_rejects(layout.rejects, rejects)
        report = _quality(intake, job, layout, progress) if quality else None
    return IngestReport.of(
        layout.root,
        manifest,
        effect,
        rejects=rejects,
        columns=intake.table.columns,
        ignored_columns=intake.table.ignored,
        quality=report,
        seconds=time.monotonic() - started,
    )


@contextlib.contextmanager
def _opened(layout: Layout) -> Iterator[Store | None]:
    """The store that is there, or `None` before the first ingest has ended."""
    if not Store.exists(layout.root):
        yield None
        return
    with Store.open(layout.root) as store:
        yield store


def _quality(intake: Intake, job: Job, layout: Layout, progress: ProgressCallback | None) -> QualityReport:
    tell(progress, "looking over", 0, 0)
    with Store.open(layout.root) as store:
        report = inspect(intake, store, job.pictures)
    replace_text(layout.quality, report.to_json())
    return report


def check_target(layout: Layout) -> None:
    """Refuse to write a store among other things.

    Raises:
        InvalidRequestError: the directory holds files and no store, or is a file.
    """
    if not layout.root.exists():
        return
    if not layout.root.is_dir():
        raise InvalidRequestError(f"{layout.root} is a file; a store is a directory.")
    ours = (layout.lock, layout.pointer, layout.generations)
    if any(layout.root.iterdir()) and not any(path.exists() for path in ours):
        raise InvalidRequestError(
            f"{layout.root} holds files and is not a store; choose an empty or new directory."
        )
