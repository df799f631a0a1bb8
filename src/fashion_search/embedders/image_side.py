"""The picture half of an ONNX model: pixels in, vectors out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fashion_search.connections.downloads.policy import DownloadPolicy
from fashion_search.embedders.inputs import load_image, numbered
from fashion_search.embedders.model_folder import ModelFolder
from fashion_search.embedders.tower import Tower
from fashion_search.errors import ConfigurationError
from fashion_search.types import ImageLike

__all__ = ["ImageSide"]

OUTPUTS = ("image_embeds", "image_embeddings", "image_features", "embeddings", "pooler_output")
_PICTURE_RANK = 4
_CHANNELS = 3


class ImageSide:
    """Encodes pictures; no more than one batch of them is held in memory."""

    def __init__(
        self, folder: ModelFolder, tower: Tower, *, batch_size: int, download: DownloadPolicy
    ) -> None:
        """Join a tower with its preprocessing.

        Args:
            folder: Where the preprocessing is stated.
            tower: The graph.
            batch_size: Most pictures of one run.
            download: Where URLs may lead and what they may cost.
        """
        self._preprocessing = folder.preprocessing()
        self._tower = tower
        self._batch_size = batch_size
        self._download = download

    def encode(self, images: Sequence[ImageLike]) -> NDArray[np.float32]:
        """Raw vectors of at least one picture, in order, shape (n, dimension).

        Raises:
            InvalidImageError: a picture cannot be read.
            NotFoundError: there is no such file, or nothing at a URL.
        """
        name, size = self._input
        batches = []
        for start in range(0, len(images), size):
            numbers = range(start, min(start + size, len(images)))
            pixels = np.empty((len(numbers), _CHANNELS, *self._size), dtype=np.float32)
            for number, out in zip(numbers, pixels, strict=True):
                with numbered(number, len(images)):
                    self._prepare(images[number], out)
            batches.append(self._tower.run({name: pixels}))
        return np.concatenate(batches)

    @property
    def _size(self) -> tuple[int, int]:
        return self._preprocessing.height, self._preprocessing.width

    def _prepare(self, image: ImageLike, out: NDArray[np.float32]) -> None:
        loaded = load_image(image, min_side=self._preprocessing.min_side, policy=self._download)
        self._preprocessing.into(loaded, out)

    @cached_property
    def _input(self) -> tuple[str, int]:
        """Name of the input, and how many pictures go together."""
        inputs = self._tower.graph.inputs
        pictures = [name for name, (shape, _) in inputs.items() if len(shape) == _PICTURE_RANK]
        if len(inputs) != 1 or not pictures:
            raise ConfigurationError(
                f"{str(self._tower.file)!r} takes {', '.join(inputs)}; expected pixel_values alone, "
                "of shape (batch, 3, height, width)."
            )
        shape = inputs[pictures[0]][0]
        wanted = (_CHANNELS, *self._size)
        if any(have not in (None, want) for have, want in zip(shape[1:], wanted, strict=True)):
            raise ConfigurationError(
                f"{str(self._tower.file)!r} takes pictures of {shape[1:]}; its preprocessing makes {wanted}."
            )
        return pictures[0], shape[0] or self._batch_size
