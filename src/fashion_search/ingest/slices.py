"""Slices: fixed groups of products that are encoded together, and their results on disk.

Which products share a slice, and so a batch, depends on the input alone. A run that was killed therefore
finds its finished slices again, and ends with the same bits as a run that was not.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashion_search.embedders.describe import describe
from fashion_search.store.entry import SourceRecord
from fashion_search.types import Product, Vector

__all__ = ["Outcome", "Slice", "Task", "load_outcomes", "plan_slices", "save_outcomes", "text_hash"]

SLICE_SIZE = 64
_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One product to encode.

    Attributes:
        product: The product.
        text: Its description; empty when nothing is known of it.
        known_text: Whether the store already has this text's vector.
        known_picture: Hash of the picture the store has a vector or a problem for, if any.
    """

    product: Product
    text: str
    known_text: bool
    known_picture: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one task.

    Attributes:
        picture_hash: SHA-256 of the picture's bytes, `None` without a picture.
        picture_problem: Why there is no usable picture.
        facts: What was measured of a new picture, as JSON.
        thumbnail: Thumbnail of a new picture.
        image: Vector of a new picture.
        text: Vector of a new text.
        picture_kept: The picture is the one the store knows.
    """

    picture_hash: str | None = None
    picture_problem: str | None = None
    facts: str | None = None
    thumbnail: bytes | None = None
    image: Vector | None = None
    text: Vector | None = None
    picture_kept: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """Some tasks, and the name of the file their outcomes go to."""

    number: int
    name: str
    tasks: tuple[Task, ...]


def text_hash(text: str) -> str:
    """Hash of a description: 32 hexadecimal digits."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def plan_slices(
    products: Sequence[Product], known: Mapping[str, SourceRecord], *, salt: str, size: int = SLICE_SIZE
) -> list[Slice]:
    """Cut products into slices.

    Args:
        products: Ascending by product id.
        known: What the store's vectors of the same model were made from.
        salt: What else the outcomes depend on: the model, the generation, the source of pictures.
        size: Products in a slice.
    """
    tasks = [_task(product, known.get(product.product_id)) for product in products]
    groups = [tuple(tasks[start : start + size]) for start in range(0, len(tasks), size)]
    return [Slice(number, _name(number, group, salt), group) for number, group in enumerate(groups)]


def _task(product: Product, known: SourceRecord | None) -> Task:
    text = describe(product)
    return Task(
        product=product,
        text=text,
        known_text=known is not None and known.text_hash == text_hash(text),
        known_picture=known.picture_hash if known else None,
    )


def _name(number: int, tasks: tuple[Task, ...], salt: str) -> str:
    digest = hashlib.blake2b(f"{_FORMAT}\0{salt}\n".encode(), digest_size=12)
    for task in tasks:
        product = task.product
        facts = [product.product_id, product.image_path, task.text, task.known_text, task.known_picture]
        digest.update(json.dumps(facts).encode())
    return f"{number:06d}-{digest.hexdigest()}.npz"


def save_outcomes(path: Path, outcomes: Sequence[Outcome]) -> None:
    """Write a slice's outcomes; the file appears when it is whole."""
    facts = [
        {
            "picture_hash": outcome.picture_hash,
            "picture_problem": outcome.picture_problem,
            "facts": outcome.facts,
            "picture_kept": outcome.picture_kept,
            "thumbnail": None if outcome.thumbnail is None else len(outcome.thumbnail),
            "image": outcome.image is not None,
            "text": outcome.text is not None,
        }
        for outcome in outcomes
    ]
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("wb") as file:
        np.savez(
            file,
            facts=np.frombuffer(json.dumps(facts).encode(), dtype=np.uint8),
            thumbnails=np.frombuffer(
                b"".join(outcome.thumbnail or b"" for outcome in outcomes), dtype=np.uint8
            ),
            image=_stacked([outcome.image for outcome in outcomes]),
            text=_stacked([outcome.text for outcome in outcomes]),
        )
    draft.replace(path)


def _stacked(rows: Sequence[Vector | None]) -> np.ndarray:
    given = [row for row in rows if row is not None]
    return np.stack(given) if given else np.empty((0, 0), dtype=np.float32)


def load_outcomes(path: Path) -> list[Outcome] | None:
    """Read a slice's outcomes; `None` when there is no whole file."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in ("facts", "thumbnails", "image", "text")}
        return _unpacked(arrays)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, StopIteration):
        return None


def _unpacked(arrays: Mapping[str, np.ndarray]) -> list[Outcome]:
    thumbnails = arrays["thumbnails"].tobytes()
    image, text = iter(arrays["image"]), iter(arrays["text"])
    start = 0
    outcomes = []
    for fact in json.loads(arrays["facts"].tobytes()):
        size = fact["thumbnail"]
        thumbnail = None if size is None else thumbnails[start : start + size]
        start += size or 0
        outcomes.append(
            Outcome(
                picture_hash=fact["picture_hash"],
                picture_problem=fact["picture_problem"],
                facts=fact["facts"],
                thumbnail=thumbnail,
                image=next(image) if fact["image"] else None,
                text=next(text) if fact["text"] else None,
                picture_kept=fact["picture_kept"],
            )
        )
    return outcomes
