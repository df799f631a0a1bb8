"""What a connection needs to be let in: headers that may change, and where they are good for."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from pydantic import SecretStr

__all__ = ["AnonymousAccess", "Credentials", "Grant", "StaticCredentials"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Permission to send requests for a while.

    Attributes:
        headers: What every authenticated request carries; never shown.
        address: The service's address, when the login is what knows it.
        home_headers: What requests to that address carry beside; never shown.
    """

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    address: str | None = None
    home_headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not appear in any text: the headers' values, and what follows the scheme in them."""
        values = tuple(self.headers.values())
        return values + tuple(value.split(" ", 1)[1] for value in values if " " in value)


class Credentials(Protocol):
    """Whoever is asked for a grant before each attempt."""

    def grant(self) -> Grant:
        """A grant that is good now; waits for one no longer than the current deadline.

        Raises:
            FashionSearchError: there is none to be had.
        """
        ...

    async def grant_async(self) -> Grant:
        """`grant`, off the event loop."""
        ...

    def refuse(self, grant: Grant) -> bool:
        """The service did not accept this grant: do not give it again.

        Returns:
            Whether asking again may give another.
        """
        ...


class StaticCredentials:
    """Headers that never change.

    Args:
        headers: What every authenticated request carries.
    """

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._grant = Grant(headers=dict(headers))

    @classmethod
    def bearer(cls, token: SecretStr) -> StaticCredentials:
        """A token, such as a personal access token."""
        return cls({"Authorization": f"Bearer {token.get_secret_value()}"})

    @classmethod
    def basic(cls, user: str, password: SecretStr) -> StaticCredentials:
        """A user name and a password."""
        pair = f"{user}:{password.get_secret_value()}".encode()
        return cls({"Authorization": "Basic " + base64.b64encode(pair).decode()})

    def __repr__(self) -> str:
        """Without what it keeps."""
        return "StaticCredentials(***)"

    def grant(self) -> Grant:
        """The headers."""
        return self._grant

    async def grant_async(self) -> Grant:
        """The headers."""
        return self._grant

    def refuse(self, grant: Grant) -> bool:  # noqa: ARG002
        """There is nothing else to offer."""
        return False


class AnonymousAccess(StaticCredentials):
    """No credentials at all."""

    def __init__(self) -> None:
        super().__init__({})

    def __repr__(self) -> str:
        """What it is."""
        return "AnonymousAccess()"
