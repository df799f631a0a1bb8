"""Serving endpoints: made, changed, described and dropped; a change is in force after a look or two."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fashion_search.testing.databricks.messages import Answer, ApiError, invalid, json_answer
from fashion_search.testing.databricks.names import Names
from fashion_search.testing.databricks.routes import Call, Needs, Route

__all__ = ["SERVING_SCOPE", "ServingEndpoint", "ServingEndpoints", "endpoint_id"]

SERVING_SCOPE = "model-serving"

_ROOT = "/api/2.0/serving-endpoints"
_ONE = f"{_ROOT}/{{endpoint}}"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
_SIZES = ("Small", "Medium", "Large")
_BOTH = ("text", "image")


@dataclass(kw_only=True)
class ServingEndpoint:
    """One endpoint.

    Attributes:
        name: What it is called.
        columns: What a record may hold.
        entities: What it serves.
        pending: What it will serve when the change that is under way is done.
        version: How often its configuration was set; 0 while its first one is pending.
        looks: How often it is still found changing.
    """

    name: str
    columns: Sequence[str]
    entities: list[dict[str, Any]]
    pending: list[dict[str, Any]] | None = None
    version: int = 1
    looks: int = 0

    def settle(self) -> None:
        """A look at it: the change goes on, or is done."""
        if self.pending is None:
            return
        if self.looks > 0:
            self.looks -= 1
            return
        self.entities, self.pending = self.pending, None
        self.version += 1

    def told(self) -> dict[str, Any]:
        """What the platform says about it."""
        done = self.pending is None
        told: dict[str, Any] = {
            "id": endpoint_id(self.name),
            "name": self.name,
            "creator": "someone@example.com",
            "state": {
                "ready": "READY" if self.version else "NOT_READY",
                "config_update": "NOT_UPDATING" if done else "IN_PROGRESS",
            },
            "permission_level": "CAN_MANAGE",
        }
        if self.version:
            state = {"deployment": "DEPLOYMENT_READY", "deployment_state_message": ""}
            told["config"] = _config([one | {"state": state} for one in self.entities], self.version)
        if self.pending is not None:
            state = {"deployment": "DEPLOYMENT_CREATING", "deployment_state_message": ""}
            waiting = [one | {"state": state} for one in self.pending]
            told["pending_config"] = _config(waiting, self.version + 1)
        return told


class ServingEndpoints:
    """The endpoints of a workspace, answered on the control plane.

    Args:
        names: What the two are called that are there from the start.
        data_plane: Gives the data plane's address.
        route_optimized: Whether invocations also have an address on the data plane.
        changing_looks: How often an endpoint is found changing before a change is done.
    """

    def __init__(
        self,
        names: Names,
        *,
        data_plane: Callable[[], str],
        route_optimized: bool = False,
        changing_looks: int = 1,
    ) -> None:
        self._data_plane = data_plane
        self._route_optimized = route_optimized
        self._changing_looks = changing_looks
        first = {names.multimodal_endpoint: _BOTH, names.image_endpoint: ("image",)}
        self._endpoints = {name: _there(name, names.schema, columns) for name, columns in first.items()}

    def routes(self) -> list[Route]:
        """What managing endpoints takes."""
        found: list[tuple[str, str, Callable[[Call], Answer]]] = [
            ("GET", _ROOT, self._list),
            ("POST", _ROOT, self._create),
            ("GET", _ONE, self._get),
            ("PUT", f"{_ONE}/config", self._update),
            ("DELETE", _ONE, self._delete),
        ]
        needs = Needs(scope=SERVING_SCOPE)
        return [
            Route(method=method, path=path, handler=handler, service="serving", needs=needs)
            for method, path, handler in found
        ]

    def find(self, call: Call) -> ServingEndpoint:
        """The endpoint that the path names.

        Raises:
            ApiError: there is none.
        """
        name = call.parameters["endpoint"]
        if name not in self._endpoints:
            raise ApiError(404, "RESOURCE_DOES_NOT_EXIST", f"Endpoint with name '{name}' does not exist.")
        wanted = call.parameters.get("endpoint_id")
        if wanted is not None and wanted != endpoint_id(name):
            raise ApiError(404, "RESOURCE_DOES_NOT_EXIST", f"Endpoint with id '{wanted}' does not exist.")
        return self._endpoints[name]

    def _list(self, _: Call) -> Answer:
        return json_answer({"endpoints": [self._told(one) for one in self._endpoints.values()]})

    def _get(self, call: Call) -> Answer:
        endpoint = self.find(call)
        endpoint.settle()
        return json_answer(self._told(endpoint))

    def _create(self, call: Call) -> Answer:
        body = call.incoming.json()
        name = str(body.get("name"))
        if not _NAME.fullmatch(name):
            raise invalid(f"Endpoint name {name!r} must be letters, digits, '-' and '_', at most 63.")
        if name in self._endpoints:
            raise ApiError(400, "RESOURCE_ALREADY_EXISTS", f"Endpoint with name '{name}' already exists.")
        endpoint = ServingEndpoint(
            name=name,
            columns=_BOTH,
            entities=[],
            pending=_entities(body.get("config")),
            version=0,
            looks=self._changing_looks,
        )
        self._endpoints[name] = endpoint
        return json_answer(self._told(endpoint))

    def _update(self, call: Call) -> Answer:
        endpoint = self.find(call)
        if endpoint.pending is not None:
            raise ApiError(
                409,
                "RESOURCE_CONFLICT",
                f"Endpoint '{endpoint.name}' is being updated; wait until it is done.",
            )
        endpoint.pending, endpoint.looks = _entities(call.incoming.json()), self._changing_looks
        return json_answer(self._told(endpoint))

    def _delete(self, call: Call) -> Answer:
        del self._endpoints[self.find(call).name]
        return json_answer({})

    def _told(self, endpoint: ServingEndpoint) -> dict[str, Any]:
        told = endpoint.told() | {"route_optimized": self._route_optimized}
        if self._route_optimized:
            told["data_plane_info"] = {"query_info": self._query_info(endpoint.name)}
        return told

    def _query_info(self, name: str) -> dict[str, str]:
        details = [
            {
                "type": "workspace_permission",
                "object_type": "serving-endpoints",
                "object_path": f"/serving-endpoints/{endpoint_id(name)}",
                "actions": ["query_inference_endpoint"],
            }
        ]
        address = f"{self._data_plane()}/{endpoint_id(name)}/serving-endpoints/{name}/invocations"
        return {"endpoint_url": address, "authorization_details": json.dumps(details)}


def endpoint_id(name: str) -> str:
    """The id of an endpoint, made from its name."""
    return base64.b32encode(name.encode()).decode().strip("=").lower()[:32]


def _there(name: str, schema: str, columns: Sequence[str]) -> ServingEndpoint:
    entity = {
        "name": f"{name}-1",
        "entity_name": f"{schema}.{name.replace('-', '_')}",
        "entity_version": "1",
        "workload_size": "Small",
        "workload_type": "CPU",
        "scale_to_zero_enabled": True,
    }
    return ServingEndpoint(name=name, columns=columns, entities=[entity])


def _config(entities: Sequence[Mapping[str, Any]], version: int) -> dict[str, Any]:
    routes = [{"served_model_name": one["name"], "traffic_percentage": 0} for one in entities]
    if routes:
        routes[0]["traffic_percentage"] = 100
    return {
        "served_entities": list(entities),
        "traffic_config": {"routes": routes},
        "config_version": version,
    }


def _entities(config: object) -> list[dict[str, Any]]:
    """What is to be served, checked as far as this package's clients can get it wrong."""
    given = config.get("served_entities") if isinstance(config, dict) else None
    if not isinstance(given, list) or not given:
        raise invalid("served_entities must name at least one model.")
    return [_entity(one) for one in given]


def _entity(given: Mapping[str, Any]) -> dict[str, Any]:
    name, version = str(given.get("entity_name") or ""), str(given.get("entity_version") or "")
    if name.count(".") != 2 or not version.isdigit():
        raise invalid(f"{name!r} at version {version!r} is no model of Unity Catalog.")
    if given.get("workload_size") not in _SIZES:
        raise invalid(f"workload_size must be one of {_SIZES}; got {given.get('workload_size')!r}.")
    if not isinstance(given.get("scale_to_zero_enabled"), bool):
        raise invalid("scale_to_zero_enabled must be true or false.")
    return {"name": f"{name.rpartition('.')[2]}-{version}", "workload_type": "CPU"} | dict(given)
