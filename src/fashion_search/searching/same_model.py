"""Vectors are compared with vectors of the same model, or not at all."""

from __future__ import annotations

from fashion_search.async_protocols import AsyncEmbedder, AsyncIndex
from fashion_search.errors import ModelMismatchError
from fashion_search.protocols import Embedder, Index

__all__ = ["same_model"]


def same_model(embedder: Embedder | AsyncEmbedder, index: Index | AsyncIndex) -> None:
    """Refuse to compare vectors of two models.

    Raises:
        ModelMismatchError: they are.
    """
    if embedder.identity != index.identity:
        raise ModelMismatchError(
            f"The index holds vectors of {index.identity}, but the embedder is {embedder.identity}. "
            "Open it with the embedder that made it, or ingest again with this one."
        )
