import numpy as np
import pytest

from fashion_search.errors import InvalidImageError
from fashion_search.pictures import from_array

BYTES = np.random.default_rng(1).integers(0, 256, (5, 7, 3), dtype=np.uint8)


def pixels(array):
    image = from_array(array)
    assert image.mode == "RGB"
    return np.asarray(image)


def test_bytes_are_taken_as_they_are():
    assert np.array_equal(pixels(BYTES), BYTES)


@pytest.mark.parametrize(
    "view", [BYTES[::-1], BYTES[:, ::2], BYTES.transpose(1, 0, 2), np.asfortranarray(BYTES)]
)
def test_views_in_any_memory_order_are_read(view):
    assert np.array_equal(pixels(view), view)


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 1)])
def test_greys_fill_three_channels(shape):
    grey = BYTES[:, :, 0].reshape(shape)
    assert np.array_equal(pixels(grey), np.repeat(BYTES[:, :, :1], 3, axis=2))


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_floats_from_0_to_1_are_scaled(kind):
    assert np.array_equal(pixels((BYTES / 255).astype(kind)), BYTES)


def test_16_bit_values_keep_their_upper_8_bits():
    assert np.array_equal(pixels(BYTES.astype(np.uint16) * 257), BYTES)


def test_booleans_are_black_and_white():
    assert np.array_equal(pixels(np.array([[True, False]])), [[[255] * 3, [0] * 3]])


def test_alpha_goes_on_white():
    clear = np.dstack([BYTES, np.zeros((5, 7), dtype=np.uint8)])
    assert np.all(pixels(clear) == 255)


@pytest.mark.parametrize("shape", [(7,), (5, 7, 2), (5, 7, 5), (1, 5, 7, 3)])
def test_other_shapes_are_refused_by_name(shape):
    with pytest.raises(InvalidImageError, match=r"has shape \("):
        from_array(np.zeros(shape, dtype=np.uint8))


def test_channels_first_is_refused_with_the_remedy():
    with pytest.raises(InvalidImageError, match=r"transpose\(1, 2, 0\)"):
        from_array(np.zeros((3, 50, 70), dtype=np.uint8))


@pytest.mark.parametrize("shape", [(0, 7, 3), (5, 0), (0, 0, 4)])
def test_arrays_without_pixels_are_refused(shape):
    with pytest.raises(InvalidImageError, match="no pixels"):
        from_array(np.zeros(shape, dtype=np.uint8))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_no_numbers_are_refused(value):
    with pytest.raises(InvalidImageError, match="not finite"):
        from_array(np.array([[0.5, value]]))


@pytest.mark.parametrize("value", [-0.1, 1.5, 255.0])
def test_floats_outside_0_to_1_are_refused_with_the_remedy(value):
    with pytest.raises(InvalidImageError, match="Divide by 255"):
        from_array(np.array([[0.5, value]]))


@pytest.mark.parametrize("kind", [np.int64, np.int8, np.complex128, object, "U1"])
def test_other_types_are_refused_by_name(kind):
    with pytest.raises(InvalidImageError, match="has type"):
        from_array(np.zeros((2, 2), dtype=kind))


def test_the_picture_shares_no_memory_with_the_array():
    array = BYTES.copy()
    image = from_array(array)
    array[:] = 0
    assert np.array_equal(np.asarray(image), BYTES)
