import io
import pickle
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from fashion_search.embedders.inputs import load_image
from fashion_search.errors import InvalidImageError, NotFoundError


@pytest.fixture
def picture():
    return Image.fromarray(np.random.default_rng(4).integers(0, 256, (8, 6, 3), dtype=np.uint8))


@pytest.fixture
def png(picture):
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def test_all_forms_of_a_picture_come_to_the_same_pixels(picture, png, tmp_path):
    file = tmp_path / "a picture.png"
    file.write_bytes(png)
    forms = [
        png,
        bytearray(png),
        memoryview(png),
        file,
        str(file),
        picture,
        np.asarray(picture),
        Image.open(file),
    ]
    assert {load_image(form).tobytes() for form in forms} == {picture.tobytes()}


def test_a_lazily_opened_picture_is_turned_upright_like_its_file(picture):
    exif = Image.Exif()
    exif[274] = 6
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", exif=exif)
    opened = load_image(Image.open(io.BytesIO(buffer.getvalue())))
    assert opened.size == (8, 6)
    assert opened.tobytes() == load_image(buffer.getvalue()).tobytes()


def test_a_decoded_picture_is_not_turned_twice(picture):
    exif = Image.Exif()
    exif[274] = 6
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", exif=exif)
    once = load_image(buffer.getvalue())
    assert load_image(once).tobytes() == once.tobytes()


def test_a_picture_given_is_not_changed(picture):
    alpha = picture.convert("RGBA")
    load_image(alpha)
    assert alpha.mode == "RGBA"


@pytest.mark.parametrize("path", ["no/such/file.jpg", "a.jpg", "C:\\photos\\a.jpg"])
def test_a_file_that_is_not_there_is_named(path):
    with pytest.raises(NotFoundError, match="no picture file") as caught:
        load_image(path)
    assert repr(path) in str(caught.value)


def test_a_folder_is_no_picture(tmp_path):
    with pytest.raises(InvalidImageError, match="is not a file"):
        load_image(tmp_path)


def test_a_damaged_file_is_named_with_what_is_wrong(tmp_path, png):
    file = tmp_path / "half.png"
    file.write_bytes(png[:60])
    with pytest.raises(InvalidImageError, match=r"half\.png': The PNG picture is truncated"):
        load_image(file)


def test_a_damaged_picture_that_pillow_opened_is_an_error_of_ours(png):
    with pytest.raises(InvalidImageError, match="PIL image"):
        load_image(Image.open(io.BytesIO(png[:-60])))


@pytest.mark.parametrize("url", ["ftp://x.example/a.jpg", "file:///etc/passwd", "s3://bucket/a.jpg"])
def test_other_schemes_are_refused(url):
    with pytest.raises(InvalidImageError, match="only http and https"):
        load_image(url)


@pytest.mark.parametrize("value", [None, 5, [1, 2], {"a": 1}, object()])
def test_what_is_no_picture_is_refused_by_its_type(value):
    with pytest.raises(InvalidImageError, match=f"A {type(value).__name__} is no picture"):
        load_image(value)


@pytest.mark.parametrize("path", ["bad\0name.jpg", ""])
def test_impossible_paths_are_refused(path):
    with pytest.raises((InvalidImageError, NotFoundError)):
        load_image(path)


def test_a_loaded_picture_pickles(png):
    assert pickle.loads(pickle.dumps(load_image(png))).tobytes() == load_image(png).tobytes()  # noqa: S301


def test_no_http_client_is_loaded_until_a_url_is_read():
    unwanted = "{'httpx', 'httpcore', 'onnxruntime', 'tokenizers'}"
    code = f"import sys, fashion_search.embedders.bundled; print({unwanted} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
