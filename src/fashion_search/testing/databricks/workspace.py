"""Everything behind the emulator's doors, and the routes to it."""

from __future__ import annotations

from collections.abc import Callable

from fashion_search.protocols import Embedder
from fashion_search.store import Store
from fashion_search.testing.databricks.files import Files
from fashion_search.testing.databricks.identity import Identity
from fashion_search.testing.databricks.jobs import Jobs
from fashion_search.testing.databricks.lakebase import DatabaseTokens, Lakebase
from fashion_search.testing.databricks.live import LiveCatalogue
from fashion_search.testing.databricks.messages import Plane
from fashion_search.testing.databricks.names import Names
from fashion_search.testing.databricks.oauth import OAuth
from fashion_search.testing.databricks.routes import Route
from fashion_search.testing.databricks.scenario import Scenario
from fashion_search.testing.databricks.serving import Serving
from fashion_search.testing.databricks.serving_endpoints import ServingEndpoints
from fashion_search.testing.databricks.sql.service import Warehouses
from fashion_search.testing.databricks.sql.tables import Tables
from fashion_search.testing.databricks.styles import style_rows
from fashion_search.testing.databricks.tokens import TokenOffice
from fashion_search.testing.databricks.vector_search.data import IndexData
from fashion_search.testing.databricks.vector_search.indexes import EndpointType, VectorIndex
from fashion_search.testing.databricks.vector_search.management import IndexManagement
from fashion_search.testing.databricks.vector_search.registry import Registry
from fashion_search.types import SPACES

__all__ = ["Workspace"]


class Workspace:
    """The services over one store.

    Args:
        store: What is served.
        embedder: The model behind the serving endpoints.
        names: What things are called.
        endpoint_type: Of the Vector Search endpoint.
        route_optimized: Whether serving endpoints also answer on the data plane.
        chunk_rows: Rows in one chunk of a SQL answer.
        scenario: Gives what holds just now.
        address: Gives the address of a plane.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        names: Names,
        *,
        endpoint_type: EndpointType,
        route_optimized: bool,
        chunk_rows: int,
        scenario: Callable[[], Scenario],
        address: Callable[[Plane], str],
    ) -> None:
        self._names = names
        self._scenario = scenario
        self._address = address
        self._live = LiveCatalogue(store, names)
        catalogue, endpoint = self._live.current(), names.vector_search_endpoint
        self._indexes: list[VectorIndex] = [catalogue.index(space, endpoint) for space in SPACES]
        registry = Registry({endpoint: endpoint_type}, self._indexes)
        self._index_data = IndexData(registry)
        self._index_management = IndexManagement(
            registry, lambda spec: self._live.current().content(spec), self._data_plane
        )
        endpoints = ServingEndpoints(names, data_plane=self._data_plane, route_optimized=route_optimized)
        self._serving = Serving(embedder, endpoints)
        self._files = Files(
            self._live.store,
            names,
            data_plane=self._data_plane,
            presigned_404=lambda: scenario().about("files").presigned_404,
        )
        self._tables = Tables(names, self._live.current, style_rows)
        self._warehouses = Warehouses(
            self._tables,
            names,
            pending_polls=lambda: scenario().about("sql").sql_pending_polls,
            chunk_rows=chunk_rows,
        )

    def routes(
        self, office: TokenOffice, tokens: DatabaseTokens, jobs: Jobs, postgres: str | None
    ) -> list[Route]:
        """Every route."""
        oauth = OAuth(
            office,
            host=lambda: self._address("control"),
            lifetime_s=lambda: self._scenario().token_lifetime_s,
        )
        lakebase = Lakebase(self._names, tokens, postgres)
        services = (
            oauth,
            self._serving,
            self._index_data,
            self._index_management,
            self._files,
            self._warehouses,
            lakebase,
            jobs,
            Identity(),
        )
        return [route for service in services for route in service.routes()]

    def prepare(self) -> None:
        """Read now what the first query of each index would read."""
        for index in self._indexes:
            _ = index.content.row_count

    def close(self) -> None:
        """Give the SQL tables back, and generations of the store that were opened on the way."""
        self._tables.close()
        self._live.close()

    def _data_plane(self) -> str:
        return self._address("data")
