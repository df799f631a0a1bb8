"""A small deterministic model that worker processes can import."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fashion_search.pictures import decode
from fashion_search.types import ImageLike, ModelIdentity, Vectors

DIMENSION = int(os.environ.get("FAKE_DIMENSION", "16"))


class FakeEmbedder:
    """Unit vectors drawn from a hash of the text or of the picture's pixels."""

    def __init__(self, name: str = "fake", delay_s: float = 0.0) -> None:
        self.identity = ModelIdentity(name=name, dimension=DIMENSION, fingerprint=f"fingerprint of {name}")
        self.delay_s = delay_s

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        return _vectors([text.encode() for text in texts])

    def embed_images(self, images: Sequence[ImageLike]) -> Vectors:
        time.sleep(self.delay_s * len(images))
        return _vectors([decode(bytes(image)).tobytes() for image in images])  # type: ignore[arg-type]


class CrashingEmbedder(FakeEmbedder):
    """Kills its own process at its first picture, as often as there are files in a folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def embed_images(self, images: Sequence[ImageLike]) -> Vectors:
        for fuse in self.folder.iterdir():
            with contextlib.suppress(FileNotFoundError):  # Another worker may have taken it.
                fuse.unlink()
                os.kill(os.getpid(), signal.SIGKILL)
        return super().embed_images(images)


class StillbornEmbedder(FakeEmbedder):
    """Kills its process while it is built."""

    def __init__(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


class FailingEmbedder(FakeEmbedder):
    """Meets a programming error at every text."""

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        raise ZeroDivisionError("a fault of the model's own")


class WrongEmbedder(FakeEmbedder):
    """Forgets the last text."""

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        return super().embed_texts(texts)[:-1]


def _vectors(contents: list[bytes]) -> Vectors:
    seeds = [int.from_bytes(hashlib.sha256(content).digest()[:8], "big") for content in contents]
    rows = [np.random.default_rng(seed).normal(size=DIMENSION) for seed in seeds]
    return np.array([row / np.linalg.norm(row) for row in rows], dtype=np.float32).reshape(-1, DIMENSION)
