"""Model Serving: the model behind two endpoints, one for words and pictures, one for pictures alone."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from fashion_search.errors import FashionSearchError
from fashion_search.protocols import Embedder
from fashion_search.testing.databricks.messages import Answer, ApiError, json_answer
from fashion_search.testing.databricks.names import Names
from fashion_search.testing.databricks.routes import DATA, Call, Needs, Route
from fashion_search.types import Vectors

__all__ = ["MOST_PAYLOAD_BYTES", "Serving"]

MOST_PAYLOAD_BYTES: Final = 16 * 2**20
"""Longest request body that is documented."""

_SCOPE = "model-serving"
_FORMS = ("dataframe_records", "dataframe_split", "inputs", "instances")


class Serving:
    """Endpoints and their invocations.

    Args:
        embedder: The model behind them.
        names: What they are called.
        data_plane: Gives the data plane's address.
        route_optimized: Whether invocations also have an address on the data plane.
    """

    def __init__(
        self, embedder: Embedder, names: Names, *, data_plane: Callable[[], str], route_optimized: bool
    ) -> None:
        self._embedder = embedder
        self._columns = {names.multimodal_endpoint: ("text", "image"), names.image_endpoint: ("image",)}
        self._data_plane = data_plane
        self._route_optimized = route_optimized

    def routes(self) -> list[Route]:
        """The control plane invokes by name, the data plane with a token for one endpoint."""
        needs = Needs(scope=_SCOPE)

        def route(method: str, path: str, handler: Callable[[Call], Answer]) -> Route:
            return Route(method=method, path=path, handler=handler, service="serving", needs=needs)

        return [
            route("GET", "/api/2.0/serving-endpoints", self._list),
            route("GET", "/api/2.0/serving-endpoints/{endpoint}", self._get),
            Route(
                method="POST",
                path="/serving-endpoints/{endpoint}/invocations",
                handler=self._invoke,
                service="serving",
                needs=needs,
                computes=True,
            ),
            Route(
                method="POST",
                path="/{endpoint_id}/serving-endpoints/{endpoint}/invocations",
                handler=self._invoke,
                service="serving",
                needs=Needs(scope=_SCOPE, serving=True),
                planes=DATA,
                computes=True,
            ),
        ]

    def _list(self, _: Call) -> Answer:
        return json_answer({"endpoints": [self._told(name) for name in self._columns]})

    def _get(self, call: Call) -> Answer:
        return json_answer(self._told(self._endpoint(call)))

    def _told(self, name: str) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": endpoint_id(name),
            "name": name,
            "creator": "someone@example.com",
            "state": {"ready": "READY", "config_update": "NOT_UPDATING"},
            "config": {
                "served_entities": [
                    {
                        "name": f"{name}-1",
                        "entity_name": f"main.fashion_demo.{name.replace('-', '_')}",
                        "entity_version": "1",
                        "workload_size": "Small",
                        "workload_type": "CPU",
                        "scale_to_zero_enabled": True,
                        "state": {"deployment": "DEPLOYMENT_READY"},
                    }
                ],
                "config_version": 1,
            },
            "permission_level": "CAN_QUERY",
            "route_optimized": self._route_optimized,
        }
        if self._route_optimized:
            told["data_plane_info"] = {"query_info": self._query_info(name)}
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

    def _invoke(self, call: Call) -> Answer:
        name = self._endpoint(call)
        if len(call.incoming.body) > MOST_PAYLOAD_BYTES:
            raise ApiError(
                413, "REQUEST_ENTITY_TOO_LARGE", f"The request is larger than {MOST_PAYLOAD_BYTES} bytes."
            )
        records = _records(call.incoming.json())
        try:
            vectors = self._encode(records, self._columns[name])
        except (FashionSearchError, _ModelError) as exc:
            raise _model_failed(exc) from exc
        return json_answer({"predictions": vectors.tolist()}, headers={"served-model-name": f"{name}-1"})

    def _encode(self, records: Sequence[Mapping[str, Any]], known: Sequence[str]) -> Vectors:
        """A vector for each record; one bad record fails the whole request, as it does in a model's code."""
        texts, pictures = {}, {}
        for number, record in enumerate(records):
            kind, value = _one_value(number, record, known)
            if kind == "text":
                texts[number] = value
            else:
                pictures[number] = _picture(number, value)
        vectors = np.zeros((len(records), self._embedder.identity.dimension), dtype=np.float32)
        if texts:
            vectors[list(texts)] = self._embedder.embed_texts(list(texts.values()))
        if pictures:
            vectors[list(pictures)] = self._embedder.embed_images(list(pictures.values()))
        return vectors

    def _endpoint(self, call: Call) -> str:
        name = call.parameters["endpoint"]
        if name not in self._columns:
            raise ApiError(404, "RESOURCE_DOES_NOT_EXIST", f"Endpoint with name '{name}' does not exist.")
        wanted = call.parameters.get("endpoint_id")
        if wanted is not None and wanted != endpoint_id(name):
            raise ApiError(404, "RESOURCE_DOES_NOT_EXIST", f"Endpoint with id '{wanted}' does not exist.")
        return name


class _ModelError(Exception):
    """What the model's own code raises."""


def endpoint_id(name: str) -> str:
    """The id of an endpoint, made from its name."""
    return base64.b32encode(name.encode()).decode().strip("=").lower()[:32]


def _records(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The inputs, in whichever of the four forms they came."""
    forms = [form for form in _FORMS if form in body]
    if len(forms) != 1:
        raise _bad_input(f"The body must have exactly one of {', '.join(_FORMS)}; it has {forms or 'none'}.")
    (form,) = forms
    given = body[form]
    if form == "dataframe_split":
        given = _from_split(given)
    elif form == "inputs" and isinstance(given, dict):
        given = _from_columns(given)
    if not isinstance(given, list) or not given or not all(isinstance(one, dict) for one in given):
        raise _bad_input(f"{form} must hold at least one record, each an object.")
    return given


def _from_split(given: object) -> list[dict[str, Any]]:
    try:
        columns, data = given["columns"], given["data"]  # type: ignore[index]
        return [dict(zip(columns, row, strict=True)) for row in data]
    except (KeyError, TypeError, ValueError) as exc:
        raise _bad_input("dataframe_split needs columns and data, each row as long as columns.") from exc


def _from_columns(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    try:
        return [dict(zip(given, row, strict=True)) for row in zip(*given.values(), strict=True)]
    except (TypeError, ValueError) as exc:
        raise _bad_input("inputs by column needs lists of one length.") from exc


def _one_value(number: int, record: Mapping[str, Any], known: Sequence[str]) -> tuple[str, str]:
    unknown = sorted(set(record) - set(known))
    if unknown:
        raise _ModelError(f"record {number} has columns {unknown}; this model takes {list(known)}")
    given = {name: value for name, value in record.items() if value is not None}
    if len(given) != 1:
        raise _ModelError(f"record {number} must have one of {list(known)}")
    ((name, value),) = given.items()
    if not isinstance(value, str):
        raise _ModelError(f"record {number}: {name} is no text but {type(value).__name__}")
    return name, value


def _picture(number: int, encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as exc:
        raise _ModelError(f"record {number}: image is not base64") from exc


def _bad_input(message: str) -> ApiError:
    return ApiError(400, "BAD_REQUEST", f"Invalid input. {message}")


def _model_failed(error: Exception) -> ApiError:
    """Errors of a model's code come as 4xx."""
    return ApiError(
        400,
        "BAD_REQUEST",
        "Encountered an unexpected error while evaluating the model. Verify that the input is compatible "
        f"with the model for inference. Error '{error}'",
    )
