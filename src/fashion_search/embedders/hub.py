"""Models of the Hugging Face hub: from its local cache, or fetched when asked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fashion_search.embedders.model_folder import SETTINGS_FILES, TEXT_STEMS, VISION_STEMS, ModelFolder
from fashion_search.errors import (
    AuthenticationError,
    ConfigurationError,
    MissingDependencyError,
    NotFoundError,
    ServiceUnavailableError,
)
from fashion_search.types import Progress, ProgressCallback

__all__ = ["fetch"]

_SERVICE = "huggingface-hub"


def fetch(
    name: str,
    *,
    revision: str = "main",
    download: bool = False,
    variant: str = "",
    cache_folder: str | os.PathLike[str] | None = None,
    progress: ProgressCallback | None = None,
) -> Path:
    """The folder of a model of the hub.

    A model that is complete in the cache is used as it is, without asking the hub for a newer one.

    Args:
        name: `owner/model`.
        revision: Branch, tag or commit.
        download: Fetch the files that `OnnxEmbedder` reads when the cache lacks any.
        variant: Which of several graphs.
        cache_folder: The hub's cache, if not the usual one.
        progress: Called before the first file and after each, with bytes where the hub states sizes.

    Raises:
        ConfigurationError: the cache lacks the model and `download` is off, or the hub's files do not do.
        NotFoundError: the hub has no such model or revision.
        AuthenticationError: the hub wants a login for it.
        ServiceUnavailableError: the hub cannot be reached.
        MissingDependencyError: huggingface_hub is not installed.
    """
    cache = None if cache_folder is None else Path(cache_folder)
    cached = _cached(name, revision, variant, cache)
    if cached is not None:
        return cached
    if not download:
        raise ConfigurationError(
            f"Model {name!r} at revision {revision!r} is not complete in the local cache. "
            "Pass download=True to fetch it from the Hugging Face hub."
        )
    folder = _download(name, revision, variant, cache, progress or _ignore)
    return ModelFolder.find(folder, variant=variant).path


def _cached(name: str, revision: str, variant: str, cache: Path | None) -> Path | None:
    hub = _hub()
    try:
        folder = hub.snapshot_download(name, revision=revision, cache_dir=cache, local_files_only=True)
        return ModelFolder.find(folder, variant=variant).path
    except (hub.utils.LocalEntryNotFoundError, ConfigurationError):
        return None
    except hub.utils.HFValidationError as exc:
        raise ConfigurationError(f"{name!r} is no name of a model on the hub: {exc}") from exc


def _download(name: str, revision: str, variant: str, cache: Path | None, progress: ProgressCallback) -> Path:
    hub = _hub()
    with _translated(name, revision):
        listing = hub.HfApi().model_info(name, revision=revision, files_metadata=True)
        sizes = {f.rfilename: f.size or 0 for f in listing.siblings or [] if _wanted(f.rfilename, variant)}
        total = sum(sizes.values())
        done = 0
        folder: Path | None = None
        progress(Progress("download", done, total))
        for file, size in sorted(sizes.items()):
            path = Path(hub.hf_hub_download(name, file, revision=revision, cache_dir=cache))
            folder = path.parents[file.count("/")]
            done += size
            progress(Progress("download", done, total))
    if folder is None:
        raise ConfigurationError(f"Model {name!r} on the hub has none of the files of an ONNX pair.")
    return folder


def _wanted(file: str, variant: str) -> bool:
    """Whether `OnnxEmbedder` would read this file of the repository."""
    if file in SETTINGS_FILES:
        return True
    suffix = f"_{variant}.onnx" if variant else ".onnx"
    graphs = [stem + suffix for stem in (*TEXT_STEMS, *VISION_STEMS)]
    name = file.removeprefix("onnx/")
    return any(name == graph or (name.startswith(graph) and "data" in name) for graph in graphs)


@contextmanager
def _translated(name: str, revision: str) -> Iterator[None]:
    errors = _hub().utils
    try:
        yield
    except errors.GatedRepoError as exc:
        raise AuthenticationError(
            f"The hub gives out {name!r} only after a login; accept its terms there and set HF_TOKEN.",
            service=_SERVICE,
            operation="download",
        ) from exc
    except (errors.RepositoryNotFoundError, errors.RevisionNotFoundError, errors.EntryNotFoundError) as exc:
        raise NotFoundError(f"The hub has no model {name!r} at revision {revision!r}, or hides it.") from exc
    except OSError as exc:  # httpx's and requests' connection errors, and the hub's own, come as OSError
        raise _unreachable(name, exc) from exc
    except Exception as exc:
        if type(exc).__module__.split(".")[0] in (
            "httpx",
            "httpx2",
            "httpcore",
            "requests",
            "huggingface_hub",
        ):
            raise _unreachable(name, exc) from exc
        raise


def _unreachable(name: str, exc: Exception) -> ServiceUnavailableError:
    return ServiceUnavailableError(
        f"{name!r} could not be fetched from the Hugging Face hub ({type(exc).__name__}); "
        "it is used from the cache once it was fetched.",
        service=_SERVICE,
        operation="download",
        retryable=True,
    )


def _hub() -> Any:  # noqa: ANN401  # an optional module without types
    try:
        import huggingface_hub
        import huggingface_hub.utils
    except ImportError as exc:
        raise MissingDependencyError("Models of the Hugging Face hub", "local") from exc
    return huggingface_hub


def _ignore(progress: Progress) -> None:
    """Nobody wants to know."""
