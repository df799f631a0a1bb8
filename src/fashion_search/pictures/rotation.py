"""Turning pictures upright, as their camera's EXIF note says."""

from __future__ import annotations

from PIL import Image

from fashion_search.pictures.tiff import exif_rotation

__all__ = ["noted_rotation", "upright"]

# EXIF 2.32, tag 274: how to undo each of the eight camera positions.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def noted_rotation(image: Image.Image) -> int:
    """The rotation noted in an open picture's EXIF block, 1 to 8; 1 when there is none or it is damaged."""
    block = image.info.get("exif")
    return exif_rotation(block) if isinstance(block, bytes) else 1


def upright(image: Image.Image, rotation: int) -> Image.Image:
    """Undo a camera rotation; numbers outside 2 to 8 change nothing."""
    turn = _TURNS.get(rotation)
    return image if turn is None else image.transpose(turn)
