"""A CLIP model as `transformers` saves it, as an embedder."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fashion_search.batch.clip_folder import ClipFolderEmbedder, is_clip_folder
from fashion_search.batch.models import EmbedderChoice
from fashion_search.errors import ConfigurationError, InvalidImageError, InvalidRequestError

sys.path.insert(0, str(Path(__file__).parent))
from tiny_clip import save_tiny_clip

torch = pytest.importorskip("torch", reason="torch is not installed")
transformers = pytest.importorskip("transformers", reason="transformers is not installed")
pytestmark = pytest.mark.filterwarnings("default")  # what these packages say about themselves is not ours


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return save_tiny_clip(tmp_path_factory.mktemp("clip"))


@pytest.fixture(scope="module")
def embedder(folder) -> ClipFolderEmbedder:
    return ClipFolderEmbedder(folder, batch_size=2)


def picture(seed: int) -> Image.Image:
    pixels = np.random.default_rng(seed).integers(0, 255, (40, 30, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def test_vectors_are_those_of_the_model_itself(folder, embedder):
    model = transformers.CLIPModel.from_pretrained(folder).eval()
    processor = transformers.CLIPProcessor.from_pretrained(folder)
    looked = [picture(1), picture(2), picture(3)]
    with torch.inference_mode():
        told = model(
            **processor(
                text=["red dress", "hat", "blue shoe"], images=looked, padding=True, return_tensors="pt"
            )
        )
    assert embedder.embed_texts(["red dress", "hat", "blue shoe"]) == pytest.approx(
        told.text_embeds.numpy(), abs=1e-5
    )
    assert embedder.embed_images(looked) == pytest.approx(told.image_embeds.numpy(), abs=1e-5)


def test_its_identity_follows_its_weights(folder, embedder, tmp_path):
    assert embedder.identity.dimension == 24
    assert embedder.identity == ClipFolderEmbedder(folder).identity
    assert embedder.identity != ClipFolderEmbedder(save_tiny_clip(tmp_path, seed=1)).identity


def test_nothing_gives_no_rows_and_what_is_bad_is_named(embedder):
    assert embedder.embed_texts([]).shape == embedder.embed_images([]).shape == (0, 24)
    with pytest.raises(InvalidRequestError, match=r"texts\[1\]"):
        embedder.embed_texts(["hat", " "])
    with pytest.raises(InvalidImageError, match="2"):
        embedder.embed_images([picture(1), picture(2), b"no picture"])


def test_jobs_take_such_a_folder_by_its_path(folder, tmp_path):
    assert isinstance(EmbedderChoice(model=str(folder)).load(), ClipFolderEmbedder)
    assert not is_clip_folder(tmp_path)
    with pytest.raises(ConfigurationError, match="text tower"):
        EmbedderChoice(model=str(tmp_path)).load()
    with pytest.raises(ConfigurationError, match="no two-tower model"):
        ClipFolderEmbedder(tmp_path)
