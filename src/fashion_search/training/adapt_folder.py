"""The adapted model's folder: written beside its place, tried out, and only then moved there."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from fashion_search.embedders import image_side, text_side
from fashion_search.embedders.model_folder import SETTINGS_FILES, ModelFolder
from fashion_search.embedders.onnx import OnnxEmbedder
from fashion_search.embedders.tower import Tower
from fashion_search.errors import ConfigurationError, InvalidRequestError
from fashion_search.store.durable import sync_file, sync_folder
from fashion_search.training.adapt_graph import append_head
from fashion_search.training.adapt_heads import Heads
from fashion_search.training.adapt_report import AdaptReport
from fashion_search.types import ImageLike, ModelIdentity

__all__ = ["Samples", "check_target", "files_of", "write_folder"]

REPORT = "adaptation.json"

_CPU = ("CPUExecutionProvider",)
_LEAST_COSINE = 0.999
_PAPERS = ("LICENSE*", "LICENCE*", "NOTICE*")


@dataclass(frozen=True, slots=True)
class Samples:
    """What a written model is tried out with."""

    texts: Sequence[str]
    images: Sequence[ImageLike]


def check_target(out: Path) -> None:
    """Refuse a place that something is at, before any work is done.

    Raises:
        InvalidRequestError: there is a file, or a folder that is not empty.
    """
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise InvalidRequestError(
            f"{str(out)!r} exists already; a model that others may have open is not replaced. "
            "Name another folder."
        )


def files_of(embedder: OnnxEmbedder) -> ModelFolder:
    """The files an embedder was made from.

    Raises:
        ConfigurationError: it was made from a variant of its graphs.
    """
    files = ModelFolder.find(embedder.folder)
    if files.fingerprint() != embedder.identity.fingerprint:
        raise ConfigurationError(
            f"{embedder!r} uses a variant of its graphs; copy those graphs into a folder of their own."
        )
    return files


def write_folder(
    embedder: OnnxEmbedder, heads: Heads, *, report: AdaptReport, samples: Samples
) -> ModelIdentity:
    """Write the model with its heads to `report.out`, whole or not at all.

    Args:
        embedder: The model that was adapted.
        heads: What was learned.
        report: What it came to; its curves replace the old ones, and it is kept as `adaptation.json`.
        samples: The model is asked about these before it is moved into place.

    Returns:
        The new model's identity.

    Raises:
        ConfigurationError: a graph cannot be extended, or answers differently than the heads do.
    """
    files, out = files_of(embedder), _place_of(report)
    draft = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        _write_graphs(files, draft, heads)
        _write_settings(files, draft, heads, report)
        _try_out(embedder, draft, heads, samples)
        _move(draft, out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return OnnxEmbedder.from_folder(out).identity


def _place_of(report: AdaptReport) -> Path:
    if report.out is None:
        raise InvalidRequestError("The report names no folder to write.")
    out = report.out.expanduser().absolute()
    out.parent.mkdir(parents=True, exist_ok=True)
    return out


def _move(draft: Path, out: Path) -> None:
    """Put a finished folder in its place, safe from a power cut."""
    for path in sorted(draft.rglob("*")):
        (sync_folder if path.is_dir() else sync_file)(path)
    sync_folder(draft)
    if out.exists():
        out.rmdir()
    draft.rename(out)
    sync_folder(out.parent)


def _write_graphs(files: ModelFolder, draft: Path, heads: Heads) -> None:
    sides = ((files.text, text_side.OUTPUTS, heads.text), (files.vision, image_side.OUTPUTS, heads.image))
    for graph, outputs, head in sides:
        output = Tower(graph, outputs, threads=1, providers=_CPU).graph.output
        append_head(graph, draft / graph.relative_to(files.path), output, head)


def _write_settings(files: ModelFolder, draft: Path, heads: Heads, report: AdaptReport) -> None:
    papers = [path.name for pattern in _PAPERS for path in files.path.glob(pattern)]
    for name in (*SETTINGS_FILES, *papers):
        if (files.path / name).is_file():
            shutil.copyfile(files.path / name, draft / name)
    card = {name: value for name, value in files.settings().items() if name != "min_relevance"}
    card["name"] = f"{str(card.get('name') or files.name()).removesuffix('-adapted')}-adapted"
    card["version"] = _version(heads)
    card["calibration"] = dict(report.relevance.curves)
    if report.relevance.min_relevance is not None:
        card["min_relevance"] = report.relevance.min_relevance
    for name, content in (("model.json", card), (REPORT, report.to_dict())):
        (draft / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _version(heads: Heads) -> str:
    """The start of a hash over the weights: two different adaptations never share a name."""
    digest = sha256()
    for weights in (*heads.text.weights, *heads.image.weights):
        digest.update(np.ascontiguousarray(weights).tobytes())
    return digest.hexdigest()[:8]


def _try_out(embedder: OnnxEmbedder, draft: Path, heads: Heads, samples: Samples) -> None:
    """Load the folder as a user will, and compare it with what was trained."""
    written = OnnxEmbedder.from_folder(draft)
    pairs = [(written.embed_texts(samples.texts), heads.text(embedder.embed_texts(samples.texts)))]
    if samples.images:
        expected = heads.image(embedder.embed_images(samples.images))
        pairs.append((written.embed_images(samples.images), expected))
    least = min(float(np.einsum("ij,ij->i", found, wanted).min()) for found, wanted in pairs)
    if least < _LEAST_COSINE:
        raise ConfigurationError(
            f"The extended graphs of {str(embedder.folder)!r} answer otherwise than what was trained: "
            f"smallest cosine {least:.4f}. Nothing was written."
        )
