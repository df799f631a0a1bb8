"""Everything the index does but waiting, as steps over its three indexes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from fashion_search.connections.abreast import abreast
from fashion_search.connections.reading import unexpected
from fashion_search.connections.wire import Exchange
from fashion_search.errors import ConfigurationError, FilterError, InvalidRequestError, NotFoundError, nearest
from fashion_search.filters import FIELDS, F, Filter
from fashion_search.indexes.requests import checked_limit, unit_vectors
from fashion_search.indexes.vector_search.answers import Found, ResultPage, product_id_of
from fashion_search.indexes.vector_search.description import Description, Dialect, described, dialect_of
from fashion_search.indexes.vector_search.reading import BeyondReachError, IndexReader
from fashion_search.types import Candidates, ModelIdentity, Space, Vectors

__all__ = ["Outcome", "Queries"]

Outcome: TypeAlias = "Candidates | BeyondReachError"
"""An answer, or why the service alone cannot give it."""

Read: TypeAlias = "Callable[[IndexReader], Exchange]"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What was learnt of the indexes."""

    readers: Mapping[Space, IndexReader]
    identity: ModelIdentity

    @property
    def row_count(self) -> int:
        return max(reader.index.row_count for reader in self.readers.values())


class Queries:
    """The questions an index is asked, as steps.

    Args:
        indexes: By space, the full name of its index.
        dialect: The kind of the endpoint; `None` to ask.
        identity: The model; `None` to read it from a row.
        ids_at_once: How many product ids one filter names.
        at_once: Requests on their way at the same time.
    """

    def __init__(
        self,
        indexes: Mapping[Space, str],
        *,
        dialect: Dialect | None,
        identity: ModelIdentity | None,
        ids_at_once: int,
        at_once: int,
    ) -> None:
        if not indexes:
            raise ConfigurationError("No index is named; give one for at least one space.")
        self.indexes = dict(indexes)
        self.known: _Known | None = None
        self._dialect = dialect
        self._identity = identity
        self._ids_at_once = ids_at_once
        self._at_once = at_once

    def learn(self) -> Exchange:
        """Describe the indexes and read whose vectors they hold; once, unless called again."""
        descriptions: Mapping[Space, Description] = yield from described(self.indexes)
        dialects: dict[str, Dialect] = {}
        for endpoint in {index.endpoint for index in descriptions.values()}:
            dialects[endpoint] = self._dialect or (yield from dialect_of(endpoint))
        readers = {
            space: IndexReader(index, dialects[index.endpoint], index.carried(FIELDS))
            for space, index in descriptions.items()
        }
        identity = self._identity or (yield from _stored_identity(readers))
        for reader in readers.values():
            _check_dimension(reader.index, identity)
        self.known = _Known(readers=readers, identity=identity)
        return self.known

    def many(self, vectors: Vectors, limit: int, where: Filter | None, space: Space) -> Exchange:
        """The nearest to each row, as a list of `Outcome`."""
        known = yield from self._known()
        reader = self._reader(known, space)
        limit = checked_limit(limit)
        units = unit_vectors(vectors, known.identity.dimension)
        _check_filter(where, reader)
        found = yield from abreast(
            [_attempt(reader.nearest(unit, limit, where)) for unit in units], at_once=self._at_once
        )
        return [one if isinstance(one, BeyondReachError) else _candidates([one], limit) for one in found]

    def among(self, vector: Vectors, limit: int, product_ids: Sequence[str], space: Space) -> Exchange:
        """The nearest among some products, however many, as `Candidates`."""
        known = yield from self._known()
        reader = self._reader(known, space)
        unit = unit_vectors(vector, known.identity.dimension)[0]
        parts = yield from abreast(
            [
                reader.nearest(unit, len(some), F.product_id.isin(some))
                for some in _pieces(product_ids, self._ids_at_once)
            ],
            at_once=self._at_once,
        )
        return _candidates(parts, limit)

    def vectors_of(self, product_ids: Sequence[str], space: Space) -> Exchange:
        """The stored vectors, one row per id; zeros where a product is only in another space."""
        known = yield from self._known()
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

    def _check_known(self, known: _Known, space: Space, missing: Sequence[str]) -> Exchange:
        """See that products without a vector in one space have one in another."""
        for other, reader in known.readers.items():
            if other != space and missing:
                pages = yield from self._look_up(known, reader, missing, ("product_id",))
                there = {_id(page, row) for page in pages for row in page.rows}
                missing = [product_id for product_id in missing if product_id not in there]
        if missing:
            raise NotFoundError(f"No product {missing[0]!r} among the {known.row_count:,} of this index.")

    def _look_up(
        self, known: _Known, reader: IndexReader, product_ids: Sequence[str], names: Sequence[str]
    ) -> Exchange:
        anywhere = np.eye(1, known.identity.dimension)[0]
        lookups = [
            reader.values(anywhere, names, F.product_id.isin(some), len(some))
            for some in _pieces(product_ids, self._ids_at_once)
        ]
        answers: list[list[ResultPage]] = yield from abreast(lookups, at_once=self._at_once)
        return [page for pages in answers for page in pages]

    def _known(self) -> Exchange:
        if self.known is None:
            yield from self.learn()
        return self.known

    def _reader(self, known: _Known, space: Space) -> IndexReader:
        try:
            return known.readers[space]
        except (KeyError, TypeError) as exc:
            raise InvalidRequestError(f"No space {space!r}. {nearest(str(space), self.indexes)}") from exc


