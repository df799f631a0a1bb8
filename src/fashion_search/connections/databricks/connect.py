"""Logging in to a Databricks workspace, as its SDK does: tokens, service principals, profiles, notebooks.

Nothing is sent when a connection is made; the first request logs in. That asks the SDK, in a thread, because
its code blocks: it looks the workspace up, and its token requests know no time limit. How long a caller waits
is the deadline's to say, and 10 seconds without one.
"""

from __future__ import annotations

import importlib.util
from datetime import datetime
from typing import TYPE_CHECKING

from fashion_search.connections.credentials import Grant
from fashion_search.connections.databricks.login import DatabricksLogin
from fashion_search.connections.databricks.renewal import Lease, RenewedCredentials
from fashion_search.connections.databricks.sdk import configured, login_error
from fashion_search.connections.http.connection import AsyncHttpConnection, HttpConnection
from fashion_search.connections.http.limits import HttpLimits
from fashion_search.connections.http.retry import RetryPolicy
from fashion_search.errors import MissingDependencyError

if TYPE_CHECKING:
    from databricks.sdk import WorkspaceClient
    from databricks.sdk.core import Config

__all__ = ["DatabricksLogin", "connect", "connect_async", "databricks_credentials", "workspace_client"]

_SERVICE = "databricks"
_UNCHANGING = frozenset({"pat", "basic"})
_ASK_AGAIN_S = 60.0
"""How long headers are kept that do not say when they end; asking the SDK again costs next to nothing."""
_EARLIEST_RENEWAL_S = 20 * 60.0
"""Tokens are renewed after half their time, but no earlier than this before their end, as the SDK does."""
_SPARED_S = 40.0
"""Azure refuses tokens in their last 30 seconds; the SDK spares 40."""


def connect(
    login: DatabricksLogin = DatabricksLogin(),  # noqa: B008  # frozen
    *,
    limits: HttpLimits = HttpLimits(),  # noqa: B008  # frozen
    retry: RetryPolicy = RetryPolicy(),  # noqa: B008  # frozen
    product: str | None = None,
) -> HttpConnection:
    """A connection to a workspace. Whoever calls this closes it.

    Raises:
        MissingDependencyError: `databricks-sdk` is not installed.
    """
    return HttpConnection(None, databricks_credentials(login), limits=limits, retry=retry, product=product)


def connect_async(
    login: DatabricksLogin = DatabricksLogin(),  # noqa: B008  # frozen
    *,
    limits: HttpLimits = HttpLimits(),  # noqa: B008  # frozen
    retry: RetryPolicy = RetryPolicy(),  # noqa: B008  # frozen
    product: str | None = None,
) -> AsyncHttpConnection:
    """`connect` for an awaited connection; itself not awaited, as it sends nothing."""
    return AsyncHttpConnection(
        None, databricks_credentials(login), limits=limits, retry=retry, product=product
    )


def databricks_credentials(login: DatabricksLogin) -> RenewedCredentials:
    """Grants for a workspace, renewed as needed.

    Raises:
        MissingDependencyError: `databricks-sdk` is not installed.
    """
    if not _is_installed():
        raise MissingDependencyError("Databricks", "databricks")
    return RenewedCredentials(_Mint(login), name=_SERVICE)


def workspace_client(login: DatabricksLogin) -> WorkspaceClient:
    """The SDK's own client, for what is not on a shopper's path; its look-ups, calls and retries are bounded.

    Blocks while the SDK looks the workspace up.

    Raises:
        MissingDependencyError: `databricks-sdk` is not installed.
        ConfigurationError: host or credentials are missing, or contradict each other.
        ServiceUnavailableError: the workspace cannot be reached.
    """
    if not _is_installed():
        raise MissingDependencyError("Databricks", "databricks")
    try:
        from databricks.sdk import WorkspaceClient

        return WorkspaceClient(config=configured(login))
    except Exception as exc:  # the SDK raises anything, and says too much
        error = login_error(exc, secrets=login.secrets)
    raise error


class _Mint:
    """Asks the SDK for headers; called by one thread at a time, unless an earlier call hangs."""

    def __init__(self, login: DatabricksLogin) -> None:
        self._login = login
        self._config: Config | None = None
        self._is_timed = False

    def __call__(self, must_be_new: bool) -> Lease:  # noqa: FBT001  # the shape of a mint
        try:
            return self._lease(must_be_new=must_be_new)
        except Exception as exc:  # the SDK raises anything, and says too much
            error = login_error(exc, secrets=self._login.secrets)
        raise error  # outside, so that the SDK's message is not shown as its context

    def _lease(self, *, must_be_new: bool) -> Lease:
        config = self._config
        if config is None:
            config = self._config = configured(self._login)
        elif must_be_new or self._is_timed:
            config.init_auth()  # type: ignore[no-untyped-call]  # nothing else makes it forget a token
        headers, seconds = _headers(config)
        self._is_timed = seconds is not None
        home = {"X-Databricks-Workspace-Id": str(config.workspace_id)} if config.workspace_id else {}
        grant = Grant(headers=headers, address=config.host, home_headers=home)
        if config.auth_type in _UNCHANGING:
            return Lease(grant)
        if seconds is None:
            return Lease(grant, _ASK_AGAIN_S, 10 * _ASK_AGAIN_S)
        spared = min(_SPARED_S, 0.1 * seconds)
        return Lease(grant, max(0.5 * seconds, seconds - _EARLIEST_RENEWAL_S), seconds - spared)


def _headers(config: Config) -> tuple[dict[str, str], float | None]:
    """The headers, and for how many seconds they are good if that is known."""
    if config.auth_type == "oauth-m2m":
        token = config.oauth_token()
        return {"Authorization": f"{token.token_type} {token.access_token}"}, _seconds(token.expiry)
    headers = dict(config.authenticate())
    try:
        return headers, _seconds(config.oauth_token().expiry)
    except ValueError:  # this way of logging in knows no expiry
        return headers, None


def _seconds(expiry: datetime | None) -> float | None:
    return None if expiry is None else (expiry - datetime.now(expiry.tzinfo)).total_seconds()


def _is_installed() -> bool:
    try:
        return importlib.util.find_spec("databricks.sdk") is not None
    except ModuleNotFoundError:
        return False
