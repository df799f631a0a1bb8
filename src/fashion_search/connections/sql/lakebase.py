"""Lakebase: PostgreSQL on Databricks, where the password is a token that lives for an hour.

The token is looked at only when a connection is opened; an open one lives on. So the engines here put the
current token into every new connection, and what goes wrong with a token is put right by asking for another.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Engine, event

from fashion_search.connections.sql.engines import PoolSettings, postgres_engine, postgres_engine_async
from fashion_search.connections.sql.tokens import DatabaseCredentials, DatabaseToken, told_token
from fashion_search.connections.translate import translated
from fashion_search.connections.wire import Request
from fashion_search.errors import ConfigurationError, NotFoundError

if TYPE_CHECKING:
    from databricks.sdk import WorkspaceClient
    from sqlalchemy.ext.asyncio import AsyncEngine

__all__ = [
    "DATABASE",
    "Lakebase",
    "LakebaseToFind",
    "autoscaling",
    "lakebase_engine",
    "lakebase_engine_async",
    "provisioned",
]

DATABASE = "databricks_postgres"
"""The database every instance comes with."""

_SERVICE = "lakebase"
_POOL = PoolSettings(recycle_s=2700.0)
_LOGINS = 3
_SLASHES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Lakebase:
    """Where a database is, and how to log in.

    Attributes:
        host: Its address.
        user: The role: an e-mail address, or a service principal's client id.
        credentials: The current token.
        port: Its port.
        pooled: Whether the address is a pooler's, which hands connections out by transaction.
    """

    host: str
    user: str
    credentials: DatabaseCredentials
    port: int = 5432
    pooled: bool = False


class LakebaseToFind:
    """A database that is looked up when somebody first connects, in the thread that asks for its first token.

    So nothing is sent before, no event loop is held up, and a call waits no longer than it may take.

    Args:
        find: Looks it up, blocking; called again when it failed.
        pooled: Whether the address will be a pooler's.
    """

    def __init__(self, find: Callable[[], Lakebase], *, pooled: bool = False) -> None:
        self.pooled = pooled
        self.credentials = DatabaseCredentials(self._mint)
        self._find = find
        self._found: Lakebase | None = None

    @property
    def place(self) -> dict[str, object]:
        """Where it is and who logs in, as psycopg takes it; known once there was a token."""
        if self._found is None:
            raise AssertionError
        return {"host": self._found.host, "port": self._found.port, "user": self._found.user}

    def _mint(self) -> DatabaseToken:
        if self._found is None:
            self._found = self._find()
        return self._found.credentials.mint()


def provisioned(workspace: WorkspaceClient, instance: str, *, user: str | None = None) -> Lakebase:
    """A provisioned instance, looked up by name. Blocks for one or two calls.

    Args:
        workspace: Whose instance; it also asks for the tokens.
        instance: Its name.
        user: The role; by default whoever the workspace's credentials belong to.

    Raises:
        NotFoundError: there is no such instance, or it has no address yet.
        AuthenticationError: the workspace refuses the credentials.
        ServiceError: the workspace cannot be reached.
    """
    with _asking("get_database_instance"):
        host = workspace.database.get_database_instance(instance).read_write_dns
    if not host:
        raise NotFoundError(
            f"The Lakebase instance {instance!r} has no address yet. Wait until it is available."
        )

    def mint() -> DatabaseToken:
        with _asking("generate_database_credential"):
            made = workspace.database.generate_database_credential(
                instance_names=[instance], request_id=str(uuid.uuid4())
            )
        return told_token(made.token, made.expiration_time)

    return Lakebase(host=host, user=user or _user(workspace), credentials=DatabaseCredentials(mint))


def autoscaling(
    workspace: WorkspaceClient, endpoint: str, *, user: str | None = None, pooled: bool = False
) -> Lakebase:
    """An endpoint of an autoscaling project, looked up by name. Blocks for one or two calls.

    Args:
        workspace: Whose endpoint; it also asks for the tokens.
        endpoint: `projects/{project}/branches/{branch}/endpoints/{endpoint}`.
        user: The role; by default whoever the workspace's credentials belong to.
        pooled: Use the pooler's address.

    Raises:
        ConfigurationError: the name has another form.
        NotFoundError: there is no such endpoint, or it has no such address.
        AuthenticationError: the workspace refuses the credentials.
        ServiceError: the workspace cannot be reached.
    """
    if endpoint.count("/") != _SLASHES:
        raise ConfigurationError(
            f"{endpoint!r} is no endpoint; write projects/…/branches/…/endpoints/…, as Databricks shows it."
        )
    with _asking("get_endpoint"):
        status = workspace.postgres.get_endpoint(endpoint).status
    hosts = status.hosts if status is not None else None
    host = (hosts.read_write_pooled_host if pooled else hosts.host) if hosts is not None else None
    if not host:
        raise NotFoundError(
            f"The Lakebase endpoint {endpoint!r} has no {'pooled ' if pooled else ''}address."
        )

    def mint() -> DatabaseToken:
        with _asking("generate_database_credential"):
            made = workspace.postgres.generate_database_credential(endpoint)
        return told_token(made.token, made.expire_time)

    credentials = DatabaseCredentials(mint)
    return Lakebase(host=host, user=user or _user(workspace), credentials=credentials, pooled=pooled)


def lakebase_engine(
    lakebase: Lakebase | LakebaseToFind,
    *,
    database: str = DATABASE,
    sslmode: str = "require",
    pool: PoolSettings | None = None,
) -> Engine:
    """An engine whose every new connection carries the current token.

    Args:
        lakebase: Where, and who.
        database: The database's name.
        sslmode: libpq's; tokens must not travel in the clear, so only tests use less than `"require"`.
        pool: How connections are kept; by default they are replaced after 45 minutes.
    """
    engine = postgres_engine(_url(lakebase, database), pool=_pool(lakebase, pool), sslmode=sslmode)
    token = lakebase.credentials.token

    @event.listens_for(engine, "do_connect")
    def log_in(dialect: Any, _record: object, arguments: Any, parameters: dict[str, Any]) -> object:  # noqa: ANN401
        return _log_in(dialect, arguments, parameters, lakebase, token)

    return engine


def lakebase_engine_async(
    lakebase: Lakebase | LakebaseToFind,
    *,
    database: str = DATABASE,
    sslmode: str = "require",
    pool: PoolSettings | None = None,
) -> AsyncEngine:
    """`lakebase_engine` for asyncio; a token is waited for without holding up the event loop."""
    engine = postgres_engine_async(_url(lakebase, database), pool=_pool(lakebase, pool), sslmode=sslmode)
    credentials, awaited = lakebase.credentials, _awaited()

    @event.listens_for(engine.sync_engine, "do_connect")
    def log_in(dialect: Any, _record: object, arguments: Any, parameters: dict[str, Any]) -> object:  # noqa: ANN401
        return _log_in(dialect, arguments, parameters, lakebase, lambda: awaited(credentials.token_async()))

    return engine


def _log_in(
    dialect: Any,  # noqa: ANN401
    arguments: Any,  # noqa: ANN401
    parameters: dict[str, Any],
    lakebase: Lakebase | LakebaseToFind,
    token: Callable[[], str],
) -> object:
    """Open a connection; a token that is refused, as it was just replaced or revoked, is asked for anew."""
    for attempt in range(1, _LOGINS + 1):
        text = token()
        place = lakebase.place if isinstance(lakebase, LakebaseToFind) else {}
        try:
            return dialect.connect(*arguments, **{**parameters, **place, "password": text})
        except dialect.loaded_dbapi.OperationalError as exc:
            if attempt == _LOGINS or "authentication failed" not in str(exc):
                raise
            lakebase.credentials.refuse(text)
    raise AssertionError  # The loop returns or raises.


def _awaited() -> Callable[[Any], Any]:
    """SQLAlchemy's way to await inside its blocking code; it was renamed in 2.1."""
    from sqlalchemy.util import concurrency

    found: Callable[[Any], Any] = getattr(concurrency, "await_", None) or concurrency.await_only
    return found


