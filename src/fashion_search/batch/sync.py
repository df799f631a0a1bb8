"""The job `sync_indexes`: a Delta Sync index for each space, made when missing, then brought up to date."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from fashion_search.batch.definitions import PRODUCTS
from fashion_search.connections.reading import json_object
from fashion_search.connections.runner import Runner
from fashion_search.connections.wire import Exchange, Request, Response
from fashion_search.errors import (
    ConfigurationError,
    DeadlineExceededError,
    NotFoundError,
    UnexpectedResponseError,
)
from fashion_search.types import DIMENSION, SPACES, Progress, ProgressCallback, Space

__all__ = ["IndexPlan", "IndexState", "sync_indexes"]

_SERVICE = "vector-search"
_ROOT = "/api/2.0/vector-search"
_EXTRA_COLUMNS = ("embedding_model", "embedding_dimension")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPlan:
    """Which indexes there are to be.

    Attributes:
        table: The Delta table they are synced from; it has to feed its changes.
        endpoint: The Vector Search endpoint.
        names: The index of each space.
        dimension: Length of the vectors.
        columns: The columns carried beside key and vector, so that hits need no second look-up.
    """

    table: str = "main.fashion_demo.product_embeddings_multimodal"
    endpoint: str = "fashion_vector_search"
    names: Mapping[Space, str] = field(
        default_factory=lambda: {space: f"main.fashion_demo.vs_{space}_search" for space in SPACES}
    )
    dimension: int = DIMENSION
    columns: Sequence[str] = (*PRODUCTS.names, *_EXTRA_COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexState:
    """One index after the job.

    Attributes:
        name: `catalog.schema.index`.
        created: Whether the job made it.
        rows: How many rows it holds.
        state: As the workspace puts it.
        seconds: How long was waited for it.
    """

    name: str
    created: bool
    rows: int
    state: str
    seconds: float


def sync_indexes(
    connection: Runner,
    plan: IndexPlan,
    *,
    expected_rows: Mapping[Space, int] | None = None,
    timeout_s: float = 3600.0,
    poll_s: float = 15.0,
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
    waiting = _Waiting(start + timeout_s, poll_s, sleep)
    states = []
    for space, name in plan.names.items():
        wanted = (expected_rows or {}).get(space)
        found = _awaited(connection, name, wanted, waiting, progress)
        states.append(
            IndexState(
                name=name,
                created=created[space],
                rows=_rows(found),
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
        if time.monotonic() + waiting.poll_s > waiting.deadline:
            raise _too_late(name, found, wanted)
        waiting.sleep(waiting.poll_s)


def _too_late(name: str, found: Mapping[str, object], wanted: int | None) -> Exception:
    if _is_ready(found):
        return UnexpectedResponseError(
            f"The index {name} is up to date with {_rows(found)} rows, and {wanted} are expected. "
            "Does the table feed its changes, and does every row have a vector?",
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
