"""Our embedders keep the contract, and the contract catches those that do not."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from PIL import Image

from fashion_search.embedders.bundled import BundledEmbedder
from fashion_search.embedders.cached import CachedEmbedder
from fashion_search.embedders.inputs import load_image
from fashion_search.protocols import Embedder
from fashion_search.testing.embedder import EmbedderContract
from fashion_search.types import ImageLike, ModelIdentity, Vectors

pytest.importorskip("onnxruntime")


class TestBundledEmbedder(EmbedderContract):
    tolerance: ClassVar[float] = 1e-6

    def make_embedder(self) -> Embedder:
        return BundledEmbedder()


class TestBundledEmbedderInBatches(EmbedderContract):
    def make_embedder(self) -> Embedder:
        return BundledEmbedder(batch_size=4)


class TestCachedEmbedderInMemory(EmbedderContract):
    def make_embedder(self) -> Embedder:
        return CachedEmbedder(BundledEmbedder())


class TestCachedEmbedderOnDisk(EmbedderContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path

    def make_embedder(self) -> Embedder:
        return CachedEmbedder(BundledEmbedder(), folder=self.folder)


class ColorEmbedder:
    """The mean colour of a picture, and of the colour words of a text: as small as an embedder can be."""

    identity = ModelIdentity(name="colors", dimension=4, fingerprint="1")

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        return self._unit([[len(text), text.count("e"), text.count("s"), 1] for text in texts])

    def embed_images(self, images: Sequence[ImageLike]) -> Vectors:
        loaded = [load_image(image) for image in images]
        return self._unit([[*np.asarray(image).mean(axis=(0, 1)), 1] for image in loaded])

    def _unit(self, rows: Sequence[Sequence[float]]) -> Vectors:
        vectors = np.array(rows, dtype=np.float32).reshape(-1, 4)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class TestAnEmbedderOfOnesOwn(EmbedderContract):
    def make_embedder(self) -> Embedder:
        return ColorEmbedder()


class Shuffling(ColorEmbedder):
    def embed_texts(self, texts):
        return super().embed_texts(sorted(texts))


class Centring(ColorEmbedder):
    def _unit(self, rows):
        vectors = super()._unit(rows)
        moved = vectors - vectors.mean(axis=0) / 2 if len(vectors) else vectors
        return moved / np.linalg.norm(moved, axis=1, keepdims=True)


class Unscaled(ColorEmbedder):
    def _unit(self, rows):
        return np.array(rows, dtype=np.float32).reshape(-1, 4)


class Doubled(ColorEmbedder):
    def _unit(self, rows):
        return super()._unit(rows).astype(np.float64)


class Careless(ColorEmbedder):
    def embed_images(self, images):
        return self._unit([[len(np.array(Image.open(image))), 1, 1, 1] for image in images])


@pytest.mark.parametrize(
    ("broken", "promise"),
    [
        (Shuffling, "test_rows_come_in_the_order_of_texts"),
        (Centring, "test_a_text_has_the_same_vector_alone_and_among_others"),
        (Centring, "test_a_picture_has_the_same_vector_alone_and_among_others"),
        (Unscaled, "test_texts_become_unit_rows_of_the_models_dimension"),
        (Doubled, "test_pictures_become_unit_rows_of_the_models_dimension"),
        (Careless, "test_a_missing_file_is_an_error_of_ours"),
    ],
)
def test_the_contract_catches_an_embedder_that_breaks_a_promise(broken, promise):
    class Contract(EmbedderContract):
        def make_embedder(self) -> Embedder:
            return broken()

    with pytest.raises((AssertionError, OSError)):
        getattr(Contract(), promise)()
