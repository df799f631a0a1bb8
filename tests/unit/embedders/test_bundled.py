import numpy as np
import pytest
from PIL import Image

pytest.importorskip("onnxruntime")

from fashion_search.embedders import bundled
from fashion_search.embedders.bundled import BundledEmbedder
from fashion_search.errors import ConfigurationError
from fashion_search.training.photos import fit
from fashion_search.types import DIMENSION


def test_the_packaged_model_has_a_name_and_the_default_dimension():
    identity = BundledEmbedder().identity
    assert identity.name.startswith("fashion-search-bundled")
    assert identity.dimension == DIMENSION


@pytest.mark.parametrize("size", [(60, 80), (225, 300), (300, 225), (64, 64), (31, 200)])
def test_pictures_are_prepared_as_they_were_in_training(size):
    noise = np.random.default_rng(8).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    picture = Image.fromarray(noise)
    preprocessing = BundledEmbedder()._images._preprocessing
    prepared = preprocessing._centred(np.asarray(preprocessing._resized(picture)))
    assert np.array_equal(prepared, fit(picture, preprocessing.height, preprocessing.width))


def test_a_large_photo_decoded_at_a_quarter_means_the_same_as_in_full():
    from io import BytesIO

    rng = np.random.default_rng(9)
    photo = Image.fromarray(rng.integers(0, 256, (8, 6, 3), dtype=np.uint8)).resize((900, 1200))
    buffer = BytesIO()
    photo.save(buffer, "JPEG", quality=95)
    rows = BundledEmbedder().embed_images([buffer.getvalue(), photo])
    assert rows[0] @ rows[1] > 0.99


def test_an_installation_without_the_model_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(bundled, "_FOLDER", tmp_path / "bundled_model")
    with pytest.raises(ConfigurationError, match="bundled_model"):
        BundledEmbedder()
