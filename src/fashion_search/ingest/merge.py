"""What is in the store and what was encoded anew, put together into the entries of the next generation."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from fashion_search.errors import StoreError
from fashion_search.ingest.slices import Outcome, Slice, Task, load_outcomes, text_hash
from fashion_search.store import Entry, SourceRecord, Store
from fashion_search.store.manifest import FileRecord, Manifest, PriceSource
from fashion_search.types import ModelIdentity, Product, Space, Vector

__all__ = ["Before", "entries", "outcomes_of"]

_MOST_PACKS = 16


@dataclass(frozen=True)
class Before:
    """The generation that is there already, or none.

    Attributes:
        store: The open store; `None` for a first ingest.
        model: The model that encodes now.
    """

    store: Store | None
    model: ModelIdentity

    @cached_property
    def products(self) -> Mapping[str, Product]:
        """The products that are there, by id."""
        return {product.product_id: product for product in self.store.products()} if self.store else {}

    @cached_property
    def sources(self) -> Mapping[str, SourceRecord]:
        """What their vectors were made from; empty when another model made them."""
        return self.store.sources() if self.store and self.store.manifest.model == self.model else {}

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return (
            {product_id: row for row, product_id in enumerate(self.store.product_ids)} if self.store else {}
        )

    @property
    def manifest(self) -> Manifest | None:
        """What the store says of itself."""
        return self.store.manifest if self.store else None

    @property
    def salt(self) -> str:
        """What an outcome depends on besides its task."""
        generation = self.store.manifest.generation if self.store else 0
        return f"{self.model.name}\0{self.model.dimension}\0{self.model.fingerprint}\0{generation}"

    def has(self, price_source: PriceSource) -> bool:
        """Whether the store is of this model, with prices from there."""
        manifest = self.manifest
        return manifest is not None and manifest.model == self.model and manifest.price_source == price_source

    @property
    def packs(self) -> Mapping[str, FileRecord]:
        """The thumbnail packs that are there."""
        return self.store.manifest.packs if self.store else {}

    @cached_property
    def repack(self) -> bool:
        """Whether thumbnails should move to a new pack: there are many, or half of their bytes are unused."""
        places = {record.place for record in self.sources.values() if record.place}
        used = sum(place.size for place in places)
        return len(self.packs) > _MOST_PACKS or sum(pack.size for pack in self.packs.values()) > 2 * used

    def vector(self, product_id: str, space: Space) -> Vector | None:
        """A stored vector, or `None` where the product has none."""
        if self.store is None:
            return None
        vector = self.store.vectors(space)[self._rows[product_id]]
        return vector if vector.any() else None

    def entry(self, product: Product) -> Entry:
        """A product that stays as it is encoded, perhaps with other values."""
        product_id = product.product_id
        source = self.sources[product_id]
        thumbnail = None
        if self.repack and self.store and source.place:
            thumbnail = self.store.picture(product_id)
        return Entry(
            product=product,
            source=source,
            image=self.vector(product_id, "image"),
            text=self.vector(product_id, "text"),
            thumbnail=thumbnail,
        )


def outcomes_of(work: Path, slices: Sequence[Slice]) -> Iterator[tuple[Task, Outcome]]:
    """Every task and what came of it, in order of product id.

    Raises:
        StoreError: a slice's file has gone or is damaged.
    """
    for piece in slices:
        outcomes = load_outcomes(work / piece.name)
        if outcomes is None:
            raise StoreError(f"{work / piece.name} has gone or is damaged. Run the same ingest again.")
        yield from zip(piece.tasks, outcomes, strict=True)


def entries(
    products: Iterable[Product],
    offered: Collection[str],
    outcomes: Iterator[tuple[Task, Outcome]],
    before: Before,
) -> Iterator[Entry]:
    """The entries of the next generation.

    Args:
        products: Every product it will have, ascending by product id.
        offered: The ids of those with an outcome.
        outcomes: Their outcomes, in the same order.
        before: What is there already.
    """
    for product in products:
        if product.product_id in offered:
            yield _merged(product, *next(outcomes), before)
        else:
            yield before.entry(product)


def _merged(product: Product, task: Task, outcome: Outcome, before: Before) -> Entry:
    if outcome.picture_kept:
        kept = before.entry(product)
        text = kept.text if task.known_text else outcome.text
        return replace(kept, text=text, source=replace(kept.source, text_hash=text_hash(task.text)))
    return Entry(
        product=product,
        source=SourceRecord(
            text_hash=text_hash(task.text),
            picture_hash=outcome.picture_hash,
            picture_problem=outcome.picture_problem,
            facts=outcome.facts,
            thumbnail_hash=None if outcome.thumbnail is None else sha256(outcome.thumbnail).hexdigest(),
        ),
        image=outcome.image,
        text=before.vector(product.product_id, "text") if task.known_text else outcome.text,
        thumbnail=outcome.thumbnail,
    )
