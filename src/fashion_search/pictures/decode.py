"""Encoded bytes to an upright RGB picture, or to one clear error.

Pillow is used through its format classes, not through `Image.open`: that one warns process-wide about large
pictures, guesses at some thirty formats, and follows multi-picture containers. Nothing here touches global
state of Pillow or of Python, so any number of threads may decode at once.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from PIL import Image
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from fashion_search.errors import InvalidImageError
from fashion_search.pictures import jpeg, png, tiff
from fashion_search.pictures.convert import to_rgb
from fashion_search.pictures.formats import sniff
from fashion_search.pictures.headers import canvas_size
from fashion_search.pictures.rotation import noted_rotation, upright

__all__ = ["MAX_PIXELS", "check_size", "decode"]

MAX_PIXELS = 64_000_000
"""Largest picture that is decoded, width times height: some 256 MB while it is held."""

_READERS: dict[str, type[ImageFile]] = {
    "JPEG": JpegImageFile,
    "PNG": PngImageFile,
    "WebP": WebPImageFile,
    "GIF": GifImageFile,
    "BMP": BmpImageFile,
    "TIFF": TiffImageFile,
}

_STRIPPERS: dict[str, Callable[[bytes], tuple[bytes, int]]] = {
    "JPEG": jpeg.strip_metadata,
    "PNG": png.strip_metadata,
    "TIFF": tiff.strip_metadata,
}


def decode(
    data: bytes,
    *,
    max_side: int | None = None,
    min_side: int | None = None,
    max_pixels: int = MAX_PIXELS,
) -> Image.Image:
    """Decode a picture: upright, RGB, transparency on white, the first frame of an animation.

    Args:
        data: A whole JPEG, PNG, WebP, GIF, BMP or TIFF file.
        max_side: Shrink the result until its longer side is at most this many pixels; never enlarges.
        min_side: The caller will shrink the result and needs no more than this many pixels in its shorter
            side: a large JPEG is then decoded at 1/2, 1/4 or 1/8 of its size, which is several times faster.
        max_pixels: Refuse pictures that declare more, before memory is taken for them.

    Returns:
        A loaded picture of mode RGB that needs nothing of `data` any more.

    Raises:
        InvalidImageError: empty, truncated, damaged, too large, or of another format; says which.
    """
    name = sniff(data)
    try:
        image = _load(bytes(data), name, max_side, min_side, max_pixels)
        if max_side is not None:
            image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    except InvalidImageError:
        raise
    except Exception as exc:
        # Pillow's readers raise a dozen kinds on damaged files: SyntaxError, OSError, struct.error, …
        raise InvalidImageError(
            f"The {name} picture ({len(data):,} bytes) is truncated or damaged: {exc}"
        ) from exc
    return image


def check_size(size: tuple[int, int], max_pixels: int = MAX_PIXELS) -> None:
    """Refuse a width and height without pixels, or with too many.

    Raises:
        InvalidImageError: with the size and the limit.
    """
    width, height = size
    if width < 1 or height < 1:
        raise InvalidImageError(f"The picture declares {width}x{height}: no pixels.")
    if width * height > max_pixels:
        raise InvalidImageError(
            f"The picture declares {width}x{height} = {width * height:,} pixels; "
            f"at most {max_pixels:,} are decoded."
        )


def _load(data: bytes, name: str, max_side: int | None, min_side: int | None, max_pixels: int) -> Image.Image:
    declared = canvas_size(data, name)
    if declared:
        check_size(declared, max_pixels)
    pixels, rotation = _STRIPPERS[name](data) if name in _STRIPPERS else (data, 1)
    with _READERS[name](BytesIO(pixels)) as image:
        check_size(image.size, max_pixels)
        image.draft(image.mode, _enough(image.size, max_side, min_side))
        image.load()
        turned = upright(to_rgb(image), rotation if rotation != 1 else noted_rotation(image))
        turned.info = {}  # the rotation noted there has been applied
        return turned


def _enough(size: tuple[int, int], max_side: int | None, min_side: int | None) -> tuple[int, int] | None:
    """The smallest size worth decoding; twice `max_side`, so that the last step still averages pixels."""
    wanted = []
    if min_side is not None:
        wanted.append(min_side / min(size))
    if max_side is not None:
        wanted.append(2 * max_side / max(size))
    if not wanted:
        return None
    scale = min(1.0, max(wanted))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
