import logging
import multiprocessing
import pickle
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import numpy as np
import pytest

from fashion_search.embedders.cached import CachedEmbedder
from fashion_search.embedders.onnx import OnnxEmbedder
from fashion_search.errors import InvalidImageError, InvalidRequestError, NotFoundError


class Counting:
    """An embedder that counts what it is asked for."""

    def __init__(self, embedder):
        self.embedder, self.texts, self.images = embedder, [], 0

    @property
    def identity(self):
        return self.embedder.identity

    def embed_texts(self, texts):
        self.texts.extend(texts)
        return self.embedder.embed_texts(texts)

    def embed_images(self, images):
        self.images += len(images)
        return self.embedder.embed_images(images)


@pytest.fixture
def counting(tiny):
    return Counting(OnnxEmbedder(tiny.path))


def png(picture):
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def test_what_was_encoded_once_is_not_encoded_again(counting, pictures):
    cached = CachedEmbedder(counting)
    expected = counting.embedder.embed_texts(["red", "blue"])
    assert np.array_equal(cached.embed_texts(["red", "blue"]), expected)
    assert np.array_equal(cached.embed_texts(["blue", "red"]), expected[::-1])
    first = cached.embed_images(pictures)
    assert np.array_equal(cached.embed_images(pictures), first)
    assert (counting.texts, counting.images) == (["red", "blue"], len(pictures))


def test_only_what_is_unknown_is_asked_for(counting):
    cached = CachedEmbedder(counting)
    cached.embed_texts(["red"])
    cached.embed_texts(["red", "blue", "blue"])
    assert counting.texts == ["red", "blue"]


def test_files_are_known_by_contents_and_not_by_name(counting, pictures, tmp_path):
    cached = CachedEmbedder(counting)
    file = tmp_path / "a.png"
    file.write_bytes(png(pictures[0]))
    same = cached.embed_images([file, png(pictures[0]), str(file)])
    assert counting.images == 1
    assert np.array_equal(same[0], same[2])
    file.write_bytes(png(pictures[1]))
    assert not np.array_equal(cached.embed_images([file])[0], same[0])


def test_pictures_in_memory_are_known_by_their_pixels(counting, pictures):
    cached = CachedEmbedder(counting)
    cached.embed_images([pictures[0], np.asarray(pictures[0]), pictures[0].copy()])
    assert counting.images == 1


def test_a_text_is_never_taken_for_a_file_of_the_same_bytes(counting, pictures):
    cached = CachedEmbedder(counting)
    assert cached._key("text", b"abc") != cached._key("file", b"abc")


def test_another_model_has_other_keys(tiny, tmp_path):
    first = CachedEmbedder(OnnxEmbedder(tiny.path), folder=tmp_path)
    row = first.embed_texts(["red dress"])
    tiny.write("config.json", {"max_position_embeddings": 3})
    second = CachedEmbedder(OnnxEmbedder(tiny.path), folder=tmp_path)
    assert not np.array_equal(second.embed_texts(["red dress"]), row)


def test_nothing_gives_no_rows_of_the_right_length(counting):
    cached = CachedEmbedder(counting)
    assert cached.embed_texts([]).shape == cached.embed_images([]).shape == (0, 16)


def test_vectors_on_disk_outlive_the_embedder(counting, pictures, tmp_path):
    CachedEmbedder(counting, folder=tmp_path / "new" / "cache").embed_images(pictures)
    asked = counting.images
    again = CachedEmbedder(counting, folder=tmp_path / "new" / "cache")
    assert np.array_equal(again.embed_images(pictures), counting.embedder.embed_images(pictures))
    assert counting.images == asked


def test_the_memory_forgets_what_was_used_longest_ago(counting):
    cached = CachedEmbedder(counting, recent=2)
    for text in ["red", "blue", "red", "shoes", "red", "blue"]:
        cached.embed_texts([text])
    assert counting.texts == ["red", "blue", "shoes", "blue"]


def test_a_caller_who_writes_into_a_row_does_not_change_the_memory(counting):
    cached = CachedEmbedder(counting)
    cached.embed_texts(["red"])[:] = 0
    assert cached.embed_texts(["red"]).any()


