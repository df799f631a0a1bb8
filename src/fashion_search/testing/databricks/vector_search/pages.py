"""Long answers, a thousand rows at a time."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from fashion_search.testing.databricks.messages import invalid
from fashion_search.testing.databricks.vector_search.frames import Frame, Rows
from fashion_search.testing.databricks.vector_search.nearest import Scores

__all__ = ["PAGE_ROWS", "Found", "Pages"]

PAGE_ROWS: Final = 1000
_REMEMBERED: Final = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Rows that a query found and did not yet answer.

    Attributes:
        index: The index's name.
        frame: What the rows are numbers in.
        columns: What to answer of each.
        rows: Best first.
        scores: As `rows`.
    """

    index: str
    frame: Frame
    columns: tuple[str, ...]
    rows: Rows
    scores: Scores

    def first(self) -> Found:
        """What fits on one page."""
        return Found(self.index, self.frame, self.columns, self.rows[:PAGE_ROWS], self.scores[:PAGE_ROWS])

    def rest(self) -> Found | None:
        """What is left for further pages."""
        if len(self.rows) <= PAGE_ROWS:
            return None
        return Found(self.index, self.frame, self.columns, self.rows[PAGE_ROWS:], self.scores[PAGE_ROWS:])


class Pages:
    """Remembers what further pages hold, by token; the oldest are forgotten."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Found] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, found: Found) -> str:
        """The token of the next page."""
        token = secrets.token_urlsafe(18)
        with self._lock:
            self._kept[token] = found
            while len(self._kept) > _REMEMBERED:
                self._kept.popitem(last=False)
        return token

    def take(self, token: object, index: str) -> Found:
        """What a token stands for; it may be asked for again, as a retry does.

        Raises:
            ApiError: the token is unknown, or of another index.
        """
        with self._lock:
            found = self._kept.get(token) if isinstance(token, str) else None
        if found is None or found.index != index:
            raise invalid("page_token is not valid for this index, or too old.")
        return found
