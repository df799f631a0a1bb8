"""A job that makes one row per product: skips what is known, tries twice, and lets no row end the work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, ClassVar, Protocol, TypeAlias

import pandas as pd

from fashion_search.batch.definitions import CONTENT_HASH, JOB_VERSION
from fashion_search.batch.frames import Frames, loaded_once, rebatched
from fashion_search.batch.materials import Material, look, rows_of
from fashion_search.batch.schema import Column, Schema
from fashion_search.errors import ConfigurationError
from fashion_search.protocols import PictureSource

__all__ = ["KEPT", "KNOWN_HASH", "PROBLEM", "SEEN", "TRIES", "KeyedRows", "Made", "Make", "Maker", "Pending"]

KNOWN_HASH = Column("known_hash", "text", "Hash of the content the target has, or has given up on")
PROBLEM = Column("problem", "text", "Why the row could not be done")
KEPT = Column("kept", "flag", "Whether the row goes into the target")
TRIES = Column("tries", "integer")
SEEN = (PROBLEM, KEPT, TRIES)
"""What a keyed job says about each row, besides the row."""

MADE_AT = ("updated_at", "extraction_timestamp")
"""Columns that say when a row was made."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one row.

    Attributes:
        values: The target's columns by name.
        problem: Why it could not be done, or not wholly.
    """

    values: Mapping[str, Any]
    problem: str | None = None


Make: TypeAlias = Callable[[Sequence[Material]], Sequence[Made]]
"""Does some rows together, one result each, in order. It may raise: each row is then tried alone."""


class Maker(Protocol):
    """What a keyed job does; must pickle."""

    @property
    def version(self) -> str:
        """Names the job, its model and its settings: rows of another version count as missing."""
        ...

    @property
    def inputs(self) -> Schema:
        """The columns it reads; all but `picture` count for the hash."""
        ...

    @property
    def target(self) -> Schema:
        """The table it makes, key first."""
        ...

    @property
    def pictures(self) -> PictureSource | None:
        """Where pictures are; `None` when it needs none."""
        ...

    @property
    def rows_at_once(self) -> int:
        """How many rows go together."""
        ...

    def load(self) -> Make:
        """Make ready, in the process that works: load the model.

        Raises:
            ConfigurationError: the model cannot be had. This ends the job, and rightly.
        """
        ...

    def failed(self, material: Material, problem: str) -> Made | None:
        """The row that goes into the target for one that could not be done; `None` for none."""
        ...


@dataclass(frozen=True, slots=True)
class KeyedRows:
    """The row function of a keyed job.

    Rows whose content hash is the `known_hash` they come with are left out. Those that fail together with
    others are tried once more, alone; then the result says why they failed.

    Args:
        maker: What is done.
    """

    maker: Maker

    @property
    def inputs(self) -> Schema:
        """What the maker reads, and what is known of each row."""
        return self.maker.inputs.with_columns(KNOWN_HASH)

    @property
    def outputs(self) -> Schema:
        """The target's columns, and what is said about each row."""
        return self.maker.target.with_columns(*SEEN)

    def __call__(self, frames: Frames) -> Frames:
        """Do the rows that are not known, few at a time; one frame for each that holds any."""
        for frame in frames:
            rows: list[dict[str, Any]] = []
            for piece in rebatched(iter([frame]), self.maker.rows_at_once):
                if todo := list(self.unknown(piece)):
                    rows += self._done(todo, loaded_once(self.maker.version, self.maker.load))
            if rows:
                yield self.outputs.rows(rows)

    def lost(self, frame: pd.DataFrame, problem: str) -> pd.DataFrame:
        """What is said of rows that took their process down with them each time they were tried."""
        return self.outputs.rows([self._failure(material, problem) for material in self.unknown(frame)])

    def unknown(self, frame: pd.DataFrame) -> Iterator[Material]:
        """The rows whose content is not the known one."""
        for row in rows_of(frame):
            known = row.pop(KNOWN_HASH.name, None)
            material = self._look(row)
            if material.content_hash != known:
                yield material

    def _look(self, row: Mapping[str, Any]) -> Material:
        counting = tuple(name for name in self.maker.inputs.names if name != "picture")
        return look(row, counting=counting, pictures=self.maker.pictures, salt=self.maker.version)

    def _done(self, todo: Sequence[Material], make: Make) -> list[dict[str, Any]]:
        made = _together(todo, make)
        return [
            self._row(material, first) if first and first.problem is None else self._again(material, make)
            for material, first in zip(todo, made, strict=True)
        ]

    def _again(self, material: Material, make: Make) -> dict[str, Any]:
        """The second try: the picture is read anew, and no other row is near."""
        material = self._look(material.row)
        try:
            (made,) = _checked(make([material]), 1)
        except Exception as exc:
            return self._failure(material, f"{type(exc).__name__}: {exc}")
        return self._row(material, made, tries=1 if made.problem is None else 2)

    def _failure(self, material: Material, problem: str) -> dict[str, Any]:
        failed = self.maker.failed(material, problem)
        return self._row(material, failed or Made({}, problem), tries=2, kept=failed is not None)

    def _row(self, material: Material, made: Made, *, tries: int = 1, kept: bool = True) -> dict[str, Any]:
        now = datetime.now(timezone.utc)
        return {
            **dict.fromkeys(MADE_AT, now),
            **made.values,
            "product_id": material.product.product_id,
            CONTENT_HASH.name: material.content_hash,
            JOB_VERSION.name: self.maker.version,
            PROBLEM.name: made.problem,
            KEPT.name: kept,
            TRIES.name: tries,
        }


@dataclass(frozen=True, slots=True)
class Pending:
    """Which rows a job would do; nothing is loaded or done.

    Args:
        rows: The job.
    """

    rows: KeyedRows
    outputs: ClassVar[Schema] = Schema((Column("product_id", "text", required=True), CONTENT_HASH))

    @property
    def inputs(self) -> Schema:
        """What the job reads."""
        return self.rows.inputs

    def __call__(self, frames: Frames) -> Frames:
        """The ids and hashes of the rows that would be done."""
        for frame in frames:
            found = list(self.rows.unknown(frame))
            yield pd.DataFrame(
                {
                    "product_id": [material.product.product_id for material in found],
                    CONTENT_HASH.name: [material.content_hash for material in found],
                },
                dtype=object,
            )


def _together(todo: Sequence[Material], make: Make) -> Sequence[Made | None]:
    """The first try; `None` for all when one of them spoils it."""
    try:
        return _checked(make(todo), len(todo))
    except Exception:
        return [None] * len(todo)


def _checked(made: Sequence[Made], count: int) -> Sequence[Made]:
    if len(made) != count:
        raise ConfigurationError(f"A job gave {len(made)} results for {count} rows.")
    return made
