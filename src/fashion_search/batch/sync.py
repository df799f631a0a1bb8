"""The job `sync_indexes`: a Delta Sync index for each space, made when missing, then brought up to date."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fashion_search.batch.index_plan import IndexPlan, IndexState
from fashion_search.connections.reading import json_object
from fashion_search.connections.runner import Runner
from fashion_search.connections.wire import Exchange, Request, Response
from fashion_search.errors import (
    ConfigurationError,
    DeadlineExceededError,
    NotFoundError,
    UnexpectedResponseError,
)
from fashion_search.types import Progress, ProgressCallback, Space

__all__ = ["sync_indexes"]

_SERVICE = "vector-search"
_ROOT = "/api/2.0/vector-search"


def sync_indexes(
    connection: Runner,
    plan: IndexPlan,
    *,
    expected_rows: Mapping[Space, int] | None = None,
    timeout_s: float = 3600.0,
    poll_s: float = 15.0,
    patience_s: float = 600.0,
    progress: ProgressCallback | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> list[IndexState]:
    """Make what is missing, start a sync of each index, and wait until all are up to date.

    Args:
        connection: To the workspace.
        plan: Which indexes there are to be.
        expected_rows: How many rows each has to hold in the end; not verified where not given.
        timeout_s: How long to wait for all of them together.
        poll_s: How often to ask.
        patience_s: How long an index may be up to date with another number of rows: a sync takes a while to
            begin, and says nothing until then.
        progress: Told how many rows are indexed, index by index.
        sleep: Waits.

    Returns:
        The indexes, in order of the plan.

    Raises:
        DeadlineExceededError: an index was not ready in time; it goes on without us.
        UnexpectedResponseError: an index failed, or holds another number of rows than expected.
        ConfigurationError: an index of that name is there and is made of another table.
        ServiceError: the workspace does not answer.
    """
    start = time.monotonic()
    created = {space: bool(connection.run(_started(plan, space))) for space in plan.names}
    waiting = _Waiting(start + timeout_s, poll_s, patience_s, sleep)
    states = []
    for space, name in plan.names.items():
        wanted = (expected_rows or {}).get(space)
        found = _awaited(connection, name, wanted, waiting, progress)
        states.append(
            IndexState(
                name=name,
                created=created[space],
                rows=_rows(found),
                expected=wanted,
                state=_state(found),
                seconds=time.monotonic() - start,
            )
        )
    return states


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Until when, how often, and by what."""

    deadline: float
    poll_s: float
    patience_s: float
    sleep: Callable[[float], None]


def _started(plan: IndexPlan, space: Space) -> Exchange:
    """Create an index, which syncs it too, or sync the one that is there; whether it was created."""
    name = plan.names[space]
    try:
        answer: Response = yield _ask("GET", f"/indexes/{name}", "describe index")
    except NotFoundError:
        yield _ask("POST", f"/endpoints/{plan.endpoint}/indexes", "create index", _specification(plan, space))
        return True
    source = (json_object(answer).get("delta_sync_index_spec") or {}).get("source_table")
    if source is not None and source != plan.table:
        raise ConfigurationError(
            f"The index {name} is there and is synced from {source}, not from {plan.table}. "
            "Delete it, or name another."
        )
    yield _ask("POST", f"/indexes/{name}/sync", "sync index")
    return False


def _specification(plan: IndexPlan, space: Space) -> dict[str, object]:
    return {
        "name": plan.names[space],
        "index_type": "DELTA_SYNC",
        "primary_key": "product_id",
        "delta_sync_index_spec": {
            "source_table": plan.table,
            "pipeline_type": "TRIGGERED",
            "embedding_vector_columns": [
                {"name": f"{space}_embedding", "embedding_dimension": plan.dimension}
            ],
            "columns_to_sync": list(plan.columns),
        },
    }


def _awaited(
    connection: Runner, name: str, wanted: int | None, waiting: _Waiting, progress: ProgressCallback | None
) -> dict[str, object]:
    """Ask until an index is up to date and has its rows."""
    other_rows_since: float | None = None
    while True:
        found: dict[str, object] = json_object(connection.run(_described(name)))
        if progress is not None:
            progress(Progress(name, _rows(found), wanted or 0))
        if "FAILED" in _state(found):
            raise UnexpectedResponseError(
                f"The index {name} failed: {_status(found).get('message')}",
                service=_SERVICE,
                operation="sync index",
            )
        if _is_ready(found) and wanted in (None, _rows(found)):
            return found
        now = time.monotonic()
        other_rows_since = (other_rows_since or now) if _is_ready(found) else None
        lost_patience = other_rows_since is not None and now - other_rows_since >= waiting.patience_s
        if lost_patience or now + waiting.poll_s > waiting.deadline:
            raise _too_late(name, found, wanted)
        waiting.sleep(waiting.poll_s)


def _too_late(name: str, found: Mapping[str, object], wanted: int | None) -> Exception:
    if _is_ready(found):
        return UnexpectedResponseError(
            f"The index {name} is up to date with {_rows(found)} rows, and {wanted} are expected: so many "
            "rows of its table have a vector. Does the table feed its changes (delta.enableChangeDataFeed), "
            "is product_id unique, and does nothing write to it meanwhile?",
            service=_SERVICE,
            operation="sync index",
        )
    return DeadlineExceededError(
        f"The index {name} is not up to date yet ({_state(found)}, {_rows(found)} rows); "
        "it goes on by itself.",
        service=_SERVICE,
        operation="sync index",
        retryable=True,
    )


def _described(name: str) -> Exchange:
    return (yield _ask("GET", f"/indexes/{name}", "describe index"))


def _ask(method: str, path: str, operation: str, body: object | None = None) -> Request:
    return Request(
        method=method,
        path=_ROOT + path,
        service=_SERVICE,
        operation=operation,
        json=body,
        idempotent=method == "GET",
    )


def _status(found: Mapping[str, object]) -> Mapping[str, object]:
    status = found.get("status")
    return status if isinstance(status, Mapping) else {}


def _state(found: Mapping[str, object]) -> str:
    return str(_status(found).get("detailed_state") or "")


def _is_ready(found: Mapping[str, object]) -> bool:
    return bool(_status(found).get("ready")) and "ONLINE" in _state(found) and "UPDATING" not in _state(found)


def _rows(found: Mapping[str, object]) -> int:
    return int(str(_status(found).get("indexed_row_count") or 0))
