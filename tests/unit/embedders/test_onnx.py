import multiprocessing
import os
import pickle
import shutil
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fashion_search.connections.downloads.fetch import DownloadPolicy
from fashion_search.embedders.cached import CachedEmbedder
from fashion_search.embedders.onnx import OnnxEmbedder
from fashion_search.embedders.text_side import TextSide
from fashion_search.errors import ConfigurationError, InvalidImageError, InvalidRequestError, NotFoundError
from fashion_search.ranking.calibration import Calibration
from fashion_search.testing.embedder import EmbedderContract

INT32 = 6  # TensorProto.INT32
TEXTS = [
    "red dress",
    "a blue cotton shirt",
    "shoes",
    "dress red",
    "Red  Dress",
    "blue shirt of cotton",
    "unheard-of",
]


def jpeg(picture):
    buffer = BytesIO()
    picture.save(buffer, "JPEG")
    return buffer.getvalue()


class TestOnnxEmbedder(EmbedderContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tiny):
        self.folder = tiny.path

    def make_embedder(self):
        return OnnxEmbedder(self.folder)


class TestOnnxEmbedderInBatches(TestOnnxEmbedder):
    def make_embedder(self):
        return OnnxEmbedder(self.folder, batch_size=3)


def test_texts_become_unit_rows_in_order(tiny, expected_text):
    rows = OnnxEmbedder(tiny.path).embed_texts(["red dress", "shoes", "blue"])
    assert rows.dtype == np.float32
    expected = [expected_text([2, 4, 6, 3]), expected_text([2, 8, 3]), expected_text([2, 5, 3])]
    np.testing.assert_allclose(rows, expected, atol=1e-6)


@pytest.mark.parametrize("batch_size", [1, 2, 100])
def test_texts_are_never_padded_whatever_goes_together(tiny, expected_text, batch_size):
    embedder = OnnxEmbedder(tiny.path, batch_size=batch_size)
    np.testing.assert_allclose(embedder.embed_texts(TEXTS)[0], expected_text([2, 4, 6, 3]), atol=1e-6)
    np.testing.assert_allclose(embedder.embed_texts(TEXTS)[2], expected_text([2, 8, 3]), atol=1e-6)


def test_with_single_runs_no_vector_depends_on_its_neighbours_by_a_bit(tiny, pictures):
    embedder = OnnxEmbedder(tiny.path)
    assert np.array_equal(embedder.embed_texts(TEXTS), np.vstack([embedder.embed_texts([t]) for t in TEXTS]))
    assert np.array_equal(
        embedder.embed_images(pictures), np.vstack([embedder.embed_images([p]) for p in pictures])
    )


def test_batches_change_vectors_by_rounding_only(tiny, pictures):
    one, many = OnnxEmbedder(tiny.path), OnnxEmbedder(tiny.path, batch_size=4)
    np.testing.assert_allclose(one.embed_texts(TEXTS), many.embed_texts(TEXTS), atol=1e-6)
    np.testing.assert_allclose(one.embed_images(pictures), many.embed_images(pictures), atol=1e-6)


def test_no_more_than_a_batch_of_pictures_is_prepared_at_once(tiny, pictures, monkeypatch):
    embedder = OnnxEmbedder(tiny.path, batch_size=4)
    run, sizes = embedder._image_tower.run, []
    monkeypatch.setattr(
        embedder._image_tower, "run", lambda feeds: sizes.append(len(feeds["pixel_values"])) or run(feeds)
    )
    embedder.embed_images(pictures)
    assert sizes == [4, 2]


def test_equal_texts_are_encoded_once(tiny, monkeypatch):
    embedder = OnnxEmbedder(tiny.path)
    seen = []
    encode = TextSide.encode
    monkeypatch.setattr(TextSide, "encode", lambda self, texts: seen.extend(texts) or encode(self, texts))
    rows = embedder.embed_texts(["red", "blue", "red"])
    assert seen == ["red", "blue"]
    assert np.array_equal(rows[0], rows[2])


def test_nothing_gives_no_rows_of_the_right_length(tiny):
    embedder = OnnxEmbedder(tiny.path)
    assert embedder.embed_texts([]).shape == embedder.embed_images([]).shape == (0, 16)


