"""Products and vectors into PostgreSQL: in slices, only what changed, at the speed of COPY."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from fashion_search.indexes.pgvector.batches import Batch
from fashion_search.indexes.pgvector.loader import Loaded, Loader
from fashion_search.types import SPACES, ModelIdentity, ProgressCallback

if TYPE_CHECKING:
    from fashion_search.store import Store

__all__ = ["load", "load_batches"]

_ROWS_AT_ONCE = 2_000


def load(
    store: Store,
    engine: Engine,
    *,
    schema: str | None = None,
    replace: bool = False,
    progress: ProgressCallback | None = None,
) -> Loaded:
    """Make the tables hold what a store holds: the same products, and no others.

    Slices of products are committed one by one, and only those that differ are sent; a load that was cut
    short goes on where it ended when it is called again. Load before `create_hnsw`: keeping the graph up to
    date costs more than making it.

    Args:
        store: What to load.
        engine: The database, with psycopg; tables are made where they are missing.
        schema: Where the tables are; `None` means on the connection's search path.
        replace: Exchange vectors of another model, all in one transaction: readers see the old ones until it
            ends.
        progress: Told after each slice.

    Raises:
        ModelMismatchError: the tables hold vectors of another model, and `replace` was not asked for.
        StoreLockedError: another process is loading into the same database.
        ConfigurationError: the server has no pgvector.
        ServiceError: the server cannot be reached, or refuses.
    """
    loader = Loader(engine, store.manifest.model, schema, progress, total=len(store))
    return loader.run(_batches(store), replace=replace, only_these=True)


def load_batches(
    batches: Iterable[Batch],
    engine: Engine,
    identity: ModelIdentity,
    *,
    schema: str | None = None,
    progress: ProgressCallback | None = None,
) -> Loaded:
    """Add products to the tables, or bring those that are there up to date; others stay.

    Args:
        batches: What to load; one transaction each.
        engine: The database, with psycopg; tables are made where they are missing.
        identity: The model that made the vectors.
        schema: Where the tables are; `None` means on the connection's search path.
        progress: Told after each batch.

    Raises:
        InvalidRequestError: a vector is neither of unit length nor zero, or an id comes twice.
        ModelMismatchError: the tables hold vectors of another model.
        StoreLockedError: another process is loading into the same database.
        ConfigurationError: the server has no pgvector.
        ServiceError: the server cannot be reached, or refuses.
    """
    return Loader(engine, identity, schema, progress, total=0).run(batches, replace=False, only_these=False)


def _batches(store: Store) -> Iterator[Batch]:
    products = store.products()
    for start in range(0, len(products), _ROWS_AT_ONCE):
        part = slice(start, start + _ROWS_AT_ONCE)
        yield Batch(products[part], {space: store.vectors(space)[part] for space in SPACES})
