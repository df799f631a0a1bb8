"""Rows that could not be done, with the reason, so that nobody tries them for ever."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from fashion_search.batch.keyed import KEPT, PROBLEM, TRIES
from fashion_search.batch.tables.table import Table

__all__ = ["known_hashes", "record_letters"]

_MOST_TRIES = 2


def known_hashes(target: Table, letters: Table, version: str, *, retry: bool = False) -> Mapping[str, str]:
    """Content hashes that need no work, by key: of what is done, and of what was given up.

    Args:
        target: The table.
        letters: Its dead letters.
        version: Of the job; rows of another version need work.
        retry: Leave out whatever is a dead letter, so that it is tried again.
    """
    done = target.hashes(version)
    if not retry:
        return {**done, **_given_up(letters, version)}
    again = set(letters.read(["product_id"])["product_id"])
    return {key: known for key, known in done.items() if key not in again}


def _given_up(letters: Table, version: str) -> Mapping[str, str]:
    """Content hashes of the rows that failed as often as is allowed, by key.

    Those that have a row in the target are left out: the target says what was done, or that it was not.
    """
    known = letters.read(["product_id", "content_hash", "job_version", "tries", "kept"])
    mine = (known["job_version"] == version) & ~known["kept"].astype(bool)
    over = known[mine & (known["tries"] >= _MOST_TRIES)]
    return dict(zip(over["product_id"], over["content_hash"], strict=True))


def record_letters(letters: Table, done: pd.DataFrame) -> None:
    """Keep what failed, and strike what is done now from the letters.

    Call it before the target is written: a kill in between then loses no letter, and the row is done again.

    Args:
        letters: The dead letters of one job.
        done: What a keyed job gave: good rows and bad.
    """
    bad = done[done[PROBLEM.name].notna()]
    good = done[done[PROBLEM.name].isna()]
    if len(bad):
        letters.merge(
            pd.DataFrame(
                {
                    "product_id": bad["product_id"],
                    "reason": bad[PROBLEM.name],
                    "tries": bad[TRIES.name],
                    "kept": bad[KEPT.name],
                    "content_hash": bad["content_hash"],
                    "job_version": bad["job_version"],
                    "failed_at": pd.Timestamp.now(tz="UTC"),
                }
            )
        )
    if len(good) and len(letters):
        letters.delete(set(good["product_id"]))
