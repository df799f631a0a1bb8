"""Which endpoints and indexes there are."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping

from fashion_search.testing.databricks.messages import ApiError
from fashion_search.testing.databricks.vector_search.indexes import EndpointType, VectorIndex

__all__ = ["Registry"]


class Registry:
    """Endpoints and indexes by name, in memory. Safe to share between threads.

    Args:
        endpoints: Those that are there from the start.
        indexes: Those that are there from the start.
    """

    def __init__(self, endpoints: Mapping[str, EndpointType], indexes: Iterable[VectorIndex]) -> None:
        self._endpoints = dict(endpoints)
        self._indexes = {index.spec.name: index for index in indexes}
        self._lock = threading.Lock()

    @property
    def endpoints(self) -> list[str]:
        """Every endpoint's name."""
        return list(self._endpoints)

    def indexes(self, endpoint: str | None = None) -> list[VectorIndex]:
        """Every index, or those of one endpoint."""
        return [index for index in self._indexes.values() if endpoint in (None, index.spec.endpoint)]

    def endpoint_type(self, name: str) -> EndpointType:
        """What kind of endpoint it is.

        Raises:
            ApiError: there is none of this name.
        """
        found = self._endpoints.get(name)
        if found is None:
            raise ApiError(404, "RESOURCE_DOES_NOT_EXIST", f"Vector search endpoint {name} not found.")
        return found

    def index(self, name: str) -> VectorIndex:
        """One index.

        Raises:
            ApiError: there is none of this name.
        """
        found = self._indexes.get(name)
        if found is None:
            raise ApiError(404, "RESOURCE_DOES_NOT_EXIST", f"Vector search index {name} not found.")
        return found

    def add_endpoint(self, name: str, kind: EndpointType) -> None:
        """One more endpoint.

        Raises:
            ApiError: the name is taken.
        """
        with self._lock:
            if name in self._endpoints:
                raise ApiError(409, "RESOURCE_ALREADY_EXISTS", f"Endpoint {name} already exists.")
            self._endpoints[name] = kind

    def add_index(self, index: VectorIndex) -> None:
        """One more index.

        Raises:
            ApiError: the name is taken.
        """
        name = index.spec.name
        with self._lock:
            if name in self._indexes:
                raise ApiError(409, "RESOURCE_ALREADY_EXISTS", f"Index {name} already exists.")
            self._indexes[name] = index

    def drop_endpoint(self, name: str) -> None:
        """One endpoint less.

        Raises:
            ApiError: there is none of this name, or it still has indexes.
        """
        self.endpoint_type(name)
        if self.indexes(name):
            raise ApiError(400, "INVALID_STATE", f"Endpoint {name} still has indexes.")
        with self._lock:
            self._endpoints.pop(name, None)

    def drop_index(self, name: str) -> None:
        """One index less.

        Raises:
            ApiError: there is none of this name.
        """
        self.index(name)
        with self._lock:
            self._indexes.pop(name, None)
