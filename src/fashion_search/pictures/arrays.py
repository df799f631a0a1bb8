"""Numpy arrays as pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fashion_search.errors import InvalidImageError
from fashion_search.pictures.convert import on_white

__all__ = ["from_array"]

_CHANNELS = {1: "L", 3: "RGB", 4: "RGBA"}


def from_array(array: NDArray[Any]) -> Image.Image:
    """Make an RGB picture from pixel values.

    Args:
        array: Shape (h, w), (h, w, 1), (h, w, 3) or (h, w, 4), the last with alpha, which goes on white.
            uint8 from 0 to 255, uint16 from 0 to 65535 (its upper 8 bits are kept), floats from 0 to 1,
            or bool.

    Returns:
        Size (w, h), mode RGB; shares no memory with the array.

    Raises:
        InvalidImageError: another shape or type, no pixels, values outside the range, or not finite.
    """
    samples = _to_bytes(_channels_last(array))
    mode = _CHANNELS[samples.shape[2]]
    pixels = samples[:, :, 0] if mode == "L" else samples
    image = Image.fromarray(np.ascontiguousarray(pixels))
    return on_white(image) if mode == "RGBA" else image.convert("RGB")


def _channels_last(array: NDArray[Any]) -> NDArray[Any]:
    shaped = array[:, :, None] if array.ndim == 2 else array  # noqa: PLR2004  # a grey picture
    if shaped.ndim != 3 or shaped.shape[2] not in _CHANNELS:  # noqa: PLR2004
        raise InvalidImageError(
            f"The array has shape {array.shape}; expected (h, w), (h, w, 1), (h, w, 3) or (h, w, 4)."
            + _hint(array)
        )
    if shaped.size == 0:
        raise InvalidImageError(f"The array has shape {array.shape}: no pixels.")
    return shaped


def _hint(array: NDArray[Any]) -> str:
    if array.ndim == 3 and array.shape[0] in _CHANNELS:  # noqa: PLR2004
        return " Channels come last: use array.transpose(1, 2, 0)."
    return ""


def _to_bytes(samples: NDArray[Any]) -> NDArray[np.uint8]:
    if samples.dtype == np.uint8:
        return samples
    if samples.dtype == np.bool_:
        return samples.astype(np.uint8) * np.uint8(255)
    if samples.dtype == np.uint16:
        return (samples >> 8).astype(np.uint8)
    if np.issubdtype(samples.dtype, np.floating):
        return _from_floats(samples)
    raise InvalidImageError(
        f"The array has type {samples.dtype}; expected uint8, uint16, bool, or floats from 0 to 1."
    )


def _from_floats(samples: NDArray[Any]) -> NDArray[np.uint8]:
    low, high = float(samples.min()), float(samples.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        raise InvalidImageError("The array holds values that are not finite numbers.")
    if low < 0 or high > 1:
        raise InvalidImageError(
            f"The array holds floats from {low:g} to {high:g}; expected 0 to 1. "
            "Divide by 255, or convert to uint8, if they are on that scale."
        )
    return (samples.astype(np.float64) * 255 + 0.5).astype(np.uint8)
