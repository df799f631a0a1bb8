"""What a client on Databricks needs: a login, an endpoint, three indexes, products, pictures, a model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import cached_property, partial
from urllib.parse import quote

from fashion_search.catalogs.sql import SqlCatalog
from fashion_search.catalogs.warehouse import WarehouseCatalog
from fashion_search.checking.model import a_product, same_vectors
from fashion_search.checking.probes import Probe
from fashion_search.connections.databricks.connect import connect, workspace_client
from fashion_search.connections.databricks.warehouse import Warehouse
from fashion_search.connections.http.connection import HttpConnection
from fashion_search.connections.reading import json_object
from fashion_search.connections.sql.lakebase import autoscaling, lakebase_engine, provisioned
from fashion_search.connections.wire import Request, Response
from fashion_search.embedders.model_serving import ModelServingEmbedder
from fashion_search.errors import NotFoundError, ServiceUnavailableError
from fashion_search.images.volume import VolumePictures
from fashion_search.indexes.vector_search import VectorSearchIndex
from fashion_search.indexes.vector_search.description import Description, described
from fashion_search.protocols import Catalog
from fashion_search.settings import Settings
from fashion_search.types import Space
from fashion_search.wiring.shared import fields_table

__all__ = ["databricks_probes"]

_TEXT = "a red summer dress"


def databricks_probes(settings: Settings, opened: ExitStack) -> Iterator[Probe]:
    """The questions, in the order in which one needs the other.

    Args:
        settings: Names and credentials.
        opened: Closes what is opened here.
    """
    workspace = _Workspace(settings, opened)
    indexes = {space: f"{space} index" for space in settings.indexes}
    yield Probe(part="login", ask=workspace.login)
    yield Probe(part="encoding", ask=workspace.encoding, after=("login",))
    for space, part in indexes.items():
        yield Probe(part=part, ask=partial(workspace.describe, space), after=("login",))
    yield Probe(part="search", ask=workspace.search, after=("encoding", *indexes.values()))
    uses_lakebase = workspace.products == "lakebase"
    yield Probe(part="warehouse", ask=workspace.warehouse, after=("login",), is_needed=not uses_lakebase)
    if workspace.names_lakebase:
        yield Probe(part="lakebase", ask=workspace.lakebase, after=("login",), is_needed=uses_lakebase)
    after = ("encoding", indexes["text"], workspace.products)
    yield Probe(part="model", ask=workspace.model, after=after)
    yield Probe(part="pictures", ask=workspace.picture, after=(workspace.products,), is_needed=False)


class _Workspace:
    """The parts, each made for itself, so that one that fails does not hide the others."""

    def __init__(self, settings: Settings, opened: ExitStack) -> None:
        self._settings = settings
        self._opened = opened
        self.names_lakebase = bool(settings.lakebase_instance or settings.lakebase_endpoint)
        uses_lakebase = self.names_lakebase and settings.products_from != "warehouse"
        self.products = "lakebase" if uses_lakebase else "warehouse"
        self._catalogs: dict[str, Catalog] = {}

    @cached_property
    def _connection(self) -> HttpConnection:
        named = self._settings
        return self._opened.enter_context(
            connect(named.login, limits=named.limits, retry=named.retry, product=named.product)
        )

    @cached_property
    def _embedder(self) -> ModelServingEmbedder:
        named = self._settings
        return ModelServingEmbedder(
            self._connection, named.embedding_endpoint, picture_endpoint=named.picture_endpoint
        )

    @cached_property
    def _index(self) -> VectorSearchIndex:
        dialect = None if self._settings.dialect == "auto" else self._settings.dialect
        return VectorSearchIndex(self._connection, self._settings.indexes, dialect=dialect)

    def login(self) -> str:
        path = "/api/2.0/preview/scim/v2/Me"
        ask = Request(method="GET", path=path, service="databricks", operation="login")
        answer = json_object(self._connection.send(ask))
        return f"logged in as {answer.get('userName') or answer.get('displayName')}"

    def encoding(self) -> str:
        name = self._settings.embedding_endpoint
        path = f"/api/2.0/serving-endpoints/{quote(name, safe='')}"
        answer: Response = self._connection.send(
            Request(method="GET", path=path, service="model-serving", operation="describe endpoint")
        )
        state = json_object(answer).get("state") or {}
        if state.get("ready") not in (None, "READY"):
            raise ServiceUnavailableError(
                f"Serving endpoint {name!r} is {state['ready']}. Wait until it is deployed, or see its log.",
                service="model-serving",
                operation="describe endpoint",
                retryable=True,
            )
        vectors = self._embedder.embed_texts([_TEXT])
        return f"{name} encodes texts to {vectors.shape[1]} dimensions"

    def describe(self, space: Space) -> str:
        name = self._settings.indexes[space]
        found: dict[Space, Description] = self._connection.run(described({space: name}))
        one = found[space]
        if one.row_count == 0:
            raise NotFoundError(f"Index {name!r} holds no rows. Sync it with its table.")
        expected = self._settings.vector_search_endpoint
        aside = "" if one.endpoint == expected else f" (settings say {expected!r})"
        return f"{name} holds {one.row_count:,} rows on {one.endpoint}{aside}"

    def search(self) -> str:
        self._index.prepare()
        vector = self._embedder.embed_texts([_TEXT])[0]
        found = self._index.query(vector, limit=3)
        return f"{_TEXT!r} finds {', '.join(found.product_ids)}"

    def warehouse(self) -> str:
        named = self._settings
        warehouse = Warehouse(self._connection, named.warehouse_id)
        catalog = WarehouseCatalog(warehouse, table=named.full_name(named.products_table))
        self._catalogs["warehouse"] = catalog
        return f"{named.full_name(named.products_table)} has {catalog.count():,} products"

    def lakebase(self) -> str:
        named = self._settings
        client = workspace_client(named.login)
        place = (
            provisioned(client, named.lakebase_instance, user=named.lakebase_user)
            if named.lakebase_instance
            else autoscaling(client, named.lakebase_endpoint or "", user=named.lakebase_user)
        )
        engine = lakebase_engine(place, database=named.lakebase_database)
        self._opened.callback(engine.dispose)
        table = fields_table(named)
        catalog = self._catalogs["lakebase"] = SqlCatalog(engine, table=table)
        return f"{table.fullname} in {named.lakebase_database} has {catalog.count():,} products"

    def model(self) -> str:
        return same_vectors(self._embedder, self._index, self._catalogs[self.products])

    def picture(self) -> str:
        product = a_product(self._catalogs[self.products])
        content = VolumePictures(self._connection, self._settings.pictures).read(product)
        if content is None:
            raise NotFoundError(
                f"Product {product.product_id} has no picture at {self._settings.pictures!r}. "
                "Check pictures_path."
            )
        return f"the picture of {product.product_id} has {len(content):,} bytes"
