"""How Databricks' SDK is asked to log in, and what its errors mean."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx
from pydantic import SecretStr

from fashion_search.connections.databricks.login import DatabricksLogin
from fashion_search.connections.http.trust import untrusted
from fashion_search.connections.secrets import redacted
from fashion_search.connections.translate import meaning_of, translated
from fashion_search.connections.wire import Request
from fashion_search.errors import (
    AuthenticationError,
    ConfigurationError,
    FashionSearchError,
    ServiceUnavailableError,
)
from fashion_search.version import __version__

if TYPE_CHECKING:
    from databricks.sdk.core import Config

__all__ = ["configured", "login_error"]


def configured(login: DatabricksLogin) -> Config:
    """The SDK's configuration, its look-ups bounded.

    Raises:
        Exception: whatever the SDK raises; see `login_error`.
    """
    from databricks.sdk.core import Config

    logging.getLogger("databricks.sdk").addFilter(_without_tokens)
    _check_certificate(login)
    seconds = max(1, round(login.startup_timeout_s))
    known: dict[str, Any] = {
        "host": login.host,
        "profile": login.profile,
        "auth_type": login.auth_type,
        "client_id": login.client_id,
        "token": _value(login.token),
        "client_secret": _value(login.client_secret),
        "http_timeout_seconds": seconds,
        "retry_timeout_seconds": seconds,
        "disable_async_token_refresh": True,  # renewing is ours, in threads that end
        "product": "fashion-search",
        "product_version": __version__,
    }
    try:
        return Config(**known)
    except ValueError as exc:
        discovery_url = _older_discovery(str(exc), login)
        if discovery_url is None:
            raise
    return Config(**known, discovery_url=discovery_url)


def _check_certificate(login: DatabricksLogin) -> None:
    """Say at once that the host's certificate is not trusted: the SDK would try again for five minutes.

    Raises:
        ConfigurationError: it is not.
    """
    import requests

    host = _host(login)
    if not host.startswith("https://"):
        return
    try:
        requests.head(host, timeout=login.startup_timeout_s, allow_redirects=False)
    except requests.exceptions.SSLError as exc:
        refused = untrusted(exc, host)
        if refused is not None:
            raise refused from exc
    except requests.RequestException:
        pass  # the SDK has other ways, and says what it finds


def _host(login: DatabricksLogin) -> str:
    return login.host or os.environ.get("DATABRICKS_HOST") or ""


def _without_tokens(record: logging.LogRecord) -> bool:
    """Take tokens out of the answers the SDK logs at `DEBUG`; passwords of databases are among them."""
    if record.levelno <= logging.DEBUG:
        record.msg, record.args = _TOKEN.sub(r"\1***", record.getMessage()), None
    return True


_TOKEN = re.compile(r"""("(?:token|access_token|refresh_token|password|url)"\s*:\s*")[^"]*""")


def login_error(exc: BaseException, *, secrets: Iterable[str] = ()) -> FashionSearchError:
    """Our error for whatever the SDK raised; raise it apart from `exc`, which may quote the configuration.

    Args:
        exc: What was raised.
        secrets: Texts that must not be repeated.
    """
    if isinstance(exc, FashionSearchError):
        return exc
    told = _vendors_error(exc, secrets)
    if told is not None:
        return told
    said = redacted(str(exc).split("Config:", 1)[0].split("Env:", 1)[0], secrets).rstrip(". ")
    for pattern, remedy in _MISCONFIGURED:
        if pattern.search(said):
            return ConfigurationError(f"Databricks cannot be logged in to: {said}. {remedy}")
    if _REFUSED.search(said):
        return AuthenticationError(
            f"Databricks refused the login: {said}. Check DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET.",
            service="databricks",
            operation="login",
        )
    return ServiceUnavailableError(
        f"Databricks did not complete the login: {said or type(exc).__name__}.",
        service="databricks",
        operation="login",
        retryable=True,
    )


_LOGIN = Request(method="POST", path="/oidc/v1/token", service="databricks", operation="login")
_REFUSED = re.compile(
    r"\b(invalid_client|unauthorized_client|invalid_grant|access_denied|invalid_scope|invalid_request)\b"
)
_MISCONFIGURED = (
    (
        re.compile("more than one authorization method"),
        "Remove all but one, or say which with auth_type (DATABRICKS_AUTH_TYPE).",
    ),
    (
        re.compile("cannot configure default credentials|not configured|host is required"),
        "Set DATABRICKS_HOST and DATABRICKS_TOKEN (or _CLIENT_ID and _CLIENT_SECRET), or name a profile.",
    ),
    (re.compile(r"has no .* profile|reserved section"), "Check DATABRICKS_CONFIG_PROFILE."),
    (re.compile("Invalid URL|No scheme|no host|account_id is required"), "Check DATABRICKS_HOST."),
)


def _vendors_error(exc: BaseException, secrets: Iterable[str]) -> FashionSearchError | None:
    """The first error in the chain whose class tells what happened; the SDK wraps most in a `ValueError`."""
    for one in _chain(exc):
        if not isinstance(one, ValueError) and meaning_of(one) is not None:
            return translated(one, _LOGIN, secrets=secrets)
    return None


def _chain(exc: BaseException | None) -> Iterator[BaseException]:
    while exc is not None:
        yield exc
        exc = exc.__cause__ or exc.__context__


def _older_discovery(said: str, login: DatabricksLogin) -> str | None:
    """Where older workspaces keep what newer ones publish as their metadata, if this is one."""
    host = _host(login)
    if "Invalid URL 'None'" not in said or not host:
        return None
    url = f"{host.rstrip('/')}/oidc/.well-known/oauth-authorization-server"
    answer = httpx.get(url, timeout=login.startup_timeout_s)  # if it fails, that is the news
    return url if answer.status_code == HTTPStatus.OK else None


def _value(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