def test_every_form_of_a_picture_gives_the_same_vector(tiny, pictures, tmp_path):
    data = BytesIO()
    pictures[0].save(data, "PNG")
    file = tmp_path / "picture.png"
    file.write_bytes(data.getvalue())
    forms = [
        data.getvalue(),
        file,
        str(file),
        pictures[0],
        np.asarray(pictures[0]),
        pictures[0].convert("RGBA"),
    ]
    rows = OnnxEmbedder(tiny.path).embed_images(forms)
    assert all(np.array_equal(row, rows[0]) for row in rows)


@pytest.mark.parametrize("texts", [[""], ["red", "  \n"]])
def test_a_blank_text_is_refused_by_its_number(tiny, texts):
    with pytest.raises(InvalidRequestError, match="blank"):
        OnnxEmbedder(tiny.path).embed_texts(texts)


def test_one_text_or_picture_outside_a_list_is_refused(tiny):
    embedder = OnnxEmbedder(tiny.path)
    with pytest.raises(InvalidRequestError, match="in a list"):
        embedder.embed_texts("red dress")
    for one in (b"...", "a.jpg", Path("a.jpg"), np.zeros((20, 20, 3)), Image.new("RGB", (2, 2))):
        with pytest.raises(InvalidRequestError, match="in a list"):
            embedder.embed_images(one)
    assert embedder.embed_images(np.random.default_rng(1).random((2, 20, 20, 3))).shape == (2, 16)
    with pytest.raises(InvalidRequestError, match="NoneType"):
        embedder.embed_texts([None])


def test_long_texts_lose_their_end_but_keep_the_closing_token(tiny, expected_text):
    tiny.write("config.json", {"text_config": {"max_position_embeddings": 5}})
    row = OnnxEmbedder(tiny.path).embed_texts(["red " * 500])[0]
    np.testing.assert_allclose(row, expected_text([2, 4, 4, 4, 3]), atol=1e-6)


def test_a_graph_of_fixed_length_gets_padded_texts(empty, expected_text, tiny):
    tiny.text(shape=("batch", 6))
    row = OnnxEmbedder(tiny.path).embed_texts(["red dress"])[0]
    np.testing.assert_allclose(row, expected_text([2, 4, 6, 3, 0, 0]), atol=1e-6)


def test_siglip_gets_padded_texts_as_in_its_training(tiny, expected_text):
    tiny.write("config.json", {"model_type": "siglip", "text_config": {"max_position_embeddings": 6}})
    row = OnnxEmbedder(tiny.path).embed_texts(["red dress"])[0]
    np.testing.assert_allclose(row, expected_text([2, 4, 6, 3, 0, 0]), atol=1e-6)


def test_graphs_of_a_fixed_batch_of_one_work_with_any_batch_size(tiny, pictures):
    free = OnnxEmbedder(tiny.path)
    expected = free.embed_texts(TEXTS), free.embed_images(pictures)
    tiny.text(shape=(1, "length")).vision(batch=1)
    fixed = OnnxEmbedder(tiny.path, batch_size=8)
    assert np.array_equal(fixed.embed_texts(TEXTS), expected[0])
    assert np.array_equal(fixed.embed_images(pictures), expected[1])


@pytest.mark.parametrize(
    ("text", "vision"),
    [
        ("text_model.onnx", "vision_model.onnx"),
        ("onnx/text_model.onnx", "onnx/vision_model.onnx"),
        ("text.onnx", "visual.onnx"),
        ("textual.onnx", "visual.onnx"),
    ],
)
def test_the_usual_file_names_are_found(empty, text, vision):
    empty.text(text).vision(vision).write("open_clip_config.json", {"preprocess_cfg": {"size": 12}})
    assert OnnxEmbedder.from_folder(empty.path).embed_texts(["red"]).shape == (1, 16)


def test_a_variant_is_chosen_by_name(tiny, expected_text):
    tiny.text("onnx/text_model_quantized.onnx").vision("onnx/vision_model_quantized.onnx")
    tiny.drop("text_model.onnx").drop("vision_model.onnx")
    with pytest.raises(ConfigurationError, match=r"text_model\.onnx"):
        OnnxEmbedder(tiny.path)
    row = OnnxEmbedder(tiny.path, variant="quantized").embed_texts(["red"])[0]
    np.testing.assert_allclose(row, expected_text([2, 4, 3]), atol=1e-6)


