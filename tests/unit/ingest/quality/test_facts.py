import io
import json
from dataclasses import asdict

import numpy as np
import pytest
from PIL import Image

from fashion_search.ingest.quality import PictureFacts, examine, unreadable
from fashion_search.ingest.quality.facts import thumbnails
from fashion_search.pictures import decode


def encoded(image, form="JPEG", **options):
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def measured(image, form="JPEG"):
    data = encoded(image, form)
    return examine("7", data, decode(data))


def test_facts_hold_size_hash_and_a_thumbnail():
    facts = measured(Image.new("RGB", (60, 80), (200, 30, 30)), "PNG")
    assert (facts.product_id, facts.width, facts.height, facts.error) == ("7", 60, 80, None)
    assert len(facts.pixel_hash) == 32
    assert thumbnails([facts]).tolist() == [[200, 30, 30] * 64]


def test_facts_survive_json():
    facts = measured(Image.effect_noise((30, 40), 50))
    assert PictureFacts(**json.loads(json.dumps(asdict(facts)))) == facts


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_picture_stored_without_color_channels_is_told_from_one_that_only_looks_so(form):
    grey = Image.new("L", (20, 20), 99)
    assert measured(grey, form).single_channel
    assert measured(grey, form).colorless
    assert not measured(grey.convert("RGB"), form).single_channel
    assert measured(grey.convert("RGB"), form).colorless


def test_a_colored_picture_is_neither():
    facts = measured(Image.new("RGB", (20, 20), (200, 0, 0)))
    assert not facts.colorless
    assert not facts.single_channel


def test_progressive_jpegs_are_read_too():
    data = encoded(Image.new("L", (20, 20)), progressive=True)
    assert examine("7", data, decode(data)).single_channel


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0\x00\x00" * 9]
)
def test_a_broken_header_is_taken_for_color(data):
    assert not examine("7", data, Image.new("RGB", (4, 4))).single_channel


def test_equal_pixels_have_equal_hashes_whatever_the_file():
    image = Image.fromarray(np.arange(48, dtype=np.uint8).reshape(4, 4, 3))
    assert measured(image, "PNG").pixel_hash == measured(image, "BMP").pixel_hash


def test_an_unreadable_picture_keeps_the_reason():
    assert unreadable("7", "truncated").error == "truncated"
