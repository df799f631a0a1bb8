import struct
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image, ImageFile

from fashion_search.errors import InvalidImageError
from fashion_search.pictures import decode, from_array

LOSSLESS = [
    ("PNG", {}),
    ("BMP", {}),
    ("TIFF", {}),
    ("TIFF", {"compression": "tiff_lzw"}),
    ("TIFF", {"compression": "tiff_adobe_deflate"}),
    ("WEBP", {"lossless": True}),
]


def difference(image, other):
    return np.abs(np.asarray(image, dtype=float) - np.asarray(other.convert("RGB"), dtype=float)).mean()


@pytest.mark.parametrize(("name", "options"), LOSSLESS)
def test_lossless_formats_give_the_very_pixels(scene, encode, name, options):
    image = decode(encode(scene, name, **options))
    assert image.mode == "RGB"
    assert difference(image, scene) == 0


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}, {"optimize": True}])
def test_jpegs_are_read_baseline_and_progressive(scene, encode, options):
    assert difference(decode(encode(scene, "JPEG", quality=95, **options)), scene) < 2


def test_a_cmyk_jpeg_as_adobe_writes_it_comes_out_with_its_own_colours(scene, encode):
    data = encode(scene.convert("CMYK"), "JPEG", quality=95)
    assert b"Adobe" in data
    assert difference(decode(data), scene) < 2


@pytest.mark.parametrize(
    ("name", "mode"), [("PNG", "L"), ("JPEG", "L"), ("TIFF", "CMYK"), ("PNG", "1"), ("PNG", "P")]
)
def test_other_modes_become_rgb(scene, encode, name, mode):
    source = scene.convert(mode)
    assert difference(decode(encode(source, name)), source) < 2


@pytest.mark.parametrize("name", ["PNG", "TIFF"])
def test_16_bit_greys_keep_their_upper_8_bits(encode, name):
    grey = np.arange(0, 65_536, 16, dtype=np.uint16).reshape(64, 64)
    image = decode(encode(Image.fromarray(grey), name))
    assert np.array_equal(np.asarray(image)[:, :, 0], grey >> 8)


def test_floating_greys_are_read_on_their_own_scale(encode):
    grey = np.linspace(0, 1, 64, dtype=np.float32).reshape(8, 8)
    small = np.asarray(decode(encode(Image.fromarray(grey), "TIFF")))
    large = np.asarray(decode(encode(Image.fromarray(grey * 255), "TIFF")))
    assert np.array_equal(small, large)
    assert small.max() == 255


@pytest.mark.parametrize("values", [[-1.0, 0.5], [0.0, 300.0], [float("nan"), 0.5]])
def test_floating_greys_without_a_known_scale_are_refused(encode, values):
    with pytest.raises(InvalidImageError, match="values"):
        decode(encode(Image.fromarray(np.array([values], dtype=np.float32)), "TIFF"))


@pytest.mark.parametrize(("name", "options"), [("PNG", {}), ("WEBP", {"lossless": True}), ("TIFF", {})])
def test_alpha_goes_on_white(encode, name, options):
    picture = Image.new("RGBA", (2, 1), (200, 0, 0, 0))
    picture.putpixel((1, 0), (0, 0, 0, 128))
    pixels = np.asarray(decode(encode(picture, name, exact=True, **options)))[0]
    assert pixels.tolist() == [[255, 255, 255], [127, 127, 127]]


def test_a_grey_picture_with_alpha_goes_on_white(encode):
    picture = Image.new("LA", (2, 1), (0, 0))
    picture.putpixel((1, 0), (40, 255))
    assert np.asarray(decode(encode(picture, "PNG")))[0].tolist() == [[255] * 3, [40] * 3]


@pytest.mark.parametrize("transparency", [0, bytes([0, 255])])
def test_the_transparent_colours_of_a_palette_go_on_white(encode, transparency):
    picture = Image.new("P", (2, 1))
    picture.putpalette([255, 0, 0, 0, 0, 255])
    picture.putpixel((1, 0), 1)
    pixels = np.asarray(decode(encode(picture, "PNG", transparency=transparency)))[0]
    assert pixels.tolist() == [[255, 255, 255], [0, 0, 255]]


@pytest.mark.parametrize("mode", ["L", "I;16"])
def test_a_transparent_grey_goes_on_white(encode, mode):
    grey = (
        np.array([[0, 25_700]], dtype=np.uint16) if mode == "I;16" else np.array([[0, 100]], dtype=np.uint8)
    )
    pixels = np.asarray(decode(encode(Image.fromarray(grey), "PNG", transparency=0)))[0]
    assert pixels.tolist() == [[255] * 3, [100] * 3]


@pytest.mark.parametrize("name", ["GIF", "WEBP", "PNG"])
def test_an_animation_shows_its_first_frame(encode, name):
    red, blue = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (8, 8), "blue")
    data = encode(
        red,
        name,
        save_all=True,
        append_images=[blue],
        duration=100,
        **({"lossless": True} if name == "WEBP" else {}),
    )
    assert difference(decode(data), red) < 2


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("rotation", range(1, 9))
def test_every_camera_position_is_turned_upright(scene, encode, name, rotation):
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    turned = scene.transpose(Image.Transpose(undo[rotation])) if rotation in undo else scene
    exif = Image.Exif()
    exif[274] = rotation
    lossless = {"WEBP": {"lossless": True}, "JPEG": {"quality": 95}}.get(name, {})
    image = decode(encode(turned, name, exif=exif, **lossless))
    assert image.size == scene.size
    assert difference(image, scene) < 2


