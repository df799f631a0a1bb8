"""One product on its way into a generation, and the record of what its vectors were made from."""

from __future__ import annotations

from dataclasses import dataclass

from fashion_search.store.packs import Place
from fashion_search.types import Product, Vector

__all__ = ["Entry", "SourceRecord"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """What a product's vectors and thumbnail were made from.

    Attributes:
        text_hash: Hash of the words that were encoded.
        picture_hash: SHA-256 of the picture's bytes, or `None` without a picture.
        picture_problem: Why a picture that is there could not be used.
        facts: What was measured of the picture, as JSON.
        thumbnail_hash: SHA-256 of the thumbnail's bytes.
        place: Where the thumbnail already lies, or `None` when it is new.
    """

    text_hash: str
    picture_hash: str | None = None
    picture_problem: str | None = None
    facts: str | None = None
    thumbnail_hash: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A product with its vectors.

    Attributes:
        product: The row of the catalogue.
        source: What the vectors were made from.
        image: The picture's vector, unit length, or `None` without a picture.
        text: The words' vector, unit length, or `None` without words.
        thumbnail: The thumbnail's bytes when it is new.
    """

    product: Product
    source: SourceRecord
    image: Vector | None
    text: Vector | None
    thumbnail: bytes | None = None
