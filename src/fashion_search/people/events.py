"""What people did with products, and where it is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timezone
from threading import Lock
from typing import Literal, Protocol, TypeAlias, get_args

from fashion_search.errors import InvalidRequestError, nearest

__all__ = ["KINDS", "Event", "EventKind", "EventLog", "MemoryEventLog"]

EventKind: TypeAlias = Literal["view", "click", "cart", "purchase", "return"]

KINDS: tuple[str, ...] = get_args(EventKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing a person did with one product.

    Attributes:
        user_id: Who.
        product_id: With what; it need not be in the catalogue any more.
        kind: What was done.
        at: When: a day, or a time; a time without a zone is taken as UTC, a day as its midnight in UTC.

    Raises:
        InvalidRequestError: an id is empty, or there is no such kind.
    """

    user_id: str
    product_id: str
    kind: EventKind
    at: date

    def __post_init__(self) -> None:
        """Refuse events that cannot be counted."""
        if not self.user_id or not self.product_id:
            raise InvalidRequestError(
                f"An event needs a user and a product: {self.user_id!r}, {self.product_id!r}."
            )
        if self.kind not in KINDS:
            raise InvalidRequestError(
                f"Unknown kind of event {self.kind!r}. {nearest(str(self.kind), KINDS)}"
            )

    @property
    def day(self) -> float:
        """When, in days since 1970 in UTC."""
        return in_days(self.at)


def in_days(at: date) -> float:
    """A day or a time as days since 1970 in UTC."""
    if not isinstance(at, datetime):
        return float(at.toordinal() - date(1970, 1, 1).toordinal())
    known = at if at.tzinfo else at.replace(tzinfo=timezone.utc)
    return known.timestamp() / 86_400


class EventLog(Protocol):
    """Keeps events. Reading is in order of time, then product id, then kind."""

    def append(self, events: Iterable[Event]) -> int:
        """Keep more events, all or none of them. How many were given."""
        ...

    def of_user(self, user_id: str) -> tuple[Event, ...]:
        """What one person did, oldest first; empty for somebody unknown."""
        ...

    def user_ids(self) -> tuple[str, ...]:
        """Everybody known, in order of id."""
        ...

    def __iter__(self) -> Iterator[Event]:
        """Every event, oldest first."""
        ...

    def __len__(self) -> int:
        """How many events there are. It changes with every `append`, which tells a reader to look again."""
        ...


class MemoryEventLog:
    """Events kept in this process. Threads may share it.

    Args:
        events: What is known from the start, in any order.
    """

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._lock = Lock()
        self._by_user: dict[str, list[Event]] = defaultdict(list)
        self._count = 0
        self.append(events)

    def append(self, events: Iterable[Event]) -> int:
        """Keep more events; how many were given."""
        given = list(events)
        with self._lock:
            for event in given:
                self._by_user[event.user_id].append(event)
            self._count += len(given)
        return len(given)

    def of_user(self, user_id: str) -> tuple[Event, ...]:
        """What one person did, oldest first."""
        with self._lock:
            return tuple(sorted(self._by_user.get(user_id, ()), key=in_time))

    def user_ids(self) -> tuple[str, ...]:
        """Everybody known, in order of id."""
        with self._lock:
            return tuple(sorted(self._by_user))

    def __iter__(self) -> Iterator[Event]:
        """Every event, oldest first."""
        with self._lock:
            every = [event for events in self._by_user.values() for event in events]
        return iter(sorted(every, key=in_time))

    def __len__(self) -> int:
        return self._count


def in_time(event: Event) -> tuple[float, str, str, str]:
    """The order of events: time, product, kind, user."""
    return event.day, event.product_id, event.kind, event.user_id
