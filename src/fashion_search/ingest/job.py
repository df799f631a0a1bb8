"""What encodes an ingest: the model, the pictures and the processes, from what the caller gave."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias, cast

from fashion_search.connections.downloads.fetch import DownloadPolicy
from fashion_search.images.folder import open_pictures
from fashion_search.images.web import WebPictures
from fashion_search.ingest.pool import Encoders, start_encoders
from fashion_search.ingest.slices import SLICE_SIZE
from fashion_search.ingest.worker import Job
from fashion_search.protocols import Embedder, PictureSource
from fashion_search.store import Layout

__all__ = ["EmbedderSource", "ImagesInput", "encoding", "make_job"]

EmbedderSource: TypeAlias = Embedder | Callable[[], Embedder] | None
"""A model, or what builds one in each worker process; `None` is the model in this package."""

ImagesInput: TypeAlias = str | os.PathLike[str] | PictureSource | None
"""A folder, a zip archive, or your own source of pictures."""

_FEW = 4 * SLICE_SIZE
"""So few products are encoded sooner than a process starts."""


def make_job(
    layout: Layout, *, embedder: EmbedderSource, images: ImagesInput, downloads: DownloadPolicy | None
) -> Job:
    """What workers need to know.

    Args:
        layout: The store.
        embedder: The model.
        images: Where pictures are; without it and without downloads nothing is said about pictures.
        downloads: What fetching an `image_path` that is a URL may cost; `None` fetches nothing.

    Raises:
        NotFoundError: there is nothing at the path of the pictures.
        InvalidImageError: it is neither a folder nor a readable zip archive.
    """
    pictures = open_pictures(images) if isinstance(images, str | os.PathLike) else images
    if downloads is not None:
        pictures = WebPictures(pictures, cache=layout.work / "downloads", policy=downloads)
    return Job(_builder(embedder), pictures, layout.work)


@contextlib.contextmanager
def encoding(job: Job, *, workers: int, count: int) -> Iterator[Encoders]:
    """Processes that encode, for the length of a `with` block.

    Args:
        job: What they are made for.
        workers: How many processes; 0 encodes in this one.
        count: How many products there are to look at.
    """
    encoders = start_encoders(job, workers=workers if count > _FEW else 0)
    try:
        yield encoders
    finally:
        encoders.close()


def _builder(embedder: EmbedderSource) -> Callable[[], Embedder]:
    if embedder is None:
        return _bundled
    if isinstance(embedder, type) or not hasattr(embedder, "embed_texts"):
        return cast("Callable[[], Embedder]", embedder)
    return partial(_itself, cast("Embedder", embedder))


def _bundled() -> Embedder:
    from fashion_search.embedders.bundled import BundledEmbedder  # noqa: PLC0415  # needs the extra `local`

    return BundledEmbedder()


def _itself(embedder: Embedder) -> Embedder:
    return embedder
