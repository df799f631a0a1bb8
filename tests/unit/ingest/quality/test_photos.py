import base64

import numpy as np
import pytest

from fashion_search.ingest.quality import PictureFacts, assess, unreadable


def facts(product_id, *, pixels="p", fingerprint=0, level=100, size=(60, 80), **more):
    thumbnail = base64.b64encode(bytes([level]) * 192).decode()
    return PictureFacts(
        product_id=str(product_id),
        width=size[0],
        height=size[1],
        pixel_hash=pixels,
        fingerprint=fingerprint,
        thumbnail=thumbnail,
        **more,
    )


def test_products_without_facts_have_no_picture(look):
    found = look("missing_pictures", {}, {}, {}, pictures=[facts(1), unreadable("2", "cut")])
    assert found.product_ids == ("3",)


def test_unreadable_pictures_are_found_with_their_reason_and_are_not_missing(look):
    pictures = [facts(1), unreadable("2", "truncated")]
    found = look("unreadable_pictures", {}, {}, pictures=pictures)
    assert found.examples[0].note == "truncated"
    assert look("missing_pictures", {}, {}, pictures=pictures) is None


def test_without_facts_pictures_are_not_looked_at(rows):
    report = assess(rows({}))
    assert report.pictures is None
    assert "missing_pictures" in report.skipped
    assert report.finding("missing_pictures") is None


def test_a_catalogue_of_which_no_picture_was_found_misses_all(rows):
    report = assess(rows({}, {}), pictures=[])
    assert report.pictures == 0
    assert report.finding("missing_pictures").rows == 2


def test_facts_of_products_that_are_not_there_are_ignored(rows):
    assert assess(rows({}), pictures=[facts(1), facts(99)]).pictures == 1


def test_pictures_without_color_are_counted_by_kind(look):
    pictures = [facts(1, colorless=True, single_channel=True), facts(2, colorless=True), facts(3)]
    found = look("colorless_pictures", {}, {}, {}, pictures=pictures)
    assert found.numbers == {"single_channel": 1, "color_channels_all_grey": 1}


def test_sizes_that_differ_from_nearly_all_are_odd(look):
    pictures = [facts(n) for n in range(1, 11)] + [facts(11, size=(60, 60))]
    found = look("odd_picture_sizes", *[{}] * 11, pictures=pictures)
    assert found.product_ids == ("11",)


def test_where_sizes_vary_none_is_odd(look):
    pictures = [facts(n, size=(60, 80 + n % 3)) for n in range(1, 10)]
    assert look("odd_picture_sizes", *[{}] * 9, pictures=pictures) is None


def test_identical_photos_are_grouped_and_their_contradictions_counted(look):
    pictures = [
        facts(1, pixels="a"),
        facts(2, pixels="a"),
        facts(3, pixels="b"),
        facts(4, pixels="b"),
        facts(5, pixels="c"),
    ]
    found = look("identical_photos", {}, {}, {}, {"base_color": "Red"}, {}, pictures=pictures)
    assert (found.count, found.unit, found.rows) == (2, "groups", 4)
    assert found.numbers["groups_with_different_colors"] == 1
    assert found.numbers["groups_with_different_titles"] == 0
    assert found.product_ids == ("3", "4"), "the group that contradicts itself is shown"


def test_photos_that_look_alike_are_near_duplicates(look):
    pictures = [facts(1, pixels="a", fingerprint=0b111), facts(2, pixels="b", fingerprint=0, level=101)]
    found = look("near_duplicate_photos", {}, {}, pictures=pictures)
    assert found.numbers == {"groups": 1, "pictures": 2}


@pytest.mark.parametrize("change", [{"level": 104}, {"fingerprint": 0b1111 << 20}, {"pixels": "a"}])
def test_another_color_another_shape_and_the_same_pixels_are_no_near_duplicates(look, change):
    other = facts(2, **{"pixels": "b", **change})
    assert look("near_duplicate_photos", {}, {}, pictures=[facts(1, pixels="a"), other]) is None


def test_many_pictures_of_one_fingerprint_are_told_apart_by_color(look):
    levels = np.arange(0, 200, 10)
    pictures = [facts(n + 1, pixels=str(n), level=int(level)) for n, level in enumerate(levels)]
    assert look("near_duplicate_photos", *[{}] * len(levels), pictures=pictures) is None
