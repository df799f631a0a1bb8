"""What a download may cost and where it may go; apart, so that naming limits loads no HTTP client."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFAULT_POLICY", "DownloadPolicy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadPolicy:
    """What a download may cost and where it may go.

    Attributes:
        max_bytes: Largest file, counted after decompression.
        timeout_s: Time for everything together: look-up, redirects, transfer.
        max_redirects: How many redirects are followed.
        allow_private: Also fetch from private, loopback and other addresses off the open internet.
    """

    max_bytes: int = 32 * 1024 * 1024
    timeout_s: float = 10.0
    max_redirects: int = 5
    allow_private: bool = False


DEFAULT_POLICY = DownloadPolicy()
"""Public addresses, 32 MB, ten seconds."""
