"""A store as the workspace sees it: one table with vectors, and an index for each space."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timezone

from fashion_search.indexes.passing import KEPT_BYTES
from fashion_search.indexes.space import SpaceVectors
from fashion_search.indexes.workspace import Workspace
from fashion_search.store import Store
from fashion_search.testing.databricks.messages import ApiError, invalid
from fashion_search.testing.databricks.names import Names
from fashion_search.testing.databricks.vector_search.content import IndexContent
from fashion_search.testing.databricks.vector_search.frames import (
    ConstantColumn,
    Frame,
    FrameColumn,
    VectorColumn,
    product_columns,
)
from fashion_search.testing.databricks.vector_search.indexes import VectorIndex
from fashion_search.testing.databricks.vector_search.nearest import UnitVectors
from fashion_search.testing.databricks.vector_search.spec import IndexSpec
from fashion_search.types import SPACES, ModelIdentity, Space

__all__ = ["Catalogue", "model_name"]


def model_name(identity: ModelIdentity) -> str:
    """A model as the column `embedding_model` names it: `name@fingerprint`."""
    return f"{identity.name}@{identity.fingerprint}"


class Catalogue:
    """The table of products with their vectors, and indexes over it.

    Args:
        store: What is served; it must stay open.
        names: What things are called.
    """

    def __init__(self, store: Store, names: Names) -> None:
        self.store = store
        self.names = names
        workspace = Workspace()
        self._spaces: dict[Space, SpaceVectors] = {
            space: SpaceVectors(space, store.vectors(space), "auto", workspace, KEPT_BYTES)
            for space in SPACES
        }
        self._frame: Frame | None = None

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        return self.store.manifest.model.dimension

    @property
    def updated_at(self) -> str:
        """When the store was written, UTC."""
        written = self.store.manifest.created_at.astimezone(timezone.utc)
        return written.strftime("%Y-%m-%dT%H:%M:%SZ")

    def frame(self) -> Frame:
        """Every column of the table, in order of product id."""
        if self._frame is None:
            self._frame = Frame(self._columns(), len(self.store))
        return self._frame

    def index(self, space: Space, endpoint: str) -> VectorIndex:
        """The index of one space over all columns."""
        spec = IndexSpec(
            name=self.names.index(space),
            endpoint=endpoint,
            primary_key="product_id",
            vector_column=f"{space}_embedding",
            dimension=self.dimension,
            source_table=self.names.embeddings,
        )
        return VectorIndex(spec, self.content(spec))

    def content(self, spec: IndexSpec) -> IndexContent:
        """What an index over the table holds.

        Raises:
            ApiError: another table, key or vector column than there is, or columns that are not there.
        """
        if spec.source_table != self.names.embeddings:
            raise ApiError(404, "RESOURCE_DOES_NOT_EXIST", f"Table {spec.source_table} does not exist.")
        space = next((one for one in SPACES if spec.vector_column == f"{one}_embedding"), None)
        if space is None or spec.dimension != self.dimension:
            raise invalid(
                f"{spec.source_table} has no vectors {spec.vector_column!r} of {spec.dimension} dimensions."
            )
        if spec.primary_key != "product_id":
            raise invalid(f"{spec.primary_key!r} is not the primary key of {spec.source_table}.")
        frame = self.frame()
        if spec.columns is not None:
            kept = dict.fromkeys([spec.primary_key, *spec.columns, spec.vector_column])
            frame = Frame({name: frame.column(name) for name in kept}, frame.count)
        return IndexContent(frame, UnitVectors(self._spaces[space]), self.dimension)

    def _columns(self) -> Mapping[str, FrameColumn]:
        count = len(self.store)
        columns = product_columns(self.store.columns())
        columns |= {f"{space}_embedding": VectorColumn(self.store.vectors(space)) for space in SPACES}
        model = model_name(self.store.manifest.model)
        columns["embedding_model"] = ConstantColumn(model, count, "text", "string")
        columns["embedding_dimension"] = ConstantColumn(float(self.dimension), count, "number", "int")
        columns["updated_at"] = ConstantColumn(self.updated_at, count, "timestamp", "timestamp")
        return columns
