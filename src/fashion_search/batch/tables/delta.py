"""A Delta table without Spark, written through the package `deltalake`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pandas as pd
import pyarrow as pa

from fashion_search.batch.schema import Schema
from fashion_search.errors import ConfigurationError, MissingDependencyError, StoreError, StoreLockedError

__all__ = ["DeltaFolder", "package"]

_CHANGE_FEED = {"delta.enableChangeDataFeed": "true"}


class DeltaFolder:
    """Rows by key in a Delta table: every slice is one merge, so one version of the table.

    Args:
        location: A folder, or an address the package `deltalake` can write to.
        schema: The columns; the first is the key.
        options: How to reach the address, as `deltalake` takes it.

    Raises:
        MissingDependencyError: `deltalake` is not installed.
        ConfigurationError: the table that is there lacks columns.
    """

    def __init__(self, location: str, schema: Schema, *, options: Mapping[str, str] | None = None) -> None:
        self.location = str(location)
        self.schema = schema
        self._options = dict(options or {})
        self._key = schema.names[0]
        self._deltalake = package()
        self._open_or_create()

    def __repr__(self) -> str:
        return f"DeltaFolder({self.location!r})"

    def __len__(self) -> int:
        return len(self._columns([self._key]))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Nothing is locked: Delta refuses a commit that another one has overtaken.

        Raises:
            StoreLockedError: another process changed the same rows meanwhile; finished slices are kept.
            StoreError: the table could not be written.
        """
        errors = self._deltalake.exceptions
        try:
            yield
        except errors.CommitFailedError as exc:
            raise StoreLockedError(f"Another process is writing to {self.location}: {exc}") from exc
        except errors.DeltaError as exc:
            raise StoreError(f"The Delta table {self.location} could not be written: {exc}") from exc

    def slices(self, keys: Sequence[str], rows: int) -> list[list[int]]:
        """Consecutive keys together."""
        order = sorted(range(len(keys)), key=lambda at: keys[at])
        return [order[at : at + rows] for at in range(0, len(order), rows)]

    def merge(self, rows: pd.DataFrame) -> None:
        """Put rows in place of those with the same key, or add them, in one commit."""
        if len(rows):
            merging = self._merging(self.schema.table(rows))
            merging.when_matched_update_all().when_not_matched_insert_all().execute()

    def delete(self, keys: Collection[str]) -> None:
        """Remove rows, in one commit."""
        there = sorted(set(self._columns([self._key])[self._key].to_pylist()) & set(keys))
        if there:
            self._merging(pa.table({self._key: pa.array(there, pa.string())})).when_matched_delete().execute()

    def hashes(self, version: str) -> Mapping[str, str]:
        """The content hash of each row of this job version, by key."""
        known = self._columns([self._key, "content_hash", "job_version"]).to_pylist()
        return {row[self._key]: row["content_hash"] for row in known if row["job_version"] == version}

    def read(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """All rows, in order of key."""
        wanted = list(columns or self.schema.names)
        table = self._columns(list(dict.fromkeys([self._key, *wanted]))).sort_by(self._key)
        return pd.DataFrame(table.select(wanted).to_pandas(maps_as_pydicts="strict"))

    def _columns(self, columns: list[str]) -> pa.Table:
        wanted = pa.schema([self.schema.arrow().field(name) for name in columns])
        return self._table().to_pyarrow_table(columns=columns).select(columns).cast(wanted)

    def _merging(self, source: pa.Table) -> Any:  # noqa: ANN401  # a class of an optional package
        return self._table().merge(
            source, predicate=f"t.{self._key} = s.{self._key}", source_alias="s", target_alias="t"
        )

    def _table(self) -> Any:  # noqa: ANN401  # a class of an optional package
        return self._deltalake.DeltaTable(self.location, storage_options=self._options or None)

    def _open_or_create(self) -> None:
        delta = self._deltalake.DeltaTable
        if not delta.is_deltatable(self.location, self._options or None):
            delta.create(
                self.location,
                schema=self.schema.arrow(),
                mode="ignore",
                configuration=_CHANGE_FEED,
                storage_options=self._options or None,
            )
        there = {field.name for field in self._table().schema().fields}
        missing = [name for name in self.schema.names if name not in there]
        if missing:
            raise ConfigurationError(
                f"The Delta table {self.location} lacks the columns {', '.join(missing)}."
            )


def package() -> Any:  # noqa: ANN401  # an optional module
    """The package `deltalake`.

    Raises:
        MissingDependencyError: it is not installed.
    """
    try:
        import deltalake  # noqa: PLC0415
        import deltalake.exceptions  # noqa: PLC0415
    except ImportError as exc:
        raise MissingDependencyError("Delta tables without Spark", "delta") from exc
    return deltalake
