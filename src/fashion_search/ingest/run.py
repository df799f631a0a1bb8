"""From products to a store: encode what is new, write a generation, tell what could not be used."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fashion_search.ingest.intake import Intake
from fashion_search.ingest.merge import Before, entries, outcomes_of
from fashion_search.ingest.pool import Encoders
from fashion_search.ingest.rejects import Cause, Reject
from fashion_search.ingest.slices import Outcome, Slice, Task, plan_slices
from fashion_search.store import Layout, Manifest, write_generation
from fashion_search.store.entry import Entry
from fashion_search.store.manifest import PriceSource
from fashion_search.types import Product, Progress, ProgressCallback

__all__ = ["Change", "Effect", "all_rejects", "apply_change", "tell"]

_TOLD_EVERY = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the store is to become.

    Attributes:
        products: Every product it will hold, ascending by product id.
        offered: Those whose words and picture have to be looked at, ascending by product id.
        price_source: Where prices come from.
        with_pictures: Whether pictures were given; without, those the store has stay.
    """

    products: Sequence[Product]
    offered: Sequence[Product]
    price_source: PriceSource
    with_pictures: bool = False


@dataclass(slots=True, kw_only=True)
class Effect:
    """What a change came to; filled while it is applied. Counts are those of `IngestReport`.

    Attributes:
        changed_ids: Products that were there and are different now.
        missing: Why a product has no picture, by product id.
        unusable: Why a picture that is there could not be used, by product id.
    """

    written: bool = False
    added: int = 0
    removed: int = 0
    texts_encoded: int = 0
    pictures_encoded: int = 0
    resumed: int = 0
    changed_ids: set[str] = field(default_factory=set)
    missing: dict[str, str] = field(default_factory=dict)
    unusable: dict[str, str] = field(default_factory=dict)


def apply_change(
    layout: Layout,
    before: Before,
    change: Change,
    *,
    encoders: Encoders | None,
    progress: ProgressCallback | None,
) -> tuple[Manifest, Effect]:
    """Bring a store to a new state. The caller holds the writer lock.

    Args:
        layout: The store.
        before: What it holds.
        change: What it is to hold.
        encoders: What encodes; `None` only when nothing is offered.
        progress: Told about each stage.

    Returns:
        What the store holds now, and what that took.

    Raises:
        StoreError: workers failed, or an embedder returned unusable vectors.
    """
    salt = f"{before.salt}\0{change.with_pictures}"
    slices = plan_slices(change.offered, before.sources, salt=salt)
    _keep_only(layout.work, slices)
    effect = Effect()
    if encoders is not None:
        _encode(slices, encoders, effect, progress)
    _examine(outcomes_of(layout.work, slices), before, effect)
    _compare(before, change, effect)
    manifest = before.manifest
    if manifest is None or effect.written:
        manifest = _write(layout, before, change, slices, progress)
    shutil.rmtree(layout.work, ignore_errors=True)
    return manifest, effect


def all_rejects(intake: Intake, effect: Effect) -> tuple[Reject, ...]:
    """Everything kept aside while reading and while encoding, in order of rows."""
    found: tuple[tuple[Cause, dict[str, str]], ...] = (
        ("no picture", effect.missing),
        ("bad picture", effect.unusable),
    )
    rejects = list(intake.rejects)
    for cause, problems in found:
        rejects += [
            Reject(
                kind="picture",
                row=intake.row_numbers[product_id],
                product_id=product_id,
                cause=cause,
                reason=reason,
            )
            for product_id, reason in problems.items()
        ]
    return tuple(sorted(rejects, key=Reject.order))


def _keep_only(work: Path, slices: Sequence[Slice]) -> None:
    """Remove what an earlier run left behind that this one cannot use."""
    work.mkdir(parents=True, exist_ok=True)
    usable = {piece.name for piece in slices}
    for path in work.iterdir():
        if path.name not in usable and path.is_file():
            path.unlink()


def _encode(
    slices: Sequence[Slice], encoders: Encoders, effect: Effect, progress: ProgressCallback | None
) -> None:
    done, total = 0, sum(len(piece.tasks) for piece in slices)
    tell(progress, "encoding", 0, total)
    for finished in encoders.run(slices):
        done += finished.products
        effect.texts_encoded += finished.texts
        effect.pictures_encoded += finished.pictures
        effect.resumed += finished.products if finished.resumed else 0
        tell(progress, "encoding", done, total)


def _examine(outcomes: Iterable[tuple[Task, Outcome]], before: Before, effect: Effect) -> None:
    """Which products have another text or picture than before, and which pictures are of no use."""
    for task, outcome in outcomes:
        product_id = task.product.product_id
        problem = outcome.picture_problem
        if outcome.picture_kept:
            problem = before.sources[product_id].picture_problem
        elif outcome.picture_hash != task.known_picture:
            effect.changed_ids.add(product_id)
        if not task.known_text:
            effect.changed_ids.add(product_id)
        if problem is not None:
            kind = effect.missing if outcome.picture_hash is None else effect.unusable
            kind[product_id] = problem


def _compare(before: Before, change: Change, effect: Effect) -> None:
    """Count what is different, and decide whether a new generation is needed at all."""
    there = before.products
    now = {product.product_id: product for product in change.products}
    effect.changed_ids |= {
        product_id for product_id, product in now.items() if there.get(product_id) != product
    }
    effect.changed_ids &= there.keys()
    effect.added = len(now.keys() - there.keys())
    effect.removed = len(there.keys() - now.keys())
    different = effect.changed_ids or effect.added or effect.removed
    effect.written = bool(different) or not before.has(change.price_source)


def _write(
    layout: Layout,
    before: Before,
    change: Change,
    slices: Sequence[Slice],
    progress: ProgressCallback | None,
) -> Manifest:
    offered = {product.product_id for product in change.offered}
    merged = entries(change.products, offered, outcomes_of(layout.work, slices), before)
    return write_generation(
        layout,
        _counted(merged, len(change.products), progress),
        count=len(change.products),
        model=before.model,
        price_source=change.price_source,
        packs=before.packs,
    )


def _counted(merged: Iterator[Entry], total: int, progress: ProgressCallback | None) -> Iterator[Entry]:
    for done, entry in enumerate(merged):
        if done % _TOLD_EVERY == 0:
            tell(progress, "writing", done, total)
        yield entry
    tell(progress, "writing", total, total)


def tell(progress: ProgressCallback | None, stage: str, done: int, total: int) -> None:
    """Pass on how far the work has come, when someone asked."""
    if progress is not None:
        progress(Progress(stage, done, total))
