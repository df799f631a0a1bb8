"""The contract every embedder keeps: subclass, say how to make one, and pytest runs the rest.

```python
class TestMyEmbedder(EmbedderContract):
    def make_embedder(self):
        return MyEmbedder()
```
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from PIL import Image

from fashion_search.errors import FashionSearchError, InvalidImageError
from fashion_search.protocols import Embedder
from fashion_search.types import ImageLike, Vectors

__all__ = ["EmbedderContract"]

TEXTS = (
    "red summer dress",
    "blue cotton shirt for men",
    "shoes",
    "Turtle Check Men Navy Blue Shirt. Men Navy Blue Shirts Topwear Casual Fall",
    "white sneakers",
)


class EmbedderContract:
    """What `fashion_search.protocols.Embedder` promises, one promise a test.

    Attributes:
        tolerance: How far a number of a vector may move when other items are encoded with it, and a length
            from 1.
        picklable: Whether the embedder claims to travel to worker processes.
    """

    tolerance: ClassVar[float] = 1e-5
    picklable: ClassVar[bool] = True

    def make_embedder(self) -> Embedder:
        """Your embedder, ready to use; called once for each test."""
        raise NotImplementedError("Override make_embedder.")

    def test_its_identity_names_a_model_and_stays_the_same(self) -> None:
        """Identities are stored with vectors and compared later, by another process."""
        first, second = self.make_embedder().identity, self.make_embedder().identity
        assert first == second
        assert first.name
        assert first.fingerprint
        assert first.dimension > 0

    def test_texts_become_unit_rows_of_the_models_dimension(self) -> None:
        """Cosines are computed as dot products, so lengths must be 1."""
        embedder = self.make_embedder()
        self._assert_unit_rows(embedder.embed_texts(TEXTS), len(TEXTS), embedder)

    def test_pictures_become_unit_rows_of_the_models_dimension(self) -> None:
        """Cosines are computed as dot products, so lengths must be 1."""
        embedder = self.make_embedder()
        self._assert_unit_rows(embedder.embed_images(_pictures()), len(_pictures()), embedder)

    def test_no_texts_give_no_rows(self) -> None:
        """An empty batch is no error, and its shape says the dimension."""
        embedder = self.make_embedder()
        self._assert_unit_rows(embedder.embed_texts([]), 0, embedder)

    def test_no_pictures_give_no_rows(self) -> None:
        """An empty batch is no error, and its shape says the dimension."""
        embedder = self.make_embedder()
        self._assert_unit_rows(embedder.embed_images([]), 0, embedder)

    def test_rows_come_in_the_order_of_texts(self) -> None:
        """Whatever is sorted or grouped inside is put back."""
        embedder = self.make_embedder()
        rows, reversed_rows = embedder.embed_texts(TEXTS), embedder.embed_texts(TEXTS[::-1])
        self._assert_close(rows, reversed_rows[::-1])

    def test_rows_come_in_the_order_of_pictures(self) -> None:
        """Whatever is sorted or grouped inside is put back."""
        embedder, pictures = self.make_embedder(), _pictures()
        self._assert_close(embedder.embed_images(pictures), embedder.embed_images(pictures[::-1])[::-1])

    def test_a_text_has_the_same_vector_alone_and_among_others(self) -> None:
        """A catalogue encoded in other slices must come out the same; padding is the usual culprit."""
        embedder = self.make_embedder()
        alone = np.vstack([embedder.embed_texts([text]) for text in TEXTS])
        self._assert_close(embedder.embed_texts(TEXTS), alone)

    def test_a_picture_has_the_same_vector_alone_and_among_others(self) -> None:
        """A catalogue encoded in other slices must come out the same."""
        embedder, pictures = self.make_embedder(), _pictures()
        alone = np.vstack([embedder.embed_images([picture]) for picture in pictures])
        self._assert_close(embedder.embed_images(pictures), alone)

    def test_the_same_text_twice_gives_the_same_row_twice(self) -> None:
        """Nothing is random, and duplicates are not lost."""
        rows = self.make_embedder().embed_texts([TEXTS[0], TEXTS[1], TEXTS[0]])
        assert rows.shape[0] == 3
        self._assert_close(rows[0], rows[2])

    def test_different_texts_and_pictures_have_different_vectors(self) -> None:
        """A model that answers the same to everything finds nothing."""
        embedder = self.make_embedder()
        for rows in (embedder.embed_texts(TEXTS), embedder.embed_images(_pictures())):
            assert len(np.unique(rows.round(4), axis=0)) == len(rows)

    def test_every_form_of_a_picture_gives_the_same_vector(self) -> None:
        """Bytes, a path as such and as text, a PIL image and an array hold the same pixels."""
        picture = _pictures()[0]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "picture.png"
            file.write_bytes(_png(picture))
            forms: list[ImageLike] = [_png(picture), file, str(file), picture, np.asarray(picture)]
            rows = self.make_embedder().embed_images(forms)
        for row in rows[1:]:
            self._assert_close(rows[0], row)

    def test_transparency_is_seen_as_white(self) -> None:
        """Cut-out product photos are shown on white."""
        clear, white = Image.new("RGBA", (40, 60), (200, 0, 0, 0)), Image.new("RGB", (40, 60), "white")
        clear.paste("blue", (10, 10, 30, 50))
        white.paste("blue", (10, 10, 30, 50))
        rows = self.make_embedder().embed_images([_png(clear), white])
        self._assert_close(rows[0], rows[1])

    @pytest.mark.parametrize("broken", [b"", b"no picture at all", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"])
    def test_a_broken_picture_is_an_error_of_ours(self, broken: bytes) -> None:
        """A bad upload must be told from a bug."""
        with pytest.raises(InvalidImageError):
            self.make_embedder().embed_images([_pictures()[0], broken])

    def test_a_missing_file_is_an_error_of_ours(self) -> None:
        """A path that leads nowhere is named, by `NotFoundError` or `InvalidImageError`."""
        with pytest.raises(FashionSearchError, match="no-such-picture"):
            self.make_embedder().embed_images(["no-such-picture.jpg"])

    def test_pictures_given_are_not_changed(self) -> None:
        """Callers go on using them."""
        picture, array = _pictures()[0], np.array(_pictures()[1])
        before = picture.tobytes(), array.tobytes()
        self.make_embedder().embed_images([picture, array])
        assert (picture.tobytes(), array.tobytes()) == before

    def test_it_travels_to_another_process(self) -> None:
        """Workers are given the embedder pickled; it encodes the same there."""
        if not self.picklable:
            pytest.skip("this embedder does not claim to be picklable")
        embedder = self.make_embedder()
        again = pickle.loads(pickle.dumps(embedder))  # noqa: S301  # our own bytes
        assert again.identity == embedder.identity
        self._assert_close(again.embed_texts(TEXTS), embedder.embed_texts(TEXTS))

    def _assert_unit_rows(self, rows: Vectors, count: int, embedder: Embedder) -> None:
        assert rows.shape == (count, embedder.identity.dimension)
        assert rows.dtype == np.float32
        lengths = np.linalg.norm(rows.astype(np.float64), axis=1)
        assert np.abs(lengths - 1).max(initial=0.0) <= self.tolerance

    def _assert_close(self, one: Vectors, other: Vectors) -> None:
        assert one.shape == other.shape
        assert np.abs(one - other).max(initial=0.0) <= self.tolerance


def _pictures() -> Sequence[Image.Image]:
    """Four pictures of garments, if seen from far away, in sizes and shapes that shops have."""
    drawn = []
    for size, color in (((60, 80), "red"), ((225, 300), "navy"), ((80, 60), "green"), ((33, 90), "black")):
        picture = Image.new("RGB", size, "white")
        width, height = size
        picture.paste(color, (width // 4, height // 5, 3 * width // 4, 4 * height // 5))
        picture.paste("orange", (width // 3, height // 3, width // 2, height // 2))
        drawn.append(picture)
    return drawn


def _png(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
