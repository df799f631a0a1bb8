"""What a serving endpoint says about itself."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fashion_search.connections.reading import json_object, unexpected
from fashion_search.connections.wire import Exchange, Request, Response
from fashion_search.errors import ConfigurationError, FashionSearchError

__all__ = ["Served", "check_route", "description", "served_model"]

Served = tuple[str, str]
"""Name and version of what an endpoint serves."""


def served_model(endpoint: str) -> Exchange:
    """Ask what an endpoint serves.

    Returns:
        `Served`: the registered model's name and version; joined by `+` when traffic is split among several.

    Raises:
        UnexpectedResponseError: the answer names no model.
    """
    answer: Response = yield description(endpoint)
    models = _models(json_object(answer).get("config"))
    if not models:
        raise unexpected(answer, f"for {endpoint!r} without a served model; deploy one, or state identity=")
    names, versions = zip(*models, strict=True)
    return "+".join(dict.fromkeys(names)), "+".join(dict.fromkeys(versions))


def check_route(endpoint: str, refused: FashionSearchError) -> Exchange:
    """Ask why an endpoint refuses everything: one that is route-optimised may only answer at another address.

    Those made before 22 September 2025 also answer at the workspace's.

    Raises:
        ConfigurationError: that is why.

    Source:
        https://docs.databricks.com/aws/en/machine-learning/model-serving/query-route-optimization
    """
    try:
        described = json_object((yield description(endpoint)))
    except FashionSearchError:
        return  # the refusal is the better news
    if described.get("route_optimized") is True:
        raise ConfigurationError(
            f"Serving endpoint {endpoint!r} is route-optimised: such endpoints answer at an address of their "
            "own, to tokens of their own, which this client does not ask for. Serve the model at an endpoint "
            "without route optimisation."
        ) from refused


def description(endpoint: str) -> Request:
    """The question what the platform knows of an endpoint."""
    return Request(
        method="GET",
        path=f"/api/2.0/serving-endpoints/{quote(endpoint, safe='')}",
        service="model-serving",
        operation="describe endpoint",
    )


def _models(config: object) -> list[Served]:
    """`served_entities`, or `served_models` where an older answer has only those."""
    given = config if isinstance(config, dict) else {}
    entities: list[Any] = given.get("served_entities") or given.get("served_models") or []
    found = [
        (
            str(one.get("entity_name") or one.get("model_name") or one.get("name") or ""),
            str(one.get("entity_version") or one.get("model_version") or ""),
        )
        for one in entities
        if isinstance(one, dict)
    ]
    return sorted((name, version or "unversioned") for name, version in found if name)
