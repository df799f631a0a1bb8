"""Vector files: NumPy's own format, float32 rows, written as a stream and read through a memory map."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from types import TracebackType

import numpy as np

from fashion_search.errors import StoreError
from fashion_search.store.layout import REMEDY
from fashion_search.store.manifest import FileRecord
from fashion_search.types import Vectors

__all__ = ["VectorWriter", "hybrid_of", "open_vectors"]

_LITTLE_ENDIAN = np.dtype("<f4")
_UNIT_TOLERANCE = 1e-3


def hybrid_of(image: Vectors, text: Vectors) -> Vectors:
    """Normalise(0.5·image + 0.5·text), row by row.

    Args:
        image: Unit rows, or rows of zeros where there is no picture. Shape (n, dimension), float32.
        text: Unit rows, or rows of zeros where there are no words. Same shape.

    Returns:
        Unit rows of the same shape; where one side is zero the other side itself, where both are zero, zero.
    """
    total = 0.5 * image.astype(np.float64) + 0.5 * text.astype(np.float64)
    length = np.sqrt((total * total).sum(axis=1, keepdims=True))
    mixed: Vectors = np.divide(total, length, out=np.zeros_like(total), where=length > 0).astype(np.float32)
    mixed[~image.any(axis=1)] = text[~image.any(axis=1)]
    mixed[~text.any(axis=1)] = image[~text.any(axis=1)]
    return mixed


def open_vectors(path: Path, *, shape: tuple[int, int]) -> Vectors:
    """Map a vector file into memory, read-only; nothing is read until it is used.

    Raises:
        StoreError: the file is missing or is not what the manifest says.
    """
    try:
        mapped = np.load(path, mmap_mode="r" if shape[0] else None, allow_pickle=False)
    except (OSError, ValueError) as exc:
        raise StoreError(f"The vector file {path} is missing or damaged ({exc}). {REMEDY}") from exc
    if mapped.shape != shape or mapped.dtype != _LITTLE_ENDIAN:
        raise StoreError(
            f"The vector file {path} holds {mapped.dtype} {mapped.shape}; the manifest says float32 {shape}. "
            f"{REMEDY}"
        )
    vectors: Vectors = mapped.view(np.ndarray)
    vectors.flags.writeable = False
    return vectors


class VectorWriter:
    """Writes the rows of one vector file in order.

    Args:
        path: The file to make.
        shape: How many rows of what length will come.
    """

    def __init__(self, path: Path, *, shape: tuple[int, int]) -> None:
        self._path = path
        self._shape = shape
        self._rows = 0
        self._digest = hashlib.sha256()
        self._file = path.open("wb")
        header = {"descr": _LITTLE_ENDIAN.str, "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(self._file, header)

    def __enter__(self) -> VectorWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def append(self, rows: Vectors) -> None:
        """Add rows.

        Raises:
            StoreError: a row is not finite, or neither unit length nor zero.
        """
        _check_lengths(rows, self._path)
        content = np.ascontiguousarray(rows, dtype=_LITTLE_ENDIAN).tobytes()
        self._digest.update(content)
        self._file.write(content)
        self._rows += len(rows)

    def finish(self) -> tuple[FileRecord, str]:
        """Wait until the file is on disk.

        Returns:
            The file's record, and the SHA-256 of the rows alone.
        """
        if self._rows != self._shape[0]:
            raise StoreError(f"{self._path} was promised {self._shape[0]} rows and got {self._rows}.")
        self._file.flush()
        os.fsync(self._file.fileno())
        return FileRecord.of(self._path), self._digest.hexdigest()


def _check_lengths(rows: Vectors, path: Path) -> None:
    squares = (rows.astype(np.float64) ** 2).sum(axis=1)
    wrong = ~((squares == 0) | (np.abs(squares - 1) < _UNIT_TOLERANCE))
    if wrong.any():
        length = float(np.sqrt(squares[wrong][0]))
        raise StoreError(
            f"A vector for {path.name} has length {length:.4g}; an embedder must return finite vectors of "
            "length 1. Run fashion_search.testing's EmbedderContract on it."
        )
