"""Any CLIP-type model as a pair of ONNX graphs in a folder.

What a folder holds, and where models come from, is told in `docs/concepts/embedders.md`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from fashion_search.connections.downloads.policy import DEFAULT_POLICY, DownloadPolicy
from fashion_search.embedders import image_side, text_side
from fashion_search.embedders.hub import fetch
from fashion_search.embedders.image_side import ImageSide
from fashion_search.embedders.inputs import several, several_texts
from fashion_search.embedders.model_folder import ModelFolder
from fashion_search.embedders.text_side import TextSide
from fashion_search.embedders.tower import Tower
from fashion_search.errors import ConfigurationError, InvalidRequestError
from fashion_search.ranking.calibration import Calibrations, parse_calibrations
from fashion_search.types import ImageLike, ModelIdentity, ProgressCallback, Vectors

__all__ = ["OnnxEmbedder"]

_CPU = ("CPUExecutionProvider",)


class OnnxEmbedder:
    """Texts and pictures to unit vectors, with onnxruntime.

    Graphs are opened at first use. One embedder serves any number of threads; pickled, it travels as its
    folder's path and opens the graphs anew, so that worker processes can be given one.

    With `batch_size=1` an item's vector does not depend on what else is encoded with it, bit for bit. Larger
    batches are quicker for large models, and move vectors by rounding (some 1e-6; more for graphs
    quantised to 8 bits at run time).
    """

    pictures_at_once: ClassVar[int] = 1
    """Least number of pictures of one run, for models known to give the same bits whatever goes together."""

    def __init__(
        self,
        folder: str | os.PathLike[str],
        *,
        variant: str = "",
        threads: int = 1,
        batch_size: int = 1,
        download: DownloadPolicy = DEFAULT_POLICY,
        providers: Sequence[str] = _CPU,
    ) -> None:
        """Look the folder over; nothing is loaded yet.

        Args:
            folder: Holds both graphs, the tokenizer and the preprocessing.
            variant: Which of several graphs, such as `"quantized"` for `text_model_quantized.onnx`.
            threads: Threads one run may use.
            batch_size: Most items of one run.
            download: Where pictures given as URLs may come from.
            providers: onnxruntime's names of where to run, best first.

        Raises:
            ConfigurationError: a file is missing, or the preprocessing cannot be established.
        """
        if threads < 1 or batch_size < 1:
            raise ConfigurationError(f"threads={threads} and batch_size={batch_size} must be 1 or more.")
        self._options = {
            "folder": os.fspath(folder),
            "variant": variant,
            "threads": threads,
            "batch_size": batch_size,
            "download": download,
            "providers": tuple(providers),
        }
        self._folder = ModelFolder.find(folder, variant=variant)
        self._text_tower = Tower(self._folder.text, text_side.OUTPUTS, threads=threads, providers=providers)
        self._image_tower = Tower(
            self._folder.vision, image_side.OUTPUTS, threads=threads, providers=providers
        )
        self._texts = TextSide(self._folder, self._text_tower, batch_size=batch_size)
        together = max(batch_size, self.pictures_at_once)
        self._images = ImageSide(self._folder, self._image_tower, batch_size=together, download=download)

    @classmethod
    def from_folder(
        cls,
        folder: str | os.PathLike[str],
        *,
        variant: str = "",
        threads: int = 1,
        batch_size: int = 1,
        download: DownloadPolicy = DEFAULT_POLICY,
        providers: Sequence[str] = _CPU,
    ) -> OnnxEmbedder:
        """The model in a folder; the same as calling the class."""
        return OnnxEmbedder(
            folder,
            variant=variant,
            threads=threads,
            batch_size=batch_size,
            download=download,
            providers=providers,
        )

    @classmethod
    def from_hub(
        cls,
        name: str,
        *,
        revision: str = "main",
        download: bool = False,
        variant: str = "",
        threads: int = 1,
        batch_size: int = 1,
        cache_folder: str | os.PathLike[str] | None = None,
        progress: ProgressCallback | None = None,
    ) -> OnnxEmbedder:
        """A model of the Hugging Face hub, from the local cache; fetched only when asked.

        Args:
            name: `owner/model`.
            revision: Branch, tag or commit; name a commit to get the same model for ever.
            download: Fetch what the cache lacks. Without it no network is touched.
            variant: Which of several graphs.
            threads: Threads one run may use.
            batch_size: Most items of one run.
            cache_folder: The hub's cache, if not the usual one.
            progress: Called after each file.

        Raises:
            ConfigurationError: the cache lacks the model and `download` is off, or the model's files do
            not do. NotFoundError: the hub has no such model or revision.
            AuthenticationError: the hub wants a login for it.
            ServiceUnavailableError: the hub cannot be reached.
        """
        folder = fetch(
            name,
            revision=revision,
            download=download,
            variant=variant,
            cache_folder=cache_folder,
            progress=progress,
        )
        return OnnxEmbedder(folder, variant=variant, threads=threads, batch_size=batch_size)

    @property
    def folder(self) -> Path:
        """Where the model is."""
        return self._folder.path

    @cached_property
    def identity(self) -> ModelIdentity:
        """Name, dimension, and a hash over graphs, tokenizer and preprocessing."""
        return ModelIdentity(
            name=self._folder.name(), dimension=self._dimension(), fingerprint=self._folder.fingerprint()
        )

    @cached_property
    def calibration(self) -> Calibrations:
        """From cosine to relevance, as `model.json` states it; empty when it does not.

        Raises:
            ConfigurationError: it is not of the documented form.
        """
        return parse_calibrations(self._folder.settings().get("calibration") or {})

    @cached_property
    def min_relevance(self) -> float | None:
        """Below this relevance a product most likely does not fit words searched in the hybrid space.

        As `model.json` states it; `None` when it does not. Fitted so that words for things no shop of this
        kind sells mostly find nothing.

        Raises:
            ConfigurationError: it is no number in [0, 1].
        """
        stated = self._folder.settings().get("min_relevance")
        if stated is None:
            return None
        if isinstance(stated, bool) or not isinstance(stated, int | float) or not 0 <= stated <= 1:
            raise ConfigurationError(f"min_relevance is {stated!r} in model.json; it must lie in [0, 1].")
        return float(stated)

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Encode texts.

        Args:
            texts: Equal texts are encoded once; texts longer than the model's context lose their end.

        Returns:
            Unit vectors, one row each, in order; shape (0, dimension) for no texts.

        Raises:
            InvalidRequestError: a text is blank: no direction would be more right than another.
        """
        if len(several_texts(texts)) == 0:
            return self._none()
        unique = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        rows = self._unit(self._texts.encode(list(unique)), self._text_tower)
        return rows if len(unique) == len(texts) else rows[[unique[text] for text in texts]]

    def embed_images(self, images: Sequence[ImageLike]) -> Vectors:
        """Encode pictures, at most `batch_size` of them in memory at once.

        Returns:
            Unit vectors, one row each, in order; shape (0, dimension) for no pictures.

        Raises:
            InvalidImageError: a picture cannot be read; names which.
            NotFoundError: there is no such file, or nothing at a URL.
            ServiceUnavailableError: a URL's server does not answer.
        """
        if len(several(images)) == 0:
            return self._none()
        return self._unit(self._images.encode(images), self._image_tower)

    def __reduce__(self) -> tuple[object, ...]:
        """Travel as the way to build it again."""
        return _rebuild, (type(self), self._options)

    def __repr__(self) -> str:
        """Class and folder."""
        return f"{type(self).__name__}({str(self.folder)!r})"

    def _none(self) -> Vectors:
        return np.empty((0, self.identity.dimension), dtype=np.float32)

    def _dimension(self) -> int:
        stated = self._folder.dimension()
        if stated is not None:
            return stated
        dimensions = {t.file.name: t.graph.dimension for t in (self._text_tower, self._image_tower)}
        if None in dimensions.values() or len(set(dimensions.values())) != 1:
            raise ConfigurationError(
                f"{str(self.folder)!r}: the graphs give vectors of {dimensions}; both must have one length. "
                "State it as 'dimension' in model.json if the graphs leave it open."
            )
        return next(int(size) for size in dimensions.values() if size is not None)

    def _unit(self, rows: NDArray[np.float32], tower: Tower) -> Vectors:
        if rows.shape[1] != self.identity.dimension:
            raise ConfigurationError(
                f"{str(tower.file)!r} gives vectors of {rows.shape[1]} numbers; the model's have "
                f"{self.identity.dimension}."
            )
        lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
        if not (np.isfinite(lengths).all() and (lengths > 0).all()):
            number = int(np.argmax(~(np.isfinite(lengths) & (lengths > 0))))
            raise InvalidRequestError(f"{str(tower.file)!r} finds no direction for item {number}.")
        return np.asarray(rows / lengths, dtype=np.float32)


def _rebuild(cls: type[OnnxEmbedder], options: Mapping[str, Any]) -> OnnxEmbedder:
    embedder = cls.__new__(cls)
    OnnxEmbedder.__init__(embedder, **options)
    return embedder
