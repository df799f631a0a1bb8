"""PNG files without their animation and text, which Pillow would warn about or inflate."""

from __future__ import annotations

from fashion_search.errors import InvalidImageError
from fashion_search.pictures.tiff import exif_rotation

__all__ = ["strip_metadata"]

_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_SIGNATURE_BYTES = 8
_FRAME_BYTES = 12


def strip_metadata(data: bytes) -> tuple[bytes, int]:
    """Drop every chunk that does not describe pixels.

    Args:
        data: The whole file.

    Returns:
        The file to decode, and the rotation its EXIF chunk asked for, 1 to 8.

    Raises:
        InvalidImageError: a chunk runs past the end of the file, or there is no pixel data.
    """
    view = memoryview(data)
    kept = [view[:_SIGNATURE_BYTES]]
    at, kinds, rotation = _SIGNATURE_BYTES, set(), 1
    while at < len(data):
        end = at + _FRAME_BYTES + int.from_bytes(view[at : at + 4], "big")
        kind = bytes(view[at + 4 : at + 8])
        if end > len(data):
            raise InvalidImageError(
                f"The PNG picture is truncated: chunk {kind!r} needs {end - len(data):,} more bytes."
            )
        if kind == b"eXIf":
            rotation = exif_rotation(bytes(view[at + 8 : end - 4]))
        elif kind in _KEPT:
            kept.append(view[at:end])
            kinds.add(kind)
        if kind == b"IEND":
            break
        at = end
    if b"IDAT" not in kinds:
        raise InvalidImageError("The PNG picture is truncated: it has no pixel data.")
    return b"".join(kept), rotation
