import numpy as np
import pytest
from PIL import Image

from fashion_search.pictures import decode, distance, fingerprint, pixel_hash


def test_equal_pixels_have_one_hash_whatever_they_were_encoded_as(scene, encode):
    assert pixel_hash(decode(encode(scene, "PNG"))) == pixel_hash(decode(encode(scene, "BMP")))


def test_one_changed_pixel_changes_the_hash(scene):
    other = scene.copy()
    other.putpixel((5, 5), (1, 2, 3))
    assert pixel_hash(scene) != pixel_hash(other)


def test_the_same_bytes_in_another_shape_have_another_hash():
    assert pixel_hash(Image.new("RGB", (4, 6))) != pixel_hash(Image.new("RGB", (6, 4)))


@pytest.mark.parametrize("quality", [40, 70, 95])
def test_encoding_anew_hardly_changes_the_fingerprint(scene, encode, quality):
    again = decode(encode(scene, "JPEG", quality=quality))
    assert distance(fingerprint(scene), fingerprint(again)) <= 4


def test_scaling_hardly_changes_the_fingerprint(scene):
    assert distance(fingerprint(scene), fingerprint(scene.resize((180, 240)))) <= 4


def test_different_pictures_have_fingerprints_far_apart(scene):
    rng = np.random.default_rng(3)
    others = [
        Image.fromarray(rng.integers(0, 256, (6, 5, 3), dtype=np.uint8)).resize(
            (90, 120), Image.Resampling.BICUBIC
        )
        for _ in range(50)
    ]
    assert min(distance(fingerprint(scene), fingerprint(other)) for other in others) > 10


def test_a_fingerprint_fits_64_bits(scene):
    assert 0 <= fingerprint(scene) < 2**64
    assert 0 <= fingerprint(Image.new("RGB", (1, 1))) < 2**64


def test_distance_counts_the_bits_that_differ():
    assert distance(0b1011, 0b0001) == 2
