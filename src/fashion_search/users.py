"""`client.users`: personas, profiles, and what people did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from fashion_search.people import Event, EventLog, Persona, UserStyle

__all__ = ["Profile", "Tastes", "Users"]


class Tastes(Protocol):
    """Knows people's tastes; a recommender does."""

    def style(self, user_id: str) -> UserStyle:
        """What is known of a person's taste; somebody unknown has a style that says nothing."""
        ...

    def personas(self) -> Sequence[Persona]:
        """Five invented shoppers, made from this store's own products."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One person.

    Attributes:
        user_id: Who.
        style: Their taste, as far as it is known.
        history: What they did, oldest first.
    """

    user_id: str
    style: UserStyle
    history: tuple[Event, ...]


class Users:
    """Who the shoppers are."""

    def __init__(self, log: EventLog, tastes: Tastes) -> None:
        self._log = log
        self._tastes = tastes

    def personas(self) -> tuple[Persona, ...]:
        """Five invented shoppers to try `recommend` with: budget, athletic, luxury, professional, gen-z.

        They are made from this store's own products; a segment that nothing fits has none.
        """
        return tuple(self._tastes.personas())

    def profile(self, user_id: str) -> Profile:
        """A person's taste and history; of somebody unknown, empty ones."""
        return Profile(user_id=user_id, style=self._tastes.style(user_id), history=self._log.of_user(user_id))

    def record(self, events: Iterable[Event]) -> int:
        """Keep what people did; it counts from the next call on. How many were given.

        Raises:
            StoreError: the store's directory cannot be written.
        """
        return self._log.append(events)
