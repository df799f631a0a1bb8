"""Pictures as bytes, pixels and hashes; knows nothing of products or models."""

from __future__ import annotations

from fashion_search.pictures.arrays import from_array
from fashion_search.pictures.convert import to_rgb
from fashion_search.pictures.decode import MAX_PIXELS, decode
from fashion_search.pictures.fingerprint import distance, fingerprint, pixel_hash
from fashion_search.pictures.thumbnail import encode_thumbnail

__all__ = [
    "MAX_PIXELS",
    "decode",
    "distance",
    "encode_thumbnail",
    "fingerprint",
    "from_array",
    "pixel_hash",
    "to_rgb",
]
