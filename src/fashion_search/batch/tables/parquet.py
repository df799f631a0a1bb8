"""A table as a folder of Parquet files, each replaced as a whole.

A row's key says which file it is in, so that a row exists once however often it is written, and any reader of
Parquet folders sees the table as it is: each file is the old one or the new one.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fashion_search.batch.schema import Schema
from fashion_search.errors import StoreError
from fashion_search.store.durable import replace_text, sync_file, sync_folder
from fashion_search.store.lock import writer_lock

__all__ = ["ParquetTable"]

_ABOUT = "_table.json"
_ROWS_PER_FILE = 256
_PART = re.compile(r"part-(\d+)\.parquet")


class ParquetTable:
    """Rows by key in a folder. One process writes, any number read.

    Args:
        folder: Made when it is missing.
        schema: The columns; the first is the key.
        expected_rows: How many rows there will be: a new table is cut into files of some 256. It takes more.

    Raises:
        StoreError: there is a table of another format or with other columns.
    """

    def __init__(self, folder: str | os.PathLike[str], schema: Schema, *, expected_rows: int = 0) -> None:
        self.folder = Path(folder).expanduser().absolute()
        self.schema = schema
        self._expected_rows = expected_rows
        self._key = schema.names[0]

    def __repr__(self) -> str:
        return f"ParquetTable({str(self.folder)!r})"

    def __len__(self) -> int:
        return sum(pq.read_metadata(path).num_rows for path in self._parts())

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer for the length of a `with` block; leftovers of a killed one are removed."""
        with writer_lock(self.folder / "_writer.lock"):
            for draft in self.folder.glob(".draft-*"):
                draft.unlink()
            yield

    def slices(self, keys: Sequence[str], rows: int) -> list[list[int]]:
        """Rows of one file together, files in order, rows in order of key.

        A slice may be half as large again as asked: each one writes its file anew.
        """
        groups: dict[int, list[int]] = defaultdict(list)
        files = self._files()
        for position, key in enumerate(keys):
            groups[_file_of(key, files)].append(position)
        ordered = [sorted(groups[number], key=lambda at: keys[at]) for number in sorted(groups)]
        return [piece for group in ordered for piece in _pieces(group, rows)]

    def merge(self, rows: pd.DataFrame) -> None:
        """Put rows in place of those with the same key, or add them; a file at a time."""
        if len(rows):
            self._replace(self.schema.table(rows), rows[self._key].astype(str).tolist())

    def delete(self, keys: Collection[str]) -> None:
        """Remove rows."""
        there = set(self.read([self._key])[self._key]) & set(keys)
        if there:
            self._replace(self.schema.arrow().empty_table(), sorted(there))

    def hashes(self, version: str) -> Mapping[str, str]:
        """The content hash of each row of this job version, by key."""
        known = self._table([self._key, "content_hash", "job_version"])
        mine = known.filter(pc.equal(known["job_version"], version))
        return dict(zip(mine[self._key].to_pylist(), mine["content_hash"].to_pylist(), strict=True))

    def read(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """All rows, in order of key; instants in UTC, arrays as numpy arrays."""
        wanted = list(columns or self.schema.names)
        table = self._table(list(dict.fromkeys([self._key, *wanted]))).sort_by(self._key)
        return pd.DataFrame(table.select(wanted).to_pandas(maps_as_pydicts="strict"))

    def _table(self, columns: list[str]) -> pa.Table:
        schema = pa.schema([self.schema.arrow().field(name) for name in columns])
        parts = [self._read(path, columns) for path in self._parts()]
        return pa.concat_tables([schema.empty_table(), *parts])

    def _read(self, path: Path, columns: list[str] | None = None) -> pa.Table:
        wanted = (
            self.schema.arrow()
            if columns is None
            else pa.schema([self.schema.arrow().field(name) for name in columns])
        )
        try:
            with pq.ParquetFile(path) as file:
                return file.read(columns=wanted.names).select(wanted.names).cast(wanted)
        except (OSError, KeyError, pa.ArrowException) as exc:
            raise StoreError(
                f"{path} cannot be read as part of a table of {', '.join(wanted.names)}: {exc}"
            ) from exc

    def _parts(self) -> list[Path]:
        return sorted(path for path in self.folder.glob("part-*.parquet") if _PART.fullmatch(path.name))

    def _files(self) -> int:
        """How many files the rows are spread over; decided when the table is made."""
        about = self.folder / _ABOUT
        if not about.is_file():
            self.folder.mkdir(parents=True, exist_ok=True)
            files = max(1, -(-self._expected_rows // _ROWS_PER_FILE))
            replace_text(about, json.dumps({"format": 1, "key": self._key, "files": files}))
        try:
            found = json.loads(about.read_text(encoding="utf-8"))
            if found["format"] == 1 and found["key"] == self._key:
                return int(found["files"])
        except (ValueError, KeyError, TypeError) as exc:
            raise StoreError(f"{about} is damaged: {exc}") from exc
        raise StoreError(f"{about} describes {found}; expected format 1 and the key {self._key!r}.")

    def _replace(self, fresh: pa.Table, keys: Sequence[str]) -> None:
        by_file: dict[int, set[str]] = defaultdict(set)
        files = self._files()
        for key in keys:
            by_file[_file_of(key, files)].add(key)
        for number, gone in sorted(by_file.items()):
            mine = fresh.filter(pc.is_in(fresh[self._key], pa.array(sorted(gone), pa.string())))
            self._write(self.folder / f"part-{number:05d}.parquet", mine, gone)

    def _write(self, path: Path, fresh: pa.Table, gone: set[str]) -> None:
        """The file's rows less those replaced, plus the new ones; whole on disk before it takes its name."""
        if path.exists():
            before = self._read(path)
            stay = pc.invert(pc.is_in(before[self._key], pa.array(sorted(gone), pa.string())))
            fresh = pa.concat_tables([before.filter(stay), fresh])
        draft = path.with_name(f".draft-{path.name}")
        texts = self._texts()
        pq.write_table(
            fresh.sort_by(self._key).combine_chunks(),
            draft,
            compression=dict.fromkeys(texts, "zstd"),  # vectors are noise: they take time and stay as long
            use_dictionary=texts,
        )
        sync_file(draft)
        draft.replace(path)
        sync_folder(path.parent)

    def _texts(self) -> list[str]:
        return [column.name for column in self.schema.columns if column.kind == "text"]


def _pieces(group: list[int], rows: int) -> list[list[int]]:
    """Consecutive parts as near to a size as even parts can be."""
    count = max(1, round(len(group) / rows))
    return [group[len(group) * at // count : len(group) * (at + 1) // count] for at in range(count)]


def _file_of(key: str, files: int) -> int:
    return zlib.crc32(key.encode("utf-8", "replace")) % files
