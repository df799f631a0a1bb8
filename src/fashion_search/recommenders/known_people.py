"""What is known of the people of one shop: their events, their taste, and what everybody wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timezone
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import NotFoundError
from fashion_search.filters import Columns
from fashion_search.people import (
    Demand,
    Event,
    EventLog,
    Launches,
    OfAllEvents,
    Persona,
    PriceLevels,
    Segment,
    StyleSettings,
    StyleSums,
    UserStyle,
    cast_personas,
)
from fashion_search.people.appeal import Liked
from fashion_search.people.events import in_days
from fashion_search.people.past import past_products
from fashion_search.protocols import Catalog, ColumnarIndex, Index
from fashion_search.recommenders.recommendation import Rung
from fashion_search.types import Product, Vectors

__all__ = ["KnownPeople", "Person", "Styles", "date_of"]

_REMEMBERED = 30
"""Products of a past that are looked at one by one."""

_PAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Person:
    """One person as of one moment.

    Attributes:
        rung: What the rest was made from.
        style: The taste.
        liked: The products that drive it.
    """

    rung: Rung
    style: UserStyle
    liked: Liked


class Styles(Protocol):
    """Keeps tastes that were worked out elsewhere."""

    def get(self, user_id: str) -> UserStyle | None:
        """One person's taste; `None` when nothing is kept of them."""
        ...


