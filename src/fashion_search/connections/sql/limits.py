"""What a call asks of its PostgreSQL session: settings, and a statement timeout from the call's deadline."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fashion_search.connections.sql.errors import out_of_time
from fashion_search.deadline import time_left
from fashion_search.errors import ConfigurationError

__all__ = ["Limits"]

_NAME = re.compile(r"[a-z_]+(\.[a-z_]+)?")
_VALUE = re.compile(r"[A-Za-z0-9_.-]+")
_NOTICED = 0.9
"""A timeout is set anew once less than this share of it is left."""


@dataclass(slots=True, kw_only=True)
class Limits:
    """What is set before the statements of one call; everything ends with its transaction.

    A transaction is only begun when there is something to set: a lone statement takes one round trip.
    Settings made so also hold behind a pooler that hands connections out by transaction.

    Attributes:
        service: What to call the database in errors.
        settings: Names and values for `SET LOCAL`.
        apply: Whether the database knows such settings.
    """

    service: str
    settings: Mapping[str, str]
    apply: bool
    _begun: bool = field(default=False, init=False)
    _timeout_s: float = field(default=math.inf, init=False)

    @classmethod
    def of(cls, dialect: str, service: str, settings: Mapping[str, str]) -> Limits:
        """The limits of one call.

        Args:
            dialect: SQLAlchemy's name of the database.
            service: What to call it in errors.
            settings: Names and values for `SET LOCAL`.

        Raises:
            ConfigurationError: a name or a value is not a plain word or number.
        """
        for name, value in settings.items():
            if not (_NAME.fullmatch(name) and _VALUE.fullmatch(value)):
                raise ConfigurationError(f"{name[:50]!r} = {value[:50]!r} is no plain setting of a session.")
        return cls(service=service, settings=settings, apply=dialect == "postgresql")

    def check(self) -> None:
        """Go on, or stop.

        Raises:
            DeadlineExceededError: the call's time is up.
        """
        left = time_left()
        if left is not None and left <= 0:
            raise out_of_time(self.service)

    def preamble(self) -> str:
        """What to send before the next statement; empty when nothing is to be said."""
        if not self.apply:
            return ""
        left = time_left()
        words = (
            [] if self._begun else [f"SET LOCAL {name} = '{value}'" for name, value in self.settings.items()]
        )
        if left is not None and left < self._timeout_s * _NOTICED:
            self._timeout_s = left
            words.append(f"SET LOCAL statement_timeout = {max(1, math.ceil(left * 1000))}")
        if words and not self._begun:
            self._begun = True
            words.insert(0, "BEGIN READ ONLY")
        return "; ".join(words)
