"""`upsert` and `delete`: change some products of a store, and encode only those."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping

from fashion_search.connections.downloads.fetch import DownloadPolicy
from fashion_search.errors import ModelMismatchError
from fashion_search.ingest.intake import Intake, ProductsInput, take_in
from fashion_search.ingest.job import EmbedderSource, ImagesInput, encoding, make_job
from fashion_search.ingest.merge import Before
from fashion_search.ingest.rejects import Reject, read_rejects, write_rejects
from fashion_search.ingest.report import IngestReport
from fashion_search.ingest.run import Change, all_rejects, apply_change
from fashion_search.ingest.worker import Job
from fashion_search.store import Layout, Store, writer_lock
from fashion_search.types import ModelIdentity, ProgressCallback

__all__ = ["delete", "upsert"]


def upsert(
    products: ProductsInput,
    *,
    store: str | os.PathLike[str],
    images: ImagesInput = None,
    embedder: EmbedderSource = None,
    columns: Mapping[str, str] | None = None,
    workers: int = 2,
    downloads: DownloadPolicy | None = None,
    progress: ProgressCallback | None = None,
) -> IngestReport:
    """Add products to a store and replace those it has under the same id; the others stay.

    Args:
        products: A product file, or products.
        store: The store's directory.
        images: Where pictures are. Without it the pictures of these products stay as they are.
        embedder: The model the store was made with; by default the one in this package.
        columns: Ours to theirs, for columns that are called something else.
        workers: Processes that encode, when there are more than a few products.
        downloads: Also fetch an `image_path` that is a URL, within this policy.
        progress: Called from this thread.

    Raises:
        NotFoundError: there is no store, or no such file.
        ModelMismatchError: the store was made with another model.
        InvalidRequestError: the input cannot be read at all.
        StoreLockedError: another process is writing to the store.
    """
    started = time.monotonic()
    layout = Layout.at(store)
    Store.open(layout.root).close()
    job = make_job(layout, embedder=embedder, images=images, downloads=downloads)
    intake = take_in(products, mapping=columns or {}, synthesise_prices=False)
    with (
        writer_lock(layout.lock),
        Store.open(layout.root) as there,
        encoding(job, workers=workers, count=len(intake.products)) as encoders,
    ):
        _check_model(there, encoders.identity)
        before = Before(there, encoders.identity)
        manifest, effect = apply_change(
            layout, before, _added(before, intake, job), encoders=encoders, progress=progress
        )
        rejects = all_rejects(intake, effect)
        older = [
            reject for reject in read_rejects(layout.rejects) if reject.product_id not in intake.row_numbers
        ]
        write_rejects(layout.rejects, sorted([*older, *rejects], key=Reject.order))
    return IngestReport.of(
        layout.root,
        manifest,
        effect,
        rejects=rejects,
        columns=intake.table.columns,
        ignored_columns=intake.table.ignored,
        seconds=time.monotonic() - started,
    )


def delete(product_ids: Iterable[str], *, store: str | os.PathLike[str]) -> IngestReport:
    """Remove products from a store; ids it does not have are no error. Needs no model.

    Raises:
        NotFoundError: there is no store.
        StoreLockedError: another process is writing to the store.
    """
    started = time.monotonic()
    layout = Layout.at(store)
    unwanted = {product_ids} if isinstance(product_ids, str) else set(product_ids)
    Store.open(layout.root).close()
    with writer_lock(layout.lock), Store.open(layout.root) as there:
        before = Before(there, there.manifest.model)
        kept = [product for product_id, product in before.products.items() if product_id not in unwanted]
        change = Change(products=kept, offered=(), price_source=there.manifest.price_source)
        manifest, effect = apply_change(layout, before, change, encoders=None, progress=None)
    return IngestReport.of(layout.root, manifest, effect, seconds=time.monotonic() - started)


def _check_model(store: Store, identity: ModelIdentity) -> None:
    if store.manifest.model != identity:
        raise ModelMismatchError(
            f"The store at {store.path} was made with {store.manifest.model}, and this model is {identity}. "
            "Give the same model, or ingest the whole catalogue again with this one."
        )


def _added(before: Before, intake: Intake, job: Job) -> Change:
    """The store's products with the intake's laid over them."""
    products = {**before.products, **{product.product_id: product for product in intake.products}}
    price_source = "none" if before.manifest is None else before.manifest.price_source
    return Change(
        products=[products[product_id] for product_id in sorted(products)],
        offered=intake.products,
        price_source=intake.price_source if price_source == "none" else price_source,
        with_pictures=job.pictures is not None,
    )
