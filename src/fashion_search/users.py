"""`client.users`: personas, profiles, and what people did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Protocol

from fashion_search.people import Event, EventLog, Persona, Profile, UserStyle
from fashion_search.searching import Awaiting, Call

__all__ = ["AsyncUsers", "Profile", "Tastes", "Users"]


class Tastes(Protocol):
    """Knows people's tastes; a recommender does."""

    def style(self, user_id: str) -> UserStyle:
        """What is known of a person's taste; somebody unknown has a style that says nothing."""
        ...

    def personas(self) -> Sequence[Persona]:
        """Five invented shoppers, made from this store's own products."""
        ...


class Users:
    """Who the shoppers are."""

    def __init__(self, log: EventLog, tastes: Tastes, timeout_s: float | None = None) -> None:
        self._timeout_s = timeout_s
        self._log = log
        self._tastes = tastes

    def personas(self, *, timeout_s: float | None = None) -> tuple[Persona, ...]:
        """Five invented shoppers to try `recommend` with: budget, athletic, luxury, professional, gen-z.

        They are made from this store's own products; a segment that nothing fits has none.
        """
        with self._call("users.personas", timeout_s):
            return tuple(self._tastes.personas())

    def profile(self, user_id: str, *, timeout_s: float | None = None) -> Profile:
        """A person's taste and history; of somebody unknown, empty ones."""
        with self._call("users.profile", timeout_s):
            style = self._tastes.style(user_id)
            return Profile(user_id=user_id, style=style, history=self._log.of_user(user_id))

    def record(self, events: Iterable[Event], *, timeout_s: float | None = None) -> int:
        """Keep what people did; it counts from the next call on. How many were given.

        Raises:
            StoreError: the store's directory cannot be written.
        """
        with self._call("users.record", timeout_s):
            return self._log.append(events)

    def _call(self, operation: str, timeout_s: float | None) -> Call:
        return Call(operation, self._timeout_s if timeout_s is None else timeout_s)


class AsyncUsers:
    """`Users`, awaited; what a method means is said there.

    Args:
        blocking: Gives the blocking form when first needed.
        awaiting: Runs it in threads.
    """

    def __init__(self, blocking: Callable[[], Users], awaiting: Awaiting) -> None:
        self._blocking = blocking
        self._awaiting = awaiting

    async def personas(self, *, timeout_s: float | None = None) -> tuple[Persona, ...]:
        """Five invented shoppers to try `recommend` with."""
        asked = partial(lambda: self._blocking().personas())
        return await self._awaiting.one("users.personas", asked, timeout_s)

    async def profile(self, user_id: str, *, timeout_s: float | None = None) -> Profile:
        """A person's taste and history."""
        asked = partial(lambda: self._blocking().profile(user_id))
        return await self._awaiting.one("users.profile", asked, timeout_s)

    async def record(self, events: Iterable[Event], *, timeout_s: float | None = None) -> int:
        """Keep what people did."""
        asked = partial(lambda: self._blocking().record(events))
        return await self._awaiting.one("users.record", asked, timeout_s)
