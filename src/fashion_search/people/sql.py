"""Events in a database: a file beside a store, or any SQL database."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    Row,
    Select,
    String,
    Table,
    create_engine,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from fashion_search.errors import StoreError
from fashion_search.people.events import Event, in_time
from fashion_search.people.making import made

__all__ = ["PEOPLE", "SqlEventLog"]

PEOPLE = "people.sqlite"
"""The file's name inside a store's directory. It belongs to no generation: ingesting again keeps it."""

_metadata = MetaData()

_events = Table(
    "events",
    _metadata,
    Column("event_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("user_id", String, nullable=False),
    Column("product_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("at", String, nullable=False),
    Column("day", Float(53), nullable=False),
    Index("ix_events_user", "user_id", "day"),
)


class SqlEventLog:
    """Events in the table `events` of a database. Threads may share it.

    Nothing is asked before the first call. The first events make the table; until then there is nothing to
    read, so that reading takes no right to write.

    Args:
        engine: The database.

    Raises:
        StoreError: the database cannot be read or written; every method raises it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._made = False

    @classmethod
    def beside(cls, store: str | os.PathLike[str]) -> SqlEventLog:
        """The events of one store: `people.sqlite` in its directory, made by the first of them.

        Raises:
            StoreError: the directory is missing.
        """
        folder = Path(store).expanduser().absolute()
        if not folder.is_dir():
            raise StoreError(f"There is no directory {folder} to keep {PEOPLE} in; ingest a catalogue first.")
        return cls(create_engine(f"sqlite:///{folder / PEOPLE}"))

    def append(self, events: Iterable[Event]) -> int:
        """Keep more events, all or none of them; how many were given."""
        rows = [_row(event) for event in events]
        if rows:
            try:
                if not self._made:
                    made(self._engine, _metadata)
                    self._made = True
                with self._engine.begin() as connection:
                    connection.execute(insert(_events), rows)
            except SQLAlchemyError as exc:
                raise StoreError(_trouble(self._engine, exc)) from exc
        return len(rows)

    def of_user(self, user_id: str) -> tuple[Event, ...]:
        """What one person did, oldest first."""
        return self._read(_EVERY.where(_events.c.user_id == user_id))

    def user_ids(self) -> tuple[str, ...]:
        """Everybody known, in order of id."""
        return tuple(sorted(str(user_id) for (user_id,) in self._rows(select(_events.c.user_id).distinct())))

    def __iter__(self) -> Iterator[Event]:
        """Every event, oldest first."""
        return iter(self._read(_EVERY))

    def __len__(self) -> int:
        return sum(int(count) for (count,) in self._rows(select(func.count()).select_from(_events)))

    def close(self) -> None:
        """Give the database back."""
        self._engine.dispose()

    def _read(self, statement: Select[Any]) -> tuple[Event, ...]:
        events = [
            Event(user_id=row.user_id, product_id=row.product_id, kind=row.kind, at=_when(row.at))
            for row in self._rows(statement)
        ]
        return tuple(sorted(events, key=in_time))

    def _rows(self, statement: Select[Any]) -> list[Row[Any]]:
        try:
            if not self._is_there():
                return []
            with self._engine.connect() as connection:
                return list(connection.execute(statement))
        except SQLAlchemyError as exc:
            raise StoreError(_trouble(self._engine, exc)) from exc

    def _is_there(self) -> bool:
        """Whether there is a table; a file that is missing is not made by looking for it."""
        file = self._engine.url.database if self._engine.dialect.name == "sqlite" else None
        if not self._made and (not file or Path(file).exists()):
            self._made = inspect(self._engine).has_table(_events.name)
        return self._made


_EVERY = select(_events.c.user_id, _events.c.product_id, _events.c.kind, _events.c.at)


def _row(event: Event) -> dict[str, object]:
    """A time is kept in UTC, a day as a day."""
    at = event.at
    if isinstance(at, datetime):
        at = at.replace(tzinfo=timezone.utc) if at.tzinfo is None else at.astimezone(timezone.utc)
    return {
        "user_id": event.user_id,
        "product_id": event.product_id,
        "kind": event.kind,
        "at": at.isoformat(),
        "day": event.day,
    }


def _when(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _trouble(engine: Engine, exc: SQLAlchemyError) -> str:
    reason = getattr(exc, "orig", None) or exc
    return f"The events at {engine.url.render_as_string(hide_password=True)} cannot be used: {reason}."
