"""The hub, played by a folder: no test here touches a network."""

import shutil
from types import SimpleNamespace

import numpy as np
import pytest

from fashion_search.embedders.onnx import OnnxEmbedder
from fashion_search.errors import (
    AuthenticationError,
    ConfigurationError,
    NotFoundError,
    ServiceUnavailableError,
)
from fashion_search.types import Progress

huggingface_hub = pytest.importorskip("huggingface_hub.utils") and pytest.importorskip("huggingface_hub")

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("the network was touched")

    monkeypatch.setattr("socket.socket.connect", refuse)


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


def put(tiny, cache):
    """Lay a model into the hub's cache the way the hub's own client does."""
    home = cache / "models--shop--clip"
    (home / "refs").mkdir(parents=True)
    (home / "refs" / "main").write_text(COMMIT)
    shutil.copytree(tiny.path, home / "snapshots" / COMMIT)


def test_a_model_in_the_cache_is_used_without_a_network(tiny, cache):
    put(tiny, cache)
    embedder = OnnxEmbedder.from_hub("shop/clip", cache_folder=cache)
    assert np.array_equal(embedder.embed_texts(["red"]), OnnxEmbedder(tiny.path).embed_texts(["red"]))


def test_asking_for_a_download_uses_a_complete_cache_all_the_same(tiny, cache):
    put(tiny, cache)
    told = []
    OnnxEmbedder.from_hub("shop/clip", download=True, cache_folder=cache, progress=told.append)
    assert told == []


def test_without_a_cached_model_nothing_is_downloaded_unasked(cache):
    with pytest.raises(ConfigurationError, match="download=True"):
        OnnxEmbedder.from_hub("shop/clip", cache_folder=cache)


def test_a_model_cached_in_part_is_not_used(tiny, cache):
    put(tiny.drop("vision_model.onnx"), cache)
    with pytest.raises(ConfigurationError, match="not complete"):
        OnnxEmbedder.from_hub("shop/clip", cache_folder=cache)


def test_a_name_that_cannot_be_one_is_refused(cache):
    with pytest.raises(ConfigurationError, match="no name of a model"):
        OnnxEmbedder.from_hub("not a/name/at all", cache_folder=cache)


class FakeHub:
    """Serves one folder as a repository."""

    def __init__(self, folder, cache):
        self.folder, self.cache, self.fetched = folder, cache, []

    def model_info(self, name, *, revision, files_metadata):
        files = [f for f in self.folder.rglob("*") if f.is_file()]
        names = [(f.relative_to(self.folder).as_posix(), f.stat().st_size) for f in files]
        return SimpleNamespace(siblings=[SimpleNamespace(rfilename=n, size=s) for n, s in names])

    def hf_hub_download(self, name, file, *, revision, cache_dir):
        target = self.cache / "snapshots" / COMMIT / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.folder / file, target)
        self.fetched.append(file)
        return str(target)


@pytest.fixture
def hub(tiny, cache, monkeypatch):
    fake = FakeHub(tiny.path, cache)
    monkeypatch.setattr(huggingface_hub, "HfApi", lambda: fake)
    monkeypatch.setattr(huggingface_hub, "hf_hub_download", fake.hf_hub_download)
    return fake


def test_a_download_fetches_the_needed_files_alone_and_tells_how_far_it_is(tiny, hub, cache):
    tiny.text("onnx/text_model_quantized.onnx").write("training_args.json", {})
    (tiny.path / "pytorch_model.bin").write_bytes(bytes(1000))
    told = []
    embedder = OnnxEmbedder.from_hub("shop/clip", download=True, cache_folder=cache, progress=told.append)
    assert sorted(hub.fetched) == [
        "preprocessor_config.json",
        "text_model.onnx",
        "tokenizer.json",
        "vision_model.onnx",
    ]
    assert embedder.embed_texts(["red"]).shape == (1, 16)
    total = sum((tiny.path / name).stat().st_size for name in hub.fetched)
    assert told[0] == Progress("download", 0, total)
    assert told[-1] == Progress("download", total, total)
    assert len(told) == 5


def test_graphs_in_a_sub_folder_and_their_weights_are_fetched(tiny, hub, cache):
    tiny.text("onnx/text_model.onnx").vision("onnx/vision_model.onnx")
    tiny.drop("text_model.onnx").drop("vision_model.onnx")
    (tiny.path / "onnx" / "text_model.onnx_data").write_bytes(b"")
    embedder = OnnxEmbedder.from_hub("shop/clip", download=True, cache_folder=cache)
    assert embedder.folder == cache / "snapshots" / COMMIT
    assert "onnx/text_model.onnx_data" in hub.fetched


def test_a_repository_without_onnx_graphs_is_refused(tiny, hub, cache):
    tiny.drop("text_model.onnx")
    with pytest.raises(ConfigurationError, match=r"text_model\.onnx"):
        OnnxEmbedder.from_hub("shop/clip", download=True, cache_folder=cache)


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        ("GatedRepoError", AuthenticationError),
        ("RepositoryNotFoundError", NotFoundError),
        ("RevisionNotFoundError", NotFoundError),
        ("HfHubHTTPError", ServiceUnavailableError),
        ("OfflineModeIsEnabled", ServiceUnavailableError),
    ],
)
def test_errors_of_the_hub_become_ours(hub, cache, monkeypatch, raised, expected):
    kind = getattr(huggingface_hub.utils, raised)
    error = kind.__new__(kind, "told by the hub")  # their constructors want a response, each version another

    def fail(*_, **__):
        raise error

    monkeypatch.setattr(hub, "model_info", fail)
    with pytest.raises(expected, match="shop/clip"):
        OnnxEmbedder.from_hub("shop/clip", download=True, cache_folder=cache)


def test_a_bug_of_our_own_is_not_taken_for_the_hubs(hub, cache, monkeypatch):
    monkeypatch.setattr(hub, "model_info", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        OnnxEmbedder.from_hub("shop/clip", download=True, cache_folder=cache)
