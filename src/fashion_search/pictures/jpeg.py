"""JPEG files without their metadata, which Pillow would read and warn about while it opens them."""

from __future__ import annotations

from collections.abc import Iterator

from fashion_search.pictures.tiff import exif_rotation

__all__ = ["strip_metadata"]

# ITU-T T.81, table B.1. APP0 (JFIF) and APP14 (Adobe: which way up CMYK is) say how to read the pixels.
_METADATA = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})
_ALONE = frozenset({0x00, 0x01, *range(0xD0, 0xD9)})
_APP1, _SCAN, _END = 0xE1, 0xDA, 0xD9
_EXIF = b"Exif\0\0"


def strip_metadata(data: bytes) -> tuple[bytes, int]:
    """Drop the segments before the first scan that do not describe pixels.

    Args:
        data: The whole file.

    Returns:
        The file to decode, and the rotation its EXIF block asked for, 1 to 8.
    """
    kept, start, rotation = [], 0, 1
    for marker, begin, end in _segments(data):
        if marker not in _METADATA:
            continue
        if marker == _APP1 and data.startswith(_EXIF, begin + 4) and rotation == 1:
            rotation = exif_rotation(data[begin + 4 : end])
        kept.append(data[start:begin])
        start = end
    return b"".join([*kept, data[start:]]), rotation


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, begin and end of each segment up to the first scan; bytes that are no marker are skipped."""
    at = 2
    while at + 4 <= len(data):
        marker = data[at + 1]
        if data[at] != 0xFF or marker == 0xFF:  # noqa: PLR2004  # junk, or fill bytes
            at += 1
        elif marker in _ALONE:
            at += 2
        elif marker in (_SCAN, _END):
            return
        else:
            end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
            yield marker, at, end
            at = max(end, at + 2)
