"""Where encoded vectors are remembered: the latest in memory, all of them in a file."""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np

from fashion_search.types import Vector

__all__ = ["DiskMemory", "Memory", "RecentMemory"]

_LOG = logging.getLogger(__name__)

_FILE = "embeddings.sqlite"
_WAIT_S = 10.0
_KEYS_A_QUERY = 500
_CHECK_BYTES = 8


class Memory(Protocol):
    """Keeps vectors by key; forgetting is allowed, failing is not."""

    def look_up(self, keys: Sequence[bytes], dimension: int) -> dict[bytes, Vector]:
        """The vectors of those keys that are known."""
        ...

    def store(self, vectors: Mapping[bytes, Vector]) -> None:
        """Remember vectors."""
        ...


class RecentMemory:
    """The latest used vectors, in this process; safe to use from several threads."""

    def __init__(self, capacity: int) -> None:
        """Hold at most `capacity` vectors; 0 holds none."""
        self._capacity = capacity
        self._vectors: OrderedDict[bytes, Vector] = OrderedDict()
        self._lock = threading.Lock()

    def look_up(self, keys: Sequence[bytes], dimension: int) -> dict[bytes, Vector]:  # noqa: ARG002
        """The vectors of those keys that are known."""
        with self._lock:
            known = [key for key in keys if key in self._vectors]
            for key in known:
                self._vectors.move_to_end(key)
            return {key: self._vectors[key] for key in known}

    def store(self, vectors: Mapping[bytes, Vector]) -> None:
        """Remember copies, and forget those used longest ago."""
        with self._lock:
            for key, vector in vectors.items():
                self._vectors[key] = np.array(vector)
                self._vectors.move_to_end(key)
            while len(self._vectors) > self._capacity:
                self._vectors.popitem(last=False)


class DiskMemory:
    """All vectors, in an SQLite file that threads and processes share.

    Each vector lies beside a checksum; one that does not fit counts as unknown and is written anew. A
    file that is no database, or a full disk, is told to the log once and otherwise ignored.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        """Keep the file in `folder`, which is made if absent."""
        self._file = Path(folder) / _FILE
        self._told = False

    def look_up(self, keys: Sequence[bytes], dimension: int) -> dict[bytes, Vector]:
        """The vectors of those keys that are known and undamaged."""
        found: dict[bytes, Vector] = {}
        with self._quietly(), closing(self._open()) as database:
            for start in range(0, len(keys), _KEYS_A_QUERY):
                some = keys[start : start + _KEYS_A_QUERY]
                marks = ",".join("?" * len(some))
                query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"  # noqa: S608  # marks only
                for key, packed in database.execute(query, some):
                    vector = _unpack(key, packed, dimension)
                    if vector is not None:
                        found[key] = vector
        return found

    def store(self, vectors: Mapping[bytes, Vector]) -> None:
        """Remember vectors, in one transaction."""
        rows = [(key, _pack(key, vector)) for key, vector in vectors.items()]
        with self._quietly(), closing(self._open()) as database, database:
            database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def _open(self) -> sqlite3.Connection:
        # A connection a call: none has to survive a fork or change threads, and opening one takes 0.1 ms.
        self._file.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._file, timeout=_WAIT_S)
        try:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=NORMAL")
            database.execute(
                "CREATE TABLE IF NOT EXISTS vectors "
                "(key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"
            )
        except sqlite3.Error:
            database.close()
            raise
        return database

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as exc:
            if not self._told:
                _LOG.warning("The embedding cache %s is not used: %s", self._file, exc)
            self._told = True


def _pack(key: bytes, vector: Vector) -> bytes:
    contents = np.ascontiguousarray(vector, dtype="<f4").tobytes()
    return _checksum(key, contents) + contents


def _unpack(key: bytes, packed: object, dimension: int) -> Vector | None:
    if not isinstance(packed, bytes) or len(packed) != _CHECK_BYTES + 4 * dimension:
        return None
    check, contents = packed[:_CHECK_BYTES], packed[_CHECK_BYTES:]
    if check != _checksum(key, contents):
        return None
    return np.frombuffer(contents, dtype="<f4").astype(np.float32)


def _checksum(key: bytes, contents: bytes) -> bytes:
    return hashlib.blake2b(key + contents, digest_size=_CHECK_BYTES).digest()
