"""TIFF directories, as TIFF files and EXIF blocks hold them: reading one, and keeping only what pixels need.

Pillow warns about, and follows, whatever metadata a TIFF file carries. A directory with the pixel tags alone
makes a damaged or hostile file quiet, and leaves the rotation to us, as for every other format.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from struct import error, pack, unpack_from

from fashion_search.errors import InvalidImageError

__all__ = ["exif_rotation", "strip_metadata"]

_ORIENTATION = 274

# TIFF 6.0, sections 3 to 22: what describes pixels. Single-valued tags, then those that may hold arrays.
_SINGLE = frozenset({256, 257, 259, 262, 266, 277, 278, 284, 292, 293, 317, 322, 323, 512, 513, 514, 531})
_ARRAYS = frozenset({258, 273, 279, 320, 324, 325, 338, 339, 347, 519, 520, 521, 529, 530, 532})

_UNIT_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_SHORT = 3


@dataclass(frozen=True, slots=True)
class _Entry:
    """One directory entry; `value` holds the value itself when `size` is 4 bytes or less, else its offset."""

    tag: int
    kind: int
    count: int
    value: bytes

    @property
    def size(self) -> int:
        """Bytes of the value; 0 for a type TIFF does not define."""
        return _UNIT_BYTES.get(self.kind, 0) * self.count


def _byte_order(data: bytes) -> str:
    """`"<"` or `">"`, by the first two bytes."""
    return ">" if data[:2] == b"MM" else "<"


def _directory(data: bytes) -> Iterator[_Entry]:
    """The entries of the first directory of a TIFF file or EXIF block.

    Raises:
        InvalidImageError: the directory lies, or runs, outside the data.
    """
    order = _byte_order(data)
    try:
        (start,) = unpack_from(order + "I", data, 4)
        (count,) = unpack_from(order + "H", data, start)
        for at in range(start + 2, start + 2 + 12 * count, 12):
            tag, kind, length = unpack_from(order + "HHI", data, at)
            yield _Entry(tag, kind, length, unpack_from("4s", data, at + 8)[0])
    except error as exc:
        raise InvalidImageError(
            "The TIFF picture is truncated: its tag directory ends outside the file."
        ) from exc


def _short_value(entry: _Entry, data: bytes) -> int | None:
    """The value of a one-number SHORT entry, or `None` when it is of another form."""
    if entry.kind != _SHORT or entry.count != 1:
        return None
    number: int = unpack_from(_byte_order(data) + "H", entry.value)[0]
    return number


def exif_rotation(block: bytes) -> int:
    """The rotation an EXIF block notes, 1 to 8; 1 when there is none or the block is damaged.

    Pillow's own reader warns about damaged blocks, and warnings cannot be silenced in one thread alone.

    Args:
        block: With or without the six bytes that introduce it in a JPEG file.
    """
    block = block.removeprefix(b"Exif\0\0")
    try:
        found = [_short_value(entry, block) for entry in _directory(block) if entry.tag == _ORIENTATION]
    except InvalidImageError:
        return 1
    return (found[0] if found else None) or 1


def strip_metadata(data: bytes) -> tuple[bytes, int]:
    """Point a TIFF file at a directory that holds pixel tags of its first page alone.

    Args:
        data: The whole file.

    Returns:
        The file to decode, and the rotation it asked for, 1 to 8.

    Raises:
        InvalidImageError: the directory or one of its pixel tags is damaged.
    """
    kept: list[_Entry] = []
    rotation = 1
    for entry in _directory(data):
        if entry.tag == _ORIENTATION:
            rotation = _short_value(entry, data) or 1
        elif entry.tag in _SINGLE | _ARRAYS:
            _check(entry, data)
            kept.append(entry)
    order = _byte_order(data)
    packed = [pack(order + "HHI4s", e.tag, e.kind, e.count, e.value) for e in kept]
    block = pack(order + "H", len(kept)) + b"".join(packed) + bytes(4)
    padding = bytes(len(data) % 2)
    return data[:4] + pack(order + "I", len(data) + len(padding)) + data[8:] + padding + block, rotation


def _check(entry: _Entry, data: bytes) -> None:
    if not entry.size or (entry.tag in _SINGLE and entry.count != 1):
        raise InvalidImageError(
            f"The TIFF picture is damaged: tag {entry.tag} holds {entry.count} values of type {entry.kind}."
        )
    if entry.size > 4:  # noqa: PLR2004  # longer values live elsewhere in the file
        (offset,) = unpack_from(_byte_order(data) + "I", entry.value)
        if offset + entry.size > len(data):
            raise InvalidImageError(f"The TIFF picture is truncated: tag {entry.tag} lies outside the file.")
