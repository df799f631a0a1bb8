import base64

import pytest

from fashion_search.display.markup import data_uri, escape, mime_type


@pytest.mark.parametrize(
    ("start", "mime"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF89a", "image/gif"),
        (b"GIF87a", "image/gif"),
        (b"BM", "image/bmp"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x20ftypavif", "image/avif"),
    ],
)
def test_a_picture_is_known_by_its_first_bytes(start, mime):
    assert mime_type(start + b"\x00" * 20) == mime


@pytest.mark.parametrize(
    "data",
    [b"", b"RIFF", b"RIFF\x00\x00\x00\x00WAVE", b"<svg onload='x()'>", b"\x00\x00\x00\x20ftypmp42", b"hello"],
)
def test_bytes_that_are_no_picture_get_no_address(data):
    assert mime_type(data) is None
    assert data_uri(data) is None


def test_no_picture_gets_no_address():
    assert data_uri(None) is None


def test_the_address_holds_the_very_bytes():
    data = b"\xff\xd8\xff" + bytes(range(256))
    head, body = data_uri(data).split(",")
    assert head == "data:image/jpeg;base64"
    assert base64.b64decode(body) == data


def test_markup_characters_become_entities():
    assert escape("<a href=\"x\" title='y'>&") == "&lt;a href=&quot;x&quot; title=&#x27;y&#x27;&gt;&amp;"


def test_characters_no_file_can_hold_are_replaced():
    cleaned = escape("a\x00b\x1bc\ud800d\te")
    assert cleaned == "a\ufffdb\ufffdc\ufffdd\te"
    assert cleaned.encode("utf-8")


def test_anything_is_taken_as_text():
    assert escape(12.5) == "12.5"
