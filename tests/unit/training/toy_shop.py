"""A toy model as ONNX graphs, and a store whose pictures it sees askew: something to learn."""

from __future__ import annotations

import io
import itertools
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from fashion_search.embedders.describe import describe
from fashion_search.embedders.onnx import OnnxEmbedder
from fashion_search.store import Entry, Layout, SourceRecord, write_generation
from fashion_search.types import Product

TYPES = (
    "Shirts",
    "Jeans",
    "Heels",
    "Belts",
    "Watches",
    "Caps",
    "Socks",
    "Scarves",
    "Wallets",
    "Ties",
    "Skirts",
)
COLORS = ("Red", "Blue", "Green", "Black", "White", "Pink", "Grey", "Brown", "Purple", "Yellow", "Orange")
BRANDS = ("Acme", "Zeta", "Nord", "Lumo", "Pico")
WORDS = ("[UNK]", "men", "women", *(word.lower() for word in (*TYPES, *COLORS, *BRANDS)))
DIMENSION, SIDE = 24, 4
RNG = np.random.default_rng(5)
TABLE = RNG.normal(size=(len(WORDS), DIMENSION)).astype(np.float32)
ASKEW = np.diag(np.where(np.arange(DIMENSION) < 8, -1.0, 1.0)).astype(np.float32)
PIXELS = RNG.normal(size=(3, DIMENSION)).astype(np.float32)

PREPROCESSING = {
    "model_cfg": {"embed_dim": DIMENSION},
    "preprocess_cfg": {
        "size": [SIDE, SIDE],
        "mode": "RGB",
        "mean": [0.4, 0.4, 0.4],
        "std": [0.3, 0.3, 0.3],
        "interpolation": "bicubic",
        "resize_mode": "squash",
    },
}


def save(path: Path, nodes, inputs, output: str, **weights) -> None:
    constants = [numpy_helper.from_array(array, name) for name, array in weights.items()]
    outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["batch", DIMENSION])]
    graph = helper.make_graph(nodes, "toy", inputs, outputs, constants)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), str(path))


def write_model(folder: Path, **settings) -> Path:
    """Texts are the mean of their words; pictures the mean of their pixels."""
    folder.mkdir(parents=True)
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "length"])
    pixels = helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["batch", 3, SIDE, SIDE])
    node = helper.make_node
    mean = [node("Gather", ["table", "input_ids"], ["words"]), node("ReduceMean", ["words"], ["text_embeds"])]
    mean[1].attribute.extend([helper.make_attribute("axes", [1]), helper.make_attribute("keepdims", 0)])
    save(folder / "text_model.onnx", mean, [ids], "text_embeds", table=TABLE)
    pooled = [
        node("GlobalAveragePool", ["pixel_values"], ["pooled"]),
        node("Flatten", ["pooled"], ["flat"]),
        node("MatMul", ["flat", "head"], ["image_embeds"]),
    ]
    save(folder / "vision_model.onnx", pooled, [pixels], "image_embeds", head=PIXELS)
    words = Tokenizer(models.WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))  # noqa: S106
    words.normalizer, words.pre_tokenizer = normalizers.Lowercase(), pre_tokenizers.Whitespace()
    words.save(str(folder / "tokenizer.json"))
    card = {"name": "toy", "version": "1", "dimension": DIMENSION, **settings}
    for name, content in (("model.json", card), ("open_clip_config.json", PREPROCESSING)):
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return folder


def picture(number: int) -> bytes:
    buffer = io.BytesIO()
    color = tuple(int(value) for value in np.random.default_rng(number).integers(0, 256, 3))
    Image.new("RGB", (SIDE, SIDE), color).save(buffer, "PNG")
    return buffer.getvalue()


def products() -> list[Product]:
    combinations = itertools.product(TYPES, COLORS, BRANDS)
    return [
        Product(
            product_id=f"{number:04}",
            product_display_name=f"{brand} {color} {kind}",
            article_type=kind,
            base_color=color,
            gender=("Men", "Women")[number % 2],
        )
        for number, (kind, color, brand) in enumerate(combinations)
    ]


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def write_store(path: Path, model: Path, *, learnable: bool) -> Path:
    """Pictures' vectors are the titles' turned around; or all are drawn, and nothing can be learned."""
    embedder = OnnxEmbedder.from_folder(model)
    listed = products()
    titles = embedder.embed_texts([product.product_display_name or "" for product in listed])
    rng = np.random.default_rng(1)
    images = unit(titles @ ASKEW + 0.02 * rng.normal(size=titles.shape))
    texts = embedder.embed_texts([describe(product) for product in listed])
    if not learnable:
        images, texts = (unit(rng.normal(size=titles.shape)) for _ in range(2))
    entries = [
        Entry(
            product=product,
            source=SourceRecord(text_hash="t", picture_hash=str(n), thumbnail_hash=str(n)),
            image=images[n],
            text=texts[n],
            thumbnail=picture(n),
        )
        for n, product in enumerate(listed)
    ]
    write_generation(Layout.at(path), entries, count=len(entries), model=embedder.identity)
    return path
