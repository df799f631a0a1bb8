"""The synced indexes there are to be, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from fashion_search.batch.definitions import PRODUCTS
from fashion_search.indexes.vector_search.index import INDEXES
from fashion_search.names import EMBEDDINGS, VECTOR_SEARCH_ENDPOINT, full_name
from fashion_search.types import DIMENSION, Space

__all__ = ["IndexPlan", "IndexReport", "IndexState"]

_EXTRA_COLUMNS = ("embedding_model", "embedding_dimension")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPlan:
    """Which indexes there are to be.

    Attributes:
        table: The Delta table they are synced from; it has to feed its changes.
        endpoint: The Vector Search endpoint.
        names: The index of each space.
        dimension: Length of the vectors.
        columns: The columns carried beside key and vector, so that hits need no second look-up.
    """

    table: str = full_name(EMBEDDINGS)
    endpoint: str = VECTOR_SEARCH_ENDPOINT
    names: Mapping[Space, str] = field(default_factory=lambda: dict(INDEXES))
    dimension: int = DIMENSION
    columns: Sequence[str] = (*PRODUCTS.names, *_EXTRA_COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexState:
    """One index after the job.

    Attributes:
        name: `catalog.schema.index`.
        created: Whether the job made it.
        rows: How many rows it holds.
        expected: How many vectors the table has for it; `None` when nobody counted them.
        state: As the workspace puts it.
        seconds: How long was waited for it.
    """

    name: str
    created: bool
    rows: int
    expected: int | None
    state: str
    seconds: float

    def __str__(self) -> str:
        """For people."""
        held = f"{self.rows:,} rows"
        if self.expected is None:
            return f"{self.name}: {held}, not counted against its table, {self.state}"
        return f"{self.name}: {held} of {self.expected:,} vectors, {self.state}"


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What the job `sync` came to.

    Attributes:
        indexes: The indexes, in order of the plan.
        is_dry: Whether nothing was done: then the state says what would be.
    """

    indexes: tuple[IndexState, ...]
    is_dry: bool = False

    @classmethod
    def planned(cls, plan: IndexPlan, expected: Mapping[Space, int] | None) -> IndexReport:
        """What a dry run has to say."""
        states = (
            IndexState(
                name=name,
                created=False,
                rows=0,
                expected=(expected or {}).get(space),
                state=f"to be synced from {plan.table}",
                seconds=0.0,
            )
            for space, name in plan.names.items()
        )
        return cls(tuple(states), is_dry=True)

    def to_dict(self) -> dict[str, object]:
        """As JSON has it."""
        return {"indexes": [asdict(one) for one in self.indexes], "dry_run": self.is_dry}

    def __str__(self) -> str:
        """A line for each index."""
        return "\n".join(map(str, self.indexes))
