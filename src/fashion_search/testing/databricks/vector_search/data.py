"""The data of indexes: queries, pages, scans, writes."""

from __future__ import annotations

import json
from collections.abc import Callable

from fashion_search.testing.databricks.messages import Answer, invalid, json_answer
from fashion_search.testing.databricks.routes import BOTH, Call, Needs, Route
from fashion_search.testing.databricks.vector_search.answers import page_answer, scan_answer
from fashion_search.testing.databricks.vector_search.asking import read_query
from fashion_search.testing.databricks.vector_search.indexes import DirectIndex
from fashion_search.testing.databricks.vector_search.pages import Found, Pages
from fashion_search.testing.databricks.vector_search.registry import Registry

__all__ = ["IndexData"]

_INDEX = "/api/2.0/vector-search/indexes/{index}"
_READ = Needs(scope="vector-search", operation="ReadVectorIndex")
_WRITE = Needs(scope="vector-search", operation="WriteVectorIndex")


class IndexData:
    """Answered on both planes.

    Args:
        registry: Has the indexes.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._pages = Pages()

    def routes(self) -> list[Route]:
        """Reading comes by GET from the search client and by POST from the SDK."""
        found: list[tuple[str, str, Callable[[Call], Answer], Needs]] = [
            (method, path, handler, _READ)
            for method in ("GET", "POST")
            for path, handler in (
                ("query", self._query),
                ("query-next-page", self._next_page),
                ("scan", self._scan),
            )
        ]
        found += [
            ("POST", "upsert-data", self._upsert, _WRITE),
            ("DELETE", "delete-data", self._delete_data, _WRITE),
        ]
        return [
            Route(
                method=method,
                path=f"{_INDEX}/{path}",
                handler=handler,
                service="vector-search",
                needs=needs,
                planes=BOTH,
                computes=True,
            )
            for method, path, handler, needs in found
        ]

    def _query(self, call: Call) -> Answer:
        index, body = self._registry.index(call.parameters["index"]), call.incoming.json()
        asked = read_query(body, self._registry.endpoint_type(index.spec.endpoint))
        content = index.content
        for name in asked.columns:
            content.frame.column(name)
        rows, scores = content.find(asked.vector, asked.condition, asked.limit)
        kept = scores >= asked.threshold
        found = Found(index.spec.name, content.frame, asked.columns, rows[kept], scores[kept])
        debug = bool(body.get("debug_level"))
        return page_answer(found, self._pages, call.incoming.plane, first=True, debug=debug)

    def _next_page(self, call: Call) -> Answer:
        token = call.incoming.json().get("page_token")
        found = self._pages.take(token, self._registry.index(call.parameters["index"]).spec.name)
        return page_answer(found, self._pages, call.incoming.plane, first=False)

    def _scan(self, call: Call) -> Answer:
        index, body = self._registry.index(call.parameters["index"]), call.incoming.json()
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

    def _direct(self, call: Call) -> DirectIndex:
        index = self._registry.index(call.parameters["index"])
        if not isinstance(index, DirectIndex):
            raise invalid(f"{index.spec.name} follows a table; only a direct access index is written to.")
        return index
