"""Export a checkpoint as the folder that ships: `python -m fashion_search.training.export CHECKPOINT FOLDER`.

The picture tower's convolutions and the word table are stored in eight bits, all other weights in half
precision. The folder is written beside the target, compared with the float towers, and only then moved into
place.
"""

import argparse
import dataclasses
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from tokenizers import Tokenizer
from torch import nn

from fashion_search.training.augment import MEAN, STD, normalise
from fashion_search.training.batches import tokenise
from fashion_search.training.catalogue import Catalogue, read_styles
from fashion_search.training.exported import ExportedModel
from fashion_search.training.material import training_rows
from fashion_search.training.objective import Model
from fashion_search.training.photos import HEIGHT, WIDTH
from fashion_search.training.quantise import quantise
from fashion_search.training.towers import DIMENSION, MAX_TOKENS

OPSET = 17
MIN_COSINE = 0.99
"""How close the stored weights must stay to the float ones."""

RANGE_PHOTOS = 512
"""Photos that the ranges of the picture tower's activations are measured on."""

LATER_PARTS = ("text.wording.", "text.blind", "image.hint.")
"""Parts a checkpoint of an earlier leg may lack; as initialised they change no vector."""

Vectors = NDArray[np.float32]


class SmallTable(nn.Module):
    """A word table in eight bits, one scale a word."""

    def __init__(self, table: torch.Tensor) -> None:
        super().__init__()
        scale = table.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127.0
        self.register_buffer("scale", scale)
        self.register_buffer("table", (table / scale).round().to(torch.int8))

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """The words' vectors as float32."""
        return nn.functional.embedding(ids, self.table).float() * nn.functional.embedding(ids, self.scale)


def load_towers(checkpoint: Path, weights: str = "average") -> Model:
    """The averaged (or, for `"model"`, the last) weights of a checkpoint, ready to embed."""
    state = torch.load(checkpoint, weights_only=True)[weights]
    tensors = {name.removeprefix("module."): value for name, value in state.items() if name != "n_averaged"}
    model = Model(len(tensors["text.words.weight"]))
    known = {name for name in model.state_dict() if not name.startswith(LATER_PARTS)}
    model.load_state_dict(tensors, strict=bool(known - set(tensors)))
    return model.eval()


def write_graphs(model: Model, folder: Path, photos: NDArray[np.uint8]) -> None:
    """Both towers as ONNX files with every axis but the picture's sides dynamic.

    Args:
        model: The towers.
        folder: Where they go.
        photos: What the picture tower's eight-bit ranges are measured on.
    """
    pixels = torch.zeros(2, 3, HEIGHT, WIDTH)
    _write(
        model.image,
        (pixels,),
        folder / "vision_model.onnx",
        names=["pixel_values"],
        out="image_embeds",
        axes={0: "batch"},
    )
    quantise(folder / "vision_model.onnx", photos)
    words = model.text.words
    model.text.words = SmallTable(words.weight.detach())
    ids = torch.ones(2, 7, dtype=torch.int64)
    _write(
        model.text,
        (ids, ids),
        folder / "text_model.onnx",
        names=["input_ids", "attention_mask"],
        out="text_embeds",
        axes={0: "batch", 1: "sequence"},
    )
    model.text.words = words
    for graph in sorted(folder.glob("*.onnx")):
        onnx.save(halve(onnx.load(str(graph))), str(graph))


def _write(
    tower: nn.Module,
    example: tuple[torch.Tensor, ...],
    path: Path,
    *,
    names: list[str],
    out: str,
    axes: dict[int, str],
) -> None:
    dynamic = {**dict.fromkeys(names, axes), out: {0: "batch"}}
    torch.onnx.export(
        tower, example, str(path), input_names=names, output_names=[out],
        dynamic_axes=dynamic, opset_version=OPSET, dynamo=False,
    )  # fmt: skip


