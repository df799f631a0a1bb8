"""Whatever a caller calls a picture, as an upright RGB picture."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from PIL import Image

from fashion_search.connections.downloads.policy import DEFAULT_POLICY, DownloadPolicy
from fashion_search.errors import InvalidImageError, InvalidRequestError, NotFoundError
from fashion_search.pictures.arrays import from_array
from fashion_search.pictures.convert import to_rgb
from fashion_search.pictures.decode import check_size, decode
from fashion_search.pictures.rotation import noted_rotation, upright
from fashion_search.types import ImageLike

__all__ = [
    "MAX_FILE_BYTES",
    "load_image",
    "meaningful_texts",
    "numbered",
    "read_encoded",
    "several",
    "several_texts",
]

MAX_FILE_BYTES = 256 * 1024 * 1024
"""Largest picture file that is read."""

Encoded: TypeAlias = bytes

_BATCH_RANK = 4

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def load_image(
    image: ImageLike, *, min_side: int | None = None, policy: DownloadPolicy = DEFAULT_POLICY
) -> Image.Image:
    """Make a picture of any accepted form RGB and upright; equal pixels give equal results in every form.

    Args:
        image: Encoded bytes, a path, an http(s) URL, a PIL image or a numpy array (see `from_array`). A
            string is a URL when it starts with `http://` or `https://`, else a path.
        min_side: See `fashion_search.pictures.decode`.
        policy: Where URLs may lead and what they may cost.

    Raises:
        InvalidImageError: it cannot be read, is too large, or may not be fetched.
        NotFoundError: there is no such file, or nothing at the URL.
        ServiceUnavailableError: the URL's server does not answer.
        DeadlineExceededError: the download took too long.
    """
    if isinstance(image, Image.Image):
        return _from_pil(image)
    if isinstance(image, np.ndarray):
        return from_array(image)
    encoded = read_encoded(image, policy=policy)
    try:
        return decode(encoded, min_side=min_side)
    except InvalidImageError as exc:
        if isinstance(image, bytes):
            raise
        raise InvalidImageError(f"{_named(image)}: {exc}") from exc


def read_encoded(image: Any, *, policy: DownloadPolicy = DEFAULT_POLICY) -> Encoded:  # noqa: ANN401
    """The encoded bytes of a picture given as bytes, path or URL.

    Raises:
        InvalidImageError: it is of another form, is not a regular file, or may not be read or fetched.
        NotFoundError: there is no such file, or nothing at the URL.
        ServiceUnavailableError: the URL's server does not answer.
        DeadlineExceededError: the download took too long.
    """
    if isinstance(image, (bytes, bytearray, memoryview)):
        return bytes(image)
    if isinstance(image, str) and _SCHEME.match(image):
        from fashion_search.connections.downloads.fetch import download  # loads the HTTP client

        return download(image, policy)
    if isinstance(image, (str, os.PathLike)):
        return _read_file(image)
    raise InvalidImageError(
        f"A {type(image).__name__} is no picture; "
        "give bytes, a path, an http(s) URL, a PIL image or a numpy array."
    )


def several(images: Sequence[ImageLike]) -> Sequence[ImageLike]:
    """Refuse one picture where a sequence of them is expected: its rows would be taken for pictures.

    Raises:
        InvalidRequestError: it is one picture.
    """
    single = isinstance(images, (str, bytes, os.PathLike, Image.Image, np.ndarray))
    if single and getattr(images, "ndim", 0) != _BATCH_RANK:
        raise InvalidRequestError("embed_images takes a sequence of pictures; put the one in a list.")
    return images


def several_texts(texts: Sequence[str]) -> Sequence[str]:
    """Refuse one text where a sequence of them is expected: its letters would be taken for texts.

    Raises:
        InvalidRequestError: it is one text.
    """
    if isinstance(texts, str):
        raise InvalidRequestError("embed_texts takes a sequence of texts; put the one text in a list.")
    return texts


def meaningful_texts(texts: Sequence[str]) -> Sequence[str]:
    """Refuse what no direction would be more right for than another.

    Raises:
        InvalidRequestError: one text instead of several, something that is no text, or a blank one.
    """
    for position, text in enumerate(several_texts(texts)):
        if not _says_something(text):
            raise InvalidRequestError(f"texts[{position}] is {text!r}; it must be text that says something.")
    return texts


def _says_something(text: object) -> bool:
    return isinstance(text, str) and bool(text.strip())


@contextmanager
def numbered(number: int, count: int) -> Iterator[None]:
    """Say in errors which of several pictures is meant."""
    try:
        yield
    except (InvalidImageError, NotFoundError) as exc:
        if count == 1:
            raise
        raise type(exc)(f"images[{number}]: {exc}") from exc


def _named(image: object) -> str:
    """What the picture was called by the caller, fit for a message."""
    if isinstance(image, str) and _SCHEME.match(image):
        from fashion_search.connections.downloads.fetch import shown

        return shown(image)
    return repr(os.fspath(image)) if isinstance(image, (str, os.PathLike)) else type(image).__name__


def _read_file(path: str | os.PathLike[str]) -> Encoded:
    shown_path = repr(os.fspath(path))
    try:
        found = Path(path).stat()
        if not stat.S_ISREG(found.st_mode):
            raise InvalidImageError(f"{shown_path} is not a file.")
        if found.st_size > MAX_FILE_BYTES:
            raise InvalidImageError(
                f"{shown_path} has {found.st_size:,} bytes; at most {MAX_FILE_BYTES:,} are read."
            )
        return Path(path).read_bytes()
    except FileNotFoundError as exc:
        raise NotFoundError(f"There is no picture file {shown_path}.") from exc
    except (OSError, ValueError) as exc:
        raise InvalidImageError(f"{shown_path} cannot be read: {exc}") from exc


def _from_pil(image: Image.Image) -> Image.Image:
    check_size(image.size)
    try:
        image.load()
        return upright(to_rgb(image), noted_rotation(image))
    except InvalidImageError:
        raise
    except Exception as exc:  # what a lazily opened, damaged file raises is Pillow's affair
        raise InvalidImageError(f"The PIL image of mode {image.mode!r} cannot be read: {exc}") from exc
