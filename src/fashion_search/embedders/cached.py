"""An embedder that remembers: what was encoded once is looked up by its contents."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from PIL import Image

from fashion_search.connections.downloads.policy import DEFAULT_POLICY, DownloadPolicy
from fashion_search.embedders.inputs import load_image, numbered, read_encoded, several
from fashion_search.embedders.memory import DiskMemory, Memory, RecentMemory
from fashion_search.errors import InvalidImageError, InvalidRequestError
from fashion_search.pictures.fingerprint import pixel_hash
from fashion_search.protocols import Embedder
from fashion_search.ranking.calibration import Calibrations
from fashion_search.types import ImageLike, ModelIdentity, Vector, Vectors

__all__ = ["CachedEmbedder"]

_Kind: TypeAlias = Literal["text", "file", "pixels"]

# Part of every key: raise it when pictures come to be decoded or prepared otherwise.
_FORMAT = 1

# Pictures held at once.
_SLICE = 64


class CachedEmbedder:
    """Any embedder behind a cache, itself an embedder.

    Keys are made of the model's fingerprint and of contents: a text, the bytes of a picture file, or the
    pixels of a picture in memory. Nothing has to be invalidated: another model, or a file that changed,
    has other keys. Safe for several threads, and several processes may share one folder. What cannot be
    read counts as not there.
    """

    def __init__(
        self,
        embedder: Embedder,
        *,
        folder: str | os.PathLike[str] | None = None,
        recent: int = 4096,
        download: DownloadPolicy = DEFAULT_POLICY,
    ) -> None:
        """Wrap an embedder.

        Args:
            embedder: What encodes on a miss.
            folder: Where to keep vectors for other runs and processes; made if absent. `None` keeps them in
                memory only.
            recent: How many vectors are held in memory, the latest used; 2 kB each at 512 dimensions.
            download: Where pictures given as URLs may come from.
        """
        self.embedder = embedder
        self._download = download
        self._options: dict[str, Any] = {"folder": folder, "recent": recent, "download": download}
        self._memories: list[Memory] = [RecentMemory(recent)]
        if folder is not None:
            self._memories.append(DiskMemory(folder))

    @property
    def identity(self) -> ModelIdentity:
        """Of the embedder inside."""
        return self.embedder.identity

    @property
    def calibration(self) -> Calibrations:
        """Of the embedder inside; empty when it has none."""
        found: Calibrations = getattr(self.embedder, "calibration", {})
        return found

    @property
    def min_relevance(self) -> float | None:
        """Of the embedder inside; `None` when it states none."""
        stated: float | None = getattr(self.embedder, "min_relevance", None)
        return stated

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Encode texts, asking the embedder inside for unknown ones only, in one call."""
        return self._encode([self._text_key(text) for text in texts], texts, self.embedder.embed_texts)

    def embed_images(self, images: Sequence[ImageLike]) -> Vectors:
        """Encode pictures, asking the embedder inside for unknown ones only, in one call.

        Files and URLs are read to know their contents, some at a time; a picture that is known is not
        decoded.

        Raises:
            InvalidImageError: an unknown picture cannot be read.
        """
        count = len(several(images))
        slices = [range(start, min(start + _SLICE, count)) for start in range(0, count, _SLICE)]
        rows = [self._encode_slice(images, numbers) for numbers in slices]
        return np.concatenate(rows) if rows else self.embedder.embed_images([])

    def __reduce__(self) -> tuple[object, ...]:
        """Travel as the embedder inside and where the vectors are."""
        return _rebuild, (type(self), self.embedder, self._options)

    def _encode_slice(self, images: Sequence[ImageLike], numbers: range) -> Vectors:
        opened: dict[int, tuple[bytes, ImageLike]] = {}
        for number in numbers:
            with numbered(number, len(images)):
                opened[number] = self._opened(images[number])
        try:
            keys, items = zip(*opened.values(), strict=True)
            return self._encode(keys, items, self.embedder.embed_images)
        except InvalidImageError:
            self._blame(opened, len(images))
            raise

    def _blame(self, opened: Mapping[int, tuple[bytes, ImageLike]], count: int) -> None:
        """Raise the error of the picture at fault, under its own number: the embedder inside saw fewer."""
        for number, (_, image) in opened.items():
            with numbered(number, count):
                self.embedder.embed_images([image])

    def _opened(self, image: ImageLike) -> tuple[bytes, ImageLike]:
        if isinstance(image, (Image.Image, np.ndarray)):
            loaded = load_image(image)
            return self._key("pixels", pixel_hash(loaded).encode()), loaded
        encoded = read_encoded(image, policy=self._download)
        return self._key("file", encoded), encoded

    def _text_key(self, text: str) -> bytes:
        if not isinstance(text, str):
            raise InvalidRequestError(f"A {type(text).__name__} is no text; expected a string.")
        return self._key("text", text.encode("utf-8", "surrogatepass"))

    def _key(self, kind: _Kind, contents: bytes) -> bytes:
        start = f"{_FORMAT} {self.identity.fingerprint} {self.identity.dimension} {kind} ".encode()
        return hashlib.blake2b(start + contents, digest_size=20).digest()

    def _encode(
        self, keys: Sequence[bytes], items: Sequence[Any], encode: Callable[[Sequence[Any]], Vectors]
    ) -> Vectors:
        if not keys:
            return encode([])
        found = self._look_up(dict.fromkeys(keys))
        missing = {key: item for key, item in zip(keys, items, strict=True) if key not in found}
        if missing:
            fresh = dict(zip(missing, encode(list(missing.values())), strict=True))
            found |= fresh
            for memory in self._memories:
                memory.store(fresh)
        return np.stack([found[key] for key in keys])

    def _look_up(self, wanted: Mapping[bytes, None]) -> dict[bytes, Vector]:
        found: dict[bytes, Vector] = {}
        for number, memory in enumerate(self._memories):
            missing = [key for key in wanted if key not in found]
            more = memory.look_up(missing, self.identity.dimension) if missing else {}
            for nearer in self._memories[:number] if more else []:
                nearer.store(more)
            found |= more
        return found


def _rebuild(cls: type[CachedEmbedder], embedder: Embedder, options: Mapping[str, Any]) -> CachedEmbedder:
    return cls(embedder, **options)
