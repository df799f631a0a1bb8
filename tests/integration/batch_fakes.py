"""Jobs whose trouble is chosen by the product's title; importable by worker processes."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fashion_search.batch.definitions import CONTENT_HASH, JOB_VERSION, PRODUCTS
from fashion_search.batch.keyed import Made
from fashion_search.batch.materials import Material
from fashion_search.batch.schema import Column, Schema
from fashion_search.errors import ConfigurationError
from fashion_search.pictures import decode
from fashion_search.types import ModelIdentity

SHOUTS = Schema(
    (
        Column("product_id", "text", required=True),
        Column("shout", "text"),
        Column("vector", "vector"),
        CONTENT_HASH,
        JOB_VERSION,
        Column("updated_at", "time"),
    )
)


@dataclass(frozen=True)
class Shouting:
    """Writes titles in capitals; `bad` ones fail, `deadly` ones kill, `moody` ones fail in company."""

    version: str = "shout-1"
    keeps_failures: bool = False
    pause_s: float = 0.0
    rows_at_once: int = 16
    inputs = Schema((PRODUCTS.columns[0], PRODUCTS.columns[1]))
    target = SHOUTS
    pictures = None

    def load(self):
        if self.version == "unloadable":
            raise ConfigurationError("There is no such model.")
        return self._make

    def failed(self, material: Material, problem: str) -> Made | None:
        return Made({"shout": None}, problem) if self.keeps_failures else None

    def _make(self, todo: Sequence[Material]) -> list[Made]:
        time.sleep(self.pause_s)
        return [self._one(material, alone=len(todo) == 1) for material in todo]

    def _one(self, material: Material, *, alone: bool) -> Made:
        title = material.product.product_display_name or ""
        if title.startswith("bad"):
            raise ValueError(f"cannot shout {title}")
        if title.startswith("moody") and not alone:
            raise ValueError("not in company")
        if title.startswith("deadly"):
            os.kill(os.getpid(), signal.SIGKILL)
        return Made({"shout": title.upper(), "vector": [float(len(title)), 0.5]})


class HashEmbedder:
    """Vectors from hashes of what is encoded; damaged pictures are refused as the real ones refuse them."""

    identity = ModelIdentity(name="hash", dimension=16, fingerprint="h1")

    def __init__(self, pause_s: float = 0.0) -> None:
        self._pause_s = pause_s

    def embed_texts(self, texts):
        time.sleep(self._pause_s)
        return self._rows([text.encode() for text in texts])

    def embed_images(self, images):
        for image in images:
            decode(image)
        return self._rows(images)

    def _rows(self, contents):
        rows = [np.frombuffer(hashlib.sha256(content).digest(), dtype=np.uint8)[:16] for content in contents]
        raised = np.array(rows, dtype=np.float32).reshape(len(rows), 16) + 1
        return (raised / np.linalg.norm(raised, axis=1, keepdims=True)).astype(np.float32)


@dataclass(frozen=True)
class FakeChoice:
    """Builds a `HashEmbedder`; slow ones leave time to be killed."""

    pause_s: float = 0.0

    def load(self):
        return HashEmbedder(self.pause_s)
