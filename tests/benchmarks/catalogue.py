"""What the index benchmark searches: a store's hybrid vectors, or clustered ones made the same each time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fashion_search.filters import Columns, F, Filter
from fashion_search.filters.columns import TextColumn
from fashion_search.types import ModelIdentity

COUNT, DIMENSION, TYPES = 44_441, 512, 143
SHARES = (0.5, 0.1, 0.01, 0.001)


@dataclass(frozen=True)
class Catalogue:
    """Vectors, shape (n, dimension), float32, unit length or zero, and the fields to filter by."""

    name: str
    product_ids: tuple[str, ...]
    vectors: NDArray[np.float32]
    columns: Columns
    identity: ModelIdentity


def from_store(path: str) -> Catalogue:
    from fashion_search.store import Store

    store = Store.open(path)
    return Catalogue(path, store.product_ids, store.vectors("hybrid"), store.columns(), store.manifest.model)


def synthetic() -> Catalogue:
    """Types of unequal size around a common direction, with noise whose spectrum falls off like a power."""
    random = np.random.default_rng(7)
    sizes = 1 / np.arange(1, TYPES + 1)
    types = random.choice(TYPES, COUNT, p=sizes / sizes.sum())
    spectrum = np.arange(1, DIMENSION + 1) ** -0.5
    spectrum *= np.sqrt(DIMENSION) / np.linalg.norm(spectrum)
    turn = np.linalg.qr(random.standard_normal((DIMENSION, DIMENSION)))[0].astype(np.float32)
    centres = random.standard_normal(DIMENSION) + random.standard_normal((TYPES, DIMENSION))
    noise = 0.8 * random.standard_normal((COUNT, DIMENSION), dtype=np.float32) * spectrum.astype(np.float32)
    vectors = _unit(centres.astype(np.float32)[types] + noise @ turn)
    names = tuple(f"type {number:03d}" for number in range(TYPES))
    columns = Columns(
        texts={"article_type": TextColumn(types.astype(np.int32), names)}, numbers={}, count=COUNT
    )
    identity = ModelIdentity(name="synthetic", dimension=DIMENSION, fingerprint="0" * 64)
    return Catalogue("synthetic", tuple(f"{row:06d}" for row in range(COUNT)), vectors, columns, identity)


def filters(catalogue: Catalogue) -> list[tuple[float, Filter | None]]:
    """No filter (share 1), and article types that together have about 50, 10, 1 and 0.1 % of the rows."""
    vocabulary = catalogue.columns.vocabulary("article_type")
    counts = Counter(catalogue.columns.codes("article_type").tolist())
    found: list[tuple[float, Filter | None]] = [(1, None)]
    for share in SHARES:
        room, chosen = share * len(catalogue.vectors), []
        for code, count in counts.most_common():
            if code >= 0 and count <= room:
                room -= count
                chosen.append(vocabulary[code])
        if chosen:
            found.append((share, F.article_type.isin(chosen)))
    return found


def queries(catalogue: Catalogue, count: int) -> NDArray[np.float32]:
    """Half noisy copies of products, the others mixtures of two, and of many of one type."""
    random = np.random.default_rng(11)
    present = catalogue.vectors[np.flatnonzero(catalogue.vectors.any(axis=1))]
    pick = lambda: present[random.integers(0, len(present), count)]  # noqa: E731
    kinds = [pick(), pick() + pick(), sum(pick() for _ in range(20))]
    which = random.choice(3, count, p=[0.5, 0.3, 0.2])
    chosen = np.choose(which[:, np.newaxis], kinds)
    noise = random.standard_normal(chosen.shape) / np.sqrt(chosen.shape[1])
    return _unit(_unit(chosen) + 0.2 * noise)


def _unit(rows: NDArray[np.floating]) -> NDArray[np.float32]:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
