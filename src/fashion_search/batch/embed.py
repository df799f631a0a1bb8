"""The job `embed_products`: words and pictures in, the table `product_embeddings_multimodal` out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from fashion_search.batch.definitions import EMBEDDINGS, PRODUCTS
from fashion_search.batch.keyed import Made, Make
from fashion_search.batch.materials import Material
from fashion_search.batch.models import EmbedderChoice, checked, identity_text
from fashion_search.batch.picture_problem import picture_problem
from fashion_search.batch.schema import Column, Schema
from fashion_search.embedders.describe import describe
from fashion_search.errors import ConfigurationError, InvalidImageError, InvalidRequestError
from fashion_search.protocols import Embedder, PictureSource
from fashion_search.store.vectors import hybrid_of
from fashion_search.types import ModelIdentity, Vector, Vectors

__all__ = ["EmbedProducts"]

_FORMAT = 1
_TOLERANCE = 1e-3
"""How far from 1 the length of a vector may be: a synced index takes lengths as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedProducts:
    """Encodes the words and the picture of products.

    A product without a picture has a row with its words alone. One whose picture is there and bad has
    that too, and is a dead letter; one with neither words nor picture is only a dead letter.

    Attributes:
        choice: The model.
        identity: Which model that is: `EmbedProducts.of` asks it.
        pictures: Where pictures are; `None` encodes words alone.
        rows_at_once: Products that go through the model together.
    """

    choice: EmbedderChoice
    identity: ModelIdentity
    pictures: PictureSource | None = None
    rows_at_once: int = 16

    @classmethod
    def of(
        cls, choice: EmbedderChoice, *, pictures: PictureSource | None, rows_at_once: int = 16
    ) -> EmbedProducts:
        """The job for a model, which is built here once to learn its name.

        Raises:
            ConfigurationError: the model cannot be had.
        """
        identity = choice.load().identity
        return cls(choice=choice, identity=identity, pictures=pictures, rows_at_once=rows_at_once)

    @property
    def version(self) -> str:
        """The model, and whether pictures are looked at."""
        looked = "words" if self.pictures is None else "words+pictures"
        return f"embed_products/{_FORMAT}/{identity_text(self.identity)}/{looked}"

    @property
    def inputs(self) -> Schema:
        """Every column of a product, words to embed in place of its own description, and the picture."""
        return PRODUCTS.with_columns(Column("description", "text"), Column("picture", "bytes"))

    @property
    def target(self) -> Schema:
        """The columns of `product_embeddings_multimodal`."""
        return EMBEDDINGS

    def load(self) -> Make:
        """Build the model."""
        return partial(self._make, checked(self.choice.load(), self.identity))

    def failed(self, material: Material, problem: str) -> None:  # noqa: ARG002
        """Nothing goes into the target for a product that has no vector."""
        return

    def _make(self, embedder: Embedder, todo: Sequence[Material]) -> list[Made]:
        texts = [_words(material) for material in todo]
        text_vectors = self._unit(embedder.embed_texts([text for text in texts if text]))
        images = self._images(embedder, todo)
        rest = iter(text_vectors)
        return [
            self._made(material, text, next(rest) if text else None, image)
            for material, text, image in zip(todo, texts, images, strict=True)
        ]

    def _images(self, embedder: Embedder, todo: Sequence[Material]) -> list[Vector | str | None]:
        """A vector, what is wrong with the picture, or nothing where there is none."""
        found: list[Vector | str | None] = [material.picture_problem for material in todo]
        given = [at for at, material in enumerate(todo) if material.picture is not None]
        pictures = [bytes(todo[at].picture or b"") for at in given]
        try:
            vectors = self._unit(embedder.embed_images(pictures))
        except InvalidImageError:
            problems = [picture_problem(picture) for picture in pictures]
            good = [picture for picture, problem in zip(pictures, problems, strict=True) if problem is None]
            rest = iter(self._unit(embedder.embed_images(good)))
            for at, problem in zip(given, problems, strict=True):
                found[at] = problem or next(rest)
            return found
        for at, vector in zip(given, vectors, strict=True):
            found[at] = vector
        return found

    def _unit(self, rows: Vectors) -> Vectors:
        """Vectors, if they are unit vectors of the right length."""
        lengths = np.linalg.norm(rows, axis=1)
        if rows.shape[1] != self.identity.dimension or not (np.abs(lengths - 1) < _TOLERANCE).all():
            raise ConfigurationError(
                f"The embedder gave vectors of shape {rows.shape} and lengths {lengths.min():.3f} to "
                f"{lengths.max():.3f}; unit vectors of {self.identity.dimension} numbers are needed."
            )
        return rows

    def _made(self, material: Material, text: str, words: Vector | None, image: Vector | str | None) -> Made:
        picture = None if isinstance(image, str) else image
        problem = image if isinstance(image, str) else None
        if words is None and picture is None:
            raise InvalidRequestError(problem or "There are neither words nor a picture to embed.")
        values: dict[str, object] = dict(material.product.to_dict())
        values |= {
            "image_embedding": picture,
            "text_embedding": words,
            "hybrid_embedding": _hybrid(picture, words),
            "embedded_text": text or None,
            "embedding_model": identity_text(self.identity),
            "embedding_dimension": self.identity.dimension,
        }
        return Made(values, problem)


def _words(material: Material) -> str:
    given = material.row.get("description")
    return str(given).strip() if given else describe(material.product)


def _hybrid(picture: Vector | None, words: Vector | None) -> Vector | None:
    if picture is None or words is None:
        return words if picture is None else picture
    both: Vectors = hybrid_of(picture[None], words[None])
    return np.asarray(both[0], dtype=np.float32)