def _url(lakebase: Lakebase | LakebaseToFind, database: str) -> URL:
    """Made of parts, so that an e-mail address as user needs no care."""
    if isinstance(lakebase, LakebaseToFind):
        return URL.create("postgresql+psycopg", database=database)
    return URL.create(
        "postgresql+psycopg",
        username=lakebase.user,
        host=lakebase.host,
        port=lakebase.port,
        database=database,
    )


def _pool(lakebase: Lakebase | LakebaseToFind, pool: PoolSettings | None) -> PoolSettings:
    chosen = pool or _POOL
    return replace(chosen, prepare=False) if lakebase.pooled else chosen


def _user(workspace: WorkspaceClient) -> str:
    """A service principal logs in as its client id, a person as their e-mail address."""
    if workspace.config.auth_type == "oauth-m2m" and workspace.config.client_id:
        return str(workspace.config.client_id)
    with _asking("current_user"):
        name = workspace.current_user.me().user_name
    if not name:
        raise ConfigurationError("The workspace does not say who is logged in; name the PostgreSQL role.")
    return name


@contextmanager
def _asking(operation: str) -> Iterator[None]:
    """Errors of databricks-sdk as ours."""
    try:
        yield
    except Exception as exc:
        request = Request(method="POST", path="", service=_SERVICE, operation=operation)
        ours = translated(exc, request)
        if ours is None or ours is exc:
            raise
        raise ours from exc