@pytest.mark.parametrize("damage", [b"", b"short", None])
def test_a_damaged_entry_counts_as_unknown_and_is_mended(counting, tmp_path, damage):
    expected = CachedEmbedder(counting, folder=tmp_path).embed_texts(["red"])
    with sqlite3.connect(tmp_path / "embeddings.sqlite") as database:
        (packed,) = database.execute("SELECT vector FROM vectors").fetchone()
        broken = bytes([packed[0], *packed[1:-1], packed[-1] ^ 1]) if damage is None else damage
        database.execute("UPDATE vectors SET vector = ?", [broken])
    database.close()
    for _ in range(2):
        assert np.array_equal(CachedEmbedder(counting, folder=tmp_path).embed_texts(["red"]), expected)
    assert counting.texts == ["red", "red"]


@pytest.mark.parametrize("content", [b"this is no database" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_told_once_and_left_alone(counting, tmp_path, caplog, content):
    (tmp_path / "embeddings.sqlite").write_bytes(content)
    cached = CachedEmbedder(counting, folder=tmp_path)
    with caplog.at_level(logging.WARNING):
        cached.embed_texts(["red"])
        cached.embed_texts(["red", "blue"])
    assert counting.texts == ["red", "blue"]
    assert [record.message for record in caplog.records] == [caplog.records[0].message]
    assert (tmp_path / "embeddings.sqlite").read_bytes() == content


def test_a_folder_that_cannot_be_made_is_no_error(counting, tmp_path):
    (tmp_path / "file").write_text("")
    assert CachedEmbedder(counting, folder=tmp_path / "file" / "cache").embed_texts(["red"]).shape == (1, 16)


def test_threads_share_one_cache(counting, tmp_path):
    cached = CachedEmbedder(counting, folder=tmp_path)
    texts = ["red", "blue", "shoes", "dress", "cotton"] * 8
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda text: cached.embed_texts([text])[0], texts))
    assert np.array_equal(rows, counting.embedder.embed_texts(texts))


def test_processes_share_one_folder(tiny, tmp_path):
    cached = CachedEmbedder(OnnxEmbedder(tiny.path), folder=tmp_path)
    texts = [f"red {'dress ' * n}" for n in range(20)]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        waiting = [pool.apply_async(CachedEmbedder.embed_texts, [cached, texts]) for _ in range(2)]
        rows = [one.get(60) for one in waiting]
    assert np.array_equal(rows[0], rows[1])
    assert np.array_equal(rows[0], cached.embed_texts(texts))


def test_it_travels_with_the_embedder_inside(tiny, tmp_path):
    cached = CachedEmbedder(OnnxEmbedder(tiny.path), folder=tmp_path)
    again = pickle.loads(pickle.dumps(cached))  # noqa: S301
    assert again.identity == cached.identity
    assert np.array_equal(again.embed_texts(["red"]), cached.embed_texts(["red"]))


def test_errors_pass_through_under_the_callers_numbers(counting, pictures, tmp_path):
    cached = CachedEmbedder(counting)
    cached.embed_images(pictures[:2])
    with pytest.raises(InvalidImageError, match=r"^images\[2\]: .*truncated"):
        cached.embed_images([*pictures[:2], png(pictures[2])[:100]])
    with pytest.raises(NotFoundError, match=r"^images\[1\]: "):
        cached.embed_images([pictures[0], tmp_path / "gone.png"])
    with pytest.raises(InvalidImageError, match=r"^The picture is empty"):
        cached.embed_images([b""])
    with pytest.raises(InvalidRequestError, match="blank"):
        cached.embed_texts([" "])
    with pytest.raises(InvalidRequestError, match="NoneType"):
        cached.embed_texts([None])


def test_a_refused_item_is_not_remembered(counting):
    cached = CachedEmbedder(counting)
    for _ in range(2):
        with pytest.raises(InvalidImageError):
            cached.embed_images([b"broken"])
    assert counting.images >= 2


def test_the_calibration_of_the_embedder_inside_shows(tiny, counting):
    tiny.write("model.json", {"calibration": {"text/hybrid": {"slope": 1, "intercept": 0}}})
    assert CachedEmbedder(OnnxEmbedder(tiny.path)).calibration
    assert CachedEmbedder(counting).calibration == {}
