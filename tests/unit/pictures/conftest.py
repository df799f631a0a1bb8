"""Pictures to encode in every way."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from PIL import Image


@pytest.fixture(scope="session")
def scene() -> Image.Image:
    """A smooth colourful picture of 90x120 pixels, no two corners alike."""
    rng = np.random.default_rng(7)
    blocks = Image.fromarray(rng.integers(0, 256, (6, 5, 3), dtype=np.uint8))
    return blocks.resize((90, 120), Image.Resampling.BICUBIC)


@pytest.fixture(scope="session")
def encode() -> Callable[..., bytes]:
    def encode(image: Image.Image, name: str, **options: object) -> bytes:
        buffer = BytesIO()
        image.save(buffer, name, **options)
        return buffer.getvalue()

    return encode
