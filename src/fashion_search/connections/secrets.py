"""Taking secrets out of text that others wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["redacted"]

_SHORTEST = 6
_LONGEST_TEXT = 400
_LONGEST_READ = 8192
# Databricks' personal tokens and OAuth secrets, JSON web tokens, and whatever follows an authorization scheme
# or a telling name; signatures of presigned URLs.
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:dapi|dose|dkea)[0-9a-f]{16,}(?:-\d+)?",
        r"\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?",
        r"(?<=\bbearer )\S+",
        r"(?<=\bbasic )[A-Za-z0-9+/=]{6,}",
        r"(?<=[?&])(?:sig|signature|x-amz-[\w-]+|token)=[^&\s\"']+",
        r"(?<=://)[^/@\s]+:[^/@\s]+(?=@)",
        r"""\b(?:client_secret|password|access_token|refresh_token|token|secret)["']?\s*[:=]\s*["']?[^\s"',}&]+""",
    )
)


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """A text fit to be shown: secrets replaced, control characters and excess length gone.

    Args:
        text: What a server or a library said.
        secrets: What is known to be secret; what is shorter than 6 characters is left, as it would hit words.

    Returns:
        One line of at most 400 characters.
    """
    text = text[:_LONGEST_READ]
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, "***")
    for pattern in _PATTERNS:
        text = pattern.sub("***", text)
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _LONGEST_TEXT else line[: _LONGEST_TEXT - 1] + "…"
