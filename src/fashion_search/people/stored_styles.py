"""Tastes that were worked out elsewhere: the table `user_style_features`, read and written."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timezone
from typing import Any

import numpy as np
from sqlalchemy import (
    ARRAY,
    JSON,
    Column,
    Connection,
    DateTime,
    Engine,
    Float,
    Integer,
    MetaData,
    Row,
    Select,
    String,
    Table,
    delete,
    insert,
    inspect,
    literal_column,
    select,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import TypeEngine

from fashion_search.errors import StoreError
from fashion_search.names import STYLES
from fashion_search.people.making import made
from fashion_search.people.segments import SEGMENTS, Segment
from fashion_search.people.style import UserStyle
from fashion_search.types import Vector

__all__ = ["USER_STYLES", "SqlStyles", "read_style"]

USER_STYLES = STYLES
"""The table, a row a person."""

_AT_ONCE = 500


def _numbers() -> TypeEngine[Any]:
    return JSON().with_variant(ARRAY(Float(24)), "postgresql")


def _table(name: str, schema: str | None) -> Table:
    return Table(
        name,
        MetaData(schema=schema),
        Column("user_id", String, primary_key=True),
        Column("user_embedding", _numbers()),
        Column("segment", String),
        Column("num_interactions", Integer),
        Column("category_prefs", JSON),
        Column("color_prefs", JSON),
        Column("avg_price", Float(53)),
        Column("min_price", Float(53)),
        Column("max_price", Float(53)),
        Column("gender_prefs", JSON),
        Column("usage_prefs", JSON),
        Column("updated_at", DateTime(timezone=True)),
    )


class SqlStyles:
    """Tastes in a database. Threads may share it.

    Args:
        engine: The database; whoever made it closes it. The table is made when it is missing.
        name: The table's name.
        schema: Where the table is; `None` means the default.
        create: Whether to make the table. Switched off nothing is asked before the first call, and of a table
            that is missing nobody is known.

    Raises:
        StoreError: the database cannot be read or written; every method raises it.
    """

    def __init__(
        self, engine: Engine, *, name: str = USER_STYLES, schema: str | None = None, create: bool = True
    ) -> None:
        self._engine = engine
        self._table = _table(name, schema)
        if create:
            try:
                made(engine, self._table.metadata)
            except SQLAlchemyError as exc:
                raise self._trouble(exc) from exc

    def get(self, user_id: str) -> UserStyle | None:
        """One person's taste; `None` when nothing is kept of them."""
        try:
            with self._engine.connect() as connection:
                # Whatever columns there are: a table that others fill may lack those that are ours alone.
                everything: Select[Any] = select(literal_column("*")).select_from(self._table)
                row = connection.execute(everything.where(self._table.c.user_id == user_id)).one_or_none()
        except SQLAlchemyError as exc:
            if self._is_missing():
                return None
            raise self._trouble(exc) from exc
        return None if row is None else read_style(_named(row))

    def put(self, styles: Iterable[UserStyle]) -> int:
        """Keep tastes, in place of what was kept of the same people, all or none of them; how many."""
        rows = {style.user_id: _row(style) for style in styles}
        try:
            with self._engine.begin() as connection:
                self._write(connection, rows)
        except SQLAlchemyError as exc:
            raise self._trouble(exc) from exc
        return len(rows)

    def _write(self, connection: Connection, rows: Mapping[str, Mapping[str, object]]) -> None:
        ids, values = list(rows), list(rows.values())
        for start in range(0, len(ids), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            connection.execute(delete(self._table).where(self._table.c.user_id.in_(ids[part])))
            connection.execute(insert(self._table), values[part])

    def _is_missing(self) -> bool:
        try:
            return not inspect(self._engine).has_table(self._table.name, schema=self._table.schema)
        except SQLAlchemyError:
            return False

    def _trouble(self, exc: SQLAlchemyError) -> StoreError:
        where = self._engine.url.render_as_string(hide_password=True)
        reason = type(getattr(exc, "orig", None) or exc).__name__
        return StoreError(f"The tastes in {self._table.name} of {where} cannot be used ({reason}).")


def read_style(row: Mapping[str, Any]) -> UserStyle:
    """A taste from the columns of `user_style_features`, whoever wrote them.

    Vectors may be of any length but zero, preferences JSON text or mappings of weights, of which only the
    positive count; a column that is missing, null or unusable says nothing.

    Args:
        row: Values by column.
    """
    segment = row.get("segment")
    return UserStyle(
        user_id=str(row["user_id"]),
        embedding=_unit(row.get("user_embedding")),
        segment=_segment(segment),
        num_interactions=int(row.get("num_interactions") or 0),
        category_prefs=_weights(row.get("category_prefs")),
        color_prefs=_weights(row.get("color_prefs")),
        gender_prefs=_weights(row.get("gender_prefs")),
        usage_prefs=_weights(row.get("usage_prefs")),
        avg_price=_price(row.get("avg_price")),
        min_price=_price(row.get("min_price")),
        max_price=_price(row.get("max_price")),
        last_seen=_day(row.get("last_seen")) or _day(row.get("updated_at")),
    )


def _named(row: Row[Any]) -> Mapping[str, Any]:
    return dict(row._mapping)  # noqa: SLF001  # public in spite of its name


def _row(style: UserStyle) -> dict[str, object]:
    return {
        "user_id": style.user_id,
        "user_embedding": None if style.embedding is None else style.embedding.tolist(),
        "segment": style.segment,
        "num_interactions": style.num_interactions,
        "category_prefs": dict(style.category_prefs),
        "color_prefs": dict(style.color_prefs),
        "avg_price": style.avg_price,
        "min_price": style.min_price,
        "max_price": style.max_price,
        "gender_prefs": dict(style.gender_prefs),
        "usage_prefs": dict(style.usage_prefs),
        "updated_at": None if style.last_seen is None else _midnight(style.last_seen),
    }


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=timezone.utc)


def _segment(value: object) -> Segment | None:
    known = str(value).strip().lower().replace("_", "-") if value is not None else ""
    return next((segment for segment in SEGMENTS if segment == known), None)


def _unit(values: Any) -> Vector | None:  # noqa: ANN401
    values = values.tolist() if isinstance(values, np.ndarray) else _plain(values)
    if not isinstance(values, (list, tuple)) or not values:
        return None
    vector = np.array([np.nan if value is None else float(value) for value in values])
    length = float(np.linalg.norm(vector))
    return (vector / length).astype(np.float32) if 0 < length < math.inf else None


def _plain(value: object) -> object:
    """What JSON text says, where a database answers with text."""
    if not isinstance(value, (str, bytes)):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None


def _weights(value: object) -> dict[str, float]:
    """Weights relative to the strongest, strongest first."""
    value = _plain(value)
    if not isinstance(value, Mapping):
        return {}
    found = {str(name): _number(weight) for name, weight in value.items()}
    kept = {name: weight for name, weight in found.items() if weight is not None and weight > 0}
    most = max(kept.values(), default=1.0)
    return {name: kept[name] / most for name in sorted(kept, key=lambda name: (-kept[name], name))}


def _price(value: object) -> float | None:
    found = _number(value)
    return found if found is not None and found >= 0 else None


def _number(value: object) -> float | None:
    try:
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return found if math.isfinite(found) else None


def _day(value: object) -> date | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    return value.date() if isinstance(value, datetime) else None
