"""A CLIP-type model as Hugging Face's `transformers` saves it: weights and processor in a folder."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from fashion_search.batch.torch_packages import packages
from fashion_search.embedders.inputs import load_image, meaningful_texts, numbered, several
from fashion_search.errors import ConfigurationError
from fashion_search.types import ImageLike, ModelIdentity, Vectors

__all__ = ["ClipFolderEmbedder", "is_clip_folder"]

_WEIGHTS = (".safetensors", ".bin")
_CONTEXT = 77
_CHUNK_BYTES = 1 << 20


def is_clip_folder(folder: str | os.PathLike[str]) -> bool:
    """Whether a folder has the weights of a two-tower model, by its `config.json`."""
    path = Path(folder)
    try:
        config = json.loads((path / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    two_towers = isinstance(config, dict) and {"text_config", "vision_config"} <= config.keys()
    return two_towers and any(file.suffix in _WEIGHTS for file in path.iterdir())


class ClipFolderEmbedder:
    """Texts and pictures to unit vectors, with torch. For GPUs, and for models nobody has exported.

    `OnnxEmbedder` needs a tenth of the packages and is quicker on CPUs; prefer it where there is an export.
    """

    def __init__(
        self, folder: str | os.PathLike[str], *, device: str = "", threads: int = 1, batch_size: int = 16
    ) -> None:
        """Load model and processor.

        Args:
            folder: What `save_pretrained` of a CLIP-type model and of its processor wrote.
            device: `"cuda"`, `"cpu"`, …; by default CUDA where there is some.
            threads: Threads one run may use on a CPU; torch knows one number for the whole process.
            batch_size: Most items of one run.

        Raises:
            MissingDependencyError: torch or transformers is not installed.
            ConfigurationError: the folder has no such model, or it cannot be read.
        """
        torch, transformers = packages("CLIP models of transformers")
        self.folder = Path(folder)
        if not is_clip_folder(self.folder):
            raise ConfigurationError(
                f"{str(folder)!r} has no two-tower model of transformers: a config.json with text_config "
                "and vision_config, and weights beside it, are needed."
            )
        self._torch = torch
        self._batch_size = batch_size
        torch.set_num_threads(threads)
        try:
            self._processor = transformers.AutoProcessor.from_pretrained(folder, local_files_only=True)
            model = transformers.AutoModel.from_pretrained(folder, local_files_only=True)
        except (OSError, ValueError, ImportError, KeyError) as exc:
            raise ConfigurationError(f"The model in {str(folder)!r} cannot be loaded: {exc}") from exc
        self._model = model.eval().to(device or ("cuda" if torch.cuda.is_available() else "cpu"))

    @cached_property
    def identity(self) -> ModelIdentity:
        """What it calls itself, its dimension, and a hash over weights, words and preprocessing."""
        fingerprint = _fingerprint(self.folder)
        name = _name(self.folder, fingerprint)
        return ModelIdentity(name=name, dimension=self._dimension(), fingerprint=fingerprint)

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Encode texts; those longer than the model's context lose their end.

        Returns:
            Unit vectors, one row each, in order; shape (0, dimension) for no texts.

        Raises:
            InvalidRequestError: one text instead of several, something that is no text, or a blank one.
        """
        length = getattr(self._model.config.text_config, "max_position_embeddings", _CONTEXT)
        return self._rows(
            meaningful_texts(texts),
            lambda some: self._processor.tokenizer(
                list(some), padding="max_length", truncation=True, max_length=length, return_tensors="pt"
            ),
            self._model.get_text_features,
        )

    def embed_images(self, images: Sequence[ImageLike]) -> Vectors:
        """Encode pictures, at most `batch_size` of them in memory at once.

        Returns:
            Unit vectors, one row each, in order; shape (0, dimension) for no pictures.

        Raises:
            InvalidImageError: a picture cannot be read; names which.
            NotFoundError: there is no such file, or nothing at a URL.
        """
        places = range(len(several(images)))

        def prepared(some: Sequence[int]) -> Any:  # noqa: ANN401  # a class of an optional package
            loaded = []
            for place in some:
                with numbered(place, len(places)):
                    loaded.append(load_image(images[place]))
            return self._processor.image_processor(images=loaded, return_tensors="pt")

        return self._rows(places, prepared, self._model.get_image_features)

    def _rows(self, items: Sequence[Any], prepare: Any, features: Any) -> Vectors:  # noqa: ANN401
        parts = [np.empty((0, self._dimension()), np.float32)]
        for start in range(0, len(items), self._batch_size):
            inputs = prepare(items[start : start + self._batch_size]).to(self._model.device)
            with self._torch.inference_mode():
                found = features(**inputs)
            found = getattr(found, "pooler_output", found)  # a tensor before transformers 5
            parts.append(found.float().cpu().numpy())
        rows = np.concatenate(parts)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)

    def _dimension(self) -> int:
        config = self._model.config
        return int(getattr(config, "projection_dim", None) or config.text_config.hidden_size)


def _name(folder: Path, fingerprint: str) -> str:
    """The model's own name, else its kind and the start of its hash."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    origin = str(config.get("_name_or_path") or "").rstrip("/").split("/")[-1]
    return origin or f"{config.get('model_type', 'clip')}-{fingerprint[:8]}"


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        if file.is_file() and file.suffix in (*_WEIGHTS, ".json", ".txt", ".model"):
            digest.update(f"{file.name} {file.stat().st_size}\n".encode())
            with file.open("rb") as opened:
                while chunk := opened.read(_CHUNK_BYTES):
                    digest.update(chunk)
    return digest.hexdigest()
