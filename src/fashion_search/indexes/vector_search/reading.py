"""One query of one index as steps: conditions in the dialect of its endpoint, pages until there is enough."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fashion_search.connections.reading import unexpected
from fashion_search.connections.wire import Exchange, Request, Response
from fashion_search.errors import InvalidRequestError
from fashion_search.filters import Filter
from fashion_search.filters.dialects.databricks import to_standard, to_storage_optimized
from fashion_search.indexes.vector_search.answers import Found, ResultPage, read_page
from fashion_search.indexes.vector_search.description import Description, Dialect, index_path
from fashion_search.indexes.vector_search.scores import is_score

__all__ = ["MOST_RESULTS", "BeyondReachError", "IndexReader"]

MOST_RESULTS = 10_000
"""What the service answers at most to one query, in pages of a thousand."""

_FIRST_LOOK = 100
_LOOK_FURTHER = 4


class BeyondReachError(InvalidRequestError):
    """The answer lies beyond the rows that the service gives away for one query."""


@dataclass(frozen=True, slots=True)
class _Conditions:
    """A filter as one endpoint takes it.

    Attributes:
        body: The keys of the request that say it.
        residual: What is left to check on the rows.
    """

    body: Mapping[str, str]
    residual: Filter | None

    @classmethod
    def of(cls, where: Filter | None, dialect: Dialect) -> _Conditions:
        if where is None:
            return cls({}, None)
        if dialect == "standard":
            standard = to_standard(where)
            body = {"filters_json": json.dumps(standard.native)} if standard.native else {}
            return cls(body, standard.residual)
        storage = to_storage_optimized(where)
        return cls({"filter_string": storage.native} if storage.native else {}, storage.residual)


@dataclass(frozen=True, slots=True)
class IndexReader:
    """Reads one index.

    Attributes:
        index: What is known of it.
        dialect: How its endpoint takes conditions.
        columns: The fields of a product that it carries.
    """

    index: Description
    dialect: Dialect
    columns: tuple[str, ...]

    def nearest(
        self, unit: NDArray[np.float64], limit: int, where: Filter | None, *, reach: int = MOST_RESULTS
    ) -> Exchange:
        """The rows nearest to a direction that pass a filter.

        Args:
            unit: Shape (dimension,), of length 1.
            limit: How many.
            where: Which may be found; its fields are among `columns`.
            reach: How many rows are looked at for what the endpoint cannot judge, `MOST_RESULTS` at most.

        Returns:
            `Found`: `limit` rows, or all that pass; the nearest, in the order of the service.

        Raises:
            BeyondReachError: more rows may pass, further away.
        """
        conditions = _Conditions.of(where, self.dialect)
        asked = limit if conditions.residual is None else max(_LOOK_FURTHER * limit, _FIRST_LOOK)
        asked = min(asked, MOST_RESULTS)
        while True:
            found, seen = yield from self._passing(unit, asked, limit, conditions)
            if len(found.records) >= limit or seen < asked:
                return found
            if asked >= reach or conditions.residual is None:
                raise self._beyond_reach(limit, len(found.records), conditions)
            asked = reach

    def values(self, unit: NDArray[np.float64], names: Sequence[str], where: Filter, count: int) -> Exchange:
        """Columns of the rows that pass a filter, and of others where the endpoint cannot tell them apart.

        Args:
            unit: Any direction.
            names: The columns.
            where: A filter that `count` rows pass at most.
            count: See above.

        Returns:
            List of `ResultPage`.
        """
        pages: list[ResultPage] = []
        conditions = _Conditions.of(where, self.dialect)
        asked = count if conditions.residual is None else MOST_RESULTS
        request: Request | None = self._request(unit, names, asked, conditions)
        while request is not None:
            answer: Response = yield request
            pages.append(read_page(answer, pages[0].names if pages else ()))
            request = self._next_request(pages[-1])
        return pages

    def first(self, unit: NDArray[np.float64], names: Sequence[str]) -> Exchange:
        """Some columns of one row, as a `ResultPage`."""
        answer: Response = yield self._request(unit, names, 1, _Conditions({}, None))
        return read_page(answer)

    def _passing(
        self, unit: NDArray[np.float64], asked: int, limit: int, conditions: _Conditions
    ) -> Exchange:
        """Rows that pass among the `asked` nearest, and how many were seen; no more pages than needed."""
        records: list[Mapping[str, Any]] = []
        scores: list[float] = []
        seen = 0
        names: tuple[str, ...] = ()
        request: Request | None = self._request(unit, self.columns, asked, conditions)
        while request is not None and len(records) < limit:
            answer: Response = yield request
            page = read_page(answer, names)
            passing = page.passing(conditions.residual)[: limit - len(records)]
            records += page.records(passing)
            scores += _scores(page, passing)
            seen, names, request = seen + len(page.rows), page.names, self._next_request(page)
        return Found(records, scores), seen

    def _request(
        self, unit: NDArray[np.float64], names: Sequence[str], count: int, conditions: _Conditions
    ) -> Request:
        body = {"columns": list(names), "num_results": count, "query_vector": unit.tolist()}
        return self._call("/query", "query", {**body, "query_type": "ANN", **conditions.body})

    def _next_request(self, page: ResultPage) -> Request | None:
        if not page.next_token or not page.rows:
            return None
        body = {"page_token": page.next_token, "endpoint_name": self.index.endpoint}
        return self._call("/query-next-page", "next page", body)

    def _call(self, call: str, operation: str, body: Mapping[str, object]) -> Request:
        """The SDK posts, without `filter_string`; the search client, which has it, sends GET with a body."""
        return Request(
            method="POST" if self.dialect == "standard" else "GET",
            path=index_path(self.index.name, call),
            service="vector-search",
            endpoint=self.index.endpoint,
            operation=operation,
            json=body,
        )

    def _beyond_reach(self, limit: int, found: int, conditions: _Conditions) -> BeyondReachError:
        left = f"; the index cannot judge {conditions.residual}" if conditions.residual is not None else ""
        return BeyondReachError(
            f"Of the {MOST_RESULTS:,} rows that index {self.index.name!r} gives for one query, {found:,} "
            f"pass, and limit is {limit:,}{left}. Narrow the filter with ==, isin or ranges of numbers, or "
            "ask for fewer; an index made with matching= looks the rest up in the catalogue."
        )


def _scores(page: ResultPage, rows: Sequence[int]) -> list[float]:
    column = page.column("score") if page.rows else []
    scores = [column[row] for row in rows]
    for score in scores:
        if not is_score(score):
            raise unexpected(
                page.response,
                f"with the score {str(score)[:50]}, which no two vectors of length 1 have; those of the "
                "table must be of unit length",
            )
    return scores
