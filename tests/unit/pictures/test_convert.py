import numpy as np
import pytest
from PIL import Image

from fashion_search.errors import InvalidImageError
from fashion_search.pictures import to_rgb


@pytest.mark.parametrize(
    "mode", ["1", "L", "P", "CMYK", "YCbCr", "HSV", "RGBX", "RGBA", "LA", "PA", "La", "RGBa", "I", "F"]
)
def test_a_white_picture_stays_white_in_every_mode(mode):
    through = {"La": ["LA", "La"], "RGBa": ["RGBA", "RGBa"], "PA": ["RGBA", "PA"]}.get(mode, [mode])
    picture = Image.new("RGB", (3, 2), "white")
    for step in through:
        picture = picture.convert(step)
    if mode == "I":
        picture = Image.fromarray(np.full((2, 3), 65_535, dtype=np.int32))
    assert np.asarray(to_rgb(picture)).min() >= 254


def test_an_rgb_picture_is_returned_as_it_is():
    picture = Image.new("RGB", (3, 2))
    assert to_rgb(picture) is picture


def test_a_mode_without_a_fixed_meaning_is_refused_by_name():
    with pytest.raises(InvalidImageError, match="'LAB'"):
        to_rgb(Image.new("LAB", (3, 2)))


def test_the_picture_given_is_not_changed():
    picture = Image.new("RGBA", (3, 2), (1, 2, 3, 4))
    to_rgb(picture)
    assert picture.mode == "RGBA"
    assert picture.getpixel((0, 0)) == (1, 2, 3, 4)
