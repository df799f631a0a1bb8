"""What the quality report needs of vectors, so that the vectors themselves stay where they are."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fashion_search.batch.definitions import EMBEDDINGS
from fashion_search.batch.frames import Frames
from fashion_search.batch.schema import Column, Schema
from fashion_search.types import SPACES, Space

__all__ = ["LookAtVectors", "Looks", "looks_at"]

_DIGEST_BYTES = 8
_READ = ("product_id", "embedding_model", *(f"{space}_embedding" for space in SPACES))


@dataclass(frozen=True, slots=True)
class LookAtVectors:
    """A row function: a row of a few numbers for each row of `product_embeddings_multimodal`.

    For each space: a digest of the vector, how far its length is from 1, and, in the first row of a frame
    that has any, the sum of the frame's vectors. How rows are cut decides where sums are, not what they add
    up to.
    """

    @property
    def inputs(self) -> Schema:
        """Key, model and vectors."""
        return Schema(tuple(column for column in EMBEDDINGS.columns if column.name in _READ))

    @property
    def outputs(self) -> Schema:
        """Key, model, and three columns for each space."""
        looks = [
            column
            for space in SPACES
            for column in (
                Column(f"{space}_digest", "text", "Null where there is no vector"),
                Column(f"{space}_off", "number", "Distance of the length from 1"),
                Column(f"{space}_sum", "vector", "Of the frame's vectors; in one row of it"),
            )
        ]
        return Schema((Column("product_id", "text"), Column("embedding_model", "text"), *looks))

    def __call__(self, frames: Frames) -> Frames:
        """Look at frames."""
        for frame in frames:
            columns: dict[str, object] = {name: frame[name].to_numpy() for name in _READ[:2]}
            for space in SPACES:
                columns |= _looked(space, frame[f"{space}_embedding"])
            yield pd.DataFrame(columns, columns=list(self.outputs.names))


@dataclass(frozen=True, slots=True)
class Looks:
    """What was seen of the vectors of one space.

    Attributes:
        digests: One for each vector.
        off: Distances of their lengths from 1, shape (n,).
        total: Their sum, shape (dimension,), float64; `None` when there are none.
    """

    digests: list[str]
    off: np.ndarray
    total: np.ndarray | None

    @property
    def centre(self) -> list[float] | None:
        """Their mean."""
        return None if self.total is None else [float(one) for one in self.total / len(self.digests)]


def looks_at(looked: pd.DataFrame, space: Space) -> Looks:
    """What `LookAtVectors` saw of one space."""
    there = looked[looked[f"{space}_digest"].notna()]
    sums = [np.asarray(one, np.float64) for one in there[f"{space}_sum"] if _is_vector(one)]
    off = there[f"{space}_off"].to_numpy(np.float64)
    return Looks([str(one) for one in there[f"{space}_digest"]], off, np.sum(sums, axis=0) if sums else None)


def _looked(space: Space, column: pd.Series) -> dict[str, list[object]]:
    digests: list[object] = [None] * len(column)
    off: list[object] = [None] * len(column)
    sums: list[object] = [None] * len(column)
    given = [(at, np.asarray(value, np.float32)) for at, value in enumerate(column) if _is_vector(value)]
    for at, vector in given:
        digests[at] = hashlib.blake2b(vector.tobytes(), digest_size=_DIGEST_BYTES).hexdigest()
        off[at] = abs(float(np.linalg.norm(vector.astype(np.float64))) - 1)
    if given:
        total = np.sum([vector for _, vector in given], axis=0, dtype=np.float64)
        sums[given[0][0]] = total.astype(np.float32)
    return {f"{space}_digest": digests, f"{space}_off": off, f"{space}_sum": sums}


def _is_vector(value: object) -> bool:
    return isinstance(value, list | np.ndarray)
