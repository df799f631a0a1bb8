"""A tiny random CLIP-type model, written as ONNX graphs in the layouts people have."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

INT64 = 7  # TensorProto.INT64

WORDS = ["[PAD]", "[UNK]", "[BOS]", "[EOS]", "red", "blue", "dress", "shirt", "shoes", "cotton", "a", "of"]
DIMENSION, HIDDEN, SIDE = 16, 8, 12
RNG = np.random.default_rng(11)
TABLE = RNG.normal(size=(len(WORDS), HIDDEN)).astype(np.float32)
TEXT_HEAD = RNG.normal(size=(HIDDEN, DIMENSION)).astype(np.float32)
KERNEL = RNG.normal(size=(HIDDEN, 3, 4, 4)).astype(np.float32)
IMAGE_HEAD = RNG.normal(size=(HIDDEN, DIMENSION)).astype(np.float32)


def constants(**arrays):
    from onnx import numpy_helper

    return [numpy_helper.from_array(array, name) for name, array in arrays.items()]


def save(path, nodes, inputs, outputs, weights):
    import onnx
    from onnx import helper

    graph = helper.make_graph(nodes, "tiny", inputs, outputs, weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(path))


def text_graph(
    path,
    *,
    output="text_embeds",
    ids="input_ids",
    kind=INT64,
    shape=("batch", "length"),
    extra_inputs=(),
    dimension=DIMENSION,
):
    """Mean of word vectors, padding included if there is any, then a linear layer; the states come out."""
    from onnx import TensorProto, helper

    nodes = [
        helper.make_node("Gather", ["table", ids], ["last_hidden_state"]),
        helper.make_node("ReduceMean", ["last_hidden_state"], ["mean"], axes=[1], keepdims=0),
        helper.make_node("MatMul", ["mean", "head"], [output]),
    ]
    inputs = [helper.make_tensor_value_info(name, kind, list(shape)) for name in (ids, *extra_inputs)]
    outputs = [
        helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*shape, HIDDEN]),
        helper.make_tensor_value_info(output, TensorProto.FLOAT, [shape[0], dimension]),
    ]
    head = np.resize(TEXT_HEAD, (HIDDEN, dimension))
    save(path, nodes, inputs, outputs, constants(table=TABLE, head=head))


def vision_graph(path, *, output="image_embeds", side=(SIDE, SIDE), batch="batch", dimension=DIMENSION):
    """A convolution, the mean over places, and a linear layer."""
    from onnx import TensorProto, helper

    nodes = [
        helper.make_node("Conv", ["pixel_values", "kernel"], ["places"], strides=[4, 4]),
        helper.make_node("Relu", ["places"], ["lit"]),
        helper.make_node("GlobalAveragePool", ["lit"], ["pooled"]),
        helper.make_node("Flatten", ["pooled"], ["flat"]),
        helper.make_node("MatMul", ["flat", "head"], [output]),
    ]
    shape = [batch, 3, *(side or ("height", "width"))]
    inputs = [helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, shape)]
    outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, [batch, dimension])]
    head = np.resize(IMAGE_HEAD, (HIDDEN, dimension))
    save(path, nodes, inputs, outputs, constants(kernel=KERNEL, head=head))


def tokenizer(path):
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    words = Tokenizer(models.WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))  # noqa: S106
    words.normalizer = normalizers.Lowercase()
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.post_processor = processors.TemplateProcessing(
        single="[BOS] $A [EOS]", special_tokens=[("[BOS]", 2), ("[EOS]", 3)]
    )
    words.save(str(path))


TRANSFORMERS = {
    "image_processor_type": "CLIPImageProcessor",
    "do_resize": True,
    "size": {"shortest_edge": SIDE},
    "do_center_crop": True,
    "crop_size": {"height": SIDE, "width": SIDE},
    "resample": 3,
    "do_rescale": True,
    "rescale_factor": 1 / 255,
    "do_normalize": True,
    "image_mean": [0.48, 0.46, 0.41],
    "image_std": [0.27, 0.26, 0.28],
    "do_convert_rgb": True,
}


@dataclass
class Tiny:
    """A model folder under construction."""

    path: Path

    def write(self, name: str, content: object) -> Tiny:
        (self.path / name).write_text(json.dumps(content), encoding="utf-8")
        return self

    def text(self, name: str = "text_model.onnx", **options: object) -> Tiny:
        text_graph(self.path / name, **options)
        return self

    def vision(self, name: str = "vision_model.onnx", **options: object) -> Tiny:
        vision_graph(self.path / name, **options)
        return self

    def drop(self, name: str) -> Tiny:
        (self.path / name).unlink()
        return self


@pytest.fixture
def empty(tmp_path: Path) -> Tiny:
    """A folder with a tokenizer and nothing else."""
    for package in ("onnx", "onnxruntime", "tokenizers"):
        pytest.importorskip(package)
    folder = tmp_path / "model"
    folder.mkdir()
    tokenizer(folder / "tokenizer.json")
    return Tiny(folder)


@pytest.fixture
def tiny(empty: Tiny) -> Tiny:
    """A complete model, laid out as transformers does."""
    return empty.text().vision().write("preprocessor_config.json", TRANSFORMERS)


@pytest.fixture
def expected_text() -> Callable[[list[int]], np.ndarray]:
    """What the tiny model answers to token ids, by numpy."""

    def expected(ids: list[int]) -> np.ndarray:
        raw = TABLE[ids].mean(axis=0) @ TEXT_HEAD
        return raw / np.linalg.norm(raw)

    return expected


@pytest.fixture
def pictures() -> list[Image.Image]:
    rng = np.random.default_rng(2)
    sizes = [(60, 80), (31, 47), (300, 200), (12, 12), (7, 90), (60, 80)]
    return [
        Image.fromarray(rng.integers(0, 256, (5, 4, 3), dtype=np.uint8)).resize(
            size, Image.Resampling.BICUBIC
        )
        for size in sizes
    ]
