"""What a serving endpoint says about itself."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fashion_search.connections.reading import json_object, unexpected
from fashion_search.connections.wire import Exchange, Request, Response
from fashion_search.errors import ConfigurationError

__all__ = ["Served", "served_model"]

Served = tuple[str, str]
"""Name and version of what an endpoint serves."""


def served_model(endpoint: str) -> Exchange:
    """Ask what an endpoint serves.

    Returns:
        `Served`: the registered model's name and version; joined by `+` when traffic is split among several.

    Raises:
        ConfigurationError: the endpoint is route-optimised.
        UnexpectedResponseError: the answer names no model.
    """
    answer: Response = yield Request(
        method="GET",
        path=f"/api/2.0/serving-endpoints/{quote(endpoint, safe='')}",
        service="model-serving",
        operation="describe endpoint",
    )
    described = json_object(answer)
    if described.get("route_optimized") is True:
        raise ConfigurationError(
            f"Serving endpoint {endpoint!r} is route-optimised: such endpoints answer at an address of their "
            "own, to tokens of their own, which this client does not ask for. Serve the model at an endpoint "
            "without route optimisation."
        )
    models = _models(described.get("config"))
    if not models:
        raise unexpected(answer, f"for {endpoint!r} without a served model; deploy one, or state identity=")
    names, versions = zip(*models, strict=True)
    return "+".join(dict.fromkeys(names)), "+".join(dict.fromkeys(versions))


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
