"""Putting a registered model behind a serving endpoint: made when missing, changed when another is served."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias
from urllib.parse import quote

from fashion_search.connections.reading import json_object
from fashion_search.connections.runner import Runner
from fashion_search.connections.wire import Exchange, Request, Response
from fashion_search.embedders.model_serving.served import description
from fashion_search.errors import DeadlineExceededError, NotFoundError, UnexpectedResponseError
from fashion_search.types import Progress, ProgressCallback

__all__ = ["EndpointPlan", "EndpointState", "Size", "serve_model"]

Size: TypeAlias = Literal["Small", "Medium", "Large"]
"""How many requests an endpoint works on at a time: about 4, 16, 64."""

_SERVICE = "model-serving"
_ROOT = "/api/2.0/serving-endpoints"
_ALL = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointPlan:
    """What an endpoint is to serve.

    Attributes:
        endpoint: Its name.
        model: The registered model, `catalog.schema.model`.
        version: Which of its versions.
        size: How large.
        workload_type: `"CPU"`, or a kind of GPU such as `"GPU_SMALL"`.
        scale_to_zero: Whether it sleeps when nobody asks. The first request then waits for minutes at worst.
    """

    endpoint: str
    model: str
    version: str
    size: Size = "Small"
    workload_type: str = "CPU"
    scale_to_zero: bool = True

    @property
    def served(self) -> dict[str, object]:
        """The model as the endpoint's configuration has it."""
        return {
            "name": f"{self.model.rpartition('.')[2]}-{self.version}",
            "entity_name": self.model,
            "entity_version": self.version,
            "workload_size": self.size,
            "workload_type": self.workload_type,
            "scale_to_zero_enabled": self.scale_to_zero,
        }

    @property
    def config(self) -> dict[str, object]:
        """The whole configuration: this one model gets all requests."""
        routes = [{"served_model_name": self.served["name"], "traffic_percentage": _ALL}]
        return {"served_entities": [self.served], "traffic_config": {"routes": routes}}


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointState:
    """An endpoint after the job.

    Attributes:
        name: Its name.
        action: What was done about it.
        version: The version of the model it serves.
        seconds: How long was waited for it.
    """

    name: str
    action: Literal["created", "updated", "left alone"]
    version: str
    seconds: float


def serve_model(
    connection: Runner,
    plan: EndpointPlan,
    *,
    timeout_s: float = 3600.0,
    poll_s: float = 15.0,
    progress: ProgressCallback | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> EndpointState:
    """Make the endpoint or change what it serves, and wait until it does.

    Whatever else it served is replaced. While it changes, the platform goes on answering with what it had.

    Args:
        connection: To the workspace.
        plan: What is to be served.
        timeout_s: How long to wait; images for GPUs take up to an hour.
        poll_s: How often to ask.
        progress: Told at each question.
        sleep: Waits.

    Raises:
        UnexpectedResponseError: the platform could not bring it up.
        DeadlineExceededError: it was not ready in time; it goes on without us.
        ServiceError: the workspace does not answer.
    """
    waiting = _Waiting(time.monotonic(), timeout_s, poll_s, sleep, progress)
    before = connection.run(_described(plan.endpoint))
    if before is None:
        connection.run(
            _sent("POST", _ROOT, {"name": plan.endpoint, "config": plan.config}, "create endpoint")
        )
        return _awaited(connection, plan, waiting, "created")
    before = waiting.until_settled(connection, plan.endpoint, before)
    if _serves(before, plan):
        return EndpointState(
            name=plan.endpoint, action="left alone", version=plan.version, seconds=waiting.seconds
        )
    path = f"{_ROOT}/{quote(plan.endpoint, safe='')}/config"
    connection.run(_sent("PUT", path, plan.config, "update endpoint"))
    return _awaited(connection, plan, waiting, "updated")


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Since when, how long, how often, and who is told."""

    start: float
    timeout_s: float
    poll_s: float
    sleep: Callable[[float], None]
    progress: ProgressCallback | None

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.start

    def until_settled(self, connection: Runner, name: str, found: Mapping[str, Any]) -> Mapping[str, Any]:
        """Ask until nothing is under way.

        Raises:
            DeadlineExceededError: something still is when the time is up.
        """
        while _is_changing(found):
            if self.progress is not None:
                self.progress(Progress(f"{name}: {_state(found)}", 0, 1))
            if self.seconds + self.poll_s > self.timeout_s:
                raise DeadlineExceededError(
                    f"The serving endpoint {name} is not ready after {self.seconds:.0f} s ({_state(found)}); "
                    "it goes on by itself.",
                    service=_SERVICE,
                    operation="wait for endpoint",
                    retryable=True,
                )
            self.sleep(self.poll_s)
            found = connection.run(_described(name)) or {}
        return found


def _awaited(
    connection: Runner, plan: EndpointPlan, waiting: _Waiting, action: Literal["created", "updated"]
) -> EndpointState:
    asked = connection.run(_described(plan.endpoint)) or {}
    found = waiting.until_settled(connection, plan.endpoint, asked)
    if not _serves(found, plan):
        raise UnexpectedResponseError(
            f"The serving endpoint {plan.endpoint} does not serve {plan.model} version {plan.version} "
            f"({_state(found)}): {_complaint(found) or 'look at its build and service logs'}",
            service=_SERVICE,
            operation="wait for endpoint",
        )
    return EndpointState(name=plan.endpoint, action=action, version=plan.version, seconds=waiting.seconds)


def _described(name: str) -> Exchange:
    """What the platform says about an endpoint; `None` when there is none."""
    try:
        answer: Response = yield description(name)
    except NotFoundError:
        return None
    return json_object(answer)


def _sent(method: str, path: str, body: object, operation: str) -> Exchange:
    yield Request(
        method=method,
        path=path,
        service=_SERVICE,
        operation=operation,
        json=body,
        idempotent=False,  # a second one, while the first is under way, is refused
    )


def _entities(found: Mapping[str, Any], config: str) -> list[Mapping[str, Any]]:
    held = found.get(config)
    entities = held.get("served_entities") if isinstance(held, Mapping) else None
    return [one for one in entities or [] if isinstance(one, Mapping)]


def _serves(found: Mapping[str, Any], plan: EndpointPlan) -> bool:
    """Whether it answers with exactly what is planned; names of served models do not matter."""
    entities = _entities(found, "config")
    wanted = {name: value for name, value in plan.served.items() if name != "name"}
    same = len(entities) == 1 and all(str(entities[0].get(name)) == str(wanted[name]) for name in wanted)
    return same and _of_state(found, "ready") == "READY"


def _is_changing(found: Mapping[str, Any]) -> bool:
    if _of_state(found, "config_update") == "IN_PROGRESS":
        return True
    failed = _of_state(found, "config_update") in {"UPDATE_FAILED", "UPDATE_CANCELED"}
    return not failed and _of_state(found, "ready") == "NOT_READY"


def _state(found: Mapping[str, Any]) -> str:
    return f"{_of_state(found, 'ready')}, {_of_state(found, 'config_update')}"


def _of_state(found: Mapping[str, Any], name: str) -> str:
    state = found.get("state")
    return str(state.get(name) or "") if isinstance(state, Mapping) else ""


def _complaint(found: Mapping[str, Any]) -> str:
    for config in ("pending_config", "config"):
        for entity in _entities(found, config):
            state = entity.get("state")
            if isinstance(state, Mapping) and "FAILED" in str(state.get("deployment")):
                return str(state.get("deployment_state_message"))[:500]
    return ""
