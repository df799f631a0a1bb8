"""One person: who they are, what they like, what they did."""

from __future__ import annotations

from dataclasses import dataclass, field

from fashion_search.people.events import Event
from fashion_search.people.style import UserStyle

__all__ = ["Profile"]


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
    history: tuple[Event, ...] = field(repr=False)
