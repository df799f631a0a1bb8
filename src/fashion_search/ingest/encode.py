"""Encodes one slice: reads pictures, makes thumbnails, and asks the embedder for what is not known yet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL.JpegImagePlugin import JpegImageFile

from fashion_search.errors import ConfigurationError, FashionSearchError, InvalidImageError
from fashion_search.images.web import WebPictures
from fashion_search.ingest.quality.facts import examine
from fashion_search.ingest.slices import Outcome, Slice, Task, load_outcomes, save_outcomes
from fashion_search.pictures import decode, encode_thumbnail
from fashion_search.protocols import Embedder, PictureSource
from fashion_search.types import Vector, Vectors

__all__ = ["Finished", "finish_slice"]

_BATCH = 16
_THUMBNAIL_SIDE = 320
_SMALL_BYTES, _SMALL_SIDE = 40_000, 400


@dataclass(frozen=True, slots=True)
class Finished:
    """A slice whose outcomes are on disk.

    Attributes:
        number: The slice's number.
        products: How many products it has.
        texts: How many texts were encoded now.
        pictures: How many pictures were encoded now.
        resumed: The outcomes were there from an earlier run.
    """

    number: int
    products: int
    texts: int = 0
    pictures: int = 0
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class _Looked:
    """A task whose picture has been looked at: its bytes when they still have to be encoded."""

    task: Task
    outcome: Outcome
    data: bytes | None = None


def finish_slice(work: Path, piece: Slice, *, embedder: Embedder, pictures: PictureSource | None) -> Finished:
    """Encode a slice and put its outcomes on disk, unless they are there and the pictures still the same.

    Args:
        work: The folder for outcomes.
        piece: The slice.
        embedder: The model.
        pictures: Where pictures come from; without it known pictures stay as they are.

    Raises:
        ConfigurationError: the embedder returns something that is not one vector per input.
    """
    path = work / piece.name
    earlier = load_outcomes(path)
    if earlier is not None and _still_true(earlier, piece, pictures):
        return Finished(piece.number, len(piece.tasks), resumed=True)
    seen: list[Outcome] = []
    for start in range(0, len(piece.tasks), _BATCH):
        seen += _with_images(piece.tasks[start : start + _BATCH], embedder, pictures)
    outcomes = _with_texts(piece.tasks, seen, embedder)
    save_outcomes(path, outcomes)
    return Finished(
        piece.number,
        len(piece.tasks),
        texts=sum(outcome.text is not None for outcome in outcomes),
        pictures=sum(outcome.image is not None for outcome in outcomes),
    )


def _still_true(earlier: Sequence[Outcome], piece: Slice, pictures: PictureSource | None) -> bool:
    """Pictures may have been mended or replaced since; a slice's name covers everything else."""
    if pictures is None:
        return True
    return all(
        _look(task, pictures).outcome.picture_hash == outcome.picture_hash
        for task, outcome in zip(piece.tasks, earlier, strict=True)
    )


def _with_images(tasks: Sequence[Task], embedder: Embedder, pictures: PictureSource | None) -> list[Outcome]:
    looked = [_prepared(seen) for seen in _look_at(tasks, pictures)]
    to_read = [row for row, seen in enumerate(looked) if seen.data is not None]
    outcomes = [seen.outcome for seen in looked]
    for row, image in zip(
        to_read, _embed_images([looked[row].data for row in to_read], embedder), strict=True
    ):
        outcomes[row] = _with_image(outcomes[row], image)
    return outcomes


def _with_texts(tasks: Sequence[Task], outcomes: Sequence[Outcome], embedder: Embedder) -> list[Outcome]:
    """Add the vectors of new texts; each different text is encoded once."""
    texts = list(dict.fromkeys(task.text for task in tasks if task.text and not task.known_text))
    vectors = dict(zip(texts, _checked(embedder.embed_texts(texts), len(texts), embedder), strict=True))
    return [
        outcome if task.known_text or not task.text else replace(outcome, text=vectors[task.text])
        for task, outcome in zip(tasks, outcomes, strict=True)
    ]


