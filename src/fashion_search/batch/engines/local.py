"""Runs a keyed job with processes of this machine, a slice of the table at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

import pandas as pd

from fashion_search.batch.engines.pool import Pool, here
from fashion_search.batch.engines.worker import work
from fashion_search.batch.gate import Gate, Tally
from fashion_search.batch.job_report import Clock, JobReport, Price
from fashion_search.batch.keyed import KEPT, KNOWN_HASH, KeyedRows, Pending
from fashion_search.batch.letters import known_hashes, record_letters
from fashion_search.batch.tables.table import Table
from fashion_search.types import Progress, ProgressCallback

__all__ = ["LocalRun", "pending_here", "run_here"]

_SLICE = 256

_Pieces: TypeAlias = tuple[list[pd.DataFrame], list[pd.DataFrame]]
"""The sample the gate looks at, and the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalRun:
    """How a job is run here.

    Attributes:
        workers: Processes; 0 works in this one.
        slice_rows: How many rows are finished before they are kept.
        limit: Work through no more than so many rows of the source, in order of key.
        gate: When to stop early.
        retry: Try dead letters again.
        prune: Remove rows that the source has no more; only without `limit`.
        price: What an hour costs.
        progress: Told after each slice.
    """

    workers: int = 0
    slice_rows: int = _SLICE
    limit: int | None = None
    gate: Gate = field(default_factory=Gate)
    retry: bool = False
    prune: bool = False
    price: Price = field(default_factory=Price)
    progress: ProgressCallback | None = None


def run_here(
    name: str,
    rows: KeyedRows,
    source: pd.DataFrame,
    *,
    target: Table,
    letters: Table,
    run: LocalRun | None = None,
) -> JobReport:
    """Bring a table up to its source: do what is missing or changed, keep each slice as it is finished.

    A run that was killed is started again by the same call, and goes on. A run over a finished table changes
    nothing.

    Args:
        name: The job's name.
        rows: What is done.
        source: The rows to do; needs the columns the job reads, and may have more.
        target: The table.
        letters: Its dead letters.
        run: How.

    Raises:
        StoreLockedError: another process is writing to the table.
        StoreError: the disk or the workers failed.
        ConfigurationError: the model cannot be had, or the source lacks columns.
    """
    run = run or LocalRun()
    clock, tally = Clock(run.price), Tally()
    version = rows.maker.version
    source = _readied(source, rows, run.limit)
    with ExitStack() as held:
        held.enter_context(target.writing())
        held.enter_context(letters.writing())
        given = _with_known(source, known_hashes(target, letters, version, retry=run.retry))
        keep = partial(_keep, target=target, letters=letters, tally=tally)
        stopped = _work(_cut(given, target, run), rows, keep, tally, run)
        removed = _prune(source, target, run) if not stopped else 0
        return clock.report(
            name,
            version,
            tally,
            rows=len(source),
            quarantined=len(letters),
            removed=removed,
            stopped=stopped,
        )


def pending_here(
    rows: KeyedRows,
    source: pd.DataFrame,
    *,
    target: Table,
    letters: Table,
    limit: int | None = None,
    retry: bool = False,
) -> int:
    """How many rows a run would do; pictures are read to tell, and nothing else is done."""
    readied = _readied(source, rows, limit)
    given = _with_known(readied, known_hashes(target, letters, rows.maker.version, retry=retry))
    return len(work(Pending(rows), given))


def _readied(source: pd.DataFrame, rows: KeyedRows, limit: int | None) -> pd.DataFrame:
    """The columns that count, each key once, in order of key."""
    there = source.assign(**{name: None for name in rows.maker.inputs.names if name not in source.columns})
    there = there[list(rows.maker.inputs.names)].assign(product_id=source["product_id"].astype(str))
    ordered = there.drop_duplicates("product_id", keep="last").sort_values("product_id", ignore_index=True)
    return ordered if limit is None else ordered.iloc[:limit]


def _with_known(source: pd.DataFrame, known: Mapping[str, str]) -> pd.DataFrame:
    hashes = pd.Series([known.get(key) for key in source["product_id"]], index=source.index, dtype=object)
    return source.assign(**{KNOWN_HASH.name: hashes})


def _work(
    pieces: _Pieces, rows: KeyedRows, keep: Callable[[pd.DataFrame], None], tally: Tally, run: LocalRun
) -> str | None:
    """Do everything; why it stopped early, if it did."""
    seen, slices = 0, len(pieces[0]) + len(pieces[1])
    with ExitStack() as held:
        pool = held.enter_context(Pool(rows, run.workers, rows.lost)) if run.workers else None
        for batch in pieces:
            for done in _through(pool, rows, batch):
                keep(done)
                seen += 1
                _tell(run.progress, seen, slices, tally.done)
                if verdict := run.gate.verdict(tally):
                    return verdict
    return None


def _cut(given: pd.DataFrame, target: Table, run: LocalRun) -> _Pieces:
    """The sample the gate looks at, and the rest, as slices that suit the table."""
    pieces = [given.iloc[at] for at in target.slices(given["product_id"].tolist(), run.slice_rows)]
    sample, rest = run.gate.sample, []
    first: list[pd.DataFrame] = []
    for piece in pieces:
        if sample > 0:
            first.append(piece.iloc[:sample])
            rest += [piece.iloc[sample:]] if len(piece) > sample else []
            sample -= len(piece)
        else:
            rest.append(piece)
    return first, rest


def _through(pool: Pool | None, rows: KeyedRows, pieces: Sequence[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    return here(rows, pieces) if pool is None else pool.run(pieces)


def _keep(done: pd.DataFrame, *, target: Table, letters: Table, tally: Tally) -> None:
    """Letters first: what is killed in between is done again."""
    if done.empty:
        return
    tally.add(done)
    record_letters(letters, done)
    target.merge(done[done[KEPT.name].astype(bool)])


def _prune(source: pd.DataFrame, target: Table, run: LocalRun) -> int:
    if not run.prune or run.limit is not None:
        return 0
    gone = set(target.read([target.schema.names[0]])[target.schema.names[0]]) - set(source["product_id"])
    target.delete(gone)
    return len(gone)


def _tell(progress: ProgressCallback | None, seen: int, slices: int, done: int) -> None:
    if progress is not None:
        progress(Progress("slices", min(seen, slices), slices))
        progress(Progress("rows done", done, 0))
