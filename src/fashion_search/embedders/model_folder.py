"""A folder that holds a CLIP-type model: finding its files, and knowing it again by their contents."""

from __future__ import annotations

import functools
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fashion_search.embedders.preprocessing import Preprocessing
from fashion_search.embedders.preprocessor_config import from_open_clip, from_transformers
from fashion_search.errors import ConfigurationError

__all__ = ["SETTINGS_FILES", "TEXT_STEMS", "VISION_STEMS", "ModelFolder"]

TEXT_STEMS = ("text_model", "text", "textual", "text_encoder")
VISION_STEMS = ("vision_model", "visual", "vision", "image_encoder")

_PROCESSORS = ("preprocessor_config.json", "processor_config.json", "open_clip_config.json")
SETTINGS_FILES = ("model.json", "config.json", "tokenizer.json", "tokenizer_config.json", *_PROCESSORS)
"""Every file beside the graphs that is looked at."""

_DEFAULT_CONTEXT = 77
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """The files of one model.

    Attributes:
        path: The folder.
        text: Graph of the text tower.
        vision: Graph of the image tower.
        tokenizer: `tokenizer.json`.
        processor: The file that states how pictures are prepared.
    """

    path: Path
    text: Path
    vision: Path
    tokenizer: Path
    processor: Path

    @classmethod
    def find(cls, folder: str | os.PathLike[str], *, variant: str = "") -> ModelFolder:
        """Find the files of a model.

        Args:
            folder: Where they are; the graphs may lie in its sub-folder `onnx`.
            variant: Which of several graphs, such as `"quantized"` for `text_model_quantized.onnx`.

        Raises:
            ConfigurationError: a file is missing; names the names that were looked for.
        """
        path = Path(folder)
        if not path.is_dir():
            raise ConfigurationError(f"There is no model folder {str(path)!r}.")
        suffix = f"_{variant}.onnx" if variant else ".onnx"
        graphs = [
            [f"{place}{stem}{suffix}" for place in ("", "onnx/") for stem in stems]
            for stems in (TEXT_STEMS, VISION_STEMS)
        ]
        return cls(
            path=path,
            text=_first(path, graphs[0], "the text tower; export the two towers apart"),
            vision=_first(path, graphs[1], "the image tower; export the two towers apart"),
            tokenizer=_first(path, ["tokenizer.json"], "the tokenizer; save a fast tokenizer with the model"),
            processor=_first(path, _PROCESSORS, "the preprocessing; copy it from the model's origin"),
        )

    def preprocessing(self) -> Preprocessing:
        """How pictures are prepared for this model.

        Raises:
            ConfigurationError: the file does not say, or asks for something unknown.
        """
        config, source = _json(self.processor), str(self.processor)
        if self.processor.name == "open_clip_config.json":
            return from_open_clip(config, source)
        part = config.get("image_processor", config)
        return from_transformers(part if isinstance(part, Mapping) else {}, source)

    def settings(self) -> Mapping[str, Any]:
        """`model.json`, or nothing when there is none."""
        return self._optional("model.json")

    def name(self) -> str:
        """The model's own name and version, else what its configuration says, else the start of its hash."""
        settings, config = self.settings(), self._optional("config.json")
        if settings.get("name"):
            version = settings.get("version")
            return f"{settings['name']}-{version}" if version else str(settings["name"])
        origin = str(config.get("_name_or_path") or "").rstrip("/").split("/")[-1]
        return origin or f"onnx-{self.fingerprint()[:8]}"

    def dimension(self) -> int | None:
        """Length of the vectors, when a file states it."""
        stated = (
            self.settings().get("dimension"),
            self._optional("config.json").get("projection_dim"),
            self._open_clip().get("embed_dim"),
        )
        return next((int(value) for value in stated if value), None)

    def context_length(self) -> int:
        """Most tokens of a text: the least that a file states, else CLIP's 77."""
        config = self._optional("config.json")
        text = config.get("text_config") if isinstance(config.get("text_config"), Mapping) else {}
        stated = (
            self.settings().get("context_length"),
            (text or {}).get("max_position_embeddings"),
            config.get("max_position_embeddings"),
            self._open_clip().get("text_cfg", {}).get("context_length"),
            self._optional("tokenizer_config.json").get("model_max_length"),
        )
        return min((int(value) for value in stated if value), default=_DEFAULT_CONTEXT)

    def pads_texts(self) -> bool:
        """Whether texts must be padded to the context length, as SigLIP's were in training."""
        kind = str(self._optional("config.json").get("model_type", ""))
        text = self._open_clip().get("text_cfg", {})
        last = bool(text.get("no_causal_mask")) or text.get("pool_type") == "last"
        return last or kind.startswith("siglip")

    def fingerprint(self) -> str:
        """Hash over graphs, tokenizer and preprocessing: equal when the vectors are.

        Files are read once and again only after they changed (by size and time).
        """
        digest = hashlib.sha256(f"{self.context_length()} {self.pads_texts()}".encode())
        for role, file in (("text", self.text), ("vision", self.vision)):
            for part in (file, *_external_data(file)):
                digest.update(f"{role} {_hash(part)}\n".encode())
        for role, file in (("tokenizer", self.tokenizer), ("processor", self.processor)):
            digest.update(f"{role} {_hash(file)}\n".encode())
        return digest.hexdigest()

    def _optional(self, name: str) -> Mapping[str, Any]:
        file = self.path / name
        return _json(file) if file.exists() else {}

    def _open_clip(self) -> Mapping[str, Any]:
        section = self._optional("open_clip_config.json").get("model_cfg")
        return section if isinstance(section, Mapping) else {}


def _first(folder: Path, names: tuple[str, ...] | list[str], what: str) -> Path:
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise ConfigurationError(f"{str(folder)!r} has none of {', '.join(names)}: {what}.")


def _json(file: Path) -> Mapping[str, Any]:
    try:
        parsed = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise ConfigurationError(f"{str(file)!r} cannot be read as JSON: {exc}") from exc
    if not isinstance(parsed, dict):
        raise ConfigurationError(f"{str(file)!r} holds {type(parsed).__name__}; expected an object.")
    return parsed


def _external_data(graph: Path) -> list[Path]:
    """Weights that a graph over 2 GB, or an exporter's habit, keeps in files beside it."""
    return sorted(p for p in graph.parent.glob(f"{graph.name}*") if p != graph and "data" in p.suffix)


def _hash(file: Path) -> str:
    found = file.stat()
    return _hash_contents(str(file.resolve()), found.st_size, found.st_mtime_ns)


@functools.lru_cache(maxsize=256)
def _hash_contents(path: str, size: int, mtime_ns: int) -> str:  # noqa: ARG001  # the cache's key
    digest = hashlib.sha256()
    with Path(path).open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
