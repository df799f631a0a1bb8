"""What is measured of each picture while it is decoded anyway, small enough to keep for every product."""

from __future__ import annotations

import base64
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image, Resampling

from fashion_search.pictures import fingerprint, pixel_hash

__all__ = ["PictureFacts", "examine", "thumbnails", "unreadable"]

_SIDE = 8
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PNG_GRAY = (0, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFacts:
    """One picture in a few hundred bytes. A product without facts has no picture.

    Every field is a JSON value: `PictureFacts(**row)` undoes `dataclasses.asdict(facts)`.

    Attributes:
        product_id: Whose picture it is.
        error: Why it cannot be read; the other fields then mean nothing.
        width: In pixels.
        height: In pixels.
        pixel_hash: Equal exactly when size and RGB pixels are equal.
        fingerprint: 64-bit perceptual hash of the greys, see `fashion_search.pictures.fingerprint`.
        thumbnail: The picture at 8x8 pixels, 192 RGB bytes in base64; tells apart what the fingerprint,
            blind to colour, takes for the same.
        colorless: Every pixel is a grey.
        single_channel: The file is stored without colour channels.
    """

    product_id: str
    error: str | None = None
    width: int = 0
    height: int = 0
    pixel_hash: str = ""
    fingerprint: int = 0
    thumbnail: str = ""
    colorless: bool = False
    single_channel: bool = False


def examine(product_id: str, data: bytes, image: Image) -> PictureFacts:
    """Measure a picture.

    Args:
        product_id: Whose picture it is.
        data: The encoded file, for how it is stored.
        image: The same picture decoded, mode RGB.
    """
    small = image.resize((_SIDE, _SIDE), Resampling.BOX)
    return PictureFacts(
        product_id=product_id,
        width=image.width,
        height=image.height,
        pixel_hash=pixel_hash(image),
        fingerprint=fingerprint(image),
        thumbnail=base64.b64encode(small.tobytes()).decode("ascii"),
        colorless=_colorless(image),
        single_channel=_single_channel(data),
    )


def unreadable(product_id: str, reason: str) -> PictureFacts:
    """The facts of a picture that is there and cannot be decoded."""
    return PictureFacts(product_id=product_id, error=reason)


def thumbnails(facts: list[PictureFacts]) -> NDArray[np.float32]:
    """The small versions as rows, shape (n, 192), float32, 0 to 255."""
    stored = b"".join(base64.b64decode(one.thumbnail) for one in facts)
    return np.frombuffer(stored, dtype=np.uint8).reshape(len(facts), _SIDE * _SIDE * 3).astype(np.float32)


def _colorless(image: Image) -> bool:
    pixels = np.asarray(image)
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    return bool((red == green).all() and (green == blue).all())


def _single_channel(data: bytes) -> bool:
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return len(data) > 25 and data[25] in _PNG_GRAY  # noqa: PLR2004  # the colour type in IHDR
    return data[:2] == b"\xff\xd8" and _jpeg_channels(data) == 1


def _jpeg_channels(data: bytes) -> int | None:
    """The number of components in the first frame header; `None` when there is none."""
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:  # noqa: PLR2004  # every marker starts so
        if data[at + 1] in _JPEG_FRAMES:
            return data[at + 9]
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