def _attempt(exchange: Exchange) -> Exchange:
    try:
        return (yield from exchange)
    except BeyondReachError as exc:
        return exc


def _stored_identity(readers: Mapping[Space, IndexReader]) -> Exchange:
    """The model that a row names, as `name` or `name@fingerprint`; an index without rows names none."""
    names, sizes = ("embedding_model", "embedding_dimension"), {}
    for reader in readers.values():
        index = reader.index
        if index.dimension is None or index.carried(names) != names:
            raise ConfigurationError(
                f"Index {index.name!r} does not say which model made its vectors, or how long they are. Sync "
                f"the columns {' and '.join(names)}, or state identity=."
            )
        sizes[index.name] = index.dimension
        page: ResultPage = yield from reader.first(np.eye(1, index.dimension)[0], names)
        if page.rows and page.column(names[0])[0] is not None:
            return _identity(page, *(page.column(one)[0] for one in names))
    name, dimension = next(iter(sizes.items()))
    return ModelIdentity(name=name, dimension=dimension, fingerprint="")


def _identity(page: ResultPage, model: object, dimension: object) -> ModelIdentity:
    if not isinstance(model, str) or not isinstance(dimension, (int, float)):
        raise unexpected(page.response, f"with {model!r:.50} and {dimension!r:.50} as model and dimension")
    name, at, fingerprint = model.rpartition("@")
    return ModelIdentity(
        name=name if at else model, dimension=int(dimension), fingerprint=fingerprint if at else ""
    )


def _check_dimension(index: Description, identity: ModelIdentity) -> None:
    if index.dimension is not None and index.dimension != identity.dimension:
        raise ConfigurationError(
            f"Index {index.name!r} holds vectors of {index.dimension} numbers; {identity} makes "
            f"{identity.dimension}. Sync the index from the table of that model."
        )


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
    """Best first, ties by product id by code point."""
    records = [record for part in parts for record in part.records]
    similarities = np.concatenate([part.cosines for part in parts]) if parts else np.empty(0, np.float32)
    ids = [str(record["product_id"]) for record in records]
    order = sorted(range(len(ids)), key=lambda row: (-similarities[row], ids[row]))[:limit]
    best = Found([records[row] for row in order], similarities[np.asarray(order, np.intp)])
    return Candidates(tuple(ids[row] for row in order), best.cosines, best.products())


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
