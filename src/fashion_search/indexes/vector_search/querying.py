"""Everything the index does but waiting, as steps over its three indexes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from fashion_search.connections.abreast import abreast
from fashion_search.connections.reading import unexpected
from fashion_search.connections.wire import Exchange
from fashion_search.errors import ConfigurationError, FilterError, InvalidRequestError, NotFoundError, nearest
from fashion_search.filters import F, Filter
from fashion_search.indexes.requests import checked_limit, unit_vectors
from fashion_search.indexes.vector_search.answers import Found, ResultPage, product_id_of
from fashion_search.indexes.vector_search.description import Dialect
from fashion_search.indexes.vector_search.learning import Known, learnt
from fashion_search.indexes.vector_search.reading import BeyondReachError, IndexReader
from fashion_search.indexes.vector_search.scores import cosines
from fashion_search.types import Candidates, ModelIdentity, Space, Vectors

__all__ = ["Outcome", "Queries"]

Outcome: TypeAlias = "Candidates | BeyondReachError"
"""An answer, or why the service alone cannot give it."""


class Queries:
    """The questions an index is asked, as steps.

    Args:
        indexes: By space, the full name of its index.
        dialect: The kind of the endpoint; `None` to ask.
        identity: The model; `None` to read it from a row.
        reach: How many rows are looked at for what an endpoint cannot judge.
        ids_at_once: How many product ids one filter names.
        at_once: Requests on their way at the same time.
    """

    def __init__(
        self,
        indexes: Mapping[Space, str],
        *,
        dialect: Dialect | None,
        identity: ModelIdentity | None,
        reach: int,
        ids_at_once: int,
        at_once: int,
    ) -> None:
        if not indexes:
            raise ConfigurationError("No index is named; give one for at least one space.")
        self.indexes = dict(indexes)
        self.known: Known | None = None
        self._dialect = dialect
        self._identity = identity
        self._reach = reach
        self._ids_at_once = ids_at_once
        self._at_once = at_once

    def learn(self) -> Exchange:
        """Describe the indexes and read whose vectors they hold, as `Known`."""
        self.known = yield from learnt(self.indexes, self._dialect, self._identity)
        return self.known

    def many(self, vectors: Vectors, limit: int, where: Filter | None, space: Space) -> Exchange:
        """The nearest to each row, as a list of `Outcome`."""
        known = yield from self.knowledge()
        reader = self._reader(known, space)
        limit = checked_limit(limit)
        units = unit_vectors(vectors, known.identity.dimension)
        _check_filter(where, reader)
        found = yield from abreast(
            [_attempt(reader.nearest(unit, limit, where, reach=self._reach)) for unit in units],
            at_once=self._at_once,
        )
        return [one if isinstance(one, BeyondReachError) else _candidates([one], limit) for one in found]

    def among(self, vector: Vectors, limit: int, product_ids: Sequence[str], space: Space) -> Exchange:
        """The nearest among some products, however many, as `Candidates`."""
        known = yield from self.knowledge()
        reader = self._reader(known, space)
        unit = unit_vectors(vector, known.identity.dimension)[0]
        parts = yield from abreast(
            [
                reader.nearest(unit, min(limit, len(some)), F.product_id.isin(some))
                for some in _pieces(product_ids, self._ids_at_once)
            ],
            at_once=self._at_once,
        )
        return _candidates(parts, limit)

    def vectors_of(self, product_ids: Sequence[str], space: Space) -> Exchange:
        """The stored vectors, one row per id; zeros where a product is only in another space."""
        known = yield from self.knowledge()
        reader = self._reader(known, space)
        wanted = list(dict.fromkeys(product_ids))
        name = reader.index.vector_column or f"{space}_embedding"
        found: dict[str, NDArray[np.float32]] = {}
        for page in (yield from self._look_up(known, reader, wanted, ("product_id", name))):
            found.update(_vectors(page, name, known.identity.dimension))
        yield from self._check_known(known, space, [one for one in wanted if one not in found])
        nothing = np.zeros(known.identity.dimension, np.float32)
        rows = [found.get(product_id, nothing) for product_id in product_ids]
        return np.stack(rows) if rows else np.empty((0, known.identity.dimension), np.float32)

    def _check_known(self, known: Known, space: Space, missing: Sequence[str]) -> Exchange:
        """See that products without a vector in one space have one in another."""
        for other, reader in known.readers.items():
            if other != space and missing:
                pages = yield from self._look_up(known, reader, missing, ("product_id",))
                there = {_id(page, row) for page in pages for row in page.rows}
                missing = [product_id for product_id in missing if product_id not in there]
        if missing:
            raise NotFoundError(f"No product {missing[0]!r} among the {known.row_count:,} of this index.")

    def _look_up(
        self, known: Known, reader: IndexReader, product_ids: Sequence[str], names: Sequence[str]
    ) -> Exchange:
        anywhere = np.eye(1, known.identity.dimension)[0]
        lookups = [
            reader.values(anywhere, names, F.product_id.isin(some), len(some))
            for some in _pieces(product_ids, self._ids_at_once)
        ]
        answers: list[list[ResultPage]] = yield from abreast(lookups, at_once=self._at_once)
        return [page for pages in answers for page in pages]

    def knowledge(self) -> Exchange:
        """What was learnt of the indexes, as `Known`; learnt now if it was not."""
        if self.known is None:
            yield from self.learn()
        return self.known

    def _reader(self, known: Known, space: Space) -> IndexReader:
        try:
            return known.readers[space]
        except (KeyError, TypeError) as exc:
            raise InvalidRequestError(f"No space {space!r}. {nearest(str(space), self.indexes)}") from exc


def _attempt(exchange: Exchange) -> Exchange:
    try:
        return (yield from exchange)
    except BeyondReachError as exc:
        return exc


def _check_filter(where: Filter | None, reader: IndexReader) -> None:
    if where is None:
        return
    if not isinstance(where, Filter):
        raise FilterError(f"where is {where!r}; it must be a Filter, such as F.price < 50.")
    missing = sorted(set(where.fields()) - set(reader.columns))
    if missing:
        raise FilterError(
            f"Index {reader.index.name!r} does not carry {', '.join(missing)}; add it to its columns to sync."
        )


def _candidates(parts: Sequence[Found], limit: int) -> Candidates:
    """Best first; equal cosines, as rounded to float32, in order of product id by code point."""
    records = [record for part in parts for record in part.records]
    scores = [score for part in parts for score in part.scores]
    ids, similarities = [str(record["product_id"]) for record in records], cosines(scores)
    keys = list(zip((-similarities).tolist(), ids, strict=True))
    order = sorted(range(len(ids)), key=keys.__getitem__)[:limit]
    best = Found([records[row] for row in order], [scores[row] for row in order])
    return Candidates(
        tuple(ids[row] for row in order), similarities[np.asarray(order, np.intp)], best.products()
    )


def _id(page: ResultPage, row: Sequence[Any]) -> str:
    return product_id_of(page.response, row[page.place("product_id")])


def _vectors(page: ResultPage, name: str, dimension: int) -> dict[str, NDArray[np.float32]]:
    found = {}
    place = page.place(name) if page.rows else 0
    for row in page.rows:
        values = row[place]
        if values is None:
            continue
        try:
            vector = np.asarray(values, dtype=np.float32)
        except (ValueError, TypeError) as exc:
            raise unexpected(page.response, f"with something else than numbers in column {name!r}") from exc
        if vector.shape != (dimension,) or not np.isfinite(vector).all():
            raise unexpected(
                page.response,
                f"with a vector of shape {vector.shape}, or not finite, in {name!r}; expected ({dimension},)",
            )
        found[_id(page, row)] = vector
    return found


def _pieces(product_ids: Sequence[str], size: int) -> list[list[str]]:
    rest = iter(dict.fromkeys(product_ids))
    pieces = []
    while piece := list(islice(rest, size)):
        pieces.append(piece)
    return pieces
