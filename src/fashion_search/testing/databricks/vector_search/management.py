"""Making, describing and dropping endpoints and indexes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fashion_search.testing.databricks.messages import Answer, invalid, json_answer
from fashion_search.testing.databricks.routes import Call, Needs, Route
from fashion_search.testing.databricks.vector_search.content import IndexContent
from fashion_search.testing.databricks.vector_search.indexes import DirectIndex, VectorIndex
from fashion_search.testing.databricks.vector_search.registry import Registry
from fashion_search.testing.databricks.vector_search.spec import IndexSpec, read_spec

__all__ = ["IndexManagement", "ReadTable"]

ReadTable = Callable[[IndexSpec], IndexContent]
"""What an index over a table holds now; refuses with an `ApiError` what the table does not have."""

_ROOT = "/api/2.0/vector-search"
_INDEX = f"{_ROOT}/indexes/{{index}}"
_ENDPOINT = f"{_ROOT}/endpoints/{{endpoint}}"


class IndexManagement:
    """Answered on the control plane.

    Args:
        registry: Has endpoints and indexes.
        read_table: Reads what an index that follows a table is to hold.
        data_plane: Gives the data plane's address.
    """

    def __init__(self, registry: Registry, read_table: ReadTable, data_plane: Callable[[], str]) -> None:
        self._registry = registry
        self._read_table = read_table
        self._data_plane = data_plane

    def routes(self) -> list[Route]:
        """An index may be named with its endpoint or without."""
        found: list[tuple[str, str, Callable[[Call], Answer]]] = [
            ("GET", _INDEX, self._describe),
            ("DELETE", _INDEX, self._delete),
            ("POST", f"{_INDEX}/sync", self._sync),
            ("GET", f"{_ENDPOINT}/indexes/{{index}}", self._describe),
            ("DELETE", f"{_ENDPOINT}/indexes/{{index}}", self._delete),
            ("POST", f"{_ENDPOINT}/indexes/{{index}}/sync", self._sync),
            ("GET", f"{_ENDPOINT}/indexes", self._list),
            ("POST", f"{_ENDPOINT}/indexes", self._create),
            ("GET", f"{_ROOT}/indexes", self._list),
            ("POST", f"{_ROOT}/indexes", self._create),
            ("GET", f"{_ROOT}/endpoints", self._list_endpoints),
            ("POST", f"{_ROOT}/endpoints", self._create_endpoint),
            ("GET", _ENDPOINT, self._describe_endpoint),
            ("DELETE", _ENDPOINT, self._delete_endpoint),
        ]
        return [
            Route(
                method=method,
                path=path,
                handler=handler,
                service="vector-search",
                needs=Needs(scope="vector-search"),
                computes=method == "POST",
            )
            for method, path, handler in found
        ]

    def _describe(self, call: Call) -> Answer:
        index = self._registry.index(call.parameters["index"])
        return json_answer(index.spec.describe() | {"status": self._status(index)})

    def _status(self, index: VectorIndex) -> dict[str, Any]:
        direct = isinstance(index, DirectIndex)
        return {
            "detailed_state": "ONLINE_DIRECT_ACCESS" if direct else "ONLINE_NO_PENDING_UPDATE",
            "message": "Index is online.",
            "ready": True,
            "indexed_row_count": index.content.row_count,
            "index_url": f"{self._data_plane()}{_ROOT}/indexes/{index.spec.name}",
        }

    def _sync(self, call: Call) -> Answer:
        """What the table holds now, the index holds from here on."""
        index = self._registry.index(call.parameters["index"])
        if isinstance(index, DirectIndex):
            raise invalid("A direct access index cannot be synced.")
        index.content = self._read_table(index.spec)
        return json_answer({})

    def _list(self, call: Call) -> Answer:
        endpoint = call.parameters.get("endpoint") or call.incoming.parameters().get("endpoint_name")
        if endpoint is not None:
            self._registry.endpoint_type(endpoint)
        told = [_in_brief(index.spec) for index in self._registry.indexes(endpoint)]
        return json_answer({"vector_indexes": told} if told else {})

    def _create(self, call: Call) -> Answer:
        body = call.incoming.json()
        endpoint = call.parameters.get("endpoint") or str(body.get("endpoint_name"))
        self._registry.endpoint_type(endpoint)
        spec = read_spec(body, endpoint)
        direct = spec.source_table is None
        self._registry.add_index(DirectIndex(spec) if direct else VectorIndex(spec, self._read_table(spec)))
        starting = {"detailed_state": "PROVISIONING", "ready": False, "message": "Index is being created."}
        return json_answer(spec.describe() | {"status": starting})

    def _delete(self, call: Call) -> Answer:
        self._registry.drop_index(call.parameters["index"])
        return json_answer({})

    def _list_endpoints(self, _: Call) -> Answer:
        return json_answer({"endpoints": [self._told(name) for name in self._registry.endpoints]})

    def _create_endpoint(self, call: Call) -> Answer:
        body = call.incoming.json()
        name, kind = str(body.get("name")), body.get("endpoint_type")
        if kind not in ("STANDARD", "STORAGE_OPTIMIZED"):
            raise invalid(f"endpoint_type must be STANDARD or STORAGE_OPTIMIZED; got {kind!r}.")
        self._registry.add_endpoint(name, kind)
        return json_answer(self._told(name))

    def _describe_endpoint(self, call: Call) -> Answer:
        return json_answer(self._told(call.parameters["endpoint"]))

    def _delete_endpoint(self, call: Call) -> Answer:
        self._registry.drop_endpoint(call.parameters["endpoint"])
        return json_answer({})

    def _told(self, name: str) -> dict[str, Any]:
        return {
            "name": name,
            "id": f"endpoint-{name}",
            "endpoint_type": self._registry.endpoint_type(name),
            "endpoint_status": {"state": "ONLINE"},
            "num_indexes": len(self._registry.indexes(name)),
            "creator": "someone@example.com",
        }


def _in_brief(spec: IndexSpec) -> dict[str, Any]:
    told = spec.describe()
    return {key: told[key] for key in ("name", "endpoint_name", "primary_key", "index_type")}
