"""Canvas sizes read by hand, for the two formats whose Pillow readers allocate or warn while opening."""

from __future__ import annotations

from collections.abc import Callable
from struct import error, unpack_from

__all__ = ["canvas_size"]

_EXTENSION, _FRAME = b"!,"  # block introducers of GIF89a


def canvas_size(data: bytes, name: str) -> tuple[int, int] | None:
    """Width and height a WebP or GIF file declares, in pixels.

    Args:
        data: The whole file.
        name: Its format, as told by `sniff`.

    Returns:
        The size, or `None` for the other formats and where the header is cut short.
    """
    reader = _READERS.get(name)
    try:
        return reader(data) if reader else None
    except (IndexError, error):
        return None


def _webp(data: bytes) -> tuple[int, int] | None:
    # https://developers.google.com/speed/webp/docs/riff_container
    kind = data[12:16]
    if kind == b"VP8X":
        width, height = data[24:27], data[27:30]
        return int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1
    if kind == b"VP8L":
        (bits,) = unpack_from("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width_16, height_16 = unpack_from("<HH", data, 26)
    return width_16 & 0x3FFF, height_16 & 0x3FFF


def _gif(data: bytes) -> tuple[int, int]:
    """The screen, grown to the first frame: Pillow grows it too."""
    width, height = unpack_from("<HH", data, 6)
    at = 13 + _colour_table(data[10])
    while data[at] == _EXTENSION:
        at += 2
        while data[at]:
            at += data[at] + 1
        at += 1
    if data[at] == _FRAME:
        left, top, frame_width, frame_height = unpack_from("<HHHH", data, at + 1)
        return max(width, left + frame_width), max(height, top + frame_height)
    return width, height


def _colour_table(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


_READERS: dict[str, Callable[[bytes], tuple[int, int] | None]] = {"WebP": _webp, "GIF": _gif}
