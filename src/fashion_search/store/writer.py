"""Writes one generation: products, vectors, thumbnails and the manifest that seals them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timezone

from fashion_search.store.draft import Draft
from fashion_search.store.durable import replace_text
from fashion_search.store.entry import Entry
from fashion_search.store.generations import draft_folder, find_generation, next_generation, publish, sweep
from fashion_search.store.layout import MANIFEST, Layout
from fashion_search.store.manifest import FORMAT_VERSION, FileRecord, Manifest, PriceSource
from fashion_search.types import ModelIdentity

__all__ = ["write_generation"]

_BLOCK = 1024


def write_generation(
    layout: Layout,
    entries: Iterable[Entry],
    *,
    count: int,
    model: ModelIdentity,
    price_source: PriceSource = "given",
    packs: Mapping[str, FileRecord] | None = None,
) -> Manifest:
    """Write the next generation and make it current. The caller holds the writer lock.

    Args:
        layout: The store.
        entries: The products in order of `product_id`, each once.
        count: How many there are.
        model: What made the vectors.
        price_source: Where the prices come from.
        packs: The packs that entries with a `place` refer to.

    Returns:
        The manifest of the new generation.

    Raises:
        StoreError: the entries are out of order, not as many as said, or a vector is not of unit length.
    """
    number = next_generation(layout)
    folder = draft_folder(layout, number)
    with Draft(layout, folder, shape=(count, model.dimension), packs=dict(packs or {})) as draft:
        for block in _blocks(entries):
            draft.add(block)
        seal = draft.finish()
    manifest = Manifest(
        format_version=FORMAT_VERSION,
        generation=number,
        created_at=datetime.now(timezone.utc),
        model=model,
        product_count=count,
        picture_count=seal.picture_count,
        price_source=price_source,
        checksums=seal.checksums,
        files=seal.files,
        packs=seal.packs,
    )
    replace_text(folder / MANIFEST, manifest.model_dump_json(indent=1) + "\n")
    before = find_generation(layout)
    publish(layout, number, folder)
    sweep(layout, [number] if before is None else [before, number])
    return manifest


def _blocks(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    iterator = iter(entries)
    while block := list(itertools.islice(iterator, _BLOCK)):
        yield block