def halve(model: onnx.ModelProto, smallest: int = 1024) -> onnx.ModelProto:
    """Store large float32 weights as float16 and cast them back when the graph is loaded."""
    graph = model.graph
    scales = {name for node in graph.node if "Linear" in node.op_type for name in node.input[1:]}
    casts = []
    for weight in list(graph.initializer):
        values = numpy_helper.to_array(weight)
        if values.dtype == np.float32 and values.size >= smallest and weight.name not in scales:
            small = numpy_helper.from_array(values.astype(np.float16), f"{weight.name}_half")
            graph.initializer.remove(weight)
            graph.initializer.append(small)
            casts.append(helper.make_node("Cast", [small.name], [weight.name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    return model


def write_settings(folder: Path, tokenizer: Tokenizer, card: Mapping[str, Any]) -> None:
    """The tokenizer, the preprocessing and the model's card."""
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    preprocessing = {
        "size": [HEIGHT, WIDTH], "mode": "RGB", "mean": list(MEAN), "std": list(STD),
        "interpolation": "bicubic", "resize_mode": "longest", "fill_color": 255,
    }  # fmt: skip
    config = {"model_cfg": {"embed_dim": DIMENSION}, "preprocess_cfg": preprocessing}
    (folder / "open_clip_config.json").write_text(json.dumps(config, indent=2) + "\n")
    (folder / "model.json").write_text(json.dumps(card, indent=2) + "\n")


def check(model: Model, folder: Path, texts: list[str], photos: NDArray[np.uint8]) -> dict[str, float]:
    """The smallest cosine between the folder's vectors and the float towers', over the given items."""
    exported = ExportedModel(folder)
    with torch.no_grad():
        rows = [model.text(*tokenise(exported.tokenizer, [text])).numpy()[0] for text in texts]
        pictures = model.image(normalise(torch.from_numpy(photos))).numpy()
    closeness = {
        "text": _smallest(exported.embed_texts(texts), np.stack(rows)),
        "image": _smallest(exported.embed_photos(photos), pictures),
    }
    if min(closeness.values()) < MIN_COSINE:
        raise ValueError(
            f"the exported model differs from the float model: cosines {closeness}, need {MIN_COSINE}"
        )
    return closeness


def _smallest(left: Vectors, right: Vectors) -> float:
    return float((left * right).sum(1).min())


@dataclasses.dataclass(frozen=True)
class Samples:
    """Photos the export needs: to measure ranges on (never held-out ones), and to compare."""

    ranges: NDArray[np.uint8]
    compared: NDArray[np.uint8]

    @classmethod
    def read(cls, catalogue: Catalogue, photos: Path, compared: int) -> "Samples":
        """Some hundreds of training photos spread over the catalogue, and its first photos."""
        rows = np.array(training_rows(catalogue, photos))
        pixels = np.load(photos, mmap_mode="r")
        spread = rows[np.linspace(0, len(rows) - 1, min(len(rows), RANGE_PHOTOS)).astype(int)]
        return cls(np.asarray(pixels[spread]), np.asarray(pixels[:compared]))


def export(model: Model, target: Path, tokenizer: Path, *, texts: list[str], photos: Samples) -> None:
    """Write, compare, move into place."""
    staging = target.with_name(target.name + ".new")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    write_graphs(model, staging, photos.ranges)
    write_settings(staging, Tokenizer.from_file(str(tokenizer)), card(target))
    print("smallest cosine to the float model:", check(model, staging, texts, photos.compared))
    move_into_place(staging, target)


def card(previous: Path) -> dict[str, Any]:
    """What the model calls itself; a calibration already fitted is kept until it is fitted anew."""
    old = previous / "model.json"
    kept = json.loads(old.read_text()).get("calibration", {}) if old.exists() else {}
    return {
        "name": "fashion-search-bundled",
        "version": "1",
        "dimension": DIMENSION,
        "license": "Apache-2.0",
        "calibration": kept,
    }


def move_into_place(staging: Path, target: Path) -> None:
    """Replace the files one by one, each at once, so that a reader never finds one missing."""
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(staging.iterdir()):
        file.replace(target / file.name)
    staging.rmdir()


def main() -> None:
    """Export from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True, help="tokenizer.json of all-MiniLM-L6-v2")
    parser.add_argument("--styles", type=Path, required=True)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--weights", choices=("average", "model"), default="average")
    parser.add_argument("--items", type=int, default=1000, help="how many texts and photos are compared")
    options = parser.parse_args()
    catalogue = read_styles(options.styles)
    export(
        load_towers(options.checkpoint, options.weights),
        options.folder,
        options.tokenizer,
        texts=[title for title in catalogue.titles if title][: options.items],
        photos=Samples.read(catalogue, options.photos, options.items),
    )


if __name__ == "__main__":
    main()
