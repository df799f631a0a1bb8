"""Model Serving: records in, vectors of the one model behind every endpoint out."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from fashion_search.errors import FashionSearchError
from fashion_search.protocols import Embedder
from fashion_search.testing.databricks.messages import Answer, ApiError, json_answer
from fashion_search.testing.databricks.routes import DATA, Call, Needs, Route
from fashion_search.testing.databricks.serving_endpoints import SERVING_SCOPE, ServingEndpoints
from fashion_search.types import Vectors

__all__ = ["MOST_PAYLOAD_BYTES", "Serving"]

MOST_PAYLOAD_BYTES: Final = 16 * 2**20
"""Longest request body that is documented."""

_FORMS = ("dataframe_records", "dataframe_split", "inputs", "instances")


class Serving:
    """Endpoints and their invocations.

    Args:
        embedder: The model behind all of them.
        endpoints: Which there are.
    """

    def __init__(self, embedder: Embedder, endpoints: ServingEndpoints) -> None:
        self._embedder = embedder
        self._endpoints = endpoints

    def routes(self) -> list[Route]:
        """The control plane invokes by name, the data plane with a token for one endpoint."""
        return [
            *self._endpoints.routes(),
            Route(
                method="POST",
                path="/serving-endpoints/{endpoint}/invocations",
                handler=self._invoke,
                service="serving",
                needs=Needs(scope=SERVING_SCOPE),
                computes=True,
            ),
            Route(
                method="POST",
                path="/{endpoint_id}/serving-endpoints/{endpoint}/invocations",
                handler=self._invoke,
                service="serving",
                needs=Needs(scope=SERVING_SCOPE, serving=True),
                planes=DATA,
                computes=True,
            ),
        ]

    def _invoke(self, call: Call) -> Answer:
        endpoint = self._endpoints.find(call)
        if not endpoint.entities:
            raise ApiError(400, "BAD_REQUEST", f"Endpoint '{endpoint.name}' serves no model yet.")
        if len(call.incoming.body) > MOST_PAYLOAD_BYTES:
            raise ApiError(
                413, "REQUEST_ENTITY_TOO_LARGE", f"The request is larger than {MOST_PAYLOAD_BYTES} bytes."
            )
        records = _records(call.incoming.json())
        try:
            vectors = self._encode(records, endpoint.columns)
        except (FashionSearchError, _ModelError) as exc:
            raise _model_failed(exc) from exc
        return json_answer(
            {"predictions": vectors.tolist()}, headers={"served-model-name": endpoint.entities[0]["name"]}
        )

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


class _ModelError(Exception):
    """What the model's own code raises."""


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
