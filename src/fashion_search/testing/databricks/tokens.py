"""Access tokens: what was issued, for how long, and what it opens."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Grant", "TokenOffice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a token opens.

    Attributes:
        subject: Whose it is: a client id, or a user's name.
        scopes: OAuth scopes; a personal access token has `all-apis`.
        details: OAuth authorization details; empty for a token that opens the whole workspace.
        ends_at: On the monotonic clock, in seconds; `None` for never.
        personal: Whether it is a personal access token.
    """

    subject: str
    scopes: frozenset[str]
    details: Sequence[Mapping[str, Any]] = ()
    ends_at: float | None = None
    personal: bool = False

    @property
    def downscoped(self) -> bool:
        """Whether it opens only what its details name."""
        return bool(self.details)

    @property
    def expired(self) -> bool:
        """Whether its time is up."""
        return self.ends_at is not None and time.monotonic() >= self.ends_at


@dataclass(slots=True)
class TokenOffice:
    """Issues tokens and knows them again.

    Attributes:
        client_id: The one service principal's.
        client_secret: Its secret.
        personal_token: The one personal access token.
        assigned_scopes: What the service principal may ask for; `None` for everything.
    """

    client_id: str
    client_secret: str = field(repr=False)
    personal_token: str = field(repr=False)
    user_name: str = "someone@example.com"
    assigned_scopes: frozenset[str] | None = None
    _grants: dict[str, Grant] = field(default_factory=dict, repr=False)
    _issued: list[str] = field(default_factory=list, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        """The personal access token is there from the start."""
        self._grants[self.personal_token] = Grant(
            subject=self.user_name, scopes=frozenset({"all-apis"}), personal=True
        )

    def issue(
        self, *, scopes: frozenset[str], details: Sequence[Mapping[str, Any]], lifetime_s: float
    ) -> str:
        """A new token of the service principal."""
        token = f"eyJ{secrets.token_urlsafe(48)}"
        with self._lock:
            self._issued.append(token)
            self._grants[token] = Grant(
                subject=self.client_id,
                scopes=scopes,
                details=tuple(details),
                ends_at=time.monotonic() + lifetime_s,
            )
        return token

    def find(self, token: str) -> Grant | None:
        """What a token opens; `None` when it was never issued, or taken back."""
        return self._grants.get(token)

    def revoke_all(self) -> None:
        """Take every OAuth token back, as after a rotated secret."""
        with self._lock:
            self._grants = {token: grant for token, grant in self._grants.items() if grant.personal}

    @property
    def issued(self) -> tuple[str, ...]:
        """Every OAuth token that was ever given out."""
        with self._lock:
            return tuple(self._issued)
