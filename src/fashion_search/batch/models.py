"""Which embedder a job uses: said in a word, built in each worker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fashion_search.batch.clip_folder import ClipFolderEmbedder, is_clip_folder
from fashion_search.errors import ConfigurationError, ModelMismatchError
from fashion_search.protocols import Embedder
from fashion_search.types import ModelIdentity

__all__ = ["EmbedderChoice", "checked", "embedder_in", "identity_text"]

_ENDPOINT = "endpoint:"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedderChoice:
    """An embedder by name.

    Attributes:
        model: `"bundled"`; a folder with an ONNX pair, or with a CLIP-type model of `transformers` (which
            needs the extra `vlm`); `"endpoint:NAME"`, a serving endpoint of the workspace that the
            environment logs in to; anything else is a model of the Hugging Face hub.
        revision: Of a model of the hub.
        download: Fetch what the hub's cache lacks.
        threads: Threads one run may use; in workers one is best.
        requests_at_once: Requests a task may have on their way to an endpoint.
    """

    model: str = "bundled"
    revision: str = "main"
    download: bool = False
    threads: int = 1
    requests_at_once: int = 4

    def load(self) -> Embedder:
        """Build it.

        Raises:
            ConfigurationError: it cannot be had.
            MissingDependencyError: it needs an extra.
        """
        if self.model.startswith(_ENDPOINT):
            return _behind(self.model.removeprefix(_ENDPOINT), self.requests_at_once)
        return _local(self)


def embedder_in(folder: Path, *, threads: int = 1) -> Embedder:
    """The model in a folder: an ONNX pair where there is one, else one of `transformers`.

    Raises:
        ConfigurationError: there is neither.
        MissingDependencyError: it needs an extra.
    """
    from fashion_search.embedders.onnx import OnnxEmbedder  # noqa: PLC0415

    try:
        return OnnxEmbedder.from_folder(folder, threads=threads)
    except ConfigurationError:
        if not is_clip_folder(folder):
            raise
    return ClipFolderEmbedder(folder, threads=threads)


def identity_text(identity: ModelIdentity) -> str:
    """A model as the column `embedding_model` names it."""
    return f"{identity.name}@{identity.fingerprint}" if identity.fingerprint else identity.name


def checked(embedder: Embedder, expected: ModelIdentity) -> Embedder:
    """An embedder, if it is the one that is meant; one behind an endpoint takes the name it is given.

    Raises:
        ModelMismatchError: a worker has another model than the driver.
    """
    adopt = getattr(embedder, "adopt", None)
    if adopt is not None:
        adopt(expected, {})
    elif embedder.identity != expected:
        raise ModelMismatchError(
            f"This worker has {embedder.identity}, and the job was made for {expected}. "
            "Install the same version of the package, and the same model, on every machine."
        )
    return embedder


def _local(choice: EmbedderChoice) -> Embedder:
    from fashion_search.embedders.bundled import BundledEmbedder  # noqa: PLC0415  # needs the extra `local`
    from fashion_search.embedders.onnx import OnnxEmbedder  # noqa: PLC0415

    if choice.model == "bundled":
        return BundledEmbedder(threads=choice.threads)
    folder = Path(choice.model).expanduser()
    if folder.is_dir():
        return embedder_in(folder, threads=choice.threads)
    return OnnxEmbedder.from_hub(
        choice.model, revision=choice.revision, download=choice.download, threads=choice.threads
    )


def _behind(endpoint: str, requests_at_once: int) -> Embedder:
    from fashion_search.connections.databricks.connect import connect  # noqa: PLC0415  # needs the extra `databricks`
    from fashion_search.embedders.model_serving import ModelServingEmbedder  # noqa: PLC0415

    return ModelServingEmbedder(connect(), endpoint, requests_at_once=requests_at_once)