@pytest.mark.parametrize(
    "options",
    [
        {"output": "sentence_embedding"},
        {"output": "anything_at_all"},
        {"ids": "text"},
        {"ids": "strange_name"},
        {"kind": INT32},
        {"extra_inputs": ["attention_mask"]},
        {"extra_inputs": ["attention_mask", "token_type_ids"]},
    ],
)
def test_names_and_types_are_read_from_the_graph(tiny, expected_text, options):
    tiny.text(**options)
    row = OnnxEmbedder(tiny.path).embed_texts(["red"])[0]
    np.testing.assert_allclose(row, expected_text([2, 4, 3]), atol=1e-6)


@pytest.mark.parametrize(
    "missing", ["text_model.onnx", "vision_model.onnx", "tokenizer.json", "preprocessor_config.json"]
)
def test_a_folder_without_a_needed_file_is_refused_with_the_names_looked_for(tiny, missing):
    tiny.drop(missing)
    with pytest.raises(ConfigurationError, match=missing.replace(".", r"\.")):
        OnnxEmbedder(tiny.path)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="no model folder"):
        OnnxEmbedder(tmp_path / "nothing")


def test_unknown_inputs_are_refused_by_name(tiny):
    tiny.text(extra_inputs=["style_ids"])
    with pytest.raises(ConfigurationError, match="style_ids"):
        OnnxEmbedder(tiny.path).embed_texts(["red"])


def test_towers_of_different_dimension_are_refused(tiny):
    tiny.vision(dimension=8)
    with pytest.raises(ConfigurationError, match=r"'text_model\.onnx': 16, 'vision_model\.onnx': 8"):
        _ = OnnxEmbedder(tiny.path).identity


def test_a_dimension_stated_wrongly_is_found_out(tiny, pictures):
    embedder = OnnxEmbedder(tiny.write("model.json", {"dimension": 512}).path)
    with pytest.raises(ConfigurationError, match="16 numbers; the model's have 512"):
        embedder.embed_images(pictures)


def test_preprocessing_that_does_not_fit_the_graph_is_refused(tiny):
    tiny.vision(side=(16, 16))
    with pytest.raises(ConfigurationError, match=r"\(3, 16, 16\); its preprocessing makes \(3, 12, 12\)"):
        OnnxEmbedder(tiny.path).embed_images([np.zeros((5, 5))])


@pytest.mark.parametrize(
    "name", ["text_model.onnx", "vision_model.onnx", "tokenizer.json", "config.json", "model.json"]
)
def test_damaged_files_are_errors_of_ours(tiny, name, pictures):
    (tiny.path / name).write_bytes(b"\0damaged")

    def use():
        embedder = OnnxEmbedder(tiny.path)
        return embedder.identity, embedder.embed_texts(["red"]), embedder.embed_images(pictures)

    with pytest.raises(ConfigurationError, match=name.replace(".", r"\.")):
        use()


def test_a_bad_picture_is_named_by_its_number(tiny, pictures, tmp_path):
    embedder = OnnxEmbedder(tiny.path)
    with pytest.raises(InvalidImageError, match=r"images\[2\]: .*truncated"):
        embedder.embed_images([pictures[0], pictures[1], jpeg(pictures[2])[:300]])
    with pytest.raises(NotFoundError, match=r"no picture file '.*gone\.jpg'"):
        embedder.embed_images([tmp_path / "gone.jpg"])


def test_private_urls_are_refused_unless_allowed(tiny):
    with pytest.raises(InvalidImageError, match="not a public address"):
        OnnxEmbedder(tiny.path).embed_images(["http://127.0.0.1:9/a.jpg"])
    allowed = OnnxEmbedder(tiny.path, download=DownloadPolicy(allow_private=True))
    assert pickle.loads(pickle.dumps(allowed))._options["download"].allow_private  # noqa: S301


def test_a_picture_of_no_direction_is_refused(tiny):
    tiny.write("preprocessor_config.json", {
        "do_resize": True, "size": {"height": 12, "width": 12}, "do_center_crop": False,
        "do_normalize": False, "do_rescale": False, "resample": 2,
    })  # fmt: skip
    with pytest.raises(InvalidRequestError, match="no direction for item 0"):
        OnnxEmbedder(tiny.path).embed_images([np.zeros((5, 5), dtype=np.uint8)])


