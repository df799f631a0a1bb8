"""An event log that also knows the personas, without keeping a line about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from fashion_search.people.events import Event, EventLog
from fashion_search.people.personas import PERSONA_PREFIX, Persona

__all__ = ["WithPersonas"]


class WithPersonas:
    """Events of real people, and the invented past of a persona when its id is asked for.

    What everybody wants is counted from real people alone.

    Args:
        log: The events that are kept.
        cast: Makes up the personas; called once, when the first is asked for.
    """

    def __init__(self, log: EventLog, cast: Callable[[], Sequence[Persona]]) -> None:
        self._log = log
        self._cast = cast

    def append(self, events: Iterable[Event]) -> int:
        """Keep more events; how many were given."""
        return self._log.append(events)

    def of_user(self, user_id: str) -> tuple[Event, ...]:
        """What one person or persona did, oldest first."""
        kept = self._log.of_user(user_id)
        return kept if kept or not user_id.startswith(PERSONA_PREFIX) else self._pasts.get(user_id, ())

    def user_ids(self) -> tuple[str, ...]:
        """Everybody real, in order of id."""
        return self._log.user_ids()

    def __iter__(self) -> Iterator[Event]:
        """Every event that is kept, oldest first."""
        return iter(self._log)

    def __len__(self) -> int:
        """How many events are kept."""
        return len(self._log)

    @cached_property
    def _pasts(self) -> dict[str, tuple[Event, ...]]:
        return {persona.user_id: persona.history for persona in self._cast()}
