"""Any Pillow mode to RGB: alpha on white, palettes, CMYK, 16 bits, 1 bit."""

from __future__ import annotations

import numpy as np
from PIL import Image

from fashion_search.errors import InvalidImageError

__all__ = ["on_white", "to_rgb"]

_PLAIN = frozenset({"1", "L", "CMYK", "YCbCr", "HSV", "RGBX", "P"})
_ALPHA = frozenset({"RGBA", "LA", "PA", "La", "RGBa"})
_WIDE = frozenset({"I;16", "I;16B", "I;16L", "I;16N", "I", "F"})
_BITS_16 = 65_535


def to_rgb(image: Image.Image) -> Image.Image:
    """Make a loaded picture RGB, the way a shopper's screen shows it.

    Transparency goes on white. 16-bit samples keep their upper 8 bits; floating samples are read as 0 to 1
    when none is above 1, else as 0 to 255. CMYK is converted without a colour profile.

    Args:
        image: In any Pillow mode; not changed.

    Returns:
        The same size, mode RGB; `image` itself when it is RGB already.

    Raises:
        InvalidImageError: the mode or its values have no fixed meaning.
    """
    if image.mode in _WIDE:
        return _from_wide(image)
    if image.mode in _ALPHA or image.has_transparency_data:
        straight = image.convert("LA") if image.mode == "La" else image
        return on_white(straight.convert("RGBA"))
    if image.mode == "RGB":
        return image
    if image.mode in _PLAIN:
        return image.convert("RGB")
    raise InvalidImageError(f"Pictures of mode {image.mode!r} are not read; convert it to RGB first.")


def on_white(image: Image.Image) -> Image.Image:
    """Lay an RGBA picture on white."""
    flat = Image.new("RGB", image.size, "white")
    flat.paste(image, mask=image.getchannel("A"))
    return flat


def _from_wide(image: Image.Image) -> Image.Image:
    values = np.asarray(image)
    low, high = values.min(), values.max()
    if not (np.isfinite(low) and np.isfinite(high)):
        raise InvalidImageError("The picture holds values that are not finite numbers.")
    top = 255 if image.mode == "F" else _BITS_16
    if low < 0 or high > top:
        raise InvalidImageError(f"The picture holds values from {low} to {high}; expected 0 to {top}.")
    if image.mode == "F":
        grey = (values * (255 if high <= 1 else 1) + 0.5).astype(np.uint8)
    else:
        grey = (values >> 8).astype(np.uint8)
        grey[values == image.info.get("transparency", -1)] = 255
    return Image.fromarray(grey).convert("RGB")
