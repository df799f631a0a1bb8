"""Who may come in: tokens compared with what a route needs."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.testing.databricks.messages import ApiError, Incoming
from fashion_search.testing.databricks.routes import Needs, Route
from fashion_search.testing.databricks.tokens import Grant, TokenOffice

__all__ = ["admit"]

_ALL = "all-apis"


def admit(
    incoming: Incoming, route: Route, parameters: Mapping[str, str], office: TokenOffice
) -> Grant | None:
    """The grant behind a request's token; `None` where the route needs none.

    Raises:
        ApiError: 401 without a valid token, 403 when it does not open this route.
    """
    if not route.needs.token:
        return None
    grant = _grant(incoming, office)
    if incoming.plane == "data":
        _check_data_plane(grant, route.needs, parameters)
    elif grant.downscoped:
        _check_index(grant, route.needs, parameters)
    _check_scope(grant, route.needs)
    return grant


def _grant(incoming: Incoming, office: TokenOffice) -> Grant:
    kind, _, token = incoming.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise ApiError(
            401,
            "UNAUTHENTICATED",
            "Credential was not sent or was of an unsupported type for this API.",
        )
    grant = office.find(token.strip())
    if grant is None:
        raise ApiError(401, "UNAUTHENTICATED", "The access token is not valid.")
    if grant.expired:
        raise ApiError(401, "UNAUTHENTICATED", "The access token has expired.")
    return grant


def _check_data_plane(grant: Grant, needs: Needs, parameters: Mapping[str, str]) -> None:
    """Assumed: the data plane lets in no token that opens the whole workspace."""
    if not grant.downscoped:
        raise ApiError(
            403,
            "PERMISSION_DENIED",
            "The data plane needs an OAuth token with authorization_details for this resource.",
        )
    if needs.serving:
        _check_endpoint(grant, parameters)
    else:
        _check_index(grant, needs, parameters)


def _check_endpoint(grant: Grant, parameters: Mapping[str, str]) -> None:
    path = f"/serving-endpoints/{parameters.get('endpoint_id', '')}"
    for detail in grant.details:
        actions = detail.get("actions") or []
        if detail.get("object_path") == path and "query_inference_endpoint" in actions:
            return
    raise ApiError(403, "PERMISSION_DENIED", f"Invalid scope: the token does not open {path}.")


def _check_index(grant: Grant, needs: Needs, parameters: Mapping[str, str]) -> None:
    index, operation = parameters.get("index"), needs.operation
    for detail in grant.details:
        if (
            operation is not None
            and detail.get("securable_object_name") == index
            and detail.get("operation") == operation
        ):
            return
    raise ApiError(
        403, "PERMISSION_DENIED", f"Invalid scope: the token does not allow {operation} on {index!r}."
    )


def _check_scope(grant: Grant, needs: Needs) -> None:
    if not {_ALL, needs.scope} & grant.scopes:
        raise ApiError(
            403,
            "PERMISSION_DENIED",
            f"Provided OAuth token does not have required scopes: {needs.scope}.",
        )
