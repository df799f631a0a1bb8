"""Login: where the endpoints are, and the tokens they give."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from typing import Any

from fashion_search.testing.databricks.messages import Answer, ApiError, json_answer
from fashion_search.testing.databricks.routes import Call, Needs, Route
from fashion_search.testing.databricks.tokens import TokenOffice

__all__ = ["ACCOUNT_ID", "WORKSPACE_ID", "OAuth"]

ACCOUNT_ID = "00000000-0000-4000-8000-000000000001"
WORKSPACE_ID = "1234567890123456"

_ASSERTION = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_OPEN = Needs(token=False)


class OAuth:
    """The metadata documents and the token endpoint.

    Args:
        office: Issues the tokens.
        host: Gives the control plane's address.
        lifetime_s: Gives how long a token issued now is good for.
    """

    def __init__(
        self, office: TokenOffice, *, host: Callable[[], str], lifetime_s: Callable[[], float]
    ) -> None:
        self._office = office
        self._host = host
        self._lifetime_s = lifetime_s

    def routes(self) -> list[Route]:
        """Everything here is open: whoever logs in has no token yet."""
        found = [
            ("GET", "/.well-known/databricks-config", self._config),
            ("GET", "/oidc/.well-known/oauth-authorization-server", self._discovery),
            ("GET", "/oidc/.well-known/openid-configuration", self._discovery),
            ("POST", "/oidc/v1/token", self._token),
        ]
        return [
            Route(method=method, path=path, handler=handler, service="oauth", needs=_OPEN)
            for method, path, handler in found
        ]

    def _config(self, _: Call) -> Answer:
        return json_answer(
            {
                "oidc_endpoint": f"{self._host()}/oidc",
                "account_id": ACCOUNT_ID,
                "workspace_id": WORKSPACE_ID,
                "cloud": "AWS",
            }
        )

    def _discovery(self, _: Call) -> Answer:
        address = f"{self._host()}/oidc"
        return json_answer(
            {
                "issuer": address,
                "authorization_endpoint": f"{address}/v1/authorize",
                "token_endpoint": f"{address}/v1/token",
                "grant_types_supported": ["client_credentials", _ASSERTION],
            }
        )

    def _token(self, call: Call) -> Answer:
        form = call.incoming.form()
        details = _details(form)
        if form.get("grant_type") == "client_credentials":
            self._check_secret(call.incoming.headers.get("authorization", ""), form)
            return self._issue(self._scopes(form), details)
        if form.get("grant_type") == _ASSERTION:
            return self._issue(self._scopes_of(form.get("assertion", "")), details)
        raise _refused(400, "unsupported_grant_type", f"Unknown grant_type {form.get('grant_type')!r}.")

    def _issue(self, scopes: frozenset[str], details: list[Mapping[str, Any]]) -> Answer:
        lifetime_s = self._lifetime_s()
        token = self._office.issue(scopes=scopes, details=details, lifetime_s=lifetime_s)
        return json_answer(
            {
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": max(1, int(lifetime_s)),
                "scope": " ".join(sorted(scopes)),
            },
            headers={"cache-control": "no-store"},
        )

    def _check_secret(self, header: str, form: Mapping[str, str]) -> None:
        if (form.get("client_id"), form.get("client_secret")) == self._credentials:
            return
        if _basic(header) != self._credentials:
            raise _refused(401, "invalid_client", "Client authentication failed")

    @property
    def _credentials(self) -> tuple[str, str]:
        return self._office.client_id, self._office.client_secret

    def _scopes(self, form: Mapping[str, str]) -> frozenset[str]:
        wanted = frozenset(form.get("scope", "").split())
        if not wanted:
            raise _refused(400, "invalid_scope", "Invalid scope: none was asked for.")
        assigned = self._office.assigned_scopes
        if assigned is not None and not wanted <= assigned:
            missing = " ".join(sorted(wanted - assigned))
            raise _refused(403, "access_denied", f"Scopes {missing} are not assigned to the client")
        return wanted

    def _scopes_of(self, assertion: str) -> frozenset[str]:
        """The scopes of the workspace token that a data-plane token is asked for with."""
        grant = self._office.find(assertion)
        if grant is None or grant.expired or grant.personal or grant.downscoped:
            raise _refused(
                401, "invalid_grant", "The assertion is not a valid OAuth token of this workspace."
            )
        return grant.scopes


def _details(form: Mapping[str, str]) -> list[Mapping[str, Any]]:
    text = form.get("authorization_details")
    if not text:
        return []
    try:
        details = json.loads(text)
    except ValueError as exc:
        raise _refused(400, "invalid_authorization_details", "authorization_details is not JSON.") from exc
    if not isinstance(details, list) or not all(isinstance(one, dict) and one.get("type") for one in details):
        raise _refused(
            400, "invalid_authorization_details", "authorization_details must be a list of typed objects."
        )
    return details


def _basic(header: str) -> tuple[str, str] | None:
    kind, _, encoded = header.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return name, secret


def _refused(status: int, error: str, description: str) -> ApiError:
    return ApiError(status, error, description, content={"error": error, "error_description": description})
