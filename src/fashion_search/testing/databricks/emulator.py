"""A Databricks workspace in this process, over a store."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Literal, TypeAlias

from fashion_search.client import FashionClient
from fashion_search.embedders.bundled import BundledEmbedder
from fashion_search.embedders.cached import CachedEmbedder
from fashion_search.errors import ConfigurationError, ModelMismatchError
from fashion_search.images.store import StorePictures
from fashion_search.protocols import Embedder
from fashion_search.store import Store
from fashion_search.testing.databricks.connection import Ending
from fashion_search.testing.databricks.dispatch import Dispatcher
from fashion_search.testing.databricks.faults import Faults
from fashion_search.testing.databricks.jobs import Jobs
from fashion_search.testing.databricks.lakebase import DatabaseTokens
from fashion_search.testing.databricks.messages import Answer, Incoming
from fashion_search.testing.databricks.names import Names
from fashion_search.testing.databricks.recording import Recording
from fashion_search.testing.databricks.routes import Router
from fashion_search.testing.databricks.scenario import CALM, Scenario
from fashion_search.testing.databricks.server import Server
from fashion_search.testing.databricks.tokens import TokenOffice
from fashion_search.testing.databricks.vector_search.indexes import EndpointType
from fashion_search.testing.databricks.workspace import Workspace
from fashion_search.wiring import demo_store

__all__ = ["Auth", "DatabricksEmulator", "Served"]

Auth: TypeAlias = Literal["m2m", "pat"]
"""How a client logs in: as a service principal, or with a personal access token."""

Served: TypeAlias = "str | os.PathLike[str] | Store | FashionClient"
"""What an emulator can serve."""


class DatabricksEmulator:
    """The parts of a Databricks workspace that this package uses, on two ports of the loopback interface.

    Use it as a context manager. Any client that `environment` points at it will do: this package's, or the
    official ones.

    Args:
        store: A store's directory, an open store, or a client of one.
        embedder: The model behind the serving endpoints; by default the one in the package.
        scenario: How the platform behaves; may be exchanged at any time.
        endpoint_type: Which filter dialect Vector Search reads: `"STANDARD"` the dictionaries,
            `"STORAGE_OPTIMIZED"` the strings.
        route_optimized: Whether serving endpoints also answer on the data plane.
        assigned_scopes: OAuth scopes that the service principal may ask for; `None` for all.
        postgres: URL of a real PostgreSQL whose host is given out as Lakebase's.
        database_token_lifetime_s: How long its passwords are good for.
        names: What tables, indexes and endpoints are called.
        ports: Control and data plane; 0 is any free port.
        threads: How many requests may compute at a time.
        chunk_rows: Rows in one chunk of a SQL answer.
        kept_requests: How many requests are remembered.

    Attributes:
        requests: The latest requests, secrets masked.
        database_tokens: Which database passwords are good now.
        jobs: The runs that were started.

    Raises:
        NotFoundError: there is no store.
        ModelMismatchError: the store was made with another model than the embedder.
    """

    def __init__(
        self,
        store: Served,
        *,
        embedder: Embedder | None = None,
        scenario: Scenario = CALM,
        endpoint_type: EndpointType = "STANDARD",
        route_optimized: bool = False,
        assigned_scopes: frozenset[str] | None = None,
        postgres: str | None = None,
        database_token_lifetime_s: float = 3600.0,
        names: Names | None = None,
        ports: tuple[int, int] = (0, 0),
        threads: int = 2,
        chunk_rows: int = 5000,
        kept_requests: int = 10_000,
    ) -> None:
        self.names = names or Names()
        self._store, self._owned = _opened(store)
        self._stopped = False
        self._faults = Faults(scenario)
        self._office = TokenOffice(
            client_id="00000000-0000-4000-8000-0000000000c1",
            client_secret=f"dose{secrets.token_hex(16)}",
            personal_token=f"dapi{secrets.token_hex(16)}",
            assigned_scopes=assigned_scopes,
        )
        self.requests = Recording(kept_requests)
        self.database_tokens = DatabaseTokens(database_token_lifetime_s)
        self.jobs = Jobs()
        workspace = Workspace(
            self._store,
            _embedder_for(self._store, store, embedder),
            self.names,
            endpoint_type=endpoint_type,
            route_optimized=route_optimized,
            chunk_rows=chunk_rows,
            scenario=lambda: self._faults.scenario,
            address=lambda plane: self._server.addresses[plane],
        )
        self._workspace = workspace
        routes = workspace.routes(self._office, self.database_tokens, self.jobs, postgres)
        self._dispatcher = Dispatcher(Router(routes), self._office, lambda: self._faults, self.requests)
        self._server = Server(self._serve, ports={"control": ports[0], "data": ports[1]}, threads=threads)

    @classmethod
    def demo(
        cls, store: str | os.PathLike[str] | None = None, *, scenario: Scenario = CALM
    ) -> DatabricksEmulator:
        """An emulator of the drawn catalogue.

        Args:
            store: Where to keep it; by default in the user's cache folder, where a second call finds it.
            scenario: How the platform behaves.
        """
        return cls(demo_store(store), scenario=scenario)

    def __enter__(self) -> DatabricksEmulator:
        """Start to serve."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        where = self._server.addresses.get("control", "not started")
        return f"DatabricksEmulator({str(self._store.path)!r}, {where})"

    def start(self) -> None:
        """Listen and serve until `stop`; the context manager does it for you.

        Raises:
            ConfigurationError: a port is taken, or it was stopped before.
        """
        if self._stopped:
            raise ConfigurationError("This emulator was stopped and stays so; make another one.")
        self._workspace.prepare()
        self._server.start()

    def stop(self) -> None:
        """Drop every connection and end every thread; it cannot be started again."""
        self._stopped = True
        self._server.stop()
        self._workspace.close()
        if self._owned:
            self._store.close()

    @property
    def host(self) -> str:
        """The workspace's address, `http://127.0.0.1:PORT`."""
        return self._server.addresses["control"]

    @property
    def data_plane(self) -> str:
        """The address that queries and signed URLs lead to."""
        return self._server.addresses["data"]

    @property
    def open_connections(self) -> int:
        """How many connections clients hold open."""
        return self._server.connections

    def environment(self, auth: Auth = "m2m") -> dict[str, str]:
        """The variables that point any Databricks client here. They hold secrets.

        Args:
            auth: `"m2m"` for a service principal, `"pat"` for a personal access token.
        """
        if auth == "pat":
            return {"DATABRICKS_HOST": self.host, "DATABRICKS_TOKEN": self._office.personal_token}
        return {
            "DATABRICKS_HOST": self.host,
            "DATABRICKS_CLIENT_ID": self._office.client_id,
            "DATABRICKS_CLIENT_SECRET": self._office.client_secret,
        }

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret there is or was: what no log, message or repr of a client may hold."""
        office = self._office
        return (
            office.client_secret,
            office.personal_token,
            *office.issued,
            *self.database_tokens.issued,
        )

    @property
    def scenario(self) -> Scenario:
        """How the platform behaves; set another at any time, and its draws start anew."""
        return self._faults.scenario

    @scenario.setter
    def scenario(self, scenario: Scenario) -> None:
        self._faults = Faults(scenario)

    @contextmanager
    def playing(self, scenario: Scenario) -> Iterator[None]:
        """Play another scenario inside the block."""
        before = self.scenario
        self.scenario = scenario
        try:
            yield
        finally:
            self.scenario = before

    def revoke_tokens(self) -> None:
        """Take back every OAuth token given out, before its time: the next call gets 401."""
        self._office.revoke_all()

    async def _serve(self, incoming: Incoming) -> tuple[Answer, Ending]:
        return await self._dispatcher.serve(incoming, self._server.compute)


def _opened(served: Served) -> tuple[Store, bool]:
    """The store, and whether it was opened here."""
    if isinstance(served, Store):
        return served, False
    if isinstance(served, FashionClient):
        if isinstance(served.pictures, StorePictures):
            return served.pictures.store, False
        raise ConfigurationError("The client reads no store; give the emulator the store's directory.")
    return Store.open(served), True


def _embedder_for(store: Store, served: Served, given: Embedder | None) -> Embedder:
    if given is None and isinstance(served, FashionClient):
        given = served.embedder
    embedder = given or CachedEmbedder(BundledEmbedder())
    if embedder.identity != store.manifest.model:
        raise ModelMismatchError(
            f"The store holds vectors of {store.manifest.model}, but the embedder is {embedder.identity}. "
            "Give the emulator the embedder that made the store."
        )
    return embedder
