"""The job `build_user_style_features`: what people did, summed up as their taste."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from fashion_search.batch.definitions import EVENTS, PRODUCTS, USER_STYLES
from fashion_search.batch.frames import Frames
from fashion_search.batch.materials import product_of, rows_of
from fashion_search.batch.schema import Column, Schema
from fashion_search.errors import ConfigurationError
from fashion_search.filters import Columns
from fashion_search.people import Event, PriceLevels, StyleSettings, StyleSums, UserStyle
from fashion_search.types import Product

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["BuildUserStyles", "join_events", "join_events_on_spark", "price_levels"]

_FORMAT = 1
_VECTOR = "hybrid_embedding"
_USERS_AT_ONCE = 256


@dataclass(frozen=True, kw_only=True, eq=False)
class BuildUserStyles:
    """Sums each person's events up; rows have to come in order of user.

    A person's row depends on their own events and the prices of the catalogue, not on the day it is made.

    Attributes:
        levels: The catalogue's prices: `price_levels` takes them.
        embedding_model: Which model made the vectors.
        settings: What events weigh, and how they fade.
    """

    levels: PriceLevels
    embedding_model: str
    settings: StyleSettings = field(default_factory=StyleSettings)

    @property
    def version(self) -> str:
        """The job, the model and the weights."""
        weights = hashlib.blake2b(repr(self.settings).encode(), digest_size=4).hexdigest()
        return f"build_user_style_features/{_FORMAT}/{self.embedding_model}/{weights}"

    @property
    def inputs(self) -> Schema:
        """Events with their products and vectors, as `join_events` gives them."""
        products = tuple(column for column in PRODUCTS.columns if column.name != "product_id")
        return EVENTS.with_columns(*products, Column(_VECTOR, "vector"))

    @property
    def outputs(self) -> Schema:
        """The columns of `user_style_features`."""
        return USER_STYLES

    def __call__(self, frames: Frames) -> Frames:
        """One row per person.

        Raises:
            ConfigurationError: the rows do not come in order of user: some would be summed up twice.
        """
        made: list[dict[str, Any]] = []
        last = ""
        for user_id, rows in groupby(_flat(frames), key=lambda row: str(row["user_id"])):
            if user_id < last:
                raise ConfigurationError(
                    f"Events have to come in order of user; {user_id!r} follows {last!r}."
                )
            last = user_id
            made.append(self._row(self._style(user_id, list(rows))))
            if len(made) == _USERS_AT_ONCE:
                yield self.outputs.rows(made)
                made = []
        if made:
            yield self.outputs.rows(made)

    def _style(self, user_id: str, rows: list[dict[str, Any]]) -> UserStyle:
        events = [
            Event(
                user_id=user_id, product_id=str(row["product_id"]), kind=row["kind"], at=_instant(row["at"])
            )
            for row in rows
        ]
        products: dict[str, Product] = {
            str(row["product_id"]): product_of(row) for row in rows if _is_known(row)
        }
        vectors = {
            str(row["product_id"]): np.asarray(row[_VECTOR], dtype=np.float32)
            for row in rows
            if row.get(_VECTOR) is not None
        }
        empty = StyleSums(user_id=user_id, settings=self.settings)
        return empty.fold(events, products=products, vectors=vectors, levels=self.levels).style()

    def _row(self, style: UserStyle) -> dict[str, Any]:
        values = style.to_dict() | {
            "user_embedding": style.embedding,
            "embedding_model": self.embedding_model,
        }
        values["last_seen"] = None if style.last_seen is None else pd.Timestamp(style.last_seen, tz="UTC")
        plain = {name: str(value) for name, value in style.to_dict().items()}
        digest = hashlib.blake2b(json.dumps([self.version, plain]).encode(), digest_size=16).hexdigest()
        now = datetime.now(timezone.utc)
        return values | {"content_hash": digest, "job_version": self.version, "updated_at": now}


def price_levels(products: pd.DataFrame) -> PriceLevels:
    """The prices of a catalogue, to tell what is cheap there.

    Args:
        products: Needs `product_id`, `article_type` and `price`.
    """
    return PriceLevels.from_columns(Columns.from_products([product_of(row) for row in rows_of(products)]))


def join_events(events: pd.DataFrame, products: pd.DataFrame, vectors: pd.DataFrame) -> pd.DataFrame:
    """Events with their products and vectors, in order of user and time.

    Args:
        events: `user_id, product_id, kind, at`.
        products: Rows of `products`.
        vectors: `product_id` and `hybrid_embedding`.

    Raises:
        ConfigurationError: events lack a column.
    """
    missing = [name for name in EVENTS.names if name not in events.columns]
    if missing:
        raise ConfigurationError(f"The events lack the columns {', '.join(missing)}.")
    joined = events.merge(products, on="product_id", how="left").merge(
        vectors[["product_id", _VECTOR]], on="product_id", how="left"
    )
    return joined.sort_values(["user_id", "at", "product_id", "kind"], ignore_index=True, kind="stable")


def join_events_on_spark(events: DataFrame, products: DataFrame, vectors: DataFrame) -> DataFrame:
    """The same on Spark: each person's events in one partition, in order."""
    joined = events.join(products, "product_id", "left").join(
        vectors.select("product_id", _VECTOR), "product_id", "left"
    )
    order = ("user_id", "at", "product_id", "kind")
    return joined.repartition("user_id").sortWithinPartitions(*order)


def _flat(frames: Frames) -> Iterator[dict[str, Any]]:
    for frame in frames:
        yield from rows_of(frame)


def _is_known(row: dict[str, Any]) -> bool:
    """Whether the product of an event is in the catalogue: a join leaves nothing of one that is not."""
    return any(row.get(name) is not None for name in PRODUCTS.names if name != "product_id")


def _instant(value: Any) -> datetime:  # noqa: ANN401  # whatever pandas has for an instant
    found: datetime = pd.Timestamp(value).to_pydatetime()
    return found
