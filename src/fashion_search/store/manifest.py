"""The manifest: what a generation holds, by which model it was made, and how to tell that it is whole."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from fashion_search.errors import StoreError
from fashion_search.store.durable import sha256_of
from fashion_search.store.layout import REMEDY
from fashion_search.types import ModelIdentity

__all__ = ["FORMAT_VERSION", "FileRecord", "Manifest", "PriceSource", "read_manifest"]

FORMAT_VERSION = 1
"""Raised when an older reader would misread a newer store."""

PriceSource = Literal["given", "synthesised", "none"]
"""Where prices come from: the input had some, some were made up on request, or there are none."""


class FileRecord(BaseModel):
    """Size in bytes and SHA-256 of one file."""

    model_config = ConfigDict(frozen=True)

    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> FileRecord:
        """Measure a file."""
        return cls(size=path.stat().st_size, sha256=sha256_of(path))


class Manifest(BaseModel):
    """What one generation of a store holds.

    Attributes:
        format_version: The layout's version.
        generation: Its number, counted from 1.
        created_at: When it was written, in UTC.
        model: The model that made the vectors.
        product_count: How many products there are.
        picture_count: How many of them have a picture, and so an image vector.
        price_source: Where the prices come from.
        checksums: SHA-256 by content: `products`, `image`, `text`, `hybrid`, `pictures`. Equal input and
            model give equal checksums, in however many attempts the store was written.
        files: The generation's files.
        packs: The thumbnail packs it refers to.
    """

    model_config = ConfigDict(frozen=True)

    format_version: int
    generation: int
    created_at: datetime
    model: ModelIdentity
    product_count: int
    picture_count: int
    price_source: PriceSource
    checksums: dict[str, str]
    files: dict[str, FileRecord]
    packs: dict[str, FileRecord]


def read_manifest(path: Path) -> Manifest:
    """Read a manifest and refuse what this version cannot read.

    Raises:
        StoreError: the manifest is missing, damaged, or of a newer format.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        version = content["format_version"]
    except (OSError, ValueError, TypeError, KeyError) as exc:
        raise StoreError(f"The manifest {path} is missing or damaged ({exc}). {REMEDY}") from exc
    if version != FORMAT_VERSION:
        raise StoreError(
            f"The store at {path.parent} has format {version!r}; this version of fashion-search reads format "
            f"{FORMAT_VERSION}. Upgrade with: pip install -U fashion-search, or ingest into a new directory."
        )
    try:
        return Manifest.model_validate(content)
    except ValidationError as exc:
        fields = ", ".join(".".join(map(str, error["loc"])) for error in exc.errors())
        raise StoreError(f"The manifest {path} is damaged (in {fields}). {REMEDY}") from exc
