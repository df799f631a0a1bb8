"""Small JPEGs for result grids."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from fashion_search.pictures.convert import to_rgb

__all__ = ["THUMBNAIL_SIDE", "encode_thumbnail"]

THUMBNAIL_SIDE = 256
"""Longer side of a thumbnail, in pixels."""


def encode_thumbnail(image: Image.Image, *, max_side: int = THUMBNAIL_SIDE, quality: int = 85) -> bytes:
    """Shrink a picture and encode it as JPEG.

    Args:
        image: Any mode; not changed.
        max_side: Longest side of the result, in pixels; a smaller picture keeps its size.
        quality: JPEG quality, 1 to 95.

    Returns:
        A baseline JPEG without metadata; the same picture gives the same bytes.
    """
    small = to_rgb(image).copy()
    small.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=3.0)
    buffer = BytesIO()
    small.save(buffer, "JPEG", quality=quality, exif=b"", icc_profile=None)
    return buffer.getvalue()
