"""What an endpoint is sent: records of texts and pictures, in batches that fit into one request."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TypeAlias

from PIL import Image

from fashion_search.connections.downloads.policy import DEFAULT_POLICY, DownloadPolicy
from fashion_search.embedders.inputs import load_image, meaningful_texts, numbered
from fashion_search.errors import InvalidRequestError
from fashion_search.types import ImageLike

__all__ = ["Batch", "PictureForm", "Record", "batched", "picture_records", "text_records"]

Record: TypeAlias = "dict[str, str]"
"""One row of `dataframe_records`."""

_FRAME_BYTES = len('{"dataframe_records":[]}')


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one request.

    Attributes:
        positions: Which of the caller's items they are.
        records: The records.
    """

    positions: tuple[int, ...]
    records: tuple[Record, ...]

    def halves(self) -> tuple[Batch, Batch]:
        """The batch cut in two."""
        middle = len(self.records) // 2
        first = Batch(self.positions[:middle], self.records[:middle])
        return first, Batch(self.positions[middle:], self.records[middle:])


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureForm:
    """How pictures travel. Bytes of a JPEG that is small enough and says nothing but pixels stay as they are.

    Attributes:
        max_side: Longest side in pixels; larger pictures are shrunk to it.
        lossless_pixels: Up to this many pixels a picture travels as PNG, which costs little and changes
            nothing; larger ones as JPEG.
        jpeg_quality: 1 to 95.
        download: Where pictures given as URLs may come from.
    """

    max_side: int = 512
    lossless_pixels: int = 256 * 256
    jpeg_quality: int = 90
    download: DownloadPolicy = DEFAULT_POLICY

    def encoded(self, image: ImageLike) -> bytes:
        """A picture in this form.

        Raises:
            InvalidImageError: it cannot be read.
            NotFoundError: there is no such file, or nothing at its URL.
        """
        loaded = load_image(image, min_side=self.max_side, policy=self.download)
        if isinstance(image, bytes) and _is_plain_jpeg(image, self.max_side):
            return image
        if max(loaded.size) > self.max_side:
            loaded = loaded.copy()  # the caller's own picture stays as it is
            loaded.thumbnail((self.max_side, self.max_side), Image.Resampling.LANCZOS)
        buffer = BytesIO()
        if loaded.width * loaded.height <= self.lossless_pixels:
            loaded.save(buffer, "PNG", icc_profile=None)
        else:
            loaded.save(buffer, "JPEG", quality=self.jpeg_quality, subsampling=0, icc_profile=None)
        return buffer.getvalue()


def _is_plain_jpeg(data: bytes, max_side: int) -> bool:
    """Whether a JPEG holds pixels alone: no place, camera or colour profile, all of which stay at home."""
    with Image.open(BytesIO(data)) as image:
        told = {"exif", "icc_profile", "comment", "xmp", "photoshop"} & image.info.keys()
        small = max(image.size) <= max_side
        return image.format == "JPEG" and image.mode in {"RGB", "L"} and small and not told


def text_records(texts: Sequence[str]) -> list[Record]:
    """Texts as records.

    Raises:
        InvalidRequestError: one text instead of several, something that is no text, or a blank one.
    """
    return [{"text": text} for text in meaningful_texts(texts)]


def picture_records(
    images: Sequence[ImageLike], form: PictureForm, *, start: int = 0, count: int | None = None
) -> list[Record]:
    """Pictures as records, in base64.

    Args:
        images: Pictures in any accepted form.
        form: How they travel.
        start: Position of the first among the caller's pictures, for errors.
        count: How many pictures the caller gave.

    Raises:
        InvalidImageError: a picture cannot be read; names which.
        NotFoundError: there is no such file, or nothing at its URL.
    """
    records = []
    for position, image in enumerate(images, start):
        with numbered(position, len(images) if count is None else count):
            records.append({"image": base64.b64encode(form.encoded(image)).decode("ascii")})
    return records


def batched(
    records: Sequence[Record], *, most_records: int, most_bytes: int, start: int = 0
) -> Iterator[Batch]:
    """Cut records into requests, in order.

    Args:
        records: Any number of them.
        most_records: Records of one request.
        most_bytes: Size of one request's body.
        start: Position of the first record.

    Raises:
        InvalidRequestError: one record alone is larger than a request may be.
    """
    first, size = 0, _FRAME_BYTES
    for number, record in enumerate(records):
        needed = len(json.dumps(record)) + 1
        if needed + _FRAME_BYTES > most_bytes:
            raise InvalidRequestError(
                f"Item {start + number} takes {needed:,} bytes; a request may have {most_bytes:,}. "
                "Shorten the text or shrink the picture."
            )
        if number > first and (number - first == most_records or size + needed > most_bytes):
            yield _batch(records, first, number, start)
            first, size = number, _FRAME_BYTES
        size += needed
    if len(records) > first:
        yield _batch(records, first, len(records), start)


def _batch(records: Sequence[Record], first: int, end: int, start: int) -> Batch:
    return Batch(tuple(range(start + first, start + end)), tuple(records[first:end]))