def _look_at(tasks: Sequence[Task], pictures: PictureSource | None) -> list[_Looked]:
    """Look at each; what comes from the web is waited for together."""
    if not isinstance(pictures, WebPictures):
        return [_look(task, pictures) for task in tasks]
    with ThreadPoolExecutor(max_workers=_BATCH) as threads:
        return list(threads.map(lambda task: _look(task, pictures), tasks))


def _look(task: Task, pictures: PictureSource | None) -> _Looked:
    """Find the picture and tell whether it is new."""
    if pictures is None:
        kept = task.known_picture is not None
        return _Looked(task, Outcome(picture_hash=task.known_picture, picture_kept=kept))
    try:
        data = pictures.read(task.product)
    except FashionSearchError as exc:
        return _Looked(task, Outcome(picture_problem=str(exc)))
    if data is None:
        return _Looked(task, Outcome(picture_problem=_missing(task)))
    picture_hash = hashlib.sha256(data).hexdigest()
    if picture_hash == task.known_picture:
        return _Looked(task, Outcome(picture_hash=picture_hash, picture_kept=True))
    return _Looked(task, Outcome(picture_hash=picture_hash), data)


def _missing(task: Task) -> str:
    path = task.product.image_path or ""
    if path.lower().startswith(("http://", "https://")):
        return (
            f"There is no picture for it, and its image_path {path!r} is a URL; allow downloads to fetch it."
        )
    named = f" or {path!r}" if path else ""
    return f"There is no picture named {task.product.product_id!r}{named} (.jpg, .jpeg, .png or .webp)."


def _prepared(looked: _Looked) -> _Looked:
    """Add thumbnail and facts of a new picture, or say why it cannot be read."""
    if looked.data is None:
        return looked
    try:
        small = decode(looked.data, max_side=_THUMBNAIL_SIDE)
    except InvalidImageError as exc:
        return replace(looked, outcome=replace(looked.outcome, picture_problem=str(exc)), data=None)
    thumbnail = (
        looked.data if _is_small_jpeg(looked.data) else encode_thumbnail(small, max_side=_THUMBNAIL_SIDE)
    )
    facts = examine(looked.task.product.product_id, looked.data, small)
    outcome = replace(looked.outcome, thumbnail=thumbnail, facts=json.dumps(asdict(facts)))
    return replace(looked, outcome=outcome)


def _is_small_jpeg(data: bytes) -> bool:
    """Whether a decodable picture is a JPEG any viewer shows, and small enough to keep as it is."""
    if len(data) > _SMALL_BYTES or not data.startswith(b"\xff\xd8\xff"):
        return False
    with JpegImageFile(BytesIO(data)) as header:
        return max(header.size) <= _SMALL_SIDE and header.mode in ("RGB", "L")


def _embed_images(pictures: Sequence[bytes | None], embedder: Embedder) -> list[Vector | InvalidImageError]:
    """One vector or one error per picture; one that is refused does not spoil the others."""
    given = [data for data in pictures if data is not None]
    try:
        return list(_checked(embedder.embed_images(given), len(given), embedder))
    except InvalidImageError as exc:
        if len(given) == 1:
            return [exc]
    return [result for data in given for result in _embed_images([data], embedder)]


def _with_image(outcome: Outcome, image: Vector | InvalidImageError) -> Outcome:
    if isinstance(image, InvalidImageError):
        return replace(outcome, picture_problem=str(image), thumbnail=None, facts=None)
    return replace(outcome, image=image)


def _checked(rows: Vectors, count: int, embedder: Embedder) -> Vectors:
    vectors = np.asarray(rows, dtype=np.float32)
    expected = (count, embedder.identity.dimension)
    if vectors.shape != expected:
        raise ConfigurationError(
            f"The embedder {embedder.identity} returned an array of shape {vectors.shape} for {count} "
            f"inputs; expected {expected}. Run fashion_search.testing's EmbedderContract on it."
        )
    return vectors
