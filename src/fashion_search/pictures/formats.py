"""Which picture formats are read, told from the first bytes and never from a file name."""

from __future__ import annotations

from fashion_search.errors import InvalidImageError

__all__ = ["FORMATS", "sniff"]

FORMATS = ("JPEG", "PNG", "WebP", "GIF", "BMP", "TIFF")

_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"BM", "BMP"),
)

_REFUSED = (
    (b"%PDF", "a PDF document"),
    (b"PK\3\4", "a zip archive"),
    (b"8BPS", "a Photoshop file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"<svg", "an SVG drawing"),
    (b"<?xml", "an XML or SVG file"),
    (b"<", "a web page"),
    (b"{", "JSON text"),
    (b"II+\0", "a BigTIFF file"),
    (b"MM\0+", "a BigTIFF file"),
)


def sniff(data: bytes) -> str:
    """Tell the format of encoded picture bytes.

    Args:
        data: The whole file, or at least its first 32 bytes.

    Returns:
        One of `FORMATS`.

    Raises:
        InvalidImageError: the bytes are empty or of another format, which is named when it is a known one.
    """
    if not data:
        raise InvalidImageError("The picture is empty: 0 bytes.")
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    raise InvalidImageError(f"The picture is {_describe(data)}; readable are {', '.join(FORMATS)}.")


def _describe(data: bytes) -> str:
    if data[4:8] == b"ftyp":
        return f"of the {data[8:12].decode('ascii', 'replace').strip()!r} family (HEIC, AVIF or video)"
    start = data[:64].lstrip().lower()
    for signature, name in _REFUSED:
        if start.startswith(signature.lower()):
            return name
    return f"not a picture: its {len(data):,} bytes start with {data[:8]!r}"
