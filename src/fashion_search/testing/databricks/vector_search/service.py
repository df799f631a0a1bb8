"""The API of Vector Search: endpoints, indexes, queries, pages, scans, writes."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from typing import Any

from fashion_search.testing.databricks.messages import Answer, ApiError, Incoming, invalid, json_answer
from fashion_search.testing.databricks.routes import BOTH, Call, Needs, Route
from fashion_search.testing.databricks.vector_search.answers import page_answer, scan_answer
from fashion_search.testing.databricks.vector_search.asking import read_query
from fashion_search.testing.databricks.vector_search.content import IndexContent
from fashion_search.testing.databricks.vector_search.indexes import DirectIndex, EndpointType, VectorIndex
from fashion_search.testing.databricks.vector_search.pages import Found, Pages
from fashion_search.testing.databricks.vector_search.spec import IndexSpec, read_spec

__all__ = ["ReadTable", "VectorSearchService"]

ReadTable = Callable[[IndexSpec], IndexContent]
"""What an index over a table holds now; refuses with an `ApiError` what the table does not have."""

_ROOT = "/api/2.0/vector-search"
_INDEX = f"{_ROOT}/indexes/{{index}}"
_SCOPE = "vector-search"
_READ = Needs(scope=_SCOPE, operation="ReadVectorIndex")
_WRITE = Needs(scope=_SCOPE, operation="WriteVectorIndex")
_MANAGE = Needs(scope=_SCOPE)


class VectorSearchService:
    """Endpoints and indexes in memory.

    Args:
        endpoints: Endpoints that are there from the start, by name.
        indexes: Indexes that are there from the start.
        read_table: Reads what an index that follows a table is to hold.
        data_plane: Gives the data plane's address.
    """

    def __init__(
        self,
        endpoints: Mapping[str, EndpointType],
        indexes: list[VectorIndex],
        read_table: ReadTable,
        data_plane: Callable[[], str],
    ) -> None:
        self._endpoints = dict(endpoints)
        self._indexes = {index.spec.name: index for index in indexes}
        self._read_table = read_table
        self._data_plane = data_plane
        self._pages = Pages()
        self._lock = threading.Lock()

    def routes(self) -> list[Route]:
        """Queries come by GET from the search client and by POST from the SDK."""

        def route(method: str, path: str, handler: Callable[[Call], Answer], needs: Needs = _MANAGE) -> Route:
            planes = BOTH if needs.operation else frozenset({"control"})
            return Route(
                method=method,
                path=path,
                handler=handler,
                service="vector-search",
                needs=needs,
                planes=planes,  # type: ignore[arg-type]
                computes=needs.operation is not None,
            )

        by_endpoint = f"{_ROOT}/endpoints/{{endpoint}}"
        return [
            route("GET", f"{_INDEX}/query", self._query, _READ),
            route("POST", f"{_INDEX}/query", self._query, _READ),
            route("GET", f"{_INDEX}/query-next-page", self._next_page, _READ),
            route("POST", f"{_INDEX}/query-next-page", self._next_page, _READ),
            route("GET", f"{_INDEX}/scan", self._scan, _READ),
            route("POST", f"{_INDEX}/scan", self._scan, _READ),
            route("POST", f"{_INDEX}/upsert-data", self._upsert, _WRITE),
            route("DELETE", f"{_INDEX}/delete-data", self._delete_data, _WRITE),
            route("GET", _INDEX, self._describe),
            route("DELETE", _INDEX, self._delete),
            route("POST", f"{_INDEX}/sync", self._sync),
            route("GET", f"{by_endpoint}/indexes/{{index}}", self._describe),
            route("DELETE", f"{by_endpoint}/indexes/{{index}}", self._delete),
            route("POST", f"{by_endpoint}/indexes/{{index}}/sync", self._sync),
            route("GET", f"{by_endpoint}/indexes", self._list),
            route("POST", f"{by_endpoint}/indexes", self._create),
            route("GET", f"{_ROOT}/indexes", self._list),
            route("POST", f"{_ROOT}/indexes", self._create),
            route("GET", f"{_ROOT}/endpoints", self._list_endpoints),
            route("POST", f"{_ROOT}/endpoints", self._create_endpoint),
            route("GET", by_endpoint, self._describe_endpoint),
            route("DELETE", by_endpoint, self._delete_endpoint),
        ]

    def _query(self, call: Call) -> Answer:
        index, body = self._index(call), _body(call.incoming)
        asked = read_query(body, self._endpoints[index.spec.endpoint])
        content = index.content
        for name in asked.columns:
            content.frame.column(name)
        rows, scores = content.find(asked.vector, asked.condition, asked.limit)
        kept = scores >= asked.threshold
        found = Found(index.spec.name, content.frame, asked.columns, rows[kept], scores[kept])
        debug = bool(body.get("debug_level"))
        return page_answer(found, self._pages, call.incoming.plane, first=True, debug=debug)

    def _next_page(self, call: Call) -> Answer:
        token = _body(call.incoming).get("page_token")
        found = self._pages.take(token, self._index(call).spec.name)
        return page_answer(found, self._pages, call.incoming.plane, first=False)

    def _scan(self, call: Call) -> Answer:
        index, body = self._index(call), _body(call.incoming)
        limit = body.get("num_results", 10)
        if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
            raise invalid(f"num_results must be a whole number of at least 1; got {limit!r}.")
        content, key = index.content, index.spec.primary_key
        rows = content.after(key, body.get("last_primary_key"), limit)
        return scan_answer(content.frame, rows, key, call.incoming.plane)

    def _upsert(self, call: Call) -> Answer:
        index = self._direct(call)
        try:
            rows = json.loads(call.incoming.json()["inputs_json"])
        except (KeyError, TypeError, ValueError) as exc:
            raise invalid("inputs_json must be a JSON list of rows, as text.") from exc
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise invalid("inputs_json must be a JSON list of rows, as text.")
        return json_answer({"status": "SUCCESS", "result": {"success_row_count": index.upsert(rows)}})

    def _delete_data(self, call: Call) -> Answer:
        keys = call.incoming.json().get("primary_keys") or call.incoming.several("primary_keys")
        if not isinstance(keys, list) or not keys:
            raise invalid("primary_keys must be a list, and not empty.")
        return json_answer(
            {"status": "SUCCESS", "result": {"success_row_count": self._direct(call).delete(keys)}}
        )

    def _describe(self, call: Call) -> Answer:
        index = self._index(call)
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
        index = self._index(call)
        if isinstance(index, DirectIndex):
            raise invalid("A direct access index cannot be synced.")
        index.content = self._read_table(index.spec)
        return json_answer({})

    def _list(self, call: Call) -> Answer:
        endpoint = call.parameters.get("endpoint") or call.incoming.parameters().get("endpoint_name")
        if endpoint is not None:
            self._endpoint(endpoint)
        told = [
            {
                key: index.spec.describe()[key]
                for key in ("name", "endpoint_name", "primary_key", "index_type")
            }
            for index in self._indexes.values()
            if endpoint in (None, index.spec.endpoint)
        ]
        return json_answer({"vector_indexes": told} if told else {})

    def _create(self, call: Call) -> Answer:
        body = call.incoming.json()
        endpoint = call.parameters.get("endpoint") or str(body.get("endpoint_name"))
        self._endpoint(endpoint)
        spec = read_spec(body, endpoint)
        direct = spec.source_table is None
        index = DirectIndex(spec) if direct else VectorIndex(spec, self._read_table(spec))
        with self._lock:
            if spec.name in self._indexes:
                raise ApiError(409, "RESOURCE_ALREADY_EXISTS", f"Index {spec.name} already exists.")
            self._indexes[spec.name] = index
        starting = {"detailed_state": "PROVISIONING", "ready": False, "message": "Index is being created."}
        return json_answer(spec.describe() | {"status": starting})

    def _delete(self, call: Call) -> Answer:
        name = self._index(call).spec.name
        with self._lock:
            self._indexes.pop(name, None)
        return json_answer({})

    def _list_endpoints(self, _: Call) -> Answer:
        return json_answer({"endpoints": [self._told(name) for name in self._endpoints]})

    def _create_endpoint(self, call: Call) -> Answer:
        body = call.incoming.json()
        name, kind = str(body.get("name")), body.get("endpoint_type")
        if kind not in ("STANDARD", "STORAGE_OPTIMIZED"):
            raise invalid(f"endpoint_type must be STANDARD or STORAGE_OPTIMIZED; got {kind!r}.")
        with self._lock:
            if name in self._endpoints:
                raise ApiError(409, "RESOURCE_ALREADY_EXISTS", f"Endpoint {name} already exists.")
            self._endpoints[name] = kind
        return json_answer(self._told(name))

    def _describe_endpoint(self, call: Call) -> Answer:
        return json_answer(self._told(self._endpoint(call.parameters["endpoint"])))

    def _delete_endpoint(self, call: Call) -> Answer:
        name = self._endpoint(call.parameters["endpoint"])
        if any(index.spec.endpoint == name for index in self._indexes.values()):
            raise ApiError(400, "INVALID_STATE", f"Endpoint {name} still has indexes.")
        with self._lock:
            self._endpoints.pop(name, None)
        return json_answer({})

    def _told(self, name: str) -> dict[str, Any]:
        count = sum(index.spec.endpoint == name for index in self._indexes.values())
        return {
            "name": name,
            "id": f"endpoint-{name}",
            "endpoint_type": self._endpoints[name],
            "endpoint_status": {"state": "ONLINE"},
            "num_indexes": count,
            "creator": "someone@example.com",
        }

    def _endpoint(self, name: str) -> str:
        if name not in self._endpoints:
            raise ApiError(404, "RESOURCE_DOES_NOT_EXIST", f"Vector search endpoint {name} not found.")
        return name

    def _index(self, call: Call) -> VectorIndex:
        name = call.parameters["index"]
        found = self._indexes.get(name)
        if found is None:
            raise ApiError(404, "RESOURCE_DOES_NOT_EXIST", f"Vector search index {name} not found.")
        return found

    def _direct(self, call: Call) -> DirectIndex:
        index = self._index(call)
        if not isinstance(index, DirectIndex):
            raise invalid(f"{index.spec.name} follows a table; only a direct access index is written to.")
        return index


def _body(incoming: Incoming) -> Mapping[str, Any]:
    """The search client sends JSON with GET; parameters in the address do as well."""
    return incoming.json() if incoming.body else incoming.parameters()
