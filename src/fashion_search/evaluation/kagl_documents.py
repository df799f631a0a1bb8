"""The documents of the KAGL benchmark, cut out of a catalogue and made ready to be searched."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from fashion_search.errors import InvalidRequestError, ModelMismatchError
from fashion_search.evaluation.exact import mix, unit_rows
from fashion_search.types import Progress, ProgressCallback, Vectors

__all__ = ["EmbedTexts", "KaglDocuments", "document_rows", "embed_titles"]

EmbedTexts: TypeAlias = Callable[[Sequence[str]], Vectors]
"""Texts in, one unit row each out; an embedder's `embed_texts`."""

_TITLES_PER_CALL = 1024


@dataclass(frozen=True, slots=True)
class KaglDocuments:
    """Documents by product id, with unit vectors in rows, float32.

    Attributes:
        product_ids: Ascending.
        titles: The bare titles.
        images: Vectors of the pictures alone.
        mixed: Vectors of picture and title together.
    """

    product_ids: tuple[str, ...]
    titles: tuple[str, ...]
    images: Vectors
    mixed: Vectors

    @classmethod
    def build(
        cls, product_ids: Sequence[str], titles: Sequence[str], images: Vectors, texts: Vectors, weight: float
    ) -> KaglDocuments:
        """Join pictures and titles, `weight` being the picture's share.

        Raises:
            ModelMismatchError: pictures and titles have vectors of different lengths.
        """
        if texts.shape != images.shape:
            raise ModelMismatchError(
                f"Pictures have vectors of shape {images.shape}, titles of {texts.shape}."
            )
        return cls(tuple(product_ids), tuple(titles), unit_rows(images), mix(images, texts, weight))

    def __len__(self) -> int:
        """How many documents."""
        return len(self.product_ids)

    def titled(self, keep: Callable[[str], bool]) -> KaglDocuments:
        """Only the documents whose title passes."""
        rows = [row for row, title in enumerate(self.titles) if keep(title)]
        return KaglDocuments(
            tuple(self.product_ids[row] for row in rows),
            tuple(self.titles[row] for row in rows),
            self.images[rows],
            self.mixed[rows],
        )


def document_rows(product_ids: Sequence[str], images: Vectors, judged: Set[str]) -> list[int]:
    """Rows of the judged products that have a picture (not a row of zeros), in order of product id.

    Raises:
        InvalidRequestError: an id occurs twice, or no product is left.
    """
    if len(set(product_ids)) != len(product_ids):
        raise InvalidRequestError("A product id occurs twice in the catalogue.")
    has_picture = np.any(images, axis=1)
    rows = [row for row, product_id in enumerate(product_ids) if product_id in judged and has_picture[row]]
    if not rows:
        raise InvalidRequestError(
            "No product with a picture is judged: KAGL needs the Kaggle catalogue with its own ids."
        )
    return sorted(rows, key=product_ids.__getitem__)


def embed_titles(titles: Sequence[str], embed_texts: EmbedTexts, progress: ProgressCallback) -> Vectors:
    """One row per title, each different title encoded once."""
    different = list(dict.fromkeys(titles))
    parts = []
    for start in range(0, len(different), _TITLES_PER_CALL):
        parts.append(embed_texts(different[start : start + _TITLES_PER_CALL]))
        progress(Progress("titles", min(start + _TITLES_PER_CALL, len(different)), len(different)))
    number = {title: row for row, title in enumerate(different)}
    return np.concatenate(parts)[[number[title] for title in titles]]
