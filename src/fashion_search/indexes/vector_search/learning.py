"""What must be known of the indexes before the first query: where their vectors are, and whose they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fashion_search.connections.reading import unexpected
from fashion_search.connections.wire import Exchange
from fashion_search.errors import ConfigurationError
from fashion_search.filters import FIELDS
from fashion_search.indexes.vector_search.answers import ResultPage
from fashion_search.indexes.vector_search.description import Description, Dialect, described, dialect_of
from fashion_search.indexes.vector_search.reading import IndexReader
from fashion_search.types import ModelIdentity, Space

__all__ = ["Known", "learnt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was learnt of the indexes.

    Attributes:
        readers: What reads each of them, by space.
        identity: The model whose vectors they hold.
    """

    readers: Mapping[Space, IndexReader]
    identity: ModelIdentity

    @property
    def row_count(self) -> int:
        """How many products there are: a product may lack a vector in one space or another."""
        return max(reader.index.row_count for reader in self.readers.values())


def learnt(indexes: Mapping[Space, str], dialect: Dialect | None, identity: ModelIdentity | None) -> Exchange:
    """Describe indexes and read whose vectors they hold.

    Args:
        indexes: By space, the full name of its index.
        dialect: The kind of the endpoint; `None` to ask.
        identity: The model; `None` to read it from a row.

    Returns:
        `Known`.

    Raises:
        NotFoundError: there is no such index.
        ConfigurationError: the model cannot be read, or its vectors have another length.
        UnexpectedResponseError: an answer is not as documented.
    """
    descriptions: Mapping[Space, Description] = yield from described(indexes)
    dialects: dict[str, Dialect] = {}
    for endpoint in dict.fromkeys(index.endpoint for index in descriptions.values()):
        dialects[endpoint] = dialect or (yield from dialect_of(endpoint))
    readers = {
        space: IndexReader(index, dialects[index.endpoint], index.carried(FIELDS))
        for space, index in descriptions.items()
    }
    identity = identity or (yield from _stored_identity(readers))
    for reader in readers.values():
        _check_dimension(reader.index, identity)
    return Known(readers=readers, identity=identity)


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
