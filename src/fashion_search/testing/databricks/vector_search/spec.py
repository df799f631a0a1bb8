"""What an index is made to be, as the API takes and tells it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fashion_search.testing.databricks.messages import invalid

__all__ = ["IndexSpec", "read_spec"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexSpec:
    """What an index was made to be.

    Attributes:
        name: With catalog and schema.
        endpoint: Where it is served.
        primary_key: The column that names a row.
        vector_column: The column searched.
        dimension: Length of its vectors.
        source_table: The table it follows; `None` for one that is written directly.
        schema: Columns and types of one that is written directly.
        columns: The columns it holds, beside key and vector; `None` for all of the table.
    """

    name: str
    endpoint: str
    primary_key: str
    vector_column: str
    dimension: int
    source_table: str | None = None
    schema: Mapping[str, str] | None = None
    columns: Sequence[str] | None = None

    def describe(self) -> dict[str, Any]:
        """The index as the API tells it, without its status."""
        vector = {"name": self.vector_column, "embedding_dimension": self.dimension}
        told: dict[str, Any] = {
            "name": self.name,
            "endpoint_name": self.endpoint,
            "primary_key": self.primary_key,
            "index_type": "DIRECT_ACCESS" if self.source_table is None else "DELTA_SYNC",
            "creator": "someone@example.com",
        }
        if self.source_table is None:
            told["direct_access_index_spec"] = {
                "embedding_vector_columns": [vector],
                "schema_json": json.dumps(self.schema),
            }
        else:
            told["delta_sync_index_spec"] = {
                "source_table": self.source_table,
                "pipeline_type": "TRIGGERED",
                "embedding_vector_columns": [vector],
            }
            if self.columns is not None:
                told["delta_sync_index_spec"]["columns_to_sync"] = list(self.columns)
        return told


def read_spec(body: Mapping[str, Any], endpoint: str) -> IndexSpec:
    """What an index is to be, from the body of its creation.

    Raises:
        ApiError: something is missing, or not emulated.
    """
    synced, direct = body.get("delta_sync_index_spec"), body.get("direct_access_index_spec")
    given = synced or direct
    if not isinstance(given, dict) or (body.get("index_type") == "DELTA_SYNC") != bool(synced):
        raise invalid("index_type must be DELTA_SYNC or DIRECT_ACCESS, with the spec of that kind.")
    if given.get("embedding_source_columns"):
        raise invalid("Embeddings computed by the service are not supported by this emulator.")
    try:
        (vector,) = given["embedding_vector_columns"]
        return IndexSpec(
            name=str(body["name"]),
            endpoint=endpoint,
            primary_key=str(body["primary_key"]),
            vector_column=str(vector["name"]),
            dimension=int(vector["embedding_dimension"]),
            source_table=str(given["source_table"]) if synced else None,
            schema=json.loads(given["schema_json"]) if direct else None,
            columns=given.get("columns_to_sync"),
        )
    except (KeyError, TypeError, ValueError) as exc:
        raise invalid(f"The index cannot be made of this: {type(exc).__name__} {exc}.") from exc
