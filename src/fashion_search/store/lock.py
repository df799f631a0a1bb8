"""One writer at a time, across processes; the lock goes with the process that held it, however that ended."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import IO

from sqlalchemy.exc import SQLAlchemyError

from fashion_search.errors import StoreError, StoreLockedError

__all__ = ["writer_lock"]

_LOCKED_BYTE = 1 << 30  # Windows locks byte ranges against reading; this one lies beyond the file's content.


@contextlib.contextmanager
def writer_lock(path: Path) -> Iterator[None]:
    """Hold the lock of a store for the length of a `with` block.

    Args:
        path: The lock file; made when absent, and never deleted.

    Raises:
        StoreLockedError: another writer holds it; the message names its process and machine.
        StoreError: the disk is full, not writable or failing, here or within the block.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+", encoding="utf-8") as file, _held(path, file):
            yield
    except (OSError, SQLAlchemyError) as exc:
        raise StoreError(
            f"Writing the store {path.parent} failed ({exc}). What it held before is still there; "
            "finished work is kept for the next run."
        ) from exc


@contextlib.contextmanager
def _held(path: Path, file: IO[str]) -> Iterator[None]:
    try:
        _acquire(file)
    except OSError as exc:
        raise StoreLockedError(_held_by(path)) from exc
    _sign(file)
    try:
        yield
    finally:
        _release(file)


def _sign(file: IO[str]) -> None:
    file.seek(0)
    file.truncate()
    since = datetime.now(timezone.utc).isoformat(timespec="seconds")
    json.dump({"pid": os.getpid(), "host": platform.node(), "since": since}, file)
    file.flush()


def _held_by(path: Path) -> str:
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        who = f"process {holder['pid']} on {holder['host']} since {holder['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        who = "another process"
    return f"The store {path.parent} is being written by {who}. Wait until it has ended, or stop it."


if sys.platform == "win32":
    import msvcrt

    def _acquire(file: IO[str]) -> None:
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    def _release(file: IO[str]) -> None:
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _acquire(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _release(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
