"""The two ways anything enters a document: as escaped text, or as a picture inside a data URI."""

from __future__ import annotations

import base64
import html
import re

__all__ = ["data_uri", "escape", "heading", "mime_type"]

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
)
_BRANDS = {b"avif": "image/avif", b"avis": "image/avif"}


def escape(text: object) -> str:
    """Text that is safe between tags and inside quoted attributes.

    Args:
        text: Anything; its `str` is taken.

    Returns:
        The text with `& < > " '` as entities. Control characters and lone surrogates, which no HTML file can
        hold, become U+FFFD.
    """
    return html.escape(_UNPRINTABLE.sub("\ufffd", str(text)), quote=True)


def heading(title: str | None) -> str:
    """The line above a grid or table; nothing without a title."""
    return f'<div class="fs-heading" dir="auto">{escape(title)}</div>' if title else ""


def mime_type(picture: bytes) -> str | None:
    """What kind of picture these bytes are, by their first bytes.

    Args:
        picture: An encoded picture.

    Returns:
        A type every browser draws (JPEG, PNG, GIF, WebP, AVIF, BMP), or `None` for anything else. SVG is
        refused on purpose: it is a document, not a picture.
    """
    for signature, mime in _SIGNATURES:
        if picture.startswith(signature):
            return mime
    if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP":
        return "image/webp"
    if picture[4:8] == b"ftyp":
        return _BRANDS.get(picture[8:12])
    return None


def data_uri(picture: bytes | None) -> str | None:
    """The picture as a `data:` address, or `None` when there is none that a browser could draw."""
    mime = mime_type(picture) if picture else None
    if picture is None or mime is None:
        return None
    return f"data:{mime};base64,{base64.b64encode(picture).decode('ascii')}"
