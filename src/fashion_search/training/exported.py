"""Reads an exported folder with ONNX Runtime alone, so that what is measured is what ships."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

Vectors = NDArray[np.float32]


class ExportedModel:
    """Embeds texts and fitted photos with the files of a folder."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._text = onnxruntime.InferenceSession(str(folder / "text_model.onnx"), options)
        self._vision = onnxruntime.InferenceSession(str(folder / "vision_model.onnx"), options)
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        settings = json.loads((folder / "open_clip_config.json").read_text())["preprocess_cfg"]
        self._mean = np.array(settings["mean"], np.float32)
        self._std = np.array(settings["std"], np.float32)

    def embed_texts(self, texts: Sequence[str], batch: int = 256) -> Vectors:
        """Unit vectors, texts of like length together."""
        encodings = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(texts)), key=lambda row: len(encodings[row]))
        out = np.zeros((len(texts), 512), np.float32)
        for start in range(0, len(texts), batch):
            rows = order[start : start + batch]
            out[rows] = self._embed_ids([encodings[row] for row in rows])
        return out

    def _embed_ids(self, rows: list[list[int]]) -> Vectors:
        longest = max(len(row) for row in rows)
        ids = np.array([[*row, *[0] * (longest - len(row))] for row in rows], np.int64)
        mask = np.array([[1] * len(row) + [0] * (longest - len(row)) for row in rows], np.int64)
        vectors: Vectors = self._text.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return vectors

    def embed_photos(self, photos: NDArray[np.uint8], batch: int = 64) -> Vectors:
        """Unit vectors of photos already fitted to the tower's input."""
        parts = [self._embed_pixels(photos[start : start + batch]) for start in range(0, len(photos), batch)]
        return np.concatenate(parts) if parts else np.zeros((0, 512), np.float32)

    def _embed_pixels(self, photos: NDArray[np.uint8]) -> Vectors:
        pixels = (np.asarray(photos).astype(np.float32) / 255.0 - self._mean) / self._std
        pixels = np.ascontiguousarray(pixels.transpose(0, 3, 1, 2))
        vectors: Vectors = self._vision.run(None, {"pixel_values": pixels})[0]
        return vectors