def test_the_identity_follows_contents_and_not_the_place(tiny, tmp_path):
    shutil.copytree(tiny.path, tmp_path / "copy")
    first, copy = OnnxEmbedder(tiny.path).identity, OnnxEmbedder(tmp_path / "copy").identity
    assert first == copy
    assert first.dimension == 16


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("preprocessor_config.json", None),
        ("tokenizer.json", None),
        ("config.json", {"max_position_embeddings": 9}),
    ],
)
def test_the_fingerprint_changes_with_each_file_that_changes_vectors(tiny, name, content):
    before = OnnxEmbedder(tiny.path).identity.fingerprint
    if content is None:
        file = tiny.path / name
        file.write_text(file.read_text() + "\n")
    else:
        tiny.write(name, content)
    assert OnnxEmbedder(tiny.path).identity.fingerprint != before


def test_the_fingerprint_covers_weights_kept_beside_the_graph(tiny):
    before = OnnxEmbedder(tiny.path).identity.fingerprint
    (tiny.path / "text_model.onnx_data").write_bytes(b"weights")
    assert OnnxEmbedder(tiny.path).identity.fingerprint != before


def test_name_version_and_calibration_come_from_model_json_and_leave_the_fingerprint_alone(tiny):
    before = OnnxEmbedder(tiny.path)
    assert before.calibration == {}
    tiny.write("model.json", {
        "name": "mine", "version": "2", "calibration": {"text/hybrid": {"slope": 9.5, "intercept": -4}},
    })  # fmt: skip
    after = OnnxEmbedder(tiny.path)
    assert after.identity.name == "mine-2"
    assert after.calibration == {("text", "hybrid"): Calibration(9.5, -4.0)}
    assert after.identity.fingerprint == before.identity.fingerprint


def test_the_default_threshold_comes_from_model_json(tiny):
    assert OnnxEmbedder(tiny.path).min_relevance is None
    tiny.write("model.json", {"min_relevance": 0.4})
    embedder = OnnxEmbedder(tiny.path)
    assert embedder.min_relevance == 0.4
    assert CachedEmbedder(embedder).min_relevance == 0.4


@pytest.mark.parametrize("stated", [1.5, -0.1, "0.4", True])
def test_a_threshold_that_is_no_share_is_refused(tiny, stated):
    tiny.write("model.json", {"min_relevance": stated})
    with pytest.raises(ConfigurationError, match=r"\[0, 1\]"):
        OnnxEmbedder(tiny.path).min_relevance  # noqa: B018 -- read for its error


def test_threads_share_one_embedder(tiny, pictures):
    expected = OnnxEmbedder(tiny.path).embed_images(pictures)
    shared = OnnxEmbedder(tiny.path)
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda p: shared.embed_images([p])[0], pictures * 5))
    assert np.array_equal(rows, np.tile(expected, (5, 1)))


def test_an_embedder_travels_as_its_folder_and_encodes_the_same(tiny):
    embedder = OnnxEmbedder(tiny.path, batch_size=3)
    expected = embedder.embed_texts(TEXTS)
    data = pickle.dumps(embedder)
    assert len(data) < 2_000
    again = pickle.loads(data)  # noqa: S301
    assert again.identity == embedder.identity
    assert np.array_equal(again.embed_texts(TEXTS), expected)


def test_spawned_workers_can_be_given_an_embedder(tiny):
    embedder = OnnxEmbedder(tiny.path)
    expected = embedder.embed_texts(TEXTS)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert np.array_equal(pool.apply_async(OnnxEmbedder.embed_texts, [embedder, TEXTS]).get(60), expected)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_opens_its_graphs_anew(tiny, monkeypatch):
    embedder = OnnxEmbedder(tiny.path)
    embedder.embed_texts(["red"])
    graph = embedder._text_tower.graph
    parent = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: parent + 1)
    assert embedder._text_tower.graph is not graph


@pytest.mark.parametrize("options", [{"threads": 0}, {"batch_size": 0}])
def test_counts_below_one_are_refused(tiny, options):
    with pytest.raises(ConfigurationError, match="1 or more"):
        OnnxEmbedder(tiny.path, **options)
