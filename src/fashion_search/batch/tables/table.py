"""What a table has to do for a keyed job, wherever it is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import pandas as pd

from fashion_search.batch.schema import Schema

__all__ = ["Table"]


class Table(Protocol):
    """Rows by key. Readers see a slice wholly or not at all, and never a key twice."""

    @property
    def schema(self) -> Schema:
        """The columns; the first is the key."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """Be the only writer for the length of a `with` block.

        Raises:
            StoreLockedError: another process is writing.
        """
        ...

    def slices(self, keys: Sequence[str], rows: int) -> list[list[int]]:
        """How rows with these keys are best cut for writing: positions in `keys`, at most `rows` a slice."""
        ...

    def merge(self, rows: pd.DataFrame) -> None:
        """Put rows in place of those with the same key, or add them."""
        ...

    def delete(self, keys: Collection[str]) -> None:
        """Remove rows; keys that are not there are passed over."""
        ...

    def hashes(self, version: str) -> Mapping[str, str]:
        """The content hash of each row of this job version, by key."""
        ...

    def read(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """All rows, in order of key."""
        ...

    def __len__(self) -> int:
        """How many rows there are."""
        ...