def test_a_decoded_picture_forgets_the_rotation_it_was_turned_by(scene, encode):
    exif = Image.Exif()
    exif[274] = 6
    assert decode(encode(scene, "JPEG", exif=exif)).info == {}


def test_a_damaged_exif_block_is_ignored(scene, encode):
    exif = Image.Exif()
    exif[274] = 6
    data = encode(scene, "JPEG", exif=exif).replace(b"\x01\x12\x00\x03", b"\x01\x12\x00\x0c")
    assert decode(data).size == scene.size


def test_a_large_jpeg_is_decoded_small_when_little_is_needed(encode, scene):
    large = scene.resize((1800, 2400))
    image = decode(encode(large, "JPEG"), min_side=160)
    assert image.size == (225, 300)
    assert difference(image, large.resize((225, 300), Image.Resampling.BOX)) < 3


def test_min_side_never_goes_below_what_was_asked_for(encode, scene):
    data = encode(scene.resize((400, 300)), "JPEG")
    assert min(decode(data, min_side=200).size) >= 200
    assert decode(data, min_side=1000).size == (400, 300)


@pytest.mark.parametrize("name", ["JPEG", "PNG"])
def test_max_side_shrinks_and_keeps_the_aspect_but_never_enlarges(encode, scene, name):
    data = encode(scene.resize((400, 300)), name)
    assert decode(data, max_side=100).size == (100, 75)
    assert decode(data, max_side=1000).size == (400, 300)


def png_header(width, height, *chunks):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunk(*c) for c in chunks) + chunk(b"IEND", b"")


def test_a_bomb_is_refused_by_the_size_it_declares():
    bomb = png_header(50_000, 50_000, (b"IDAT", zlib.compress(bytes(1000))))
    with pytest.raises(InvalidImageError, match=r"50000x50000 = 2,500,000,000 pixels; at most 64,000,000"):
        decode(bomb)


def test_a_gif_frame_larger_than_its_screen_counts_too(encode, scene):
    data = bytearray(encode(scene, "GIF"))
    at = data.index(b"\x2c\0\0\0\0")
    data[at + 5 : at + 9] = struct.pack("<HH", 60_000, 60_000)
    with pytest.raises(InvalidImageError, match="60000x60000"):
        decode(bytes(data))


def test_a_webp_bomb_is_refused_before_its_canvas_is_made(encode, scene):
    data = bytearray(encode(scene.convert("RGBA"), "WEBP", exif=b"Exif\0\0II*\0"))
    assert data[12:16] == b"VP8X"
    data[24:30] = (16_000).to_bytes(3, "little") * 2
    with pytest.raises(InvalidImageError, match="16001x16001"):
        decode(bytes(data))


def test_the_limit_on_pixels_can_be_set(scene, encode):
    with pytest.raises(InvalidImageError, match=r"90x120 = 10,800 pixels; at most 10,000"):
        decode(encode(scene, "PNG"), max_pixels=10_000)


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
@pytest.mark.parametrize("part", [0.05, 0.5, 0.9])
def test_a_truncated_file_is_refused(scene, encode, name, part):
    data = encode(scene, name)
    with pytest.raises(InvalidImageError, match="truncated"):
        decode(data[: int(len(data) * part)])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\0" * 100, "not a picture"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"  <svg xmlns=", "SVG"),
        (b"\0\0\0\x1cftypavif", "'avif'"),
        (b"PK\3\4....", "zip"),
        (b"RIFF....WAVE", "not a picture"),
    ],
)
def test_what_is_no_picture_is_named(data, says):
    with pytest.raises(InvalidImageError, match=says):
        decode(data)


def test_an_animation_with_broken_frame_counts_is_read_without_a_warning(scene, encode):
    frames = encode(scene, "PNG", save_all=True, append_images=[scene.rotate(90)])
    at = frames.index(b"acTL")
    broken = (
        frames[: at + 4] + bytes(8) + struct.pack(">I", zlib.crc32(b"acTL" + bytes(8))) + frames[at + 16 :]
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert difference(decode(broken), scene) == 0


def test_damaged_tiff_metadata_is_no_one_s_business(scene, encode):
    data = bytearray(encode(scene, "TIFF", tiffinfo={270: "a description that is long enough to be moved"}))
    at = data.index(struct.pack("<HH", 270, 2))
    data[at + 8 : at + 12] = struct.pack("<I", 2**31)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert difference(decode(bytes(data)), scene) == 0


def test_a_tiff_whose_pixels_lie_outside_the_file_is_refused(scene, encode):
    data = bytearray(encode(scene, "TIFF"))
    at = data.index(struct.pack("<HH", 258, 3))
    data[at + 8 : at + 12] = struct.pack("<I", 2**31)
    with pytest.raises(InvalidImageError, match="tag 258 lies outside"):
        decode(bytes(data))


def test_pillow_s_global_state_is_left_alone(scene, encode):
    before = (ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS, list(warnings.filters))
    decode(encode(scene, "JPEG"), min_side=10)
    with pytest.raises(InvalidImageError):
        decode(encode(scene, "JPEG")[:500])
    assert (ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS, list(warnings.filters)) == before


def test_threads_decode_at_once_with_equal_results(scene, encode):
    data = [encode(scene.rotate(turn), "JPEG") for turn in range(8)] * 8
    with ThreadPoolExecutor(4) as pool:
        together = [image.tobytes() for image in pool.map(decode, data)]
    assert together == [decode(d).tobytes() for d in data]


def test_a_decoded_picture_is_the_array_of_its_pixels(scene, encode):
    image = decode(encode(scene, "PNG"))
    assert from_array(np.asarray(image)).tobytes() == image.tobytes()