class KnownPeople:
    """Reads what is known; everybody's events are read again when there are more of them.

    Args:
        index: Keeps the vectors.
        catalog: Keeps the products.
        log: Keeps the events.
        settings: What events weigh, and how they fade.
        demand_half_life_days: Days after which somebody else's event counts half.
        styles: Keeps tastes that were worked out elsewhere, for people without events here.
    """

    def __init__(
        self,
        index: Index,
        catalog: Catalog,
        log: EventLog,
        *,
        settings: StyleSettings,
        demand_half_life_days: float,
        styles: Styles | None = None,
    ) -> None:
        self._index = index
        self._catalog = catalog
        self._people = log
        self._styles = styles
        self._settings = settings
        self._demand = OfAllEvents(
            log, lambda events: Demand.from_events(events, settings, half_life_days=demand_half_life_days)
        )
        self._launches: Launches | None = None
        self._shop: tuple[tuple[str, ...], Columns, PriceLevels] | None = None

    def style(self, user_id: str, now: float) -> UserStyle:
        """What is known of a person's taste before a moment, in days since 1970."""
        events = self.events(user_id, now)
        stored = None if events else self.stored(user_id, now)
        return stored or self.sums(user_id, events).style()

    def stored(self, user_id: str, now: float) -> UserStyle | None:
        """A taste worked out elsewhere, before a moment; its vector only where it has the model's length."""
        style = None if self._styles is None else self._styles.get(user_id)
        if style is None or (style.last_seen is not None and in_days(style.last_seen) >= now):
            return None
        if style.embedding is not None and len(style.embedding) != self._index.identity.dimension:
            return replace(style, embedding=None)
        return style

    def personas(self, last_day: date) -> tuple[Persona, ...]:
        """Five shoppers made up from this shop's own products."""
        product_ids, columns, _ = self.catalogue()
        return cast_personas(product_ids, columns, last_day=last_day)

    def person(
        self, user_id: str | None, session: Sequence[str], segment: Segment | None, now: float
    ) -> Person | None:
        """The first rung that says something about taste."""
        past = self.events(user_id, now) if user_id else ()
        today = [_clicked(user_id or "session", one, now) for one in dict.fromkeys(reversed(session))]
        stored = self.stored(user_id, now) if user_id and not past else None
        if stored is not None and _says_something(stored):
            return Person(rung="personal", style=stored, liked=self._liked(today, now))
        persona = next((one for one in self._personas_for(segment, now) if one.segment == segment), None)
        rungs: tuple[tuple[Rung, Sequence[Event]], ...] = (
            ("personal", (*past, *today) if past else ()),
            ("session", today),
            ("segment", persona.history if persona else ()),
        )
        for rung, events in rungs:
            liked = self._liked(events, now)
            if liked.past:
                style = self.sums(events[0].user_id, events).style()
                return Person(rung=rung, style=style, liked=liked)
        return None

    def _personas_for(self, segment: Segment | None, now: float) -> tuple[Persona, ...]:
        return () if segment is None else self.personas(date_of(now))

    def events(self, user_id: str, now: float) -> tuple[Event, ...]:
        """What a person did before a moment, oldest first."""
        return tuple(event for event in self._people.of_user(user_id) if event.day < now)

    def bought(self, user_id: str, now: float) -> frozenset[str]:
        """What a person bought before a moment, sent back or not."""
        return frozenset(
            event.product_id for event in self.events(user_id, now) if event.kind in ("purchase", "return")
        )

    def sums(self, user_id: str, events: Sequence[Event]) -> StyleSums:
        """Events added up, with the products and vectors the shop still has."""
        ids = list(dict.fromkeys(event.product_id for event in events))
        products = self._catalog.get_many(ids)
        vectors = self.vectors(list(products))
        return StyleSums(user_id=user_id, settings=self._settings).fold(
            events,
            products=products,
            vectors={one: vectors[row] for row, one in enumerate(products) if vectors[row].any()},
            levels=self.catalogue()[2],
        )

    def _liked(self, events: Sequence[Event], now: float) -> Liked:
        past = past_products(events, self._settings, now)
        products = self._catalog.get_many([one.product_id for one in past])
        kept = [one for one in past if one.product_id in products][:_REMEMBERED]
        rows = tuple(products[one.product_id] for one in kept)
        return Liked(tuple(kept), rows, self.vectors([one.product_id for one in kept]))

    def everybody(self) -> Demand:
        """Everybody's events, read again when there are more."""
        return self._demand.get()

    def current(self, now: float) -> dict[str, float]:
        """How much each product is of the present, going by what sells; empty when nothing tells."""
        if self._launches is None:
            product_ids, columns, _ = self.catalogue()
            self._launches = Launches.from_columns(product_ids, columns)
        return self._launches.current(self.everybody(), now)

    def catalogue(self) -> tuple[tuple[str, ...], Columns, PriceLevels]:
        """Every product id, their fields in the same order, and their price levels; read once."""
        if self._shop is None:
            product_ids, columns = self._read_catalogue()
            self._shop = product_ids, columns, PriceLevels.from_columns(columns)
        return self._shop

    def _read_catalogue(self) -> tuple[tuple[str, ...], Columns]:
        product_ids = getattr(self._index, "product_ids", None)
        if isinstance(self._index, ColumnarIndex) and product_ids is not None:
            return tuple(product_ids), self._index.columns
        at_once = getattr(self._catalog, "columns", None)
        if at_once is not None:
            known, columns = at_once()
            return known, columns
        products: list[Product] = []
        page = self._catalog.list(limit=_PAGE)
        products += page.products
        while page.next_cursor is not None:
            page = self._catalog.list(limit=_PAGE, cursor=page.next_cursor)
            products += page.products
        return tuple(one.product_id for one in products), Columns.from_products(products)

    def vectors(self, product_ids: Sequence[str]) -> Vectors:
        """A row per id; zeros also for what the catalogue has and the index has not, or not yet."""
        try:
            return self._index.vectors_of(product_ids)
        except NotFoundError:
            return np.stack([self._vector(one) for one in product_ids])

    def _vector(self, product_id: str) -> NDArray[np.float32]:
        try:
            return np.asarray(self._index.vectors_of([product_id])[0], dtype=np.float32)
        except NotFoundError:
            return np.zeros(self._index.identity.dimension, dtype=np.float32)


def _says_something(style: UserStyle) -> bool:
    return style.embedding is not None or bool(style.category_prefs or style.color_prefs)


def _clicked(user_id: str, product_id: str, now: float) -> Event:
    at = datetime.fromtimestamp(now * 86_400, tz=timezone.utc)
    return Event(user_id=user_id, product_id=product_id, kind="click", at=at)


def date_of(moment: float) -> date:
    """The day in UTC of a moment given in days since 1970."""
    return datetime.fromtimestamp(moment * 86_400, tz=timezone.utc).date()
