"""What one connection may use: sockets, seconds, bytes."""

from __future__ import annotations

from dataclasses import dataclass, fields

from fashion_search.errors import ConfigurationError

__all__ = ["HttpLimits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpLimits:
    """What one connection may use.

    Attributes:
        pool_size: Sockets open at the same time, and threads for requests sent together.
        pool_timeout_s: How long a request waits for a socket.
        connect_timeout_s: How long a socket may take to open, its name look-up and TLS handshake each.
        keep_idle_s: How long an unused socket is kept.
        max_body_bytes: Largest answer, counted after decompression.

    Raises:
        ConfigurationError: a limit is not positive.
    """

    pool_size: int = 64
    pool_timeout_s: float = 10.0
    connect_timeout_s: float = 5.0
    keep_idle_s: float = 30.0
    max_body_bytes: int = 64 * 1024 * 1024

    def __post_init__(self) -> None:
        """Refuse limits that allow nothing."""
        for one in fields(self):
            value = getattr(self, one.name)
            if not value > 0:
                raise ConfigurationError(f"{one.name} is {value!r}; it must be positive.")
