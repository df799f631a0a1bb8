"""When a rule of merchandising holds: for which words, on which days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from fashion_search.errors import InvalidRequestError
from fashion_search.terms import terms

__all__ = ["ALWAYS", "When"]


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """When a rule holds; the default is always.

    Attributes:
        words: Words or phrases, one of which the query must say; endings, case and accents do not count.
            Empty holds for every query, also for pictures.
        starts: First day.
        ends: Last day, itself included.

    Raises:
        InvalidRequestError: it ends before it starts, or a phrase has no word that counts.
    """

    words: tuple[str, ...] = ()
    starts: date | None = None
    ends: date | None = None

    def __post_init__(self) -> None:
        """Refuse what could never hold."""
        if isinstance(self.words, str):  # type: ignore[unreachable]  # nobody type-checks a notebook
            raise InvalidRequestError(f"words is the text {self.words!r}; write [{self.words!r}].")
        object.__setattr__(self, "words", tuple(sorted(set(self.words))))
        object.__setattr__(self, "starts", _day(self.starts))
        object.__setattr__(self, "ends", _day(self.ends))
        for phrase in self.words:
            if not terms(phrase):
                raise InvalidRequestError(f"words has {phrase!r}, which has no word that a query could say.")
        if self.starts and self.ends and self.ends < self.starts:
            raise InvalidRequestError(f"A rule starts {self.starts} and ends {self.ends}, before it.")

    def holds(self, text: str | None, on: date) -> bool:
        """Whether it holds for a query's words on a day."""
        day = on.date() if isinstance(on, datetime) else on
        if (self.starts and day < self.starts) or (self.ends and day > self.ends):
            return False
        return not self.words or self._said(terms(text or ""))

    def _said(self, said: list[str]) -> bool:
        phrases = [terms(phrase) for phrase in self.words]
        return any(said[at : at + len(phrase)] == phrase for phrase in phrases for at in range(len(said)))


def _day(moment: date | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


ALWAYS = When()
"""For every query, on every day."""
