"""MiniLM as a frozen teacher: its sentence vectors say what words mean that no title uses.

The weights come from the Apache-2.0 model `sentence-transformers/all-MiniLM-L6-v2`: a folder with
`model.safetensors` and `tokenizer.json`. Needed for training only.
"""

import json
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional as F  # noqa: N812 - the name everyone uses

LAYERS, HEADS, WIDTH = 6, 12, 384


def read_safetensors(path: Path) -> dict[str, torch.Tensor]:
    """The float32 tensors of a safetensors file."""
    raw = path.read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + length])
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            begin, end = (8 + length + offset for offset in entry["data_offsets"])
            tensors[name] = torch.frombuffer(bytearray(raw[begin:end]), dtype=torch.float32).view(
                entry["shape"]
            )
    return tensors


class Teacher:
    """MiniLM-L6 in sixty lines, inference only."""

    def __init__(self, folder: Path) -> None:
        self.weights = read_safetensors(folder / "model.safetensors")
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(48)

    def words(self, least: int) -> list[str]:
        """The plain words of the vocabulary with at least so many letters, sorted."""
        return sorted(
            w for w in self.tokenizer.get_vocab() if w.isascii() and w.isalpha() and len(w) >= least
        )

    def encode(self, texts: Sequence[str], batch: int = 512) -> NDArray[np.float16]:
        """Unit sentence vectors, in the order of the texts."""
        ids = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        return self.encode_ids(ids, batch)

    def encode_ids(self, ids: Sequence[Sequence[int]], batch: int = 512) -> NDArray[np.float16]:
        """Unit sentence vectors of token ids, in their order."""
        order = sorted(range(len(ids)), key=lambda row: len(ids[row]))
        out = np.zeros((len(ids), WIDTH), np.float16)
        for start in range(0, len(ids), batch):
            rows = order[start : start + batch]
            longest = max(len(ids[row]) for row in rows)
            padded = torch.tensor([[*ids[row], *[0] * (longest - len(ids[row]))] for row in rows])
            mask = torch.tensor([[1] * len(ids[row]) + [0] * (longest - len(ids[row])) for row in rows])
            with torch.no_grad():
                out[rows] = self._forward(padded, mask).half().numpy()
        return out

    def _forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        weights = self.weights
        hidden = weights["embeddings.word_embeddings.weight"][ids]
        hidden = hidden + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        hidden = hidden + weights["embeddings.token_type_embeddings.weight"][0]
        hidden = self._norm(hidden, "embeddings.LayerNorm")
        with torch.autocast("cpu", torch.bfloat16, enabled=True):
            for layer in range(LAYERS):
                hidden = self._layer(hidden, mask.bool(), f"encoder.layer.{layer}")
        weight = mask[..., None].float()
        return F.normalize((hidden.float() * weight).sum(1) / weight.sum(1), dim=-1)

    def _layer(self, hidden: torch.Tensor, mask: torch.Tensor, name: str) -> torch.Tensor:
        rows, length, _ = hidden.shape
        query, key, value = (
            self._linear(hidden, f"{name}.attention.self.{part}")
            .view(rows, length, HEADS, -1)
            .transpose(1, 2)
            for part in ("query", "key", "value")
        )
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=mask[:, None, None, :])
        mixed = self._linear(
            mixed.transpose(1, 2).reshape(rows, length, WIDTH), f"{name}.attention.output.dense"
        )
        hidden = self._norm(hidden + mixed, f"{name}.attention.output.LayerNorm")
        inner = F.gelu(self._linear(hidden, f"{name}.intermediate.dense"))
        return self._norm(hidden + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def _linear(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return F.linear(x, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def _norm(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return F.layer_norm(
            x.float(), (WIDTH,), self.weights[f"{name}.weight"], self.weights[f"{name}.bias"], 1e-12
        )

    def static_table(self, width: int) -> torch.Tensor:
        """A vector per vocabulary entry: the teacher on the word alone, in `width` principal axes."""
        size = self.tokenizer.get_vocab_size()
        first, last = self.tokenizer.encode("").ids
        vectors = torch.from_numpy(self.encode_ids([[first, word, last] for word in range(size)])).float()
        vectors = vectors - vectors.mean(0)
        _, _, axes = torch.linalg.svd(vectors.T @ vectors)
        table = vectors @ axes[:width].T
        return table / table.std()
